"""Measures understanding by cross-validation: `python -m bot.measure`, in Rasa's environment.

Each question is judged by a model that saw neither it nor its near duplicates, and by bands that
were chosen without it. The result is a table, a row a language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot import content
from bot.intents import OUT_OF_SCOPE
from bot.nlu import classify, identify, text, thresholds
from bot.nlu.classify import Example, Likely
from bot.nlu.concepts import Concepts
from bot.nlu.thresholds import ANSWER, CHOICE, DECLINE, Decision


class Judged(NamedTuple):
    """A question, what was ranked for it, and what was decided."""

    example: Example
    ranking: list[Likely]
    decision: Decision


def load() -> list[Example]:
    """All example questions, normalised."""
    return [
        Example(one.topic_id, one.language, text.normalise(one.text))
        for one in content.load_questions()
    ]


def judge(examples: Sequence[Example], rankings: Sequence[list[Likely]]) -> list[Judged]:
    """Decide on each question with bands chosen on the other folds."""
    urgent = {topic.id for topic in content.load_topics().values() if topic.urgent}
    found: list[Judged] = []
    for held in classify.split(examples):
        rest = np.setdiff1d(np.arange(len(examples)), held)
        bands = thresholds.choose(
            [examples[place].topic for place in rest],
            [rankings[place] for place in rest],
            urgent,
            OUT_OF_SCOPE,
        )
        for place in held:
            ranking = rankings[place]
            decision = bands.decide(ranking, urgent, OUT_OF_SCOPE)
            found.append(Judged(examples[place], ranking, decision))
    return found


def rates(judged: Sequence[Judged]) -> dict[str, float]:
    """What becomes of the questions, in percent.

    `top1`, `top3`: the right topic ranked first, or among three; `answered`: sent the right
    answer; `wrong`: sent another one; `choice`: asked, with the right topic offered;
    `declined`: turned away though in scope; `oos`: out of scope and turned away; `oos_wrong`: out
    of scope and sent an answer.
    """
    ours = [one for one in judged if one.example.topic != OUT_OF_SCOPE]
    others = [one for one in judged if one.example.topic == OUT_OF_SCOPE]

    def share(of: Sequence[Judged], kept: Sequence[bool]) -> float:
        return 100 * sum(kept) / max(1, len(of))

    def is_right(one: Judged) -> bool:
        return one.decision.ranking[0].topic == one.example.topic

    def decided(one: Judged, what: str) -> bool:
        return one.decision.decision == what

    return {
        "questions": len(judged),
        "top1": share(judged, [one.ranking[0].topic == one.example.topic for one in judged]),
        "top3": share(
            judged, [one.example.topic in {x.topic for x in one.ranking[:3]} for one in judged]
        ),
        "answered": share(ours, [decided(one, ANSWER) and is_right(one) for one in ours]),
        "wrong": share(judged, [decided(one, ANSWER) and not is_right(one) for one in judged]),
        "choice": share(
            ours,
            [
                decided(one, CHOICE)
                and one.example.topic in {x.topic for x in one.decision.ranking[:3]}
                for one in ours
            ],
        ),
        "declined": share(ours, [decided(one, DECLINE) for one in ours]),
        "oos": share(others, [decided(one, DECLINE) for one in others]),
        "oos_wrong": share(others, [decided(one, ANSWER) for one in others]),
    }


def language_rates(examples: Sequence[Example]) -> dict[str, dict[str, float]]:
    """How often a language is recognised, missed, or taken for another, in percent."""
    found: dict[str, list[str]] = defaultdict(list)
    for held in classify.split(examples):
        rest = np.setdiff1d(np.arange(len(examples)), held)
        pairs = [(examples[place].language, examples[place].text) for place in rest]
        identifier = identify.train(pairs, identify.read_others({name for name, _ in pairs}))
        for place in held:
            language, question = examples[place].language, examples[place].text
            guess = identifier.guess(question)
            kind = "right" if guess.language == language else "other"
            if guess.language is None:
                kind = "refused" if guess.foreign else "unknown"
            found[language].append(kind)
    kinds = ("right", "unknown", "refused", "other")
    return {
        language: {kind: 100 * marks.count(kind) / len(marks) for kind in kinds}
        for language, marks in sorted(found.items())
    }


def main() -> None:
    """Print the tables."""
    examples = load()
    trained = classify.train(examples, Concepts(content.load_lexicon()))
    judged = judge(examples, trained.held_out)
    by_language: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_language[one.example.language].append(one)
    print_table({"all": rates(judged)} | {n: rates(j) for n, j in sorted(by_language.items())})
    print_table(language_rates(examples))


def print_table(rows: dict[str, dict[str, float]]) -> None:
    """A table with a row a language."""
    names = list(next(iter(rows.values())))
    print(f"{'':10}" + "".join(f"{name:>10}" for name in names))
    for language, row in rows.items():
        print(f"{language:10}" + "".join(f"{row[name]:10.1f}" for name in names))
    print()


if __name__ == "__main__":
    main()

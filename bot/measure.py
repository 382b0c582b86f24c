"""Cross-validation: `python -m bot.measure FILE`, in Rasa's environment.

Each shipped question is judged by a model that saw neither it nor its near duplicates, and by bands
and a language model that were made without it. FILE becomes a JSON list, an object a question, as
`suar evaluate` reports them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot import content
from bot.intents import OUT_OF_SCOPE
from bot.nlu import classify, identify, text, thresholds
from bot.nlu.classify import Example, Likely
from bot.nlu.concepts import Concepts
from campaign.languages import Languages

Line = dict[str, Any]


def load() -> list[Example]:
    """All example questions, normalised."""
    return [
        Example(one.topic_id, one.language, text.normalise(one.text))
        for one in content.load_questions()
    ]


def judge(
    examples: Sequence[Example],
    rankings: Sequence[list[Likely]],
    urgent: set[str],
    languages: Languages,
) -> list[Line]:
    """What is understood of each question by what was made without it.

    Args:
        examples: the questions.
        rankings: what models that had not seen a question say of it.
        urgent: the topics about somebody in danger.
        languages: whose locale a language is read in.
    """
    found: list[Line] = []
    for held in classify.split(examples):
        rest = np.setdiff1d(np.arange(len(examples)), held)
        bands = thresholds.choose(
            [examples[place].topic for place in rest],
            [rankings[place] for place in rest],
            urgent,
            OUT_OF_SCOPE,
        )
        identifier = _identifier(examples, rest)
        for place in held:
            example = examples[place]
            form = identifier.guess(example.text).language
            decision, ranking = bands.decide(rankings[place], urgent, OUT_OF_SCOPE)
            found.append({
                "topic_id": example.topic, "language": example.language, "text": example.text,
                "found": {
                    "language": form and languages.understood.get(form, form),
                    "form": form,
                    "decision": decision,
                    "topics": [
                        {"id": one.topic, "confidence": round(one.confidence, 4)}
                        for one in ranking[:3]
                    ],
                },
            })  # fmt: skip
    return found


def _identifier(examples: Sequence[Example], places: NDArray[np.intp]) -> identify.Identifier:
    pairs = [(examples[place].language, examples[place].text) for place in places]
    return identify.train(pairs, identify.read_others({name for name, _ in pairs}))


def main(arguments: list[str]) -> int:
    """Judge all questions and write the file that is named; 2 if none is."""
    if len(arguments) != 1:
        print("usage: python -m bot.measure FILE", file=sys.stderr)
        return 2
    examples = load()
    trained = classify.train(examples, Concepts(content.load_lexicon()), judged=classify.FOLDS)
    urgent = {topic.id for topic in content.load_topics().values() if topic.urgent}
    rankings = trained.held_out.rankings()
    in_order = [rankings[place] for place in range(len(examples))]
    lines = judge(examples, in_order, urgent, content.load_languages())
    Path(arguments[0]).write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

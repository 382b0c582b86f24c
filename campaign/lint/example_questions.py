"""Example questions: in one topic only, and enough of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from campaign import questions
from campaign.content import Content
from campaign.keywords import fold
from campaign.languages import SOURCE
from campaign.lint.finding import ERROR, WARNING, Finding
from campaign.questions import Question

MIN_QUESTIONS = 20
MIN_ENGLISH = 30  # what is learnt of them carries over to every language


def lint(content: Content, root: Path) -> Iterator[Finding]:
    """The files under `data/nlu`."""
    folder = root / "data" / "nlu"
    found = questions.load_all(folder)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for question in found:
        counts[question.language, question.topic_id] += 1
    for language, topic_id in counts:
        if topic_id not in content.topics:
            path = folder / language / f"{topic_id}.txt"
            advice = "rename the file after a topic, or delete it"
            message = f"there is no topic {topic_id}"
            yield Finding(ERROR, "question-topic-unknown", path, 0, message, advice)
    yield from _doubles(found, folder)
    for language in (*content.languages.locales, *content.languages.understood):
        least = MIN_ENGLISH if language == SOURCE else MIN_QUESTIONS
        few = [one for one in content.topics if counts[language, one] < least]
        if few:
            message = f"fewer than {least} questions: {', '.join(few)}"
            advice = "write more, as people really text"
            yield Finding(WARNING, "questions-few", folder / language, 0, message, advice)


def _doubles(found: list[Question], folder: Path) -> Iterator[Finding]:
    first: dict[str, Question] = {}
    for question in found:
        other = first.setdefault(fold(question.text), question)
        if other.topic_id != question.topic_id:
            path = folder / question.language / f"{question.topic_id}.txt"
            message = f"“{question.text}” stands under {other.topic_id}, {question.topic_id}"
            advice = "keep it in the topic that a person who writes it means"
            line = question.line
            yield Finding(ERROR, "question-duplicate", path, line, message, advice)

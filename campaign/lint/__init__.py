"""What is wrong, or soon will be, with content that loads.

One module a kind of rule; each rule gives findings with a code, a place and what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from campaign.content import Content
from campaign.lint import (
    dates,
    example_questions,
    lengths,
    lexicon,
    links,
    numbers_to_call,
    prose,
    readability,
    translations,
    voice,
)
from campaign.lint.finding import ERROR, NOTE, WARNING, Finding, Segments
from campaign.strings import all_strings
from campaign.topics import Topic

__all__ = ["ERROR", "NOTE", "WARNING", "Finding", "Segments", "all_strings", "lint", "of_topic"]


def lint(content: Content, root: Path, today: date, segments: Segments) -> list[Finding]:
    """All findings, errors first.

    Args:
        content: as loaded from `root`.
        root: the folder that holds `data/` and `locales/`.
        today: what is expired on this day is an error.
        segments: counts the SMS segments of a text.
    """
    found: list[Finding] = []
    for topic in content.topics.values():
        found.extend(of_topic(topic, content, root, today, segments))
    found.extend(prose.of_replies(content, root))
    found.extend(voice.of_replies(content, root))
    found.extend(links.ambiguous(content, root))
    found.extend(dates.of_figures(content, root, today))
    found.extend(numbers_to_call.lint(content, root, today))
    found.extend(translations.lint(content, root, today, segments))
    found.extend(example_questions.lint(content, root))
    found.extend(lexicon.lint(content, root))
    return in_order(found)


def of_topic(
    topic: Topic, content: Content, root: Path, today: date, segments: Segments
) -> list[Finding]:
    """The findings on one topic's English file: what is checked before it is saved."""
    rules: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: dates.of_topic(topic, root, today),
        lambda: prose.of_topic(topic, root),
        lambda: voice.of_topic(topic, content, root),
        lambda: readability.of_topic(topic, root),
        lambda: lengths.of_topic(topic, content, root, today, segments),
        lambda: links.of_topic(topic, content, root),
    )
    return in_order([finding for rule in rules for finding in rule()])


def in_order(findings: list[Finding]) -> list[Finding]:
    """Errors first, then by file."""
    levels = (ERROR, WARNING, NOTE)
    return sorted(findings, key=lambda one: (levels.index(one.level), str(one.path), one.line))

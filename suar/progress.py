"""How far each language is, for people and for machines."""

from __future__ import annotations

from dataclasses import asdict

from rich.box import SIMPLE
from rich.table import Table

from campaign import review
from campaign.review import Progress

MARKS = {"reviewed": "✓", "draft": "d", "outdated": "!", "missing": "·"}
LEGEND = "✓ reviewed  d draft  ! English has changed, or fuzzy  · missing  (·3: three of its texts)"


def as_json(found: dict[str, dict[str, Progress]]) -> dict[str, object]:
    """By locale: the counts of the whole, and of each topic."""
    return {
        locale: {
            "total": _counts(review.total(of_topic)),
            "topics": {topic: _counts(one) for topic, one in of_topic.items()},
        }
        for locale, of_topic in found.items()
    }


def _counts(one: Progress) -> dict[str, int]:
    return {**asdict(one), "translated": one.translated}


def table(found: dict[str, dict[str, Progress]]) -> Table:
    """A mark for each language and topic, and each language's totals."""
    grid = Table("topic", *found, box=SIMPLE)
    topics = next(iter(found.values()), {})
    for topic in topics:
        grid.add_row(topic, *(_cell(of_topic[topic]) for of_topic in found.values()))
    grid.add_section()
    totals = [_counts(review.total(of_topic)) for of_topic in found.values()]
    for name in ("texts", "translated", "reviewed", "draft", "fuzzy", "missing"):
        grid.add_row(name, *(str(one[name]) for one in totals))
    return grid


def _cell(one: Progress) -> str:
    """The mark of its worst state, and how many of its texts are in it if not all."""
    counts = (one.missing, one.fuzzy, one.draft, one.reviewed)
    number = dict(zip(review.WORST_FIRST, counts, strict=True))[one.state]
    return MARKS[one.state] + (str(number) if number < one.texts else "")

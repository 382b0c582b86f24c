"""What is without a source, too long unchecked, or expired."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from campaign.content import Content
from campaign.lint.finding import ERROR, WARNING, Finding, in_topic
from campaign.topics import FAQ, Topic

EXPIRES_SOON = timedelta(days=60)
CHECKED_LONG_AGO = timedelta(days=366)


def of_topic(topic: Topic, root: Path, today: date) -> Iterator[Finding]:
    """A topic's sources and dates."""
    if topic.kind == FAQ and not topic.sources:
        message = "no source: say where the facts come from"
        advice = "add `sources` with title, publisher, date and url"
        yield in_topic(topic, root, "sources", ERROR, "source-missing", message, advice)
    if topic.expires < today:
        message = f"expired on {topic.expires}: readers are told that it is being checked"
        advice = "compare it with its sources, then move `checked` and `expires`"
        yield in_topic(topic, root, "expires", ERROR, "expired", message, advice)
    elif topic.expires < today + EXPIRES_SOON:
        message = f"expires on {topic.expires}"
        advice = "compare it with its sources soon, then move `checked` and `expires`"
        yield in_topic(topic, root, "expires", WARNING, "expires-soon", message, advice)
    if topic.checked.on > today:
        message = f"checked on {topic.checked.on}, which has not come yet"
        yield in_topic(
            topic, root, "checked", ERROR, "checked-in-future", message, "correct the date"
        )
    elif topic.checked.on < today - CHECKED_LONG_AGO:
        message = f"last checked on {topic.checked.on}, more than a year ago"
        advice = "compare it with its sources, then write today's date"
        yield in_topic(topic, root, "checked", WARNING, "checked-long-ago", message, advice)


def of_figures(content: Content, root: Path, today: date) -> Iterator[Finding]:
    """Figures whose date has passed."""
    for figure in content.figures.values():
        if figure.expires < today:
            yield Finding(
                ERROR,
                "figure-expired",
                root / "data" / "figures",
                0,
                f"{figure.id}: expired on {figure.expires}",
                "look up the newest count, then move `checked` and `expires`",
            )

"""How far each topic is in each language."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from campaign.content import Content
from campaign.lint import ERROR, WARNING, Finding
from desk.studio import strings
from desk.studio.strings import DRAFT, HELPLINES, MISSING, OUTDATED, REPLIES, REVIEWED, String

# The worst state of its texts is the state of a cell.
WORST_FIRST = (MISSING, OUTDATED, DRAFT, REVIEWED)


@dataclass(frozen=True)
class Row:
    """One topic: its title, the state of each locale, and what the lint has found."""

    owner: str
    title: str
    section: str
    urgent: bool
    states: dict[str, str]  # by locale
    counts: dict[str, str]  # by locale: "3 of 7 reviewed"
    errors: int
    warnings: int


def rows(content: Content, findings: list[Finding]) -> list[Row]:
    """All topics by section, then the service's sentences and the names of helplines."""
    by_owner: dict[str, dict[str, list[String]]] = {}
    for locale in content.languages.locales:
        for one in strings.all_of(content, locale).values():
            by_owner.setdefault(one.owner, {}).setdefault(locale, []).append(one)
    levels = Counter((owner_of(one.key), one.level) for one in findings if one.key)
    found = [
        Row(
            owner=owner,
            title=title(content, owner),
            section=_section(content, owner),
            urgent=owner in content.topics and content.topics[owner].urgent,
            states={locale: worst(texts) for locale, texts in of_locale.items()},
            counts={locale: _counted(texts) for locale, texts in of_locale.items()},
            errors=levels[owner, ERROR],
            warnings=levels[owner, WARNING],
        )
        for owner, of_locale in by_owner.items()
    ]
    return sorted(
        found, key=lambda row: (row.owner in {REPLIES, HELPLINES}, row.section, row.title)
    )


def owner_of(key: str) -> str:
    """The topic's id, or `replies` or `helplines`."""
    group, _, name = key.partition("/")
    return name.partition(".")[0] if group == strings.TOPICS else group


def worst(texts: list[String]) -> str:
    """The worst state among some texts; that of English is "written"."""
    states = {one.state for one in texts}
    return next((state for state in WORST_FIRST if state in states), strings.WRITTEN)


def _counted(texts: list[String]) -> str:
    reviewed = sum(1 for one in texts if one.state == REVIEWED)
    return f"{reviewed} of {len(texts)} reviewed"


def title(content: Content, owner: str) -> str:
    """What a row is called."""
    names = {REPLIES: "The service's own sentences", HELPLINES: "Names of helplines"}
    return names.get(owner) or content.topics[owner].title


def _section(content: Content, owner: str) -> str:
    topic = content.topics.get(owner)
    return topic.section if topic else "service"

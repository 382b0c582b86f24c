"""How far each language is, topic by topic, and the mark of who has reviewed a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import regex

from campaign import catalogues, writing
from campaign.catalogues import DRAFT, Translation
from campaign.content import Content
from campaign.errors import ContentError
from campaign.languages import SOURCE
from campaign.strings import all_strings

MISSING, OUTDATED, REVIEWED = "missing", "outdated", "reviewed"
WORST_FIRST = (MISSING, OUTDATED, DRAFT, REVIEWED)

# One line of a comment: no control character, line separator or lone surrogate.
_NAME = regex.compile(r"[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{2,64}")
_SIGNATURE = regex.compile(r"(?P<name>.+) (?P<day>\d{4}-\d{2}-\d{2})", regex.DOTALL)


@dataclass(frozen=True)
class Progress:
    """How many texts of a topic (or of everything) are in which state in one language.

    `fuzzy` counts those whose English has changed since, and those with gettext's fuzzy flag.
    """

    texts: int = 0
    missing: int = 0
    fuzzy: int = 0
    draft: int = 0
    reviewed: int = 0

    @property
    def translated(self) -> int:
        """How many have a translation, whatever its state."""
        return self.texts - self.missing

    @property
    def state(self) -> str:
        """The worst state that one of the texts is in."""
        counts = (self.missing, self.fuzzy, self.draft, self.reviewed)
        return next((one for one, n in zip(WORST_FIRST, counts, strict=True) if n), REVIEWED)

    def and_one(self, state: str) -> Progress:
        """With one more text."""
        return Progress(
            self.texts + 1,
            self.missing + (state == MISSING),
            self.fuzzy + (state == OUTDATED),
            self.draft + (state == DRAFT),
            self.reviewed + (state == REVIEWED),
        )


def state_of(source: str, found: Translation | None) -> str:
    """The state of one translation of today's English."""
    if found is None:
        return MISSING
    if found.fuzzy or found.source != source:
        return OUTDATED
    return REVIEWED if found.reviewed else DRAFT


def progress(content: Content) -> dict[str, dict[str, Progress]]:
    """By locale and topic, `replies` and `helplines` last; English is not among the locales."""
    sources = all_strings(content)
    found: dict[str, dict[str, Progress]] = {}
    for locale in content.languages.locales:
        if locale == SOURCE:
            continue
        catalogue = content.catalogues.get(locale, {})
        of_topic = found.setdefault(locale, {})
        for key, source in sources.items():
            topic = topic_of(key)
            state = state_of(source, catalogue.get(key))
            of_topic[topic] = of_topic.get(topic, Progress()).and_one(state)
    return found


def topic_of(key: str) -> str:
    """The topic's id, or `replies` or `helplines`."""
    group, _, name = key.partition("/")
    return name.partition(".")[0] if group == "topics" else group


def total(of_topic: dict[str, Progress]) -> Progress:
    """A language as a whole."""
    parts = list(of_topic.values())
    return Progress(
        sum(one.texts for one in parts),
        sum(one.missing for one in parts),
        sum(one.fuzzy for one in parts),
        sum(one.draft for one in parts),
        sum(one.reviewed for one in parts),
    )


def signature(name: str, day: date) -> str:
    """What stands at a reviewed text.

    Raises:
        ValueError: the name cannot stand there.
    """
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise ValueError("a reviewer's name has 2 to 64 letters on one line")
    if name.casefold().startswith(DRAFT):
        raise ValueError(f"a reviewer's name does not begin with “{DRAFT}”")
    return f"{name} {day.isoformat()}"


def is_signature(text: str) -> bool:
    """Whether a text is a name and a day that there is, as `signature` writes them."""
    if not (match := _SIGNATURE.fullmatch(text)):
        return False
    try:
        return text == signature(match["name"], date.fromisoformat(match["day"]))
    except ValueError:
        return False


def mark_reviewed(path: Path, key: str, name: str, day: date) -> None:
    """Note in a catalogue that somebody has reviewed a text; every other line stays as it was.

    A fuzzy mark at the text, and the older English above it, are done with and go.

    Raises:
        ContentError: there is no translation of the text, or the name cannot stand there.
    """
    mark_all_reviewed(path, [key], name, day)


def mark_all_reviewed(path: Path, keys: Sequence[str], name: str, day: date) -> None:
    """Note it at several texts: at all of them, or at none.

    Raises:
        ContentError: as `mark_reviewed`.
    """
    try:
        signed = signature(name, day)
    except ValueError as error:
        raise ContentError(path, 0, str(error)) from error
    catalogue = catalogues.load(path)
    for key in keys:
        if key not in catalogue:
            raise ContentError(path, 0, f"{key} has no translation to review")
    texts = [(key, catalogue[key].source, catalogue[key].text, signed) for key in keys]
    writing.replace_file(path, writing.with_translations(path, path.parts[-3], texts))

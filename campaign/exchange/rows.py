"""What goes to a translator and comes back: one row a text, checked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import regex

from campaign import writing
from campaign.catalogues import DRAFT, FILE
from campaign.content import Content
from campaign.errors import ContentError
from campaign.lint import ERROR
from campaign.lint import translations as rules
from campaign.strings import SourceString, all_strings

ALL, MISSING, DRAFTS = "all", "missing", "draft"
WHICH = (ALL, MISSING, DRAFTS)
MAX_FILE_BYTES = 5_000_000
MAX_UNPACKED_BYTES = 50_000_000

_REVIEWED = regex.compile(r".{2,64} \d{4}-\d{2}-\d{2}")
# https://www.w3.org/TR/xml/#charsets: XML holds no other characters, not even escaped.
_NOT_XML = regex.compile(
    r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True)
class Row:
    """One text. `review` is "", "draft" or "NAME YYYY-MM-DD"; `where` is its place in a file."""

    key: str
    english: str
    translation: str
    note: str = ""
    review: str = ""
    where: str = ""


@dataclass(frozen=True)
class Sheet:
    """The rows of one locale."""

    locale: str
    rows: tuple[Row, ...]


class Refused(Exception):
    """A file that cannot be taken, or a text that cannot be written; one fault a line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def sheet(content: Content, sources: list[SourceString], locale: str, which: str = ALL) -> Sheet:
    """The rows of a locale.

    Args:
        content: as loaded.
        sources: the English texts with their notes.
        locale: the translator's language.
        which: all texts, those without translation, or those that nobody has reviewed.
    """
    catalogue = content.catalogues.get(locale, {})
    rows = []
    for one in sources:
        found = catalogue.get(one.key)
        text = found.text if found else ""
        review = (found.reviewed or DRAFT) if found else ""
        if (which == MISSING and text) or (which == DRAFTS and review != DRAFT):
            continue
        rows.append(Row(one.key, one.text, text, "\n".join(one.comments), review))
    return Sheet(locale, tuple(rows))


def in_xml(text: str, where: str) -> str:
    """The text, if XML can hold it.

    Raises:
        Refused: it holds a character that would be lost.
    """
    if found := _NOT_XML.search(text):
        raise Refused([f"{where}: the character U+{ord(found.group(0)):04X} cannot be written"])
    return text


def take(content: Content, root: Path, given: Sheet) -> int:
    """Write what a translator sent back; nothing at all if any row has a fault.

    Returns:
        How many texts have changed.

    Raises:
        Refused: with every fault and its place.
    """
    if given.locale not in content.languages.locales:
        raise Refused([f"{given.locale or 'no language'}: this language is not in languages.yml"])
    sources = all_strings(content)
    filled = [row for row in given.rows if row.translation.strip()]
    faults = [fault for row in filled for fault in _faults(content, sources, given.locale, row)]
    if faults:
        raise Refused(faults)
    path = root / "locales" / given.locale / FILE
    catalogue = content.catalogues.get(given.locale, {})
    texts = []
    for row in filled:
        text = writing.clean(row.translation, path)
        reviewed = row.review if _REVIEWED.fullmatch(row.review) else None
        old = catalogue.get(row.key)
        if old is None or (old.text, old.source) != (text, row.english) or reviewed != old.reviewed:
            kept = reviewed if old is None or reviewed != old.reviewed or old.text == text else None
            texts.append((row.key, row.english, text, kept))
    if texts:
        written = writing.with_translations(path, given.locale, texts)
        writing.replace_file(path, written)
    return len(texts)


def _faults(content: Content, sources: dict[str, str], locale: str, row: Row) -> list[str]:
    if row.key not in sources:
        return [f"{row.where}: there is no text {row.key}"]
    if row.english != sources[row.key]:
        return [f"{row.where}: the English of {row.key} has changed since: export it again"]
    if row.review not in {"", DRAFT} and not _REVIEWED.fullmatch(row.review):
        said = f"review is “{row.review}”: wanted: draft, or a name and a day (Ayu 2026-11-24)"
        return [f"{row.where}: {said}"]
    try:
        text = writing.clean(row.translation, Path(row.where))
    except ContentError as error:
        return [f"{row.where}: {error.message}"]
    return [
        f"{row.where}: {message}: {advice}"
        for level, _, message, advice in rules.faults(row.key, row.english, text, locale, content)
        if level == ERROR
    ]

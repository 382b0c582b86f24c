"""What goes to a translator and comes back: one row a text."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from campaign.catalogues import DRAFT, Translation
from campaign.content import Content
from campaign.strings import SourceString

ALL, MISSING, DRAFTS = "all", "missing", "draft"
WHICH = (ALL, MISSING, DRAFTS)
MAX_FILE_BYTES = 5_000_000
MAX_UNPACKED_BYTES = 50_000_000
MAX_SHOWN = 300  # characters of one fault

# https://www.w3.org/TR/xml/#charsets: XML holds no other characters, not even escaped.
_NOT_XML = regex.compile(
    r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\ud800-\udfff\ufffe\uffff]"
)
_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}]")


@dataclass(frozen=True)
class Row:
    """One text.

    `review` is "", "draft" or "NAME YYYY-MM-DD"; `where` is its place in a file; `unsure` is
    whether the translator's tool has marked it as such (gettext's fuzzy).
    """

    key: str
    english: str
    translation: str
    note: str = ""
    review: str = ""
    where: str = ""
    unsure: bool = False


@dataclass(frozen=True)
class Sheet:
    """The rows of one locale."""

    locale: str
    rows: tuple[Row, ...]


class Refused(Exception):
    """A file that cannot be taken, or a text that cannot be written; one fault a line."""

    def __init__(self, faults: list[str]) -> None:
        # A fault quotes the file: what would move a terminal's cursor is not printed.
        self.faults = [_CONTROL.sub("\ufffd", fault)[:MAX_SHOWN] for fault in faults]
        super().__init__("\n".join(self.faults))


def sheet(content: Content, sources: list[SourceString], locale: str, which: str = ALL) -> Sheet:
    """The rows of a locale.

    Args:
        content: as loaded.
        sources: the English texts with their notes.
        locale: the translator's language.
        which: all texts, those without translation, or those that nobody has reviewed.
    """
    catalogue = content.catalogues.get(locale, {})
    rows = [_row(one, catalogue.get(one.key)) for one in sources]
    if which == MISSING:
        rows = [row for row in rows if not row.translation]
    elif which == DRAFTS:
        rows = [row for row in rows if row.review == DRAFT]
    return Sheet(locale, tuple(rows))


def _row(source: SourceString, found: Translation | None) -> Row:
    notes = list(source.comments)
    if found is None:
        return Row(source.key, source.text, "", "\n".join(notes))
    outdated = found.source != source.text
    if outdated:
        notes.insert(0, f"The English has changed since it was translated. It was: {found.source}")
    # Who has reviewed a translation of other words has not reviewed one of these.
    review = DRAFT if outdated else found.reviewed or DRAFT
    return Row(source.key, source.text, found.text, "\n".join(notes), review)


def one_kind_of_line_end(text: str) -> str:
    r"""`\r\n` and `\r` as `\n`: tools and systems write line ends as they please."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def in_xml(text: str, where: str) -> str:
    """The text, if XML can hold it.

    Raises:
        Refused: it holds a character that would be lost.
    """
    if found := _NOT_XML.search(text):
        raise Refused([f"{where}: the character U+{ord(found.group(0)):04X} cannot be written"])
    return one_kind_of_line_end(text)

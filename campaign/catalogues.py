"""Translations: one gettext catalogue a locale, with the review state of each string."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from campaign.errors import ContentError

FILE = Path("LC_MESSAGES") / "content.po"
REVIEW_MARK = "review:"
DRAFT = "draft"


@dataclass(frozen=True)
class Translation:
    """One translated string.

    `reviewed` is "NAME YYYY-MM-DD", or None while it is a draft; `fuzzy` is gettext's mark for a
    translation of which a tool or a translator is not sure.

    gettext would not use a fuzzy translation. Here it is served as any draft is, because a reader
    may know no other language, and never counts as reviewed, whatever name stands at it: where
    drafts are not served, it is not either. The lint names each one.
    """

    source: str
    text: str
    reviewed: str | None
    line: int
    fuzzy: bool = False


Catalogue = dict[str, Translation]  # by context, such as `topics/risk_sea.sms`


def load_all(folder: Path) -> dict[str, Catalogue]:
    """Read `locales/<locale>/LC_MESSAGES/content.po` of every locale.

    Raises:
        ContentError: a catalogue is not a PO file.
    """
    return {path.parts[-3]: load(path) for path in sorted(folder.glob(f"*/{FILE}"))}


def load(path: Path) -> Catalogue:
    """Read one catalogue; strings without a translation are left out."""
    try:
        status = path.stat()
        return _load(path, status.st_mtime_ns, status.st_size)
    except OSError as error:  # an editor that saves by renaming, a file of another user's
        raise ContentError(path, 0, f"the file cannot be read: {error.strerror}") from error


@functools.lru_cache(maxsize=64)
def _load(path: Path, _changed: int, _size: int) -> Catalogue:
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
    except (PoFileError, LookupError, ValueError) as error:
        line = error.lineno + 1 if isinstance(error, PoFileError) else 0  # Babel counts from 0
        raise ContentError(path, line, f"not a PO file: {error}") from error
    return {
        message.context: Translation(
            source=str(message.id),
            text=str(message.string),
            reviewed=None if message.fuzzy else _reviewed(message.user_comments),
            line=message.lineno or 0,
            fuzzy=message.fuzzy,
        )
        for message in catalogue
        if message.context and message.string
    }


def _reviewed(comments: list[str]) -> str | None:
    for comment in comments:
        if comment.startswith(REVIEW_MARK):
            state = comment.removeprefix(REVIEW_MARK).strip()
            return None if state.startswith(DRAFT) else state
    return None

"""Reads and writes a catalogue whole, comments and flags included."""

from __future__ import annotations

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, unescape, write_po

from campaign.errors import ContentError

PREVIOUS_MARK = "|"
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def read(path: Path, locale: str) -> Catalog:
    """A catalogue to change and to write again; an empty one if there is no such file.

    Raises:
        ContentError: it is not a PO file.
    """
    if not path.exists():
        return Catalog(locale=locale, fuzzy=False)
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale, abort_invalid=True)
    except (PoFileError, LookupError, ValueError) as error:
        raise ContentError(path, 0, f"not a PO file: {error}") from error
    for message in catalogue:
        _restore_previous(message)
    return catalogue


def written(catalogue: Catalog) -> str:
    """The file of a catalogue, as every tool of ours writes it."""
    file = io.BytesIO()
    # Without line numbers: they would change with every edit of the English.
    write_po(file, catalogue, width=0, include_previous=True, include_lineno=False)
    return file.getvalue().decode("utf-8")


def _restore_previous(message: Message) -> None:
    """The older English above a text: Babel writes it as `#|` and reads it as a comment."""
    lines = [one[1:].strip() for one in message.user_comments if one.startswith(PREVIOUS_MARK)]
    if not lines:
        return
    text = "".join(unescape(quoted) for quoted in _QUOTED.findall(" ".join(lines)))
    message.previous_id = [text] if text else []
    message.user_comments = [
        one for one in message.user_comments if not one.startswith(PREVIOUS_MARK)
    ]

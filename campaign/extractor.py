"""Babel's extractor for the content files, so that `pybabel extract` knows them.

https://babel.pocoo.org/en/latest/messages.html#writing-extraction-methods
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from campaign.strings import of_file

Extracted = tuple[int, str, tuple[str, str], list[str]]


def extract(
    fileobj: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, Any]
) -> Iterator[Extracted]:
    """Line, `pgettext`, context and text, and the comments for translators."""
    for one in of_file(Path(fileobj.name)):
        yield one.line, "pgettext", (one.key, one.text), list(one.comments)

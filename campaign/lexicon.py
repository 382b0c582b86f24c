"""Words of one meaning across languages: `data/lexicon/<language>.txt`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from campaign.errors import ContentError
from campaign.languages import SOURCE


class Entry(NamedTuple):
    """One word of one meaning.

    `word` is as written, with its stars (any letters may stand there) and underscores (a space).
    `group` is the wider meaning; only the source language's file names it.
    """

    language: str
    group: str
    meaning: str
    word: str
    line: int


def load_all(folder: Path) -> list[Entry]:
    """Read every language's file.

    Raises:
        ContentError: a line is neither a meaning nor a group nor a comment, or not UTF-8.
    """
    return [entry for path in sorted(folder.glob("*.txt")) for entry in load_file(path)]


def load_file(path: Path) -> list[Entry]:
    """Read one language's file; the language is the file's name (`ur_Latn.txt`)."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ContentError(path, 0, f"the file is not UTF-8 text ({error.reason})") from error
    return list(_entries(path, lines))


def groups(entries: list[Entry]) -> dict[str, str]:
    """The group of each meaning, as the source language has it."""
    return {entry.meaning: entry.group for entry in entries if entry.language == SOURCE}


def _entries(path: Path, lines: list[str]) -> Iterator[Entry]:
    group = ""
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            group = text.strip("[]")
        elif text and not text.startswith("#"):
            meaning, colon, words = text.partition(":")
            if not colon or not meaning.isidentifier():
                raise ContentError(path, number, "wanted `meaning: words`, as in `boat: ship*`")
            for word in words.split():
                yield Entry(path.stem, group, meaning, word, number)

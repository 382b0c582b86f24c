"""Words that are a whole message and a wish: STOP, START, HELP, in every language."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import regex

from campaign import yamlfile
from campaign.errors import ContentError

_EDGES = regex.compile(r"^[\p{P}\p{S}\p{Z}\p{C}]+|[\p{P}\p{S}\p{Z}\p{C}]+$")
_SPACES = regex.compile(r"[\p{Z}\s]+")

Keywords = dict[str, str]


def load(path: Path) -> Keywords:
    """Read `data/keywords.yml` into a map: word → "stop", "start" or "help".

    Raises:
        ContentError: the file breaks the format, or a word has two meanings.
    """
    meanings: Keywords = {}
    for meaning, languages in yamlfile.read(path, "keywords").items():
        for words in languages.values():
            for word in words:
                folded = fold(str(word))
                if meanings.setdefault(folded, meaning) != meaning:
                    raise ContentError(path, 1, f"{word} means both {meaning} and {meanings[folded]}")
    return meanings


def meaning(keywords: Keywords, text: str) -> str | None:
    """What a message wishes, if it is nothing but a keyword."""
    return keywords.get(fold(text)) if len(text) <= 40 else None


def fold(text: str) -> str:
    """The form in which words are compared: NFKC, case folded, without edges of punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _SPACES.sub(" ", _EDGES.sub("", folded))

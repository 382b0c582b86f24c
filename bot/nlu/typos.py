"""Slips of the finger, put into copies of the questions so that the model bears with real ones."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence

import regex

WEIGHT = 0.5  # what a copy counts beside its original
SHARE = 0.4  # of the words that are long enough
_LONG_WORD = regex.compile(r"[\p{L}\p{M}]{4,}")


def copies(texts: Sequence[str], seed: int = 7) -> list[str]:
    """A copy of each text with slips in some words; the same for the same texts."""
    chance = random.Random(seed)  # noqa: S311 (nothing secret hangs on it)
    return [
        _LONG_WORD.sub(
            lambda match: slip(match.group(), chance) if chance.random() < SHARE else match.group(),
            text,
        )
        for text in texts
    ]


def slip(word: str, chance: random.Random) -> str:
    """The word with one slip: two letters swapped, one lost or doubled, or accents left out."""
    kind = chance.randrange(4)
    place = chance.randrange(1, len(word) - 1)
    if kind == 0:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if kind == 1:
        return word[:place] + word[place + 1 :]
    if kind == 2:
        return word[:place] + word[place] + word[place:]
    return without_accents(word)


def without_accents(word: str) -> str:
    """Latin letters without their accents; other scripts as they are."""
    if not word.isascii() and unicodedata.name(word[0], "").startswith("LATIN"):
        parts = unicodedata.normalize("NFD", word)
        return "".join(part for part in parts if not unicodedata.combining(part))
    return word

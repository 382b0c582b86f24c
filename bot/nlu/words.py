"""Splits a text of any script into words, or syllables where no spaces are written."""

from __future__ import annotations

from typing import NamedTuple

import regex

# Burmese is written without spaces. A syllable begins at a consonant (or independent vowel,
# digit, sign) that is neither stacked under another (before it a virama) nor silent (after it an
# asat or a virama); all marks that follow belong to it.
_BURMESE = r"(?:[\u1000-\u102A\u103F\u104E](?:\u1039[\u1000-\u1021]|[\u102B-\u1038\u103A-\u103E]"
_BURMESE += r"|[\u1000-\u1021](?=\u1037?[\u103A\u1039]))*)"
# Other scripts without spaces: a grapheme cluster each.
_UNSPACED = r"(?:(?=[\p{Thai}\p{Lao}\p{Khmer}\p{Han}\p{Hiragana}\p{Katakana}\p{Myanmar}])\X)"
_SPACED = r"(?:(?![\p{Thai}\p{Lao}\p{Khmer}\p{Han}\p{Hiragana}\p{Katakana}\p{Myanmar}])"
_SPACED += r"[\p{L}\p{M}\p{N}])+(?:['’](?=\p{L})[\p{L}\p{M}]+)?"
_EMOJI = r"\p{Extended_Pictographic}"
_WORD = regex.compile(f"{_BURMESE}|{_UNSPACED}|{_SPACED}|{_EMOJI}")


class Word(NamedTuple):
    """A word and where it begins in the text."""

    text: str
    start: int


def spans(text: str) -> list[Word]:
    """The words of a text with their places; punctuation is left out."""
    return [Word(match.group(), match.start()) for match in _WORD.finditer(text)]


def words(text: str) -> list[str]:
    """The words of a text."""
    return [match.group() for match in _WORD.finditer(text)]

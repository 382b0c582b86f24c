"""Turns a normalised text into counted parts: pieces of words, words, and pairs of words."""

from __future__ import annotations

from collections import Counter

import regex

from bot.nlu.words import words

_CHUNK = regex.compile(r"[\p{L}\p{M}\p{N}]+")

# The marks keep the kinds of parts apart: "w:go" is the word, "cgo" the letters.
WORD, PIECE = "w:", "c"


def pieces(text: str, longest: int) -> Counter[str]:
    """Runs of 1 to `longest` characters within what spaces and punctuation separate.

    A blank at either end marks where a chunk begins and ends. In scripts without spaces a chunk
    is a phrase, so the runs go across words.
    """
    found: Counter[str] = Counter()
    for chunk in _CHUNK.findall(text):
        padded = f" {chunk} "
        length = len(padded)
        for size in range(1, longest + 1):
            found.update(PIECE + padded[start : start + size] for start in range(length - size + 1))
    del found[PIECE + " "]
    return found


def word_groups(text: str, longest: int) -> Counter[str]:
    """Words, and runs of up to `longest` words."""
    found = words(text)
    return Counter(
        WORD + " ".join(found[start : start + size])
        for size in range(1, longest + 1)
        for start in range(len(found) - size + 1)
    )

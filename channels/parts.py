"""Cuts a text into parts that end where a sentence does."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

import regex

LINK = (
    r"(?<![A-Za-z0-9@./-])(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}"
    r"(?:/[A-Za-z0-9@:/._+?=&%#~-]*[A-Za-z0-9/%#=])?(?![A-Za-z0-9@-])"
)
_ISOLATE = r"[\u2066-\u2068][^\u2066-\u2069]*\u2069"
_NUMBER = r"[+(]?\d+(?:(?:\) |[ \u00a0.,:/()+\u066b\u066c-])\d+)*"
_WHOLE = regex.compile(rf"{_ISOLATE}|{LINK}|{_NUMBER}")
_ISOLATES = regex.compile(r"[\u2066-\u2069]")

# Where a text may be cut, the best first. The full stops of Urdu, Hindi, Burmese, Khmer and
# Chinese end a sentence also where no space follows. A line that ends in a colon leads to the next.
# Thai and Khmer write sentences without a stop and put a space where one ends; not one beside a
# digit, which only sets off a number.
_CLOSERS = r"[\"'\u2019\u201d\u00bb)\]\u2069]*"
_PLACES = [
    regex.compile(place)
    for place in (
        rf"[.!?\u2026]+{_CLOSERS}(?=\s)"
        rf"|[\u061f\u06d4\u0964\u0965\u104b\u17d4\u17d5\u3002\uff01\uff1f\uff61]+{_CLOSERS}(?!\d)"
        r"|(?<![:\uff1a\u17d6\s])\s*\n",
        r"[,;:\u060c\u061b\u17d6](?=\s)|[\u104a\uff0c\uff1b\uff1a\u3001]",
        r"(?<![\d\s:\uff1a\u17d6])\s+(?![\d\s])",
        r"\s+",
    )
]


def split(text: str, fits: Callable[[str], bool], fits_last: Callable[[str], bool]) -> list[str]:
    """Cut a text into parts.

    A part ends after a whole sentence; where none fits, after a clause, then after a word, and
    else between graphemes: never within a number, a link or an isolated run, unless that alone is
    longer than a part. Joined, the parts have every word of the text.

    Args:
        text: what to say.
        fits: whether a text can be a part with another after it.
        fits_last: whether a text can be the last part.
    """
    parts = []
    rest = text.strip()
    while not fits_last(rest):
        end = _end(rest, fits)
        if end is None:
            # Isolated runs that are longer than a part: let them go, or one would stay open.
            rest = _ISOLATES.sub("", rest)
            end = _anywhere(rest, fits)
        if end >= len(rest):
            break
        parts.append(rest[:end].strip())
        rest = rest[end:].strip()
    return [*parts, rest]


def _end(text: str, fits: Callable[[str], bool]) -> int | None:
    """Where the longest part that fits ends; None if a cut would break something."""
    inside = [range(match.start() + 1, match.end()) for match in _WHOLE.finditer(text)]
    bounds = _bounds(text)
    allowed = set(bounds).difference(*inside)
    for place in _PLACES:
        ends = [end for end in (match.end() for match in place.finditer(text)) if end in allowed]
        if end := _longest(text, ends, fits):
            return end
    return _longest(text, sorted(allowed), fits)


def _anywhere(text: str, fits: Callable[[str], bool]) -> int:
    bounds = _bounds(text)
    return _longest(text, bounds, fits) or next(iter(bounds), 0)


def _bounds(text: str) -> list[int]:
    """Where graphemes end."""
    return list(accumulate(map(len, regex.findall(r"\X", text))))


def _longest(text: str, ends: list[int], fits: Callable[[str], bool]) -> int | None:
    """The last of these ends up to which the text fits."""
    ends = [end for end in ends if end < len(text) and text[:end].strip()]
    place = bisect_right(ends, False, key=lambda end: not fits(text[:end].strip()))
    return ends[place - 1] if place else None

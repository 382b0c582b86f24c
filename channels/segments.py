"""How many SMS segments a text takes, counted as Twilio's own calculator does.

A text whose every character is in the GSM 03.38 alphabet goes out as GSM-7: 160 septets alone,
153 in each part of a longer one, extension characters taking two. Any other text goes out as
UCS-2: 70 code units alone, 67 in each part. No part splits an escape pair, a surrogate pair or a
grapheme cluster, so a part may stay a little short of its limit.

https://www.twilio.com/docs/glossary/what-sms-character-limit
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import gsm0338
import regex

Encoding = Literal["GSM-7", "UCS-2"]

# What one message holds alone, and what each part of a longer one holds (septets, code units).
_LIMITS: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}

_CLUSTER = regex.compile(r"\X")

# Three places where Twilio's calculator cuts a cluster of today's Unicode: between CR and LF;
# inside a conjunct, after its virama (kept whole only since Unicode 15.1); before a skin tone that
# has no one to belong to. The Thai and Lao vowel AM is a letter that belongs to what stands before.
_CUT = regex.compile(
    r"(?V1)(?<=\r)(?=\n)|(?<=[\p{M}\u200d])(?=[\p{Lo}--[\u0e33\u0eb3]])"
    r"|(?<!\p{Emoji_Modifier_Base}\ufe0f?)(?=\p{Emoji_Modifier})"
)


@dataclass(frozen=True)
class Segments:
    """The cost of a text: how it is encoded, in how many parts, and of how many units in all."""

    encoding: Encoding
    segments: int
    units: int


def count(text: str) -> Segments:
    """Count the segments of a text; an empty one takes one segment, as Twilio bills it."""
    # Two surrogates standing apart, as JSON may bring them, are the one character they encode.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    septets = [_SEPTETS.get(character) for character in text]
    encoding: Encoding = "UCS-2" if None in septets else "GSM-7"
    sizes = list(_cluster_units(text)) if encoding == "UCS-2" else [size or 0 for size in septets]
    return Segments(encoding, _parts(sizes, *_LIMITS[encoding]), sum(sizes))


def is_gsm(text: str) -> bool:
    """Whether every character is in the GSM 03.38 alphabet."""
    return all(character in _SEPTETS for character in text)


def _septets_by_character() -> dict[str, int]:
    codec = gsm0338.Codec()
    alphabet: dict[str, int] = {}
    for code in range(0x80):
        for octets in (bytes([code]), bytes([0x1B, code])):
            try:
                character, _ = codec.decode(octets)
            except UnicodeDecodeError:
                continue
            if len(character) == 1:
                alphabet.setdefault(character, len(octets))
    return alphabet


_SEPTETS = _septets_by_character()


def _cluster_units(text: str) -> Iterator[int]:
    """Give the UTF-16 code units of each piece that has to stay whole."""
    for cluster in _CLUSTER.findall(text):
        if len(cluster) == 1:  # nearly all of them: this runs several times a reply
            yield 2 if cluster > "\uffff" else 1
            continue
        for piece in _CUT.split(cluster):
            yield sum(2 if character > "\uffff" else 1 for character in piece)


def _parts(sizes: Iterable[int], alone: int, each: int) -> int:
    sizes = list(sizes)
    if sum(sizes) <= alone:
        return 1
    parts, used = 1, 0
    for size in sizes:
        if used + size > each:
            parts, used = parts + 1, 0
        used += size
    return parts

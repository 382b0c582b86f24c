"""Numbers as people write them when they pick from a list: `data/numbers.yml`."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import regex

from campaign import places, yamlfile
from campaign.errors import ContentError
from campaign.keywords import fold
from campaign.languages import SOURCE

MOST_DIGITS = 4
BESIDE = "beside"
LONGEST = 40  # characters of a message that is only a number


@dataclass(frozen=True)
class Words:
    """One locale's words for one to ten, folded, and what may stand beside a number."""

    numbers: Mapping[str, int]
    beside: tuple[str, ...]


Numbers = dict[str, Words]


def load(path: Path) -> Numbers:
    """Read `data/numbers.yml`: the words of each locale.

    Raises:
        ContentError: the file breaks the format, or one word means two numbers.
    """
    return {
        locale: _words(path, locale, rows)
        for locale, rows in yamlfile.read(path, "numbers").items()
    }


def only_number(text: str, numbers: Numbers, locale: str | None) -> int | None:
    """The number, if a message is nothing else.

    Digits of every script are read, also in a circle, on a keycap or full-width; words in the
    reader's language and in English only, for one language's "two" is another's greeting ("hai").

    Args:
        text: the message.
        numbers: the words of each locale.
        locale: the reader's.
    """
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    for words in (numbers[one] for one in (locale, SOURCE) if one in numbers):
        match = _pattern(words.beside).fullmatch(folded)
        for said in (folded, match["said"]) if match else ():
            if (value := words.numbers.get(said, _digits(said))) is not None:
                return value
    return None


def _words(path: Path, locale: str, rows: Mapping[str, list[str]]) -> Words:
    found: dict[str, int] = {}
    for number, words in rows.items():
        for word in words if number != BESIDE else ():
            if found.setdefault(fold(word), int(number)) != int(number):
                message = f"{locale}: {word} means both {found[fold(word)]} and {number}"
                raise ContentError(path, yamlfile.line(path, (locale, int(number))), message)
    return Words(found, tuple(sorted(map(fold, rows.get(BESIDE, ())), key=len, reverse=True)))


def _digits(said: str) -> int | None:
    if said.isdecimal():
        return int(said) if len(said) <= MOST_DIGITS else None
    value = unicodedata.numeric(said, -1.0) if len(said) == 1 else -1.0  # 三, ௰
    return int(value) if value >= 0 and value.is_integer() else None


@functools.lru_cache(maxsize=64)
def _pattern(beside: tuple[str, ...]) -> regex.Pattern[str]:
    """What may stand around a number: no word runs into another, but a digit may touch one."""
    words = "|".join(map(_bounded, beside)) or r"(?!)"
    between = r"[\s.,:#(\[-]*"
    return regex.compile(
        rf"(?:(?:{words}){between})*(?P<said>\d{{1,4}}|.+?)(?:{between}(?:{words}))*"
    )


def _bounded(word: str) -> str:
    escaped = regex.escape(word)
    if places.is_unspaced(word):
        return escaped
    return rf"(?<![\p{{L}}\p{{M}}]){escaped}(?![\p{{L}}\p{{M}}])"

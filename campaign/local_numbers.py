"""Numbers and days as a reader writes them: digits, separators and month names by CLDR."""

from __future__ import annotations

import functools
from datetime import date

from babel import Locale as Cldr
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from campaign.languages import SOURCE

# The zero of each numbering system that is a language's default, by
# https://github.com/unicode-org/cldr/blob/main/common/supplemental/numberingSystems.xml
# Babel knows a locale's system and separators, but writes every digit in Latin.
_ZEROS = {"arab": "٠", "arabext": "۰", "beng": "০", "deva": "०", "khmr": "០", "mymr": "၀"}


def number(value: float, locale: str) -> str:
    """A number such as 8692: "8,692", "8.692", "۸٬۶۹۲".

    A telephone number is never written so: a phone offers to dial Latin digits only.
    """
    known = _known(locale)
    return digits(format_decimal(value, locale=known, numbering_system="default"), known)


def day(when: date, locale: str) -> str:
    """A day in the long form of the locale: "September 8, 2025", "၂၀၂၅ စက်တင်ဘာ ၈"."""
    known = _known(locale)
    return digits(format_date(when, "long", locale=known), known)


def digits(text: str, locale: str) -> str:
    """A text such as "2024" with the locale's digits in place of Latin ones: "၂၀၂၄"."""
    return text.translate(_digits(_known(locale)))


@functools.lru_cache(maxsize=64)
def _known(locale: str) -> str:
    """The locale itself; English for one that CLDR does not know, such as ksw (Karen)."""
    try:
        return str(Cldr.parse(locale))
    except UnknownLocaleError:
        return SOURCE


@functools.lru_cache(maxsize=64)
def _digits(locale: str) -> dict[int, str]:
    """Latin digits → those of the locale's default numbering system."""
    zero = _ZEROS.get(Cldr.parse(locale).default_numbering_system, "0")
    return {ord("0") + value: chr(ord(zero) + value) for value in range(10)}

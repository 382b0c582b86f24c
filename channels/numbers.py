"""Telephone numbers (E.164), and the country that each is of."""

from __future__ import annotations

import functools

import phonenumbers
from phonenumbers import PhoneNumber


# A sender's is read for several looks: the last one stays at hand, and no other is kept.
@functools.lru_cache(maxsize=1)
def read(text: str) -> PhoneNumber | None:
    """The number that a text with a plus is; None for any other text."""
    if not text.startswith("+"):
        return None
    try:
        return phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None


def country(number: PhoneNumber) -> str | None:
    """The country (ISO 3166-1 alpha-2) of a number; None for satellites and global networks."""
    found = phonenumbers.region_code_for_number(number)
    if found is None and number.country_code:
        found = phonenumbers.region_code_for_country_code(number.country_code)
    return found if found and len(found) == 2 and found.isalpha() and found != "ZZ" else None

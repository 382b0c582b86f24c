"""A message that is nothing but a number picks from a menu."""

from __future__ import annotations

import regex

# "2", "2.", "(2)", "# 2", "2)", "[2]", "no 2" are how people answer a numbered list.
_ONLY_A_NUMBER = regex.compile(r"[\s#(\[*]*([0-9]{1,4})[\s.,:;)\]*!]*")


def only_number(text: str) -> int | None:
    """The number, if a normalised text holds nothing else."""
    match = _ONLY_A_NUMBER.fullmatch(text)
    return int(match.group(1)) if match else None

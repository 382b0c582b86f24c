"""Fills the placeholders of a text: numbers to call, figures, names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import regex

PLACEHOLDER = regex.compile(r"\{(?:(call|figure|date|ask):([a-z0-9_|]+)|([a-z_]+))\}")

# In a right-to-left text a Latin word, number or address would drag its neighbours along:
# it is isolated (Unicode UAX #9, FSI … PDI). Words that follow each other are one run, or their
# order would turn round; the full stop or comma after a run belongs to the sentence.
FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"
_WORD = r"\+?[A-Za-z0-9](?:[A-Za-z0-9@:/._+?=&%#,'-]*[A-Za-z0-9/%#=+])?"
_WORDS = rf"(?:{_WORD}|\({_WORD}(?: {_WORD})*\))"  # a bracket only with its partner
_LEFT_TO_RIGHT_RUN = regex.compile(rf"{_WORDS}(?: ?{_WORDS})*")

Resolver = Callable[[str], str]


def placeholders(text: str) -> list[str]:
    """The placeholders of a text as they stand in it, sorted: `["{call:emergency}"]`."""
    return sorted(match.group(0) for match in PLACEHOLDER.finditer(text))


def fill(text: str, resolvers: Mapping[str, Resolver], values: Mapping[str, str]) -> str:
    """Replace every placeholder.

    Args:
        text: with `{call:KIND|KIND}`, `{figure:ID}`, `{date:ID}`, `{ask:TOPIC}` or `{name}`.
        resolvers: by the word before the colon; gives what stands for the word after it.
        values: gives what stands for `name`; an unknown name stays as it is.
    """

    def replace(match: regex.Match[str]) -> str:
        kind, argument, name = match.groups()
        if kind:
            return resolvers[kind](argument)
        return values.get(name, match.group(0))

    return PLACEHOLDER.sub(replace, text)


def isolate(text: str, right_to_left: bool) -> str:
    """Isolate what runs from left to right in a right-to-left text."""
    if not right_to_left:
        return text
    return _LEFT_TO_RIGHT_RUN.sub(
        lambda run: f"{FIRST_STRONG_ISOLATE}{run.group(0)}{POP_DIRECTIONAL_ISOLATE}", text
    )

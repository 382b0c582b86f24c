"""Burmese typed in the Zawgyi encoding, made Unicode.

Much Burmese text is still in Zawgyi, which uses Unicode's code points for other signs. It is
recognised by Google's `myanmartools` and converted by the CLDR's transform (`zawgyi_my.rules`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import regex
from myanmartools import ZawgyiDetector

RULES = Path(__file__).with_name("zawgyi_my.rules")
CERTAIN = 0.95  # the probability from which myanmartools' authors advise to convert
_MYANMAR = regex.compile(r"\p{Myanmar}")
_REFERENCE = regex.compile(r"\$(\d)")
_ESCAPE = regex.compile(r"\\u([0-9A-Fa-f]{4})")

Phase = Callable[[str], str]


def to_unicode(text: str) -> str:
    """The text in Unicode: converted if it is Zawgyi, else unchanged."""
    if not _MYANMAR.search(text) or _detector().get_zawgyi_probability(text) < CERTAIN:
        return text
    return convert(text)


def convert(text: str) -> str:
    """Convert a text that is known to be Zawgyi."""
    for phase in _phases():
        text = phase(text)
    return text


@functools.cache
def _detector() -> ZawgyiDetector:
    return ZawgyiDetector()


@functools.cache
def _phases() -> tuple[Phase, ...]:
    lines = RULES.read_text(encoding="utf-8").splitlines()
    rules = "\n".join(line for line in lines if not line.startswith("#"))
    return tuple(_phase(part) for part in rules.split("::Null;"))


def _phase(rules: str) -> Phase:
    """One pass over the text: at each place the first rule that fits replaces what it matched.

    A rule `pattern > replacement ;` becomes a branch of one alternation. The branches' groups are
    numbered through, so each branch remembers how many groups stand before it.
    """
    branches: list[str] = []
    results: list[str] = []
    for rule in filter(None, map(str.strip, rules.split(";"))):
        pattern, _, result = rule.partition(" > ")
        # ICU writes a set's space as "\ ", and "^", "$" for the text's ends
        start, inner = ("\\A", pattern[1:]) if pattern.startswith("^") else ("", pattern)
        inner, end = (inner[:-1], "\\Z") if inner.endswith("$") else (inner, "")
        branches.append(f"({start}{inner}{end})")
        # "|" only says where ICU would go on; no later rule of these cares
        results.append(_plain(result.replace(" ", "").replace("|", "")))
    matcher = regex.compile("|".join(branches))
    first_groups: list[int] = []
    number = 1
    for branch in branches:
        first_groups.append(number)
        number += regex.compile(branch).groups
    result_of = dict(zip(first_groups, results, strict=True))

    def replace(match: regex.Match[str]) -> str:
        # the branch's own group closes last
        first = match.lastindex or 1
        return _REFERENCE.sub(
            lambda reference: match.group(first + int(reference.group(1))) or "", result_of[first]
        )

    return lambda text: matcher.sub(replace, text)


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)

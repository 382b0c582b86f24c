"""Words that are a whole message and a wish, such as STOP or MORE, in every language."""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import regex

from campaign import yamlfile
from campaign.errors import ContentError

# Punctuation, symbols, spaces; and what makes a symbol an emoji (U+FE0F, U+20E3).
_EDGE = r"\p{P}\p{S}\p{Z}\p{C}\uFE0E\uFE0F\u20E3"
# From the first letter to the last: to look for edges instead takes time with the square of a text.
_CORE = regex.compile(rf"[^{_EDGE}](?:.*[^{_EDGE}])?", regex.DOTALL)
_SPACES = regex.compile(r"[\p{Z}\s]+")

STOP, START, HELP = "stop", "start", "help"
DELETE, HIDE = "delete", "hide"
MORE = "more"


@dataclass(frozen=True)
class Keyword:
    """What a word wishes, and the locale whose word it is."""

    wish: str
    locale: str


Keywords = dict[str, Keyword]


def load(path: Path) -> Keywords:
    """Read `data/keywords.yml` into a map: folded word → what it wishes.

    Raises:
        ContentError: the file breaks the format, or a word has two meanings.
    """
    found: Keywords = {}
    for wish, languages in yamlfile.read(path, "keywords").items():
        for locale, words in languages.items():
            for word in words:
                keyword = found.setdefault(fold(str(word)), Keyword(wish, locale))
                if keyword.wish != wish:
                    raise ContentError(path, 1, f"{word} means both {wish} and {keyword.wish}")
    return found


def find(keywords: Keywords, text: str) -> Keyword | None:
    """The keyword, if a message is nothing else."""
    return keywords.get(fold(text)) if len(text) <= 40 else None


# A message is folded for several looks: the last one stays at hand, and no other is kept.
@functools.lru_cache(maxsize=1)
def fold(text: str) -> str:
    """The form in which words are compared: NFKC, case folded, without edges of punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    core = _CORE.search(folded)
    return str(_SPACES.sub(" ", core.group(0))) if core else ""

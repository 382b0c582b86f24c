"""Words of one meaning across languages (`concepts.txt`), found in a text."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import regex
from babel import Locale

from bot.nlu.text import clean
from bot.nlu.words import words

FILE = Path(__file__).with_name("concepts.txt")
SHORTEST_STEM = 3
PLACE = "place"
MEANING = "m:"  # marks these parts among the others (see `features`)
_UNSPACED = regex.compile(r"[\p{Myanmar}\p{Thai}\p{Lao}\p{Khmer}\p{Han}]")


class Concepts:
    """The table, made ready for looking up."""

    def __init__(self, lines: list[str]) -> None:
        self.whole: dict[str, set[str]] = defaultdict(set)
        self.stems: dict[str, set[str]] = defaultdict(set)
        self.phrases: dict[str, set[str]] = defaultdict(set)
        self.languages: set[str] = set()
        meaning = ""
        for line in filter(None, (line.strip() for line in lines)):
            if line.startswith("["):
                meaning = line.strip("[]")
            elif not line.startswith("#"):
                language, _, rest = line.partition(":")
                self.languages.add(language.partition("_")[0])
                for word in rest.split():
                    self._add(meaning, word)
        self._add_places()
        self._longest = max((len(phrase.split()) for phrase in self.phrases), default=1)
        unspaced = sorted((w for w in self.whole if _UNSPACED.search(w)), key=len, reverse=True)
        self._anywhere = regex.compile("|".join(map(regex.escape, unspaced)) or r"(?!)")

    def _add_places(self) -> None:
        """Countries' names, in the languages of the table, mean a place."""
        for language in sorted(self.languages):
            territories = Locale.parse(language).territories
            for code, name in territories.items():
                if code.isalpha():  # continents and the like have numbers
                    self._add(PLACE, name.replace(" ", "_"))

    def _add(self, meaning: str, word: str) -> None:
        text = clean(word.rstrip("*").replace("_", " "))
        if " " in text and not _UNSPACED.search(text):
            self.phrases[text].add(meaning)
        elif word.endswith("*"):
            self.stems[text].add(meaning)
        else:
            self.whole[text].add(meaning)

    def find(self, text: str) -> set[str]:
        """The meanings that a normalised text holds."""
        found: set[str] = set()
        sequence = words(text)
        for place, word in enumerate(sequence):
            found |= self.whole.get(word, set())
            for length in range(SHORTEST_STEM, len(word) + 1):
                found |= self.stems.get(word[:length], set())
            for size in range(2, self._longest + 1):
                found |= self.phrases.get(" ".join(sequence[place : place + size]), set())
        for match in self._anywhere.finditer(text):
            found |= self.whole[match.group()]
        return found


@functools.cache
def table() -> Concepts:
    """The table of `concepts.txt`."""
    return Concepts(FILE.read_text(encoding="utf-8").splitlines())


@functools.lru_cache(maxsize=1)  # both kinds of parts are asked for one text after another
def _find(text: str) -> tuple[str, ...]:
    return tuple(sorted(table().find(text)))


def meanings(text: str) -> Counter[str]:
    """A text's meanings, once each."""
    return Counter(MEANING + one for one in _find(text))


def meaning_pairs(text: str) -> Counter[str]:
    """The pairs of a text's meanings, once each."""
    return Counter(f"{MEANING}{one}+{other}" for one, other in combinations(_find(text), 2))

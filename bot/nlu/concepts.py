"""Meanings that a text holds, whatever its language: by the words of the lexicon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

import regex
from babel import Locale, UnknownLocaleError

from bot.nlu.text import clean
from bot.nlu.words import words
from campaign import lexicon
from campaign.lexicon import Entry

SHORTEST_STEM = 3
PLACE = "place"
MEANING, GROUP = "m:", "g:"  # mark these parts among the others (see `features`)
_UNSPACED = regex.compile(r"[\p{Myanmar}\p{Thai}\p{Lao}\p{Khmer}\p{Han}]")


class Concepts:
    """The lexicon, made ready for looking up."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        self._groups = lexicon.groups(entries)
        self._whole: dict[str, frozenset[str]] = {}
        self._stems: dict[str, frozenset[str]] = {}
        self._phrases: dict[str, frozenset[str]] = {}
        # the words before the last → the last one's stem → meanings
        self._phrase_stems: dict[str, dict[str, frozenset[str]]] = {}
        self._anywhere: dict[str, frozenset[str]] = {}
        self._longest_phrase = 1
        self._longest_anywhere = 0
        self._last: tuple[str, tuple[str, ...]] = ("", ())
        for entry in entries:
            self._add(entry.meaning, entry.word)
        for language in sorted({entry.language for entry in entries}):
            self._add_places(language)

    def _add_places(self, language: str) -> None:
        """Countries' names in the language mean a place."""
        try:
            territories = Locale.parse(language).territories
        except (UnknownLocaleError, ValueError):
            return
        for code, name in territories.items():
            if code.isalpha():  # continents and the like have numbers
                self._add(PLACE, name.replace(" ", "_"))

    def _add(self, meaning: str, word: str) -> None:
        text = clean(word.strip("*").replace("_", " "))
        if not text:
            return
        if word.startswith("*") or _UNSPACED.search(text):
            table = self._anywhere
            self._longest_anywhere = max(self._longest_anywhere, len(text))
        elif " " in text:
            self._longest_phrase = max(self._longest_phrase, len(text.split()))
            table = self._phrases
            if word.endswith("*"):
                before, _, text = text.rpartition(" ")
                table = self._phrase_stems.setdefault(before, {})
        else:
            table = self._stems if word.endswith("*") else self._whole
        table[text] = table.get(text, frozenset()) | {meaning}

    def find(self, text: str) -> set[str]:
        """The meanings that a normalised text holds."""
        found: set[str] = set()
        sequence = words(text)
        for place, word in enumerate(sequence):
            found |= self._whole.get(word, frozenset())
            found |= _beginning(self._stems, word)
            for size in range(2, self._longest_phrase + 1):
                before = " ".join(sequence[place : place + size - 1])
                for last in sequence[place + size - 1 : place + size]:
                    found |= self._phrases.get(f"{before} {last}", frozenset())
                    found |= _beginning(self._phrase_stems.get(before, {}), last)
        return found | self._find_anywhere(text)

    def _find_anywhere(self, text: str) -> set[str]:
        """At each place the longest word that begins there: a shorter one in it is another."""
        found: set[str] = set()
        covered = 0
        for start in range(len(text)):
            for end in range(min(len(text), start + self._longest_anywhere), start, -1):
                if end > covered and (meanings := self._anywhere.get(text[start:end])):
                    found |= meanings
                    covered = end
                    break
        return found

    def _sorted(self, text: str) -> tuple[str, ...]:
        # three kinds of parts are asked for one text after another
        if self._last[0] != text:
            self._last = (text, tuple(sorted(self.find(text))))
        return self._last[1]

    def meanings(self, text: str) -> Counter[str]:
        """A text's meanings and their groups, once each."""
        found = self._sorted(text)
        wider = {self._groups[one] for one in found if self._groups.get(one)}
        return Counter([MEANING + one for one in found] + [GROUP + one for one in wider])

    def pairs(self, text: str) -> Counter[str]:
        """The pairs of a text's meanings, once each."""
        return Counter(
            f"{MEANING}{one}+{other}" for one, other in combinations(self._sorted(text), 2)
        )


def _beginning(stems: Mapping[str, frozenset[str]], word: str) -> set[str]:
    """The meanings of the stems that a word begins with."""
    found: set[str] = set()
    for length in range(SHORTEST_STEM, len(word) + 1) if stems else ():
        found |= stems.get(word[:length], frozenset())
    return found

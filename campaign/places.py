"""Finds the country or the language that a message names."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import regex
from babel import Locale as Cldr
from babel.core import UnknownLocaleError

from campaign import yamlfile
from campaign.keywords import fold
from campaign.languages import SOURCE, Languages

OTHER = "other"
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # CLDR counts them as territories
MIN_LANGUAGE_NAME = 4  # shorter ones (Ga, Ewe) are words of other languages
MIN_HAN = 2  # 俄语
_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
# Scripts that put no space between words: a name may stand anywhere in them.
_HAN = regex.compile(r"\p{Han}")
_UNSPACED = regex.compile(r"[\p{Myanmar}\p{Khmer}\p{Thai}\p{Lao}\p{Han}]")


def load_aliases(path: Path) -> dict[str, list[str]]:
    """Read `data/countries.yml`: other names and cities by which a country is meant."""
    aliases: dict[str, list[str]] = yamlfile.read(path, "countries")
    return aliases


def countries(aliases: Mapping[str, list[str]], locales: Iterable[str]) -> Names:
    """The names of countries, in all locales; each means its code (ISO 3166-1 alpha-2)."""
    all_aliases = tuple((code, tuple(names)) for code, names in sorted(aliases.items()))
    return _countries(all_aliases, tuple(sorted(locales)))


def countries_as_written(locales: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The names of countries in some locales (CLDR), each with its code."""
    for locale in locales:
        for code, name in _cldr(locale).territories.items():
            if len(code) == 2 and code not in NO_COUNTRIES:
                yield name, code
                yield name.split("(")[0], code  # "Myanmar (Burma)" is said as "Myanmar"


def languages_by_name(languages: Languages) -> Names:
    """The names of our languages; each means its locale."""
    return Names(
        {
            fold(name): locale.id
            for locale in languages.locales.values()
            for name in (locale.name, locale.english, *locale.aliases)
        }
    )


def other_languages(languages: Languages) -> Names:
    """The names of languages (by CLDR, as our readers call them) that are not ours."""
    ours = {locale.split("_")[0] for locale in languages.locales}
    return _other_languages(tuple(sorted(languages.locales)), frozenset(ours))


def country_name(code: str, locale: str) -> str:
    """A country's name in the reader's language (CLDR); its code where CLDR has none."""
    try:
        return str(Cldr.parse(locale).territories.get(code, code))
    except UnknownLocaleError:
        return code


def _cldr(locale: str) -> Cldr:
    """What CLDR knows of a locale; English for one it does not know, such as ksw (Karen)."""
    try:
        return Cldr.parse(locale)
    except UnknownLocaleError:
        return Cldr.parse(SOURCE)


def is_unspaced(text: str) -> bool:
    """Whether a text is in a script that puts no space between words."""
    return bool(_UNSPACED.search(text))


class Names:
    """Folded names and what each means, looked up by the words and characters of a text.

    There are thousands of names, so it is the text that is gone through, not the names.
    """

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self._anywhere = {name: one for name, one in meanings.items() if _UNSPACED.search(name)}
        self._spaced = {
            _spaced(name): one for name, one in meanings.items() if name not in self._anywhere
        }
        self._most_words = max((name.count(" ") - 1 for name in self._spaced), default=0)
        self._longest = max(map(len, self._anywhere), default=0)

    def only_one_in(self, text: str) -> str | None:
        """What the names in a text mean; None if there are none, or of several meanings.

        A name within a longer one does not count: Guinea in Papua New Guinea.
        """
        folded = fold(text)
        found = self._found(_spaced(folded), self._spaced, self._runs_of_words(folded))
        if _UNSPACED.search(folded):
            found |= self._found(folded, self._anywhere, self._runs_of_characters(folded))
        return found.pop() if len(found) == 1 else None

    @staticmethod
    def _found(text: str, meanings: Mapping[str, str], runs: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for name in sorted(meanings.keys() & set(runs), key=lambda one: (-len(one), one)):
            if name in text:
                text = text.replace(name, " ")
                found.add(meanings[name])
        return found

    def _runs_of_words(self, folded: str) -> Iterator[str]:
        words = _WORDS.findall(folded)
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + self._most_words) + 1):
                yield f" {' '.join(words[start:end])} "

    def _runs_of_characters(self, folded: str) -> Iterator[str]:
        for start in range(len(folded)):
            for end in range(start + 1, min(len(folded), start + self._longest) + 1):
                yield folded[start:end]


def _spaced(text: str) -> str:
    return f" {' '.join(_WORDS.findall(text))} "


@functools.lru_cache(maxsize=8)
def _other_languages(locales: tuple[str, ...], ours: frozenset[str]) -> Names:
    names = {
        fold(name): OTHER
        for locale in locales
        for code, name in _cldr(locale).languages.items()
        if code.split("_")[0] not in ours
    }
    return Names({name: other for name, other in names.items() if len(name) >= _shortest(name)})


def _shortest(name: str) -> int:
    return MIN_HAN if _HAN.search(name) else MIN_LANGUAGE_NAME


@functools.lru_cache(maxsize=8)
def _countries(aliases: tuple[tuple[str, tuple[str, ...]], ...], locales: tuple[str, ...]) -> Names:
    names = {fold(name): code for name, code in countries_as_written(locales)}
    names.update({fold(name): code for code, others in aliases for name in others})
    names.pop("", None)
    return Names(names)

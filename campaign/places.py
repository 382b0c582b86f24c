"""Finds the country or the language that a message names."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
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


def country(text: str, aliases: Mapping[str, list[str]], locales: Iterable[str]) -> str | None:
    """The country (ISO 3166-1 alpha-2) that a message names; None if none, or more than one."""
    folded_aliases = tuple((code, tuple(names)) for code, names in sorted(aliases.items()))
    return _only_one(text, _country_names(folded_aliases, tuple(sorted(locales))))


def language(text: str, languages: Languages) -> str | None:
    """The locale whose language a message names; None if none, or more than one."""
    names = {
        fold(name): locale.id
        for locale in languages.locales.values()
        for name in (locale.name, locale.english, *locale.aliases)
    }
    return _only_one(text, names)


def names_other_language(text: str, languages: Languages) -> bool:
    """Whether a message names a language (by CLDR, as our readers call it) that is not ours."""
    ours = {locale.split("_")[0] for locale in languages.locales}
    return (
        _only_one(text, _other_languages(tuple(sorted(languages.locales)), frozenset(ours)))
        == OTHER
    )


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


def _only_one(text: str, names: Mapping[str, str]) -> str | None:
    folded = fold(text)
    spaced = " " + " ".join(_WORDS.findall(folded)) + " "
    found: set[str] = set()
    for name in sorted(names, key=len, reverse=True):
        if _UNSPACED.search(name):
            if name in folded:
                folded = folded.replace(name, " ")
                found.add(names[name])
        elif (needle := f" {' '.join(_WORDS.findall(name))} ") in spaced:
            spaced = spaced.replace(needle, " ")
            found.add(names[name])
    return found.pop() if len(found) == 1 else None


@functools.lru_cache(maxsize=8)
def _other_languages(locales: tuple[str, ...], ours: frozenset[str]) -> dict[str, str]:
    names = {
        fold(name): OTHER
        for locale in locales
        for code, name in _cldr(locale).languages.items()
        if code.split("_")[0] not in ours
    }
    return {name: other for name, other in names.items() if len(name) >= _shortest(name)}


def _shortest(name: str) -> int:
    return MIN_HAN if _HAN.search(name) else MIN_LANGUAGE_NAME


@functools.lru_cache(maxsize=8)
def _country_names(
    aliases: tuple[tuple[str, tuple[str, ...]], ...], locales: tuple[str, ...]
) -> dict[str, str]:
    names: dict[str, str] = {}
    for locale in locales:
        for code, name in _cldr(locale).territories.items():
            if len(code) == 2 and code not in NO_COUNTRIES:
                names[fold(name)] = code
                names[fold(name.split("(")[0])] = code  # "Myanmar (Burma)" is said as "Myanmar"
    names.update({fold(name): code for code, others in aliases for name in others})
    names.pop("", None)
    return names

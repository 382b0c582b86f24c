"""The locales that the service writes, and the forms of them that it understands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaign import yamlfile
from campaign.errors import ContentError

SOURCE = "en"  # the language in which data/ is written
# Codes that apps still use → CLDR's: https://cldr.unicode.org/translation/getting-started
LEGACY = {"tl": ["fil"], "in": ["id"], "prs": ["fa", "af"], "pbu": ["ps"], "zsm": ["ms"]}


@dataclass(frozen=True)
class Locale:
    """A locale by its CLDR id (`fa_AF`).

    `countries` are those in which a number's owner most likely reads this locale;
    `fallback` is the order in which other locales stand in for a missing translation.
    """

    id: str
    name: str
    english: str
    script: str
    direction: str
    fallback: tuple[str, ...] = (SOURCE,)
    countries: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def right_to_left(self) -> bool:
        """Whether the script runs from right to left."""
        return self.direction == "rtl"


@dataclass(frozen=True)
class Languages:
    """All locales by id, and `understood`: a form used in training data → its locale."""

    locales: dict[str, Locale]
    understood: dict[str, str]

    def of_country(self, country: str | None) -> Locale | None:
        """The locale that a country's numbers start with, if we have one."""
        return next((loc for loc in self.locales.values() if country in loc.countries), None)

    def of_tag(self, tag: str | None) -> str | None:
        """The id of our locale for a language tag (BCP 47: `zh-hans`, `fa-AF`, `tl`)."""
        subtags = re.split("[-_]", tag.lower())[:4] if tag else []
        subtags = [*LEGACY.get(subtags[0], subtags[:1]), *subtags[1:]] if subtags else []
        known = {locale.lower(): locale for locale in self.locales}
        for length in range(len(subtags), 0, -1):
            if found := known.get("_".join(subtags[:length])):
                return found
        # A locale of ours may be named by its script, the tag by the language or country alone.
        return next(
            (one for one in self.locales if subtags and one.split("_")[0] == subtags[0]), None
        )

    def of_script(self, script: str) -> list[Locale]:
        """The locales written in a script (`Mymr`)."""
        return [locale for locale in self.locales.values() if locale.script == script]

    def chain(self, locale: str) -> list[str]:
        """The locales in which to look for a text, the wanted one first."""
        known = self.locales.get(locale)
        wanted = [locale, *known.fallback] if known else []
        return list(dict.fromkeys([*wanted, SOURCE]))


def load(path: Path) -> Languages:
    """Read `data/languages.yml`.

    Raises:
        ContentError: the file breaks the format.
    """
    raw = yamlfile.read(path, "languages")
    locales = {entry["id"]: _locale(entry) for entry in raw["locales"]}
    if SOURCE not in locales:
        raise ContentError(path, 1, f"{SOURCE} is missing: all texts are written in it first")
    understood = {entry["id"]: entry["locale"] for entry in raw.get("understood", ())}
    for form, locale in understood.items():
        if locale not in locales:
            raise ContentError(path, 1, f"{form} belongs to {locale}, which is not a locale here")
    return Languages(locales, understood)


def _locale(raw: dict[str, Any]) -> Locale:
    return Locale(
        id=raw["id"],
        name=raw["name"],
        english=raw["english"],
        script=raw["script"],
        direction=raw["direction"],
        fallback=tuple(raw.get("fallback", (SOURCE,))),
        countries=tuple(raw.get("countries", ())),
        aliases=tuple(raw.get("aliases", ())),
    )

"""The locales that the service writes, and the forms of them that it understands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel import Locale as Cldr
from babel import UnknownLocaleError

from campaign import yamlfile
from campaign.errors import ContentError

SOURCE = "en"  # the language in which data/ is written


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
        """The id of our locale for a language tag (BCP 47) that a browser or an app gives.

        Babel knows old codes (`in`, `tl`) and scripts (`zh-CN`).
        """
        try:
            asked = Cldr.parse((tag or "").replace("_", "-"), sep="-")
        except (ValueError, TypeError, UnknownLocaleError):
            return None
        near = (
            f"{asked.language}_{asked.territory}",
            f"{asked.language}_{asked.script}",
            asked.language,
        )
        exact = next((one for one in near if one in self.locales), None)
        return exact or next(
            (one for one in self.locales if one.split("_")[0] == asked.language), None
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

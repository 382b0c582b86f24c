"""Numbers to call. They live here only; texts name them by kind and country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from campaign import yamlfile
from campaign.errors import ContentError
from campaign.provenance import Checked, Source, as_date

SOURCED = "sourced"
EVERYWHERE = "INT"


@dataclass(frozen=True)
class Helpline:
    """One number: who runs it, what for, how to dial it at home and from abroad."""

    id: str
    country: str
    kind: str
    name: str
    dial: str | None
    abroad: str | None
    hours: str | None
    languages: tuple[str, ...]
    cost: str | None
    web: str | None
    status: str
    source: Source
    note: str | None
    checked: Checked
    expires: date

    def sendable(self, today: date) -> bool:
        """Only a number with a source that is neither in conflict nor expired is sent."""
        return self.status == SOURCED and today <= self.expires


def load(path: Path) -> tuple[Helpline, ...]:
    """Read `data/helplines.yml`.

    Raises:
        ContentError: the file breaks the format, or an id stands twice.
    """
    helplines = tuple(_helpline(raw) for raw in yamlfile.read(path, "helplines"))
    ids = [helpline.id for helpline in helplines]
    for double in {one for one in ids if ids.count(one) > 1}:
        raise ContentError(path, 1, f"the id {double} stands twice")
    return helplines


def to_call(
    helplines: tuple[Helpline, ...], kinds: list[str], country: str | None, today: date
) -> Helpline | None:
    """The first sendable helpline of a country, in the order of the kinds asked for."""
    here = [one for one in helplines if one.country == country and one.dial]
    for kind in kinds:
        for helpline in here:
            if helpline.kind == kind and helpline.sendable(today):
                return helpline
    return None


def _helpline(raw: dict[str, Any]) -> Helpline:
    return Helpline(
        id=raw["id"],
        country=raw["country"],
        kind=raw["kind"],
        name=raw["name"],
        dial=raw["dial"],
        abroad=raw.get("abroad"),
        hours=raw.get("hours"),
        languages=tuple(raw.get("languages", ())),
        cost=raw.get("cost"),
        web=raw.get("web"),
        status=raw["status"],
        source=Source.read(raw["source"]),
        note=raw.get("note"),
        checked=Checked.read(raw["checked"]),
        expires=as_date(raw["expires"]),
    )

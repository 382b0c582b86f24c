"""Figures that texts name by reference, so that no number stands in prose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from campaign import yamlfile
from campaign.errors import ContentError
from campaign.provenance import Checked, Source, as_date


@dataclass(frozen=True)
class Figure:
    """A number with its source. `as_of` is the day up to which was counted."""

    id: str
    value: int | float
    source: Source
    checked: Checked
    expires: date
    unit: str | None = None
    as_of: date | None = None


def load_all(folder: Path) -> dict[str, Figure]:
    """Read every list in `data/figures/`, by the figure's id.

    Raises:
        ContentError: a file breaks the format, or an id stands twice.
    """
    figures: dict[str, Figure] = {}
    for path in sorted(folder.glob("*.yml")):
        for raw in yamlfile.read(path, "figures"):
            if raw["id"] in figures:
                raise ContentError(path, 1, f"the id {raw['id']} stands twice")
            figures[raw["id"]] = Figure(
                id=raw["id"],
                value=raw["value"],
                unit=raw.get("unit"),
                as_of=as_date(raw["as_of"]) if "as_of" in raw else None,
                source=Source.read(raw["source"]),
                checked=Checked.read(raw["checked"]),
                expires=as_date(raw["expires"]),
            )
    return figures

"""Where a statement comes from, who checked it, and until when it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Source:
    """A published source. `date` is as exact as known, or "undated"."""

    title: str
    publisher: str
    date: str
    url: str | None

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Source:
        """From a checked mapping in a content file."""
        return cls(raw["title"], raw["publisher"], str(raw["date"]), raw["url"])


@dataclass(frozen=True)
class Checked:
    """Who last compared the statement with its source, and when."""

    by: str
    on: date

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Checked:
        """From a checked mapping in a content file."""
        return cls(raw["by"], as_date(raw["on"]))


def as_date(value: date | str) -> date:
    """YAML gives a date or, in quotation marks, its ISO text."""
    return date.fromisoformat(value) if isinstance(value, str) else value

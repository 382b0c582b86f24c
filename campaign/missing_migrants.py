"""Totals of dead and missing from IOM's Missing Migrants data (CC BY-IGO).

Reads the CSV that https://missingmigrants.iom.int/downloads publishes, whose headings have changed
over the years, and the shorter layout of its copies.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import regex

from campaign.errors import ContentError

# What we need → headings by which it goes, in small letters.
HEADINGS = {
    "date": ("date", "incident date", "reported date", "website date"),
    "total": (
        "dead_and_missing", "total number of dead and missing", "total dead and missing",
        "number of dead and missing",
    ),
    "id": ("incident_id", "main id", "incident id", "web id"),
    "region": ("region", "region of incident", "incident region"),
    "route": ("route", "migration route", "migrantion route"),
    "cause": ("cause", "cause of death", "cause of death (category)"),
}  # fmt: skip
ASIA = ("Central Asia", "Eastern Asia", "South-eastern Asia", "Southern Asia")
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%a, %m/%d/%Y", "%d %b %Y", "%m/%d/%Y - %H:%M", "%d-%m-%Y")
LEAST = 100  # people: a smaller route or cause would say more of the counting than of the danger


@dataclass(frozen=True)
class Incident:
    """One record: dead and missing together. `day` is None where only the year is known."""

    year: int
    day: date | None
    total: int
    route: str
    cause: str


@dataclass(frozen=True)
class Total:
    """A count, and the day up to which it was counted."""

    id: str
    value: int
    as_of: date
    text: str


def read(path: Path) -> list[Incident]:
    """The incidents in Asia of a file.

    Raises:
        ContentError: a column is missing, or a row is not as it should be, with its line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_incidents(csv.DictReader(file), path))
    except UnicodeDecodeError as error:
        raise ContentError(path, 0, f"the file is not UTF-8 text ({error.reason})") from error
    except OSError as error:
        raise ContentError(path, 0, f"the file cannot be read: {error.strerror}") from error


def totals(incidents: Iterable[Incident], as_of: date | None = None) -> list[Total]:
    """Totals: in all, by year, by route and by cause.

    Args:
        incidents: as read.
        as_of: the day up to which the file counts; the last incident's where it is not known.
    """
    found = list(incidents)
    if not found:
        return []
    days = [one.day for one in found if one.day]
    last = as_of or max(days, default=date(max(one.year for one in found), 12, 31))
    first = min(one.year for one in found)
    whole = sum(one.total for one in found)
    years = _summed((str(one.year), one) for one in found)
    routes = _summed((one.route, one) for one in found if one.route)
    causes = _summed((one.cause, one) for one in found if one.cause)
    return [
        Total("mm_asia_total", whole, last, f"Dead or missing in Asia since {first}"),
        *(_year(year, number, found, last) for year, number in sorted(years.items())),
        *_biggest("route", routes, last),
        *_biggest("cause", causes, last),
    ]


def complete(total: Total) -> bool:
    """Whether a year's count reaches to its end."""
    return total.as_of >= date(int(total.id[-4:]), 12, 31)


def _year(year: str, number: int, found: list[Incident], last: date) -> Total:
    """A year's count. A gap of over two months before its end means: part of the year."""
    end = date(int(year), 12, 31)
    days = [one.day for one in found if one.day and str(one.year) == year]
    until = max(days, default=end)
    as_of = min(last, end) if (end - until).days <= 62 or last < end else until
    part = "" if as_of == end else f", counted only to {as_of}"
    return Total(f"mm_asia_{year}", number, as_of, f"Dead or missing in Asia in {year}{part}")


def _biggest(kind: str, sums: Mapping[str, int], last: date) -> Iterator[Total]:
    for name, number in sorted(sums.items(), key=lambda one: -one[1]):
        if number >= LEAST:
            slug = regex.sub("[^a-z0-9]+", "_", name.lower()).strip("_")[:40]
            yield Total(
                f"mm_{kind}_{slug}", number, last, f"Dead or missing in Asia, {kind}: {name}"
            )


def _summed(pairs: Iterable[tuple[str, Incident]]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for name, one in pairs:
        sums[name] += one.total
    return sums


def _incidents(rows: csv.DictReader[str], path: Path) -> Iterator[Incident]:
    columns = _columns(rows.fieldnames or (), path)
    for row in rows:
        given = {name: (row.get(column) or "").strip() for name, column in columns.items()}
        if given["region"] not in ASIA:
            continue
        year, day = _when(given["id"], given["date"], path, rows.line_num)
        total = _number(given["total"], path, rows.line_num)
        yield Incident(year, day, total, given["route"], given["cause"])


def _columns(headings: Iterable[str], path: Path) -> dict[str, str]:
    known = {heading.strip().lower(): heading for heading in headings}
    found = {}
    for name, aliases in HEADINGS.items():
        column = next((known[alias] for alias in aliases if alias in known), None)
        if column is None:
            raise ContentError(path, 1, f"there is no column “{aliases[0]}” or “{aliases[1]}”")
        found[name] = column
    return found


def _when(record: str, text: str, path: Path, line: int) -> tuple[int, date | None]:
    """Year and day; a record without a day has its year in its number (2014.MMP00259)."""
    for form in DATES if text else ():
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        return day.year, day
    if not text and (year := regex.match(r"((?:19|20)\d\d)\.", record)):
        return int(year.group(1)), None
    raise ContentError(path, line, f"“{text}” is no date such as 2025-09-08")


def _number(text: str, path: Path, line: int) -> int:
    try:
        number = int(float(text.replace(",", "") or "0"))
    except ValueError:
        raise ContentError(path, line, f"“{text}” is no number of people") from None
    if number < 0:
        raise ContentError(path, line, f"{number} people: a count is not negative")
    return number

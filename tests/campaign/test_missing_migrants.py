"""IOM's records become totals; a wrong row is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign import missing_migrants
from campaign.errors import ContentError

SHORT = "incident_id,region,date,dead,missing,dead_and_missing,survivors,cause,country,route\n"
PUBLISHED = (
    '"Main ID","Region of Incident","Incident Date","Incident Year","Number of Dead",'
    '"Total Number of Dead and Missing","Cause of Death","Migration Route"\n'
)


def write(folder: Path, text: str) -> Path:
    path = folder / "iom.csv"
    path.write_text(text, encoding="utf-8")
    return path


def of(path: Path, as_of: date | None = None) -> dict[str, tuple[int, str]]:
    found = missing_migrants.totals(missing_migrants.read(path), as_of)
    return {one.id: (one.value, str(one.as_of)) for one in found}


def test_totals_are_by_year_route_and_cause_of_asia_only(tmp_path: Path) -> None:
    rows = (
        "1,Southern Asia,2023-12-30,,,150,,Drowning,X,Afghanistan to Iran\n"
        "2,South-eastern Asia,2024-05-01,,,20,,Violence,X,\n"
        "3,Southern Asia,2025-09-01,,,30,,Drowning,X,Afghanistan to Iran\n"
        "4,Northern Africa,2025-09-01,,,999,,Drowning,X,Sahara\n"
    )
    assert of(write(tmp_path, SHORT + rows), date(2025, 9, 8)) == {
        "mm_asia_total": (200, "2025-09-08"),
        "mm_asia_2023": (150, "2023-12-31"),
        "mm_asia_2024": (20, "2024-05-01"),  # nothing after May: only part of that year
        "mm_asia_2025": (30, "2025-09-08"),
        "mm_route_afghanistan_to_iran": (180, "2025-09-08"),
        "mm_cause_drowning": (180, "2025-09-08"),
    }


def test_the_published_layout_is_read_too(tmp_path: Path) -> None:
    rows = '"1","Southern Asia","Mon, 06/02/2025",2025,1,"1,200","Drowning","Afghanistan to Iran"\n'
    found = of(write(tmp_path, f"\ufeff{PUBLISHED}{rows}"))
    assert found["mm_asia_total"] == (1200, "2025-06-02")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a,b\n1,2\n", 1, "there is no column “date” or “incident date”"),
        (f"{SHORT}1,Southern Asia,soon,,,1,,,,\n", 2, "“soon” is no date"),
        (f"{SHORT}1,Southern Asia,2025-01-01,,,many,,,,\n", 2, "“many” is no number of people"),
        (f"{SHORT}1,Southern Asia,2025-01-01,,,-3,,,,\n", 2, "-3 people"),
    ],
)
def test_what_cannot_be_counted_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    with pytest.raises(ContentError, match=says) as refused:
        of(write(tmp_path, text))
    assert refused.value.line == line


def test_a_record_without_a_day_counts_in_the_year_of_its_number(tmp_path: Path) -> None:
    rows = "2021.MMP1,Southern Asia,,,,7,,,,\n2021.MMP2,Southern Asia,2021-12-30,,,1,,,,\n"
    assert of(write(tmp_path, SHORT + rows))["mm_asia_2021"] == (8, "2021-12-30")


def test_a_file_without_asia_gives_nothing(tmp_path: Path) -> None:
    assert of(write(tmp_path, SHORT)) == {}

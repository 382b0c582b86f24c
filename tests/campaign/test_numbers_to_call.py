"""A number that nobody vouches for is never sent; figures stand once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from campaign import figures, helplines
from tests import builder
from tests.campaign.faults import fault_of

TODAY = date(2026, 11, 24)


def to_call(tmp_path: Path, raw: list[dict[str, Any]], *kinds: str) -> str | None:
    path = tmp_path / "helplines.yml"
    builder.write(path, raw)
    found = helplines.to_call(helplines.load(path), list(kinds), "ID", TODAY)
    return found.dial if found else None


@pytest.mark.parametrize(
    ("changes", "sent"),
    [
        ({}, True),
        ({"status": "unconfirmed"}, False),
        ({"status": "conflict"}, False),
        ({"expires": "2026-11-23"}, False),
        ({"expires": "2026-11-24"}, True),
        ({"dial": None}, False),
        ({"country": "PK"}, False),
        ({"kind": "child"}, False),
    ],
)
def test_only_a_sourced_number_of_the_country_and_kind_that_still_holds_is_sent(
    tmp_path: Path, changes: dict[str, Any], sent: bool
) -> None:
    raw = [builder.helpline("ID", "110") | changes]
    assert to_call(tmp_path, raw, "emergency") == ("110" if sent else None)


SOME = [
    builder.helpline("ID", "110"),
    builder.helpline("ID", "115", "sea_rescue"),
    builder.helpline("ID", "129", "child", status="conflict"),
]


@pytest.mark.parametrize(
    ("kinds", "dial"),
    [
        (["sea_rescue", "emergency"], "115"),
        (["emergency", "sea_rescue"], "110"),
        (["child", "emergency"], "110"),
        (["child"], None),
        (["legal", "sea_rescue"], "115"),
        ([], None),
    ],
)
def test_the_kinds_are_taken_in_the_order_asked_for(
    tmp_path: Path, kinds: list[str], dial: str | None
) -> None:
    assert to_call(tmp_path, SOME, *kinds) == dial


def test_the_next_number_of_a_kind_stands_in_for_one_that_may_not_be_sent(tmp_path: Path) -> None:
    raw = [
        builder.helpline("ID", "111", id="old", expires="2020-01-01"),
        builder.helpline("ID", "112", id="new"),
    ]
    assert to_call(tmp_path, raw, "emergency") == "112"


def test_without_a_country_there_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "helplines.yml"
    builder.write(path, SOME)
    assert helplines.to_call(helplines.load(path), ["emergency"], None, TODAY) is None


def test_a_helpline_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "helplines.yml"
    builder.write(path, [SOME[0], SOME[0]])
    assert fault_of(helplines.load, path).message == "the id id_emergency stands twice"


def test_figures_of_all_files_are_found_by_id(tmp_path: Path) -> None:
    builder.write(tmp_path / "a.yml", [builder.figure("years", 20, unit="years")])
    builder.write(tmp_path / "b.yml", [builder.figure("fine", 1.5)])
    found = figures.load_all(tmp_path)
    assert {key: one.value for key, one in found.items()} == {"years": 20, "fine": 1.5}
    assert found["years"].unit == "years"


def test_a_figure_stands_once_in_all_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        builder.write(tmp_path / f"{name}.yml", [builder.figure("years", 20)])
    fault = fault_of(lambda _: figures.load_all(tmp_path), tmp_path / "b.yml")
    assert fault.message == "the id years stands twice"


def test_a_figure_is_a_number(tmp_path: Path) -> None:
    builder.write(tmp_path / "a.yml", [builder.figure("years", "twenty")])  # type: ignore[arg-type]
    fault = fault_of(lambda _: figures.load_all(tmp_path), tmp_path / "a.yml")
    assert "0.value: 'twenty' is not of type" in fault.message

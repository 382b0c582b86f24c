"""The report of the benchmark says what was measured, beside what is wanted."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from benchmarks import bench, large, load, report


def system(rate: float) -> dict[str, Any]:
    return {
        "per_second_0ms": [rate, rate + 2], "per_second_50ms": [rate], "cpu_ms": [5.0],
        "p50_ms": [10.0], "p95_ms": [20.0], "p99_ms": [30.0], "memory_mb": 700.0,
        "start_seconds": 12.0, "lost": 0,
    }  # fmt: skip


FIGURES: dict[str, Any] = {
    "suar": system(200.0),
    "stock": system(20.0),
    "throughput_ratio_50ms": bench.spread([10.0, 12.0, 11.0]),
    "memory_ratio": bench.spread([0.65]),
    "training_seconds": {"suar": 150.0, "stock": None},
    "turns": [{"turn": 10, "cpu_ms": 7.0, "memory_mb": 700.0}],
}


def test_the_figures_stand_beside_their_goals() -> None:
    said = report.markdown(FIGURES)
    assert "| ≥ 10 | 11.00 (10.00 to 12.00) |" in said
    assert "| ≤ 0.7 | 0.65 |" in said
    assert "flat" not in said
    assert "| messages a second, Twilio at 50 ms | 200 | 20 |" in said
    assert "| 10 | 7.0 | 700 |" in said


def test_the_chart_is_a_picture_with_a_title_and_a_bar_for_each_load() -> None:
    picture = ET.fromstring(report.chart(FIGURES))
    space = "{http://www.w3.org/2000/svg}"
    assert picture.findtext(f"{space}title") == "Messages a second"
    assert len(picture.findall(f"{space}rect")) == 4


def test_a_spread_is_median_least_most_and_how_many() -> None:
    assert bench.spread([3.0, 1.0, 2.0]) == {"median": 2.0, "min": 1.0, "max": 3.0, "runs": 3}


def test_no_two_loads_share_a_message_and_a_load_has_so_many_phones() -> None:
    first, second = load.texts(100, "a", 10), load.texts(100, "b", 10)
    assert not {one.sid for one in first} & {one.sid for one in second}
    assert len({one.sender for one in first}) == 10
    assert len({one.body for one in first}) > 90


async def test_a_large_ledger_is_compared_with_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "REPEATS", 3)
    monkeypatch.setattr(large, "BATCHES", 1)
    table, *plans = (await large.compare(None, (500, 5_000))).split("\n\n")
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    assert "claim what is to be sent" in [name for name, *_ in rows]
    assert all(float(figure) > 0 for _, *figures in rows for figure in figures)
    assert any("ix_outbound_queue" in plan for plan in plans)

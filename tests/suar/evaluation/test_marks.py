"""The marks say what became of the questions."""

from __future__ import annotations

import pytest

from suar.evaluation import marks
from tests.suar.evaluation.lines import line


def test_shares_are_of_the_lines_that_they_are_about() -> None:
    lines = [
        line("sea", "answer", "sea"),
        line("sea", "answer", "job", "sea"),
        line("job", "choice", "sea", "job"),
        line("job", "decline", "out_of_scope", language="id"),
        line("out_of_scope", "decline", "out_of_scope"),
    ]
    assert marks.summarise(lines, {"sea"}) == {
        "lines": 5, "right_first": 0.25, "right_in_three": 0.75, "answered": 0.5,
        "declined_in_scope": 0.25, "out_of_scope_not_answered": 1.0, "answered_wrong": 0.2,
        "urgent_as_urgent": 0.5, "language_right": 0.8,
    }  # fmt: skip


def test_a_share_of_nothing_is_none() -> None:
    found = marks.summarise([line("job", "answer", "job")], {"sea"})
    assert found["urgent_as_urgent"] is None
    assert found["out_of_scope_not_answered"] is None


def test_confusions_are_counted_by_pair_and_the_most_frequent_come_first() -> None:
    lines = [
        line("sea", "answer", "land"),
        line("sea", "choice", "job"),
        line("sea", "choice", "job"),
        line("job", "answer", "job"),
    ]
    found = marks.confusions(lines)
    assert [(one.wanted, one.found, len(one.lines)) for one in found] == [
        ("sea", "job", 2),
        ("sea", "land", 1),
    ]


def test_calibration_compares_confidence_with_truth_band_by_band() -> None:
    lines = [
        line("sea", "answer", "sea", sure=0.92),
        line("sea", "answer", "job", sure=0.98),
        line("sea", "choice", "sea", sure=0.31),
        line("sea", "answer", "sea", sure=1.0),
    ]
    low, high = marks.calibration(lines)
    assert (low.low, low.high, low.lines, low.right) == (0.3, 0.4, 1, 1.0)
    assert high.lines == 3
    assert high.right == pytest.approx(2 / 3)
    assert high.confidence == pytest.approx((0.92 + 0.98 + 1.0) / 3)
    wanted = (0.69 + 3 * (high.confidence - high.right)) / 4
    assert marks.calibration_error([low, high]) == pytest.approx(wanted)


def test_calibration_goes_by_the_likeliest_topic_not_by_the_one_put_first() -> None:
    danger_first = line("job", "choice", "danger", "job")
    danger_first["found"]["topics"][1]["confidence"] = 0.75
    (band,) = marks.calibration([danger_first])
    assert (band.low, band.right) == (0.7, 1.0)


def test_nothing_asked_has_no_calibration() -> None:
    assert marks.calibration([]) == []
    assert marks.calibration_error([]) is None

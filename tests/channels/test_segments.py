"""Segments are counted as by Twilio's calculator, whose answers stand in segments_cases.json."""

import json
from pathlib import Path

import pytest

from channels import segments

CASES = json.loads(Path(__file__).with_name("segments_cases.json").read_text("utf-8"))


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_counts_as_twilios_calculator(case: dict[str, str | int]) -> None:
    text = str(case["text"]) * int(case["times"])
    expected = segments.Segments(case["encoding"], case["segments"], case["units"])  # type: ignore[arg-type]
    assert segments.count(text) == expected


def test_a_surrogate_pair_in_two_pieces_counts_as_the_character_it_is() -> None:
    assert segments.count("\ud83d" + "\ude00") == segments.count("😀")


def test_lone_surrogates_do_not_crash() -> None:
    assert segments.count("\udfff a \ud800") == segments.Segments("UCS-2", 1, 5)

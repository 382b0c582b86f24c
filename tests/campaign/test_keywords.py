"""STOP, START and HELP however they are typed, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign import keywords
from tests import builder
from tests.campaign.faults import fault_of


@pytest.mark.parametrize(
    "typed",
    [
        "stop", "STOP", " Stop ", "stop.", "«STOP!!»", "ＳＴＯＰ", "\u200fstop\u200e", "stop\u00a0",
        "stop 🙏", "stop ✋\ufe0f", "🛑\ufe0fSTOP", "(stop)", "stop\n",
    ],
)  # fmt: skip
def test_a_word_is_found_however_it_is_typed(typed: str) -> None:
    assert keywords.fold(typed) == "stop"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("stop  all", "stop all"),
        ("stop\tall", "stop all"),
        ("opt-out", "opt-out"),
        ("بند۔", "بند"),
        ("ရပ်ပါ။", "ရပ်ပါ"),
        ("Straße", "strasse"),
        ("...", ""),
        ("", ""),
    ],
)
def test_inside_a_word_only_case_and_space_are_evened_out(typed: str, folded: str) -> None:
    assert keywords.fold(typed) == folded


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = keywords.fold(text)
    assert keywords.fold(once) == once


@given(st.text(st.sampled_from("stop "), min_size=1, max_size=8))
def test_folding_does_not_see_case(text: str) -> None:
    assert keywords.fold(text.upper()) == keywords.fold(text)


def load(tmp_path: Path, **wishes: dict[str, list[str]]) -> keywords.Keywords:
    path = tmp_path / "keywords.yml"
    builder.write(path, {"stop": {}, "start": {}, "help": {}} | wishes)
    return keywords.load(path)


def test_a_word_tells_the_wish_and_whose_word_it_is(tmp_path: Path) -> None:
    ours = load(tmp_path, stop={"en": ["Stop all"], "ur": ["بند"]})
    assert keywords.find(ours, "STOP ALL.") == keywords.Keyword("stop", "en")
    assert keywords.find(ours, "بند") == keywords.Keyword("stop", "ur")


@pytest.mark.parametrize("text", ["stop all of this", "please stop all", "", "stop" + "!" * 40])
def test_a_word_in_a_sentence_is_no_wish(tmp_path: Path, text: str) -> None:
    assert keywords.find(load(tmp_path, stop={"en": ["stop", "stop all"]}), text) is None


def test_a_word_with_two_meanings_is_refused(tmp_path: Path) -> None:
    wishes = {"stop": {"en": ["End"]}, "start": {"id": ["end!"]}, "help": {}}
    path = tmp_path / "keywords.yml"
    builder.write(path, wishes)
    assert fault_of(keywords.load, path).message == "end! means both start and stop"


def test_a_word_may_stand_in_two_languages_with_one_meaning(tmp_path: Path) -> None:
    ours = load(tmp_path, stop={"en": ["stop"], "id": ["stop"]})
    assert keywords.find(ours, "stop") == keywords.Keyword("stop", "en")

"""Placeholders are filled; what runs from left to right is isolated in right-to-left text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign import filling

FSI, PDI = filling.FIRST_STRONG_ISOLATE, filling.POP_DIRECTIONAL_ISOLATE


def fill(text: str, **values: str) -> str:
    marks = {"call": "<>", "figure": "##", "date": "@@", "ask": "''"}
    resolvers = {
        kind: lambda name, ends=ends: ends[0] + name + ends[1] for kind, ends in marks.items()
    }
    return filling.fill(text, resolvers, values)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Call {call:emergency} now.", "Call <emergency> now."),
        ("{call:sea_rescue|emergency}", "<sea_rescue|emergency>"),
        ("{figure:years_2}", "#years_2#"),
        ("until {date:deaths_2025}", "until @deaths_2025@"),
        ("Write: {ask:risk_sea}.", "Write: 'risk_sea'."),
        ("{asks:risk_sea}", "{asks:risk_sea}"),
        ("For {country}.", "For Pakistan."),
        ("{country}{country}", "PakistanPakistan"),
        ("{city} stays", "{city} stays"),
        ("{Call:x} {call} {call:} {} { country }", "{Call:x} {call} {call:} {} { country }"),
        ("{{country}}", "{Pakistan}"),
    ],
)
def test_placeholders_are_filled_and_unknown_names_stay(text: str, filled: str) -> None:
    assert fill(text, country="Pakistan") == filled


def test_what_is_filled_in_is_not_filled_again() -> None:
    assert fill("{a}", a="{b}", b="x") == "{b}"


@given(st.text(st.characters(exclude_characters="{}")))
def test_a_text_without_braces_is_unchanged(text: str) -> None:
    assert fill(text, a="x") == text
    assert filling.placeholders(text) == []


@given(st.text(st.sampled_from("{}:|_ acdefgilrux9"), max_size=40))
def test_whatever_braces_there_are_none_is_lost_but_a_placeholders(text: str) -> None:
    nothing = dict.fromkeys(("call", "figure", "date", "ask"), lambda _: "")
    assert filling.PLACEHOLDER.sub("", text) == filling.fill(text, nothing, _Nothing())


class _Nothing(dict[str, str]):
    def get(self, key: str, default: object = None) -> str:  # type: ignore[override]
        return ""


def test_placeholders_are_listed_in_one_order() -> None:
    assert filling.placeholders("{b} {call:x|y} {a} {b}") == ["{a}", "{b}", "{b}", "{call:x|y}"]


@pytest.mark.parametrize(
    "run",
    [
        "15",
        "1,000",
        "20%",
        "1.5",
        "+62 812-345-678",
        "+62 (21) 123 4567",
        "1800 123 456",
        "unhcr.org",
        "www.iom.int/migration?lang=en",
        "Bahasa Indonesia",  # two isolates would be read as: Indonesia Bahasa
        "Australian Federal Police",
        "(unhcr.org)",
    ],
)
def test_numbers_addresses_and_names_are_isolated_as_one(run: str) -> None:
    isolated = filling.isolate(f"کال کریں {run}۔ ابھی", True)
    assert isolated == f"کال کریں {FSI}{run}{PDI}۔ ابھی"


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("دیکھیں unhcr.org.", "دیکھیں [unhcr.org]."),
        ("unhcr.org, iom.int", "[unhcr.org], [iom.int]"),
        ("15 / 110 (انڈونیشیا)", "[15] / [110] (انڈونیشیا)"),
        ("(15 پر)", "([15] پر)"),
        ("English · اردو", "[English] · اردو"),
        ("صرف اردو۔", "صرف اردو۔"),
    ],
)
def test_the_sentences_own_signs_stay_outside(text: str, isolated: str) -> None:
    assert filling.isolate(text, True) == isolated.replace("[", FSI).replace("]", PDI)


ANY = st.text(st.characters(exclude_characters=FSI + PDI, codec="utf-8"))
MIXED = st.text(st.sampled_from("ab1 .,()+-/@%اب۔"), max_size=60)


@given(ANY)
def test_a_left_to_right_text_is_unchanged(text: str) -> None:
    assert filling.isolate(text, False) == text


@given(ANY | MIXED)
def test_removing_the_isolates_gives_the_text_back(text: str) -> None:
    isolated = filling.isolate(text, True)
    assert isolated.replace(FSI, "").replace(PDI, "") == text


@given(MIXED)
def test_isolates_come_in_pairs_and_hold_every_latin_letter_and_digit(text: str) -> None:
    outside, inside = "", False
    for sign in filling.isolate(text, True):
        if sign in FSI + PDI:
            assert inside is (sign == PDI)
            inside = not inside
        elif not inside:
            outside += sign
    assert not inside
    assert not set(outside) & set("ab1")

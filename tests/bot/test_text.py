from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu import text, zawgyi
from bot.nlu.words import spans, words

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
OF_OUR_SCRIPTS = st.text(
    st.sampled_from("abzİßñ é ကခဂျြွှ့်္ံးာိီုူေဲဿ၀၇ےیيىكکهہةھأآ۱٣ـَّﷺ०१/.,!?\u200d\u202e👍\n\t"),
    max_size=80,
)


@given(ANY_TEXT)
@settings(max_examples=400, deadline=None)
def test_no_text_makes_it_fail(given_text: str) -> None:
    assert len(text.normalise(given_text)) <= text.LONGEST


def test_digits_of_a_script_newer_than_this_python_stay() -> None:
    assert text.normalise("\U00016ac3 and \u1043") == "\U00016ac3 and 3"


@given(st.one_of(ANY_TEXT, OF_OUR_SCRIPTS))
@settings(max_examples=800, deadline=None)
def test_cleaning_twice_changes_nothing_more(given_text: str) -> None:
    once = text.clean(given_text)
    assert text.clean(once) == once


@given(ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_words_stand_where_they_are_said_to(given_text: str) -> None:
    assert all(given_text.startswith(word.text, word.start) for word in spans(given_text))


@pytest.mark.parametrize(
    "awkward",
    ["", " ", "\ud800", "👍🏽", "a" * 10_000, "က" * 10_000, "\x00\x1b[31m", "ﷺ" * 3000, "/"],
)
def test_awkward_texts_are_only_texts(awkward: str) -> None:
    once = text.normalise(awkward)
    assert len(once) <= text.LONGEST
    assert text.normalise(once) == once


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("  HELP\u200b me\u202e\n now ", "help me now"),
        ("heeeeelp", "heelp"),
        ("२ ٣ ۴ ၅", "2 3 4 5"),
        ("كيا", "کیا"),
        ("کيا هے", "کیا ہے"),
        ("مُحَمَّد", "محمد"),
        ("ســـلام", "سلام"),
        ("ﺳﻼم", "سلام"),
        ("Ｆｕｌｌ", "full"),
        ("don’t", "don't"),
        ("cafe\u0301", "café"),
        ("၀န်ကြီး၇ုံး", "၀န်ကြီးရုံး"),
    ],
)
def test_one_spelling_for_many(written: str, wanted: str) -> None:
    assert text.normalise(written) == text.clean(wanted)


@pytest.mark.parametrize(
    ("in_zawgyi", "in_unicode"),
    [
        ("ကၽြန္ေတာ္တို႔ ေလွ ပ်က္ေနတယ္", "ကျွန်တော်တို့ လှေ ပျက်နေတယ်"),
        ("ျမန္မာႏိုင္ငံ", "မြန်မာနိုင်ငံ"),
        ("သေဘၤာ", "သင်္ဘော"),
        ("ေၾကာင့္ ၿပီး ႀကီး", "ကြောင့် ပြီး ကြီး"),
    ],
)
def test_zawgyi_becomes_unicode(in_zawgyi: str, in_unicode: str) -> None:
    assert zawgyi.convert(in_zawgyi) == in_unicode
    assert zawgyi.to_unicode(in_zawgyi) == in_unicode
    assert zawgyi.to_unicode(in_unicode) == in_unicode


def test_a_long_text_keeps_its_beginning_and_its_end() -> None:
    cut = text.normalise("help " + "x " * 5000 + "sinking")
    assert cut.startswith("help")
    assert cut.endswith("sinking")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("i'm at sea, help!", ["i'm", "at", "sea", "help"]),
        ("ကျွန်တော်တို့လှေ", ["ကျွန်", "တော်", "တို့", "လှေ"]),
        ("သင်္ဘောကြောင့်", ["သင်္ဘော", "ကြောင့်"]),
        ("کیا کشتی", ["کیا", "کشتی"]),
        ("我要回家", ["我", "要", "回", "家"]),
        ("ช่วย", ["ช่", "ว", "ย"]),
        ("?!", []),
    ],
)
def test_words_of_every_script(written: str, wanted: list[str]) -> None:
    assert words(written) == wanted

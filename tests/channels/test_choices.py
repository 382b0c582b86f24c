"""A choice is understood however its number is written, or by its name; a question is not one."""

from __future__ import annotations

from typing import Any

import pytest

from campaign import content, keywords, spoken
from channels.choices import TAKEN, picked
from suar import paths
from tests.channels.house import House

SHIPPED = content.load(paths.ROOT)
LOCALES = pytest.mark.parametrize("locale", SHIPPED.languages.locales)
OFFERED = ("emergency_danger", "check_agency", "risk_sea")
COUNTRIES = ("check_agency@NP", "check_agency@VN", "check_agency@TH")


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("ar", "٣"), ("fa", "۳"), ("hi", "३"), ("bn", "৩"), ("my", "၃"), ("km", "៣"), ("th", "๓"),
        ("ta", "௩"), ("si", "3"), ("zh_Hans", "三"), ("zh_Hans", "３"), ("zh_Hans", "第三个"),
        ("zh_Hans", "3号"), ("en", "3️⃣"), ("en", "③"), ("en", "3."), ("en", " (3) "), ("en", "3)"),
        ("en", "#3"), ("en", "no 3"), ("en", "No. 3"), ("id", "nomor 3"), ("id", "nomor tiga"),
        ("en", "option three!"), ("th", "ข้อ3"), ("my", "နံပါတ် ၃"), ("ar", "الرقم ٣"),
        ("hi", "teen"), ("ur", "teen"), ("bn", "tin"), ("id", "three"), (None, "three"),
    ],
)  # fmt: skip
def test_a_number_is_read_in_every_script_and_spelling(locale: str | None, text: str) -> None:
    assert picked(text, OFFERED, SHIPPED, locale) == 3


@LOCALES
def test_every_locale_has_words_for_one_to_ten_and_none_is_a_keyword(locale: str) -> None:
    words = SHIPPED.numbers[locale].numbers
    assert set(words.values()) == set(range(1, 11))
    for word, number in words.items():
        assert spoken.only_number(word, SHIPPED.numbers, locale) == number
        assert keywords.find(SHIPPED.keywords, word) is None


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("id", "hai"),  # a greeting, though "two" in Vietnamese
        ("id", "satu orang hilang"),
        ("hi", "ek baat batao"),
        ("en", "one question"),
        ("en", "3 4"),
        ("en", "no"),
        ("en", "noone"),
        ("en", "ch"),
        ("en", "+628111111111"),
        ("en", "thai"),  # the language goes first
    ],
)
def test_what_only_holds_a_number_or_a_name_is_no_choice(locale: str, text: str) -> None:
    assert picked(text, (*OFFERED, *COUNTRIES), SHIPPED, locale) is None


@LOCALES
def test_the_title_of_an_offered_choice_picks_it(locale: str) -> None:
    for number, topic in enumerate(OFFERED, 1):
        title = SHIPPED.title(topic, locale)
        assert picked(title, OFFERED, SHIPPED, locale) == number
        assert picked(f"{title}!", OFFERED, SHIPPED, locale) == number


def test_first_letters_pick_only_where_they_are_of_one_title() -> None:
    assert picked("nep", COUNTRIES, SHIPPED, "en") == 1
    assert picked("vietn", COUNTRIES, SHIPPED, "en") == 2
    assert picked("Viet Nam", ("check_agency@VN",), SHIPPED, "vi") == 1  # typed without marks
    same = ("check_agency@MY", "check_agency@MV")
    assert picked("mal", same, SHIPPED, "en") is None


def test_words_that_lead_to_a_topic_go_before_titles() -> None:
    words = SHIPPED.ask_words("check_agency", "en")
    assert picked(words, OFFERED, SHIPPED, "en") is None


def test_nothing_is_picked_where_nothing_was_offered() -> None:
    assert picked("satu", (), SHIPPED, "id") is None
    assert picked("anything", (TAKEN, "check_agency"), SHIPPED, "en") is None


@pytest.mark.parametrize("text", ["dua", "٢", "no 2", "Out of sc", "OUT OF SCOPE"])
async def test_rasa_is_asked_for_the_number(small_house: House, text: str) -> None:
    small_house.rasa.choices = ["risk_sea", "out_of_scope"]
    await small_house.text("menu", "SM1")
    await small_house.until_sent(1)
    await small_house.text(text, "SM2")
    await small_house.until_sent(2)
    assert _asked(small_house) == ["menu", "2"]


async def test_a_sentence_goes_to_rasa_as_it_is(small_house: House) -> None:
    small_house.rasa.choices = ["risk_sea", "out_of_scope"]
    await small_house.text("menu", "SM1")
    await small_house.until_sent(1)
    await small_house.text("satu orang hilang", "SM2")
    await small_house.until_sent(2)
    assert _asked(small_house) == ["menu", "satu orang hilang"]


def _asked(house: House) -> list[Any]:
    return [one["message"] for one in house.rasa.asked]

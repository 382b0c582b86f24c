"""Countries and languages by the names that people give them, with the data that ships."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel import Locale as Cldr

from campaign import content, places
from suar import paths
from tests import builder

SHIPPED = content.load(paths.ROOT)
# Where our readers come from, pass through or go to.
ON_THE_WAY = (
    "AE", "AF", "AU", "BD", "CN", "ID", "IN", "IR", "KH", "LA", "LK", "MM", "MY", "NP", "NZ", "PG",
    "PH", "PK", "SA", "SG", "TH", "TR", "VN",
)  # fmt: skip


@pytest.mark.parametrize("locale", sorted(SHIPPED.languages.locales))
def test_every_country_on_the_way_is_known_by_its_name_in_each_language(locale: str) -> None:
    names = {code: Cldr.parse(locale).territories[code] for code in ON_THE_WAY}
    assert {code: SHIPPED.country_named(name) for code, name in names.items()} == {
        code: code for code in ON_THE_WAY
    }


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("I am in Myanmar", "MM"),  # CLDR calls it Myanmar (Burma)
        ("BURMA!", "MM"),
        ("they took us to sihanoukville", "KH"),
        ("Papua New Guinea", "PG"),  # and not Guinea
        ("Nigeria", "NG"),  # and not Niger
        ("kerja di Kamboja, tolong", "KH"),
        ("Saya di Jakarta", "ID"),
        ("indonesia indonesia", "ID"),
        ("jakarta, Indonesia", "ID"),
        ("میں ملائیشیا میں ہوں", "MY"),
        ("main dubai me hun", "AE"),
        ("میانمار", "MM"),
        ("ကျွန်တော် မလေးရှားမှာ", "MY"),  # no space between a country and what follows
        ("ထိုင်းနိုင်ငံ", "TH"),
        ("တောင်ကိုရီးယား", "KR"),
        ("တောင် ဆူဒန်", "SS"),  # South Sudan, and not also Sudan
        ("မြန်မာ", "MM"),
    ],
)
def test_a_country_is_meant_by_its_names_and_its_cities(text: str, country: str) -> None:
    assert SHIPPED.country_named(text) == country


@pytest.mark.parametrize(
    "text",
    [
        "from Indonesia to Australia",
        "ဘယ်ရောက်မှန်းမသိဘူး",  # "we do not know where we are": CLDR's unknown region
        "tolong pak",  # "help, sir", and not Pakistan
        "Malaysia atau Thailand",
        "پاکستان سے ترکی",
        "ထိုင်းကနေ မလေးရှားကို",
        "help me",
        "tolong saya",
        "مدد کریں",
        "ကူညီပါ",
        "I may go",
        "",
        "...",
    ],
)
def test_two_countries_or_none_are_no_country(text: str) -> None:
    assert SHIPPED.country_named(text) is None


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("English", "en"),
        ("bahasa inggris", "en"),  # and not bahasa, which alone means Indonesian
        ("bahasa", "id"),
        ("Bahasa Indonesia dong", "id"),
        ("Roman Urdu", "ur"),
        ("اُردو", "ur"),
        ("انگریزی میں", "en"),
        ("burmese", "my"),
        ("မြန်မာလိုပြောပါ", "my"),
        ("အင်္ဂလိပ်လို", "en"),
        ("hindi please", "hi"),
        ("ہندی", "hi"),
        ("زبان پشتو", "ps"),
        ("فارسی", "fa"),
        ("فارسی دری", "fa_AF"),
        ("ထိုင်းလို", "th"),
        ("bahasa melayu", "ms"),
        ("中文", "zh_Hans"),
        ("tieng viet", "vi"),
        ("ภาษาไทย", "th"),
        ("English or Urdu?", None),
        ("中文 khmer", None),
        ("my language", None),
        ("id", None),  # a code is no name
    ],
)
def test_a_language_is_meant_by_its_names(text: str, locale: str | None) -> None:
    assert SHIPPED.language_named(text) == locale


@pytest.mark.parametrize(
    "text",
    ["russian please", "Korean", "rohingya", "جاپانی", "ဂျပန်", "俄语"],
)
def test_a_language_that_we_do_not_write_is_known_as_one(text: str) -> None:
    assert SHIPPED.names_other_language(text)
    assert SHIPPED.language_named(text) is None


@pytest.mark.parametrize("text", ["urdu", "bahasa", "english", "language", "ga", ""])
def test_our_own_languages_and_other_words_are_not_another_language(text: str) -> None:
    assert not SHIPPED.names_other_language(text)


@pytest.mark.parametrize(
    ("code", "locale", "name"),
    [("PK", "en", "Pakistan"), ("TH", "my", "ထိုင်း"), ("XX", "en", "XX"), ("TH", "ksw", "TH")],
)
def test_a_country_is_named_in_the_readers_language_or_by_its_code(
    code: str, locale: str, name: str
) -> None:
    assert places.country_name(code, locale) == name


def test_a_locale_that_cldr_does_not_know_breaks_nothing(tmp_path: Path) -> None:
    karen = {"id": "ksw", "name": "ကညီ", "english": "Karen", "script": "Mymr", "direction": "ltr"}
    topic = builder.topic("out_of_scope", sms="{figure:dead} in {call:emergency}.")
    files = {"languages": {"locales": [*builder.LOCALES, karen]}}
    figures = {"figures/deaths": [builder.figure("dead", 2514)]}
    found = content.load(builder.content(tmp_path, [topic], **files, **figures))
    builder.translate(tmp_path, "ksw", {"topics/out_of_scope.sms": "{figure:dead} ကညီ"})
    found = content.load(tmp_path)
    reader = content.Reader("ksw", "ID")
    assert found.topic_text(found.topics["out_of_scope"], reader, builder.TODAY) == "2,514 ကညီ"
    assert found.country_named("I am in Thailand") == "TH"
    assert found.names_other_language("hindi")

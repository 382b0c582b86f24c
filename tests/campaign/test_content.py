"""The text that a reader gets: language, country, numbers, figures, expiry."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign import content, filling, places
from campaign.content import Content, Reader
from campaign.errors import ContentError
from suar import paths
from tests import builder

TODAY = date(2026, 11, 24)
CALL = [builder.topic("out_of_scope", sms="Call {call:trafficking|emergency} now.", kind="urgent")]


def loaded(folder: Path, **files: object) -> Content:
    return content.load(builder.content(folder, **files))


def said(found: Content, reader: Reader, topic_id: str = "out_of_scope") -> str:
    return found.topic_text(found.topics[topic_id], reader, TODAY)


@pytest.mark.parametrize(
    ("country", "named", "text"),
    [
        ("ID", None, "Call 110 now."),
        ("PK", None, "Call 1098 now."),  # the kind asked for first
        ("MM", None, "Call the local emergency number now."),  # only a number in conflict
        ("NP", None, "Call the local emergency number now."),  # only an expired one
        (None, None, "Call the local emergency number now."),
        (None, "ID", "Call 110 now."),
        ("ID", "ID", "Call 110 now."),
        ("ID", "PK", "Call 1098 (Pakistan) / 110 (Indonesia) now."),
        ("ID", "MM", "Call 110 now."),
    ],
)
def test_the_number_is_that_of_the_country_and_of_the_country_named(
    tmp_path: Path, country: str | None, named: str | None, text: str
) -> None:
    helplines = [
        builder.helpline("ID", "110"),
        builder.helpline("PK", "15"),
        builder.helpline("PK", "1098", "trafficking"),
        builder.helpline("MM", "199", status="conflict"),
        builder.helpline("NP", "100", expires="2026-11-23"),
        builder.helpline("ID", "0800-1000", "trafficking", status="unconfirmed"),
    ]
    found = loaded(tmp_path, topics=CALL, helplines=helplines)
    assert said(found, Reader("en", country, named=named)) == text


def test_a_country_has_its_own_text_where_one_is_written(tmp_path: Path) -> None:
    topic = builder.topic("out_of_scope", sms="General.", countries={"AU": {"sms": "Australia."}})
    found = loaded(tmp_path, topics=[topic])
    assert said(found, Reader("en", "AU")) == "Australia."
    assert said(found, Reader("en", "ID")) == "General."
    assert said(found, Reader("en", "ID", named="AU")) == "Australia."
    assert said(found, Reader("en", "AU", named="ID")) == "Australia."


def test_a_missing_translation_falls_back_along_the_chain(tmp_path: Path) -> None:
    found = loaded(tmp_path, translations={"id": {"topics/out_of_scope.sms": "Teks."}})
    assert said(found, Reader("id")) == "Teks."
    assert said(found, Reader("ur")).startswith("About out_of_scope")
    assert said(found, Reader("xx")).startswith("About out_of_scope")


def test_drafts_are_served_only_when_allowed(tmp_path: Path) -> None:
    root = builder.content(tmp_path)
    builder.translate(root, "id", {"topics/out_of_scope.sms": "Draf."})
    builder.translate(root, "ur", {"topics/out_of_scope.sms": "متن"}, reviewed="Amina 2026-11-01")
    strict = content.load(root, drafts=False)
    assert said(strict, Reader("id")).startswith("About")
    assert said(strict, Reader("ur")) == "متن"


def test_an_expired_topic_says_so_but_an_urgent_one_still_helps(tmp_path: Path) -> None:
    old = {"expires": "2026-11-23"}
    faq = builder.topic("risk_sea", **old)
    urgent = builder.topic("out_of_scope", kind="urgent", **old)
    found = loaded(tmp_path, topics=[faq, urgent])
    assert said(found, Reader("en"), "risk_sea") == "Reply expired_topic."
    assert said(found, Reader("en")).startswith("About out_of_scope")


def test_figures_stand_in_the_readers_digits(tmp_path: Path) -> None:
    root = builder.content(tmp_path, [builder.topic("out_of_scope", sms="{figure:dead} dead.")])
    builder.write(root / "data/figures/deaths.yml", [builder.figure("dead", 2514)])
    found = content.load(root)
    assert said(found, Reader("en")) == "2,514 dead."
    builder.translate(root, "id", {"topics/out_of_scope.sms": "{figure:dead} tewas."})
    assert said(content.load(root), Reader("id")) == "2.514 tewas."


def test_numbers_and_addresses_are_isolated_in_urdu(tmp_path: Path) -> None:
    translations = {"ur": {"topics/out_of_scope.sms": "{call:emergency} پر فون unhcr.org کریں"}}
    found = loaded(tmp_path, topics=CALL, translations=translations)
    text = said(found, Reader("ur", "PK"))
    assert text == "\u206815\u2069 پر فون \u2068unhcr.org\u2069 کریں"


SHIPPED = content.load(paths.ROOT)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("I am in Thailand", "TH"),
        ("saya di malaysia", "MY"),
        ("sekarang di KL", "MY"),
        ("میں پاکستان میں ہوں", "PK"),
        ("ကျွန်တော် ထိုင်းမှာ ရောက်နေတယ်", "TH"),
        ("from Bangladesh to Malaysia", None),
        ("help me", None),
        ("I maybe", None),
    ],
)
def test_a_country_is_found_in_the_words_of_each_language(text: str, country: str | None) -> None:
    assert SHIPPED.country_named(text) == country


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("bahasa", "id"),
        ("urdu me baat karo", "ur"),
        ("English please", "en"),
        ("မြန်မာလို ပြောပါ", "my"),
        ("اردو", "ur"),
        ("hindi me bolo", "hi"),
        ("hello", None),
    ],
)
def test_a_language_is_found_by_its_names(text: str, locale: str | None) -> None:
    assert SHIPPED.language_named(text) == locale


def test_a_language_that_we_lack_is_noticed() -> None:
    assert SHIPPED.names_other_language("russian me bolo")
    assert not SHIPPED.names_other_language("urdu me bolo")
    assert not SHIPPED.names_other_language("language")


def test_a_countrys_name_is_in_the_readers_language() -> None:
    assert places.country_name("TH", "ur") == "تھائی لینڈ"
    assert places.country_name("TH", "xx") == "TH"


def test_every_shipped_text_fills_for_every_reader() -> None:
    countries = {one.country for one in SHIPPED.helplines}
    for topic in SHIPPED.topics.values():
        for locale in SHIPPED.languages.locales:
            for country in (None, *countries):
                for form in ("sms", "chat"):
                    text = SHIPPED.topic_text(topic, Reader(locale, country, form), TODAY)
                    assert text
                    assert not filling.placeholders(text), (topic.id, locale, text)


def test_a_readers_own_language_comes_before_an_english_text_for_the_country(
    tmp_path: Path,
) -> None:
    topic = builder.topic("out_of_scope", sms="General.", countries={"AU": {"sms": "Australia."}})
    translations = {"id": {"topics/out_of_scope.sms": "Umum."}}
    found = loaded(tmp_path, topics=[topic], translations=translations)
    assert said(found, Reader("id", "AU")) == "Umum."
    assert said(found, Reader("ur", "AU")) == "Australia."


def test_the_short_text_in_the_readers_language_comes_before_the_long_one_in_english(
    tmp_path: Path,
) -> None:
    topic = builder.topic("out_of_scope", sms="Short.", chat="Long.")
    found = loaded(
        tmp_path, topics=[topic], translations={"id": {"topics/out_of_scope.sms": "Pendek."}}
    )
    assert said(found, Reader("id", None, "chat")) == "Pendek."
    assert said(found, Reader("ur", None, "chat")) == "Long."


def test_a_date_and_the_words_for_another_topic_are_in_the_readers_language(
    tmp_path: Path,
) -> None:
    text = "Until {date:deaths}: {figure:deaths}. Write: {ask:boats}."
    topics = [builder.topic("out_of_scope", sms=text), builder.topic("boats", ask="by boat")]
    translations = {"id": {"topics/out_of_scope.sms": text, "topics/boats.ask": "naik kapal"}}
    figures = [builder.figure("deaths", 8692, as_of="2025-09-08")]
    found = loaded(
        tmp_path, topics=topics, translations=translations, **{"figures/deaths": figures}
    )
    assert said(found, Reader("en")) == "Until September 8, 2025: 8,692. Write: by boat."
    assert said(found, Reader("id")) == "Until 8 September 2025: 8.692. Write: naik kapal."
    assert found.asked("Naik kapal.") == [("boats", "id")]
    assert found.asked("by boat") == [("boats", "en")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{date:deaths}", "the figure has no as_of date"),
        ("{date:gone}", "there is no such figure"),
        ("{ask:gone}", "there is no such topic, or it has no ask words"),
        ("{ask:out_of_scope}", "there is no such topic, or it has no ask words"),
    ],
)
def test_a_reference_to_nothing_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ContentError, match=says):
        loaded(
            tmp_path,
            topics=[builder.topic("out_of_scope", sms=text, ask=None)],
            **{"figures/deaths": [builder.figure("deaths", 1)]},
        )

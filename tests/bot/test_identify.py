from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu import identify, text
from bot.nlu.identify import Guess, Identifier
from bot.nlu.language import forms_of, remembered
from campaign import languages, questions

DATA = Path(__file__).parent / "data" / "data"


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    lines = questions.load_all(DATA / "nlu")
    pairs = [(one.language, text.normalise(one.text)) for one in lines]
    return identify.train(pairs, identify.read_others({name for name, _ in pairs}))


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("is the boat safe for my children", "en"),
        ("apakah kapal ini aman untuk anak saya", "id"),
        ("kya yeh kashti mehfooz hai mere bachon ke liye", "ur_Latn"),
        ("کیا یہ کشتی محفوظ ہے", "ur"),
        ("လှေက ဘေးကင်းလား", "my"),
        ("ok", None),
        ("hi", None),
        ("12345", None),
        ("👍", None),
        ("", None),
        ("Xqz Wvkj", None),
    ],
)
def test_language_of_a_text_alone(
    identifier: Identifier, written: str, language: str | None
) -> None:
    assert identifier.guess(text.normalise(written)) == Guess(language, False)


@pytest.mark.parametrize(
    "written",
    [
        "quiero saber si es peligroso ir en barco con mis hijos",
        "сколько стоит лодка",
        "ningependa kujua kama safari ya baharini ni hatari kwa watoto",
        "我想坐船去澳大利亚",
    ],
)
def test_a_language_that_we_lack_is_none_of_ours(identifier: Identifier, written: str) -> None:
    assert identifier.guess(text.normalise(written)) == Guess(None, True)


@pytest.mark.parametrize(
    ("metadata", "locale"),
    [
        ({"locale": "id", "country": "PK"}, "id"),
        ({"locale": None, "country": "PK"}, "ur"),
        ({"locale": "xx", "country": "MM"}, "my"),
        ({"locale": None, "country": "BR"}, None),
        ({"locale": ["id"], "country": 5}, None),
        ({}, None),
        (None, None),
        ("id", None),
    ],
)
def test_locale_when_the_text_does_not_tell(metadata: object, locale: str | None) -> None:
    assert remembered(metadata, languages.load(DATA / "languages.yml")) == locale


def test_what_is_known_of_a_person_decides_between_languages_that_share_a_message() -> None:
    shared = [f"ghar jana {word}" for word in ("hai", "chahta", "madad", "kab")]
    hindi = [("hi_Latn", line) for line in [*shared, "sarkari yojna batao", "sahayata chahiye"]]
    urdu = [("ur_Latn", line) for line in [*shared, "hukumat ka mansooba", "imdad chahiye"]]
    known = identify.train([*hindi, *urdu], [])
    assert known.guess("ghar jana hai", ["hi", "hi_Latn"]).language == "hi_Latn"
    assert known.guess("ghar jana hai", ["ur", "ur_Latn"]).language == "ur_Latn"
    assert known.guess("hukumat ka mansooba", ["hi", "hi_Latn"]).language == "ur_Latn"


def test_the_forms_of_a_locale_are_expected_with_it() -> None:
    known = languages.load(DATA / "languages.yml")
    assert set(forms_of("ur", known)) == {"ur", "ur_Latn"}
    assert forms_of("en", known) == ["en"]


@pytest.mark.parametrize(
    ("written", "expected", "language"),
    [
        ("Indonesia", ("en",), None),  # an English chat goes on in English
        ("Indonesia!", ("en",), None),
        ("Pakistan", ("id",), None),
        ("Pakistan", ("my",), None),  # Latin letters are at hand everywhere
        ("လှေက ဘေးကင်းလား", ("en",), "my"),
        ("indonesia mein kaam mil sakta hai kya", ("en",), "ur_Latn"),  # more than a name
    ],
)
def test_the_name_of_a_country_alone_changes_no_language_in_use(
    written: str, expected: tuple[str, ...], language: str | None
) -> None:
    lines = questions.load_all(DATA / "nlu")
    pairs = [(one.language, text.normalise(one.text)) for one in lines]
    only_there = [("id", "Indonesia"), ("ur_Latn", "Pakistan"), ("ur_Latn", "mein kaam mil sakta")]
    pairs += [(name, text.normalise(one)) for name, one in only_there] * 20
    names = [text.normalise(name) for name in ("Indonesia", "Pakistan")]
    known = identify.train(pairs, [], names=names)
    assert known.guess(text.normalise(written), expected) == Guess(language, False)
    if language is None:  # but tells it where none is in use
        assert known.guess(text.normalise(written)).language is not None


def test_a_locale_without_questions_is_known_by_its_script() -> None:
    scripts = {"en": "Latn", "my": "Mymr", "ur": "Arab", "zh_Hans": "Hans"}
    known = identify.train([("en", "where is the boat"), ("en", "is it safe")], [], scripts)
    assert known.guess(text.normalise("လှေက ဘေးကင်းလား")) == Guess("my", False)
    assert known.guess(text.normalise("کیا کشتی محفوظ ہے")) == Guess("ur", False)
    assert known.guess(text.normalise("我要回家")) == Guess("zh_Hans", False)

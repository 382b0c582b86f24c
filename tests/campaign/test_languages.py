"""Locales: their chain, their countries, the forms of them that are understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from campaign import languages
from campaign.languages import Languages
from tests import builder
from tests.campaign.faults import fault_of

SHIPPED = Path(__file__).parents[2]


def locale(locale_id: str, **more: Any) -> dict[str, Any]:
    words = {"id": locale_id, "name": locale_id, "english": locale_id, "script": "Arab"}
    return words | {"direction": "rtl"} | more


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "languages.yml"
    more = [locale("fa", countries=["IR"]), locale("fa_AF", fallback=["fa"], countries=["AF"])]
    understood = [{"id": "ur_Latn", "locale": "ur"}]
    builder.write(path, {"locales": [*builder.LOCALES, *more], "understood": understood})
    return path


@pytest.fixture
def ours(path: Path) -> Languages:
    return languages.load(path)


@pytest.mark.parametrize(
    ("wanted", "chain"),
    [
        ("en", ["en"]),
        ("ur", ["ur", "en"]),
        ("fa_AF", ["fa_AF", "fa", "en"]),
        ("xx", ["en"]),
        ("", ["en"]),
    ],
)
def test_a_text_is_looked_for_along_the_chain_and_in_english_last(
    ours: Languages, wanted: str, chain: list[str]
) -> None:
    assert ours.chain(wanted) == chain


@pytest.mark.parametrize(
    ("country", "found"), [("PK", "ur"), ("AF", "fa_AF"), ("AU", "en"), ("BR", None), (None, None)]
)
def test_a_country_has_the_locale_that_its_numbers_start_with(
    ours: Languages, country: str | None, found: str | None
) -> None:
    start = ours.of_country(country)
    assert (start and start.id) == found


def test_a_form_that_is_understood_belongs_to_a_locale(ours: Languages) -> None:
    assert ours.understood == {"ur_Latn": "ur"}


def test_a_form_of_an_unknown_locale_is_refused(path: Path) -> None:
    builder.write(path, {"locales": builder.LOCALES, "understood": [{"id": "ps", "locale": "ps"}]})
    message = "ps belongs to ps, which is not a locale here"
    assert fault_of(languages.load, path).message == message


def test_english_is_needed(path: Path) -> None:
    builder.write(path, {"locales": builder.LOCALES[1:]})
    assert fault_of(languages.load, path).message.startswith("en is missing")


def test_direction_and_script_are_known(ours: Languages) -> None:
    assert ours.locales["ur"].right_to_left
    assert not ours.locales["my"].right_to_left
    assert [one.id for one in ours.of_script("Latn")] == ["en", "id"]
    assert ours.of_script("Thai") == []


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("ur", "ur"),
        ("UR-pk", "ur"),
        ("zh", "zh_Hans"),
        ("zh-hans", "zh_Hans"),
        ("zh-Hans-CN", "zh_Hans"),
        ("fa", "fa"),
        ("fa-AF", "fa_AF"),
        ("tl", "fil"),
        ("in_ID", "id"),
        ("de", None),
        ("", None),
        (None, None),
        ("-", None),
        ("x" * 5000, None),
    ],
)
def test_a_language_tag_leads_to_our_locale(tag: str | None, locale: str | None) -> None:
    found = languages.load(SHIPPED / "data" / "languages.yml")
    assert found.of_tag(tag) == locale

"""Each fault of a file names the file, the line, and what is wanted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign import yamlfile
from campaign.errors import ContentError
from tests.campaign.faults import fault_of

MENU = "topics:\n  - risk_sea\n"
TOPIC = """\
id: risk_sea
section: risks
kind: faq
title: By boat
sms: Boats sink.
chat: Boats sink.
checked: {by: a test, on: 2026-01-01}
expires: 2099-01-01
"""


def read(path: Path, schema: str = "menu") -> object:
    return yamlfile.read(path, schema)


def read_topic(path: Path) -> object:
    return yamlfile.read(path, "topic")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("topics: [risk_sea\n", 2, "not YAML: expected ',' or ']'"),
        ("topics:\n  - a\n bad: 1\n", 3, "not YAML"),
        ("topics: &a\n  - *b\n", 2, "not YAML: found undefined alias"),
        ("topics: [a]\ntopics: [b]\n", 2, "not YAML: found duplicate key"),
        ("topics:\n\t- a\n", 2, "not YAML: found character '\\t'"),
        ("topics: [a\x07]\n", 0, "not YAML: unacceptable character"),
    ],
    ids=["open list", "wrong indent", "unknown alias", "twice the key", "tab", "control character"],
)
def test_broken_yaml_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    path = tmp_path / "menu.yml"
    path.write_text(text, encoding="utf-8")
    fault = fault_of(read, path)
    assert fault.line == line
    assert words in fault.message


@pytest.mark.parametrize(
    ("found", "instead", "line", "words"),
    [
        ("kind: faq", "kind: fact", 3, "kind: 'fact' is not one of ['faq', 'urgent', 'service']"),
        ("id: risk_sea", "id: Risk Sea", 1, "(small letters, digits and _)"),
        ("expires: 2099-01-01", "expires: next year", 8, "(a date such as 2026-11-24)"),
        ("on: 2026-01-01", "on: '2026-02-31'", 7, "(a date such as 2026-11-24)"),
        ("title: By boat", "title: 12", 4, "title: 12 is not of type 'string'"),
        ("title: By boat", f"title: {'x' * 41}", 4, "is too long"),
        ("sms: Boats sink.\n", "", 1, "'sms' is a required property"),
        ("expires", "color: red\nexpires", 1, "'color' was unexpected"),
        (
            "kind: faq",
            "kind: faq\ncountries:\n  AU: {sms: x}\n  Pakistan: {sms: y}",
            4,
            "(two capital letters, ISO 3166-1, or INT)",
        ),
        (
            "kind: faq",
            "kind: faq\ncountries:\n  AU: {sms: x}\n  PK: {mail: y}",
            6,
            "countries.PK: Additional properties are not allowed ('mail' was unexpected)",
        ),
        (
            "kind: faq",
            "kind: faq\nsources:\n- {title: t, publisher: p, date: undated, url: null}\n"
            "- {title: t, publisher: p, date: last year, url: null}",
            6,
            "sources.1.date: 'last year' does not match",
        ),
    ],
)
def test_a_break_of_the_format_names_the_line_and_what_is_wanted(
    tmp_path: Path, found: str, instead: str, line: int, words: str
) -> None:
    path = tmp_path / "risk_sea.yml"
    path.write_text(TOPIC.replace(found, instead, 1), encoding="utf-8")
    fault = fault_of(read_topic, path)
    assert words in fault.message
    assert fault.line == line


def test_a_number_to_dial_without_quotation_marks_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "helplines.yml"
    path.write_text("- id: a\n  dial: 110\n")
    assert "(digits in quotation marks)" in _all_faults(path)


def _all_faults(path: Path) -> str:
    """Fill in what is missing until the fault at the number is the first."""
    source = "{title: t, publisher: p, date: undated, url: null}"
    path.write_text(
        "- id: a\n  country: ID\n  kind: emergency\n  name: x\n  dial: 110\n  status: sourced\n"
        f"  source: {source}\n  checked: {{by: t, on: 2026-01-01}}\n  expires: 2099-01-01\n"
    )
    fault = fault_of(lambda one: yamlfile.read(one, "helplines"), path)
    assert fault.line == 5
    return fault.message


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "menu.yml"
    path.write_bytes("topics: [é]".encode("latin-1"))
    assert "not UTF-8" in fault_of(read, path).message


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "menu.yml"
    path.write_bytes(b"\xff" * (yamlfile.MAX_BYTES + 1))
    assert fault_of(read, path).message == "the file is larger than 1,000,000 bytes"


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert "No such file" in fault_of(read, tmp_path / "menu.yml").message
    assert "cannot be read" in fault_of(read, tmp_path).message


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "menu.yml"
    path.touch()
    assert fault_of(read, path).message == "None is not of type 'object'"


def test_what_is_read_is_plain_and_without_outer_space(tmp_path: Path) -> None:
    path = tmp_path / "risk_sea.yml"
    path.write_text(TOPIC.replace("sms: Boats sink.", "sms: |\n  Boats\n  sink.\n\n"))
    found = yamlfile.read(path, "topic")
    assert found["sms"] == "Boats\nsink."
    assert type(found) is dict
    assert type(found["sms"]) is str
    assert found["expires"] == date(2099, 1, 1)


def test_norway_is_a_country_and_not_a_no(tmp_path: Path) -> None:
    path = tmp_path / "countries.yml"
    path.write_text("NO: [oslo, no, yes]\n")
    assert yamlfile.read(path, "countries") == {"NO": ["oslo", "no", "yes"]}


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "menu.yml"
    path.write_text(MENU)
    assert yamlfile.read(path, "menu")["topics"] == ["risk_sea"]
    path.write_text(MENU + "  - family_held\n")
    assert yamlfile.read(path, "menu")["topics"] == ["risk_sea", "family_held"]


@pytest.mark.parametrize("schema", sorted(path.stem for path in yamlfile.SCHEMAS.glob("*.json")))
def test_every_schema_is_used_and_refuses_nonsense(tmp_path: Path, schema: str) -> None:
    path = tmp_path / f"{schema}.yml"
    path.write_text("just words\n")
    with pytest.raises(ContentError, match="is not of type"):
        yamlfile.read(path, schema)

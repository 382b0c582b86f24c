"""One value of a file is changed; every other line stays as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign import writing, yamlfile
from campaign.errors import ContentError
from suar import paths

HERE = Path("file.yml")
FILE = """# a comment
id: risk_sea
title: Old title # why
sms: >-
  Old text
  in two lines.

countries:
  AU:
    sms: "There"
related: [a, b]
checked: {by: "x", on: 2026-01-01}
"""
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff")
)


def value(text: str, *keys: str | int) -> object:
    found = yamlfile.plain(yamlfile.parse(text, HERE))
    for key in keys:
        found = found[key]
    return found


@given(TEXT.map(str.strip))
def test_any_text_is_read_back_as_it_was_written(text: str) -> None:
    for keys in (("sms",), ("countries", "AU", "sms"), ("new",)):
        try:
            written = writing.set_value(FILE, keys, text, HERE)
        except ContentError:  # refused, and nothing was lost
            continue
        assert value(written, *keys) == writing.clean(text, HERE)
        assert written.startswith("# a comment\nid: risk_sea\n")


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"])).map(str.strip))
def test_a_text_of_letters_numbers_and_signs_is_never_refused(text: str) -> None:
    assert value(writing.set_value(FILE, ["sms"], text, HERE), "sms") == text


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "null",
        "123",
        "2026-01-01",
        "a: b",
        "- x",
        "# no",
        "{a}",
        "'",
        '"',
        "|",
        "x\n  y\n\nz",
        "=1",
    ],
)
def test_texts_that_yaml_would_take_for_something_else_stay_texts(text: str) -> None:
    assert value(writing.set_value(FILE, ["sms"], text, HERE), "sms") == text


def test_comments_and_other_lines_stay_as_they_were() -> None:
    changed = writing.set_value(FILE, ["sms"], "New", HERE)
    assert changed == FILE.replace("sms: >-\n  Old text\n  in two lines.\n", "sms: New\n")


def test_a_mapping_a_date_a_list_and_an_entry_are_written() -> None:
    text = writing.set_value(FILE, ["checked"], {"by": "A: b", "on": date(2027, 1, 2)}, HERE)
    assert value(text, "checked") == {"by": "A: b", "on": date(2027, 1, 2)}
    text = writing.set_list(text, ["related"], ["c", "d_e"], HERE)
    assert value(text, "related") == ["c", "d_e"]
    text = writing.append_entry(text, ["sources"], {"title": "T: x", "url": None}, HERE)
    text = writing.append_entry(text, ["sources"], {"title": "U", "url": "https://x.y"}, HERE)
    assert value(text, "sources") == [
        {"title": "T: x", "url": None},
        {"title": "U", "url": "https://x.y"},
    ]
    text = writing.add_country(text, "TH", {"sms": "one\ntwo"}, HERE)
    assert value(text, "countries") == {"AU": {"sms": "There"}, "TH": {"sms": "one\ntwo"}}


@pytest.mark.parametrize("keys", [("gone", "sms"), ("checked", "by"), (0,), ("related", 0)])
def test_a_place_that_cannot_be_changed_is_named(keys: tuple[str | int, ...]) -> None:
    with pytest.raises(ContentError, match=r"to change|line by line|without changing"):
        writing.set_value(FILE, keys, "x", HERE)


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ud800", "\ufeff"])
def test_what_no_reader_should_get_is_refused(sign: str) -> None:
    with pytest.raises(ContentError, match=f"U\\+{ord(sign):04X} cannot be written"):
        writing.set_value(FILE, ["sms"], f"a{sign}b", HERE)


def test_every_shipped_text_can_be_written_again_without_loss() -> None:
    for path in sorted((paths.ROOT / "data" / "topics").glob("*.yml"))[:12]:
        text = path.read_text()
        for name in ("title", "sms", "chat"):
            again = writing.set_value(text, [name], str(value(text, name)), path)
            assert value(again) == value(text)


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.yml"
    writing.replace_file(path, "one\n")
    writing.replace_file(path, "two\n")
    assert path.read_text() == "two\n"
    assert [one.name for one in path.parent.iterdir()] == ["file.yml"]

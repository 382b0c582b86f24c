"""Translations and who has reviewed them."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import catalogues
from tests import builder
from tests.campaign.faults import fault_of

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
ENTRY = '# review: draft\nmsgctxt "replies/help"\nmsgid "Help"\nmsgstr "Bantuan"\n'


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "content.po"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("comments", "reviewed"),
    [
        ("# review: draft", None),
        ("# review: Amina 2026-11-01", "Amina 2026-11-01"),
        ("#  review:   Amina 2026-11-01  ", "Amina 2026-11-01"),
        ("# ask Amina\n# review: Amina 2026-11-01", "Amina 2026-11-01"),
        ("# review: draft, asked Amina", None),
        ("# Amina has seen it", None),
        ("# review:", None),
        ("", None),
    ],
)
def test_a_translation_is_a_draft_until_a_name_stands_at_it(
    tmp_path: Path, comments: str, reviewed: str | None
) -> None:
    text = HEADER + ENTRY.replace("# review: draft", comments)
    (found,) = catalogues.load(write(tmp_path, text)).values()
    assert (found.reviewed or None) == reviewed


def test_a_translation_knows_its_english_and_its_line(tmp_path: Path) -> None:
    found = catalogues.load(write(tmp_path, HEADER + ENTRY))
    one = found["replies/help"]
    assert (one.source, one.text) == ("Help", "Bantuan")
    assert (HEADER + ENTRY).splitlines()[one.line - 1] == 'msgid "Help"'


def test_what_has_no_translation_or_no_key_is_left_out(tmp_path: Path) -> None:
    nothing = 'msgctxt "a"\nmsgid "x"\nmsgstr ""\n\n'
    no_key = 'msgid "y"\nmsgstr "z"\n\n'
    found = catalogues.load(write(tmp_path, HEADER + nothing + no_key + ENTRY))
    assert list(found) == ["replies/help"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("hello", 1),
        (HEADER + "nonsense\n" + ENTRY, 5),
        (HEADER + 'msgctxt "a"\nmsgid "b"\n', 6),
        (HEADER.replace("utf-8", "utf-o") + ENTRY, 0),
        ('msgid ""\nmsgstr ""\n"PO-Revision-Date: soon\\n"\n' + ENTRY, 4),
    ],
    ids=["words", "a stray line", "no msgstr", "unknown encoding", "no date"],
)
def test_a_broken_catalogue_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    fault = fault_of(catalogues.load, write(tmp_path, text))
    assert fault.message.startswith("not a PO file: ")
    assert fault.line == line


def test_a_catalogue_that_is_not_utf8_or_is_gone_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    path.write_bytes((HEADER + ENTRY).encode() + b"\n# \xe9\n")
    assert "not a PO file" in fault_of(catalogues.load, path).message
    assert "No such file" in fault_of(catalogues.load, tmp_path / "gone.po").message


def test_each_locale_has_its_catalogue(tmp_path: Path) -> None:
    builder.translate(tmp_path, "id", {"replies/help": "Bantuan"})
    builder.translate(tmp_path, "ur", {"replies/help": "مدد"}, reviewed="Amina 2026-11-01")
    found = catalogues.load_all(tmp_path / "locales")
    assert {locale: one["replies/help"].text for locale, one in found.items()} == {
        "id": "Bantuan",
        "ur": "مدد",
    }
    assert found["ur"]["replies/help"].reviewed == "Amina 2026-11-01"
    assert catalogues.load_all(tmp_path / "nowhere") == {}

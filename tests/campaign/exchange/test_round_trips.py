"""What goes out to a translator comes back as it went, whatever it holds."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from campaign import catalogues, content, writing
from campaign.exchange import po, xliff, xlsx
from campaign.exchange.rows import MAX_FILE_BYTES, Refused, Row, Sheet, sheet
from campaign.exchange.taking import take
from campaign.strings import source_strings
from suar import paths
from tests import builder

Form = tuple[Callable[[Sheet], bytes], Callable[[bytes], Sheet]]
PO: Form = (po.write, po.read)
XLIFF: Form = (xliff.write, xliff.read)
XLSX: Form = (xlsx.write, xlsx.read)
ALL = pytest.mark.parametrize("form", [PO, XLIFF, XLSX], ids=["po", "xliff", "xlsx"])

# Any text that a file may hold: every character but surrogates, controls and the two that XML
# forbids; lines end in \n.
TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        exclude_characters="\ufffe\uffff",
        include_characters="\n\t",
    )
)
HOSTILE = [
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+62 21", "-1", "@SUM(A1)", "'quoted", "\u202eturned\u202c", "\u2068isolated\u2069",
    "\u200f\u200e", "_x000D_ and _x0041_", "<b>&amp;]]></b>", "\\n is no line end", '"\\"',
    "line\n\nline\n", "  spaces  ", "\tTab", "ک\u200cک", "👩\u200d👧", "x" * 10_000, "ရ" * 10_000,
    "%(name)s {call:emergency} %d", "#, fuzzy", "#~ msgid \"x\"", "msgid", "\u2028\u2029\u0085"[:2],
]  # fmt: skip


def there_and_back(form: Form, text: str, english: str = "English") -> Row:
    write, read = form
    given = Sheet("ur", (Row("topics/risk_sea.sms", english, text, "note", "draft"),))
    back = read(write(given))
    assert back.locale == "ur"
    (row,) = back.rows
    return row


@ALL
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_back_as_they_went(form: Form, text: str) -> None:
    assert there_and_back(form, text).translation == text
    assert there_and_back(form, "x", english=text).english == text


@ALL
@given(text=TEXT.filter(bool), english=TEXT.filter(lambda one: one.strip() != ""))
@settings(max_examples=80)
def test_any_text_comes_back_as_it_went(form: Form, text: str, english: str) -> None:
    row = there_and_back(form, text, english)
    assert (row.translation, row.english) == (text, english)
    assert (row.key, row.note, row.review) == ("topics/risk_sea.sms", "note", "draft")


@ALL
@pytest.mark.parametrize("review", ["draft", "Ayu Lestari 2026-11-24"])
def test_the_review_state_comes_back(form: Form, review: str) -> None:
    write, read = form
    row = Row("replies/help", "Help.", "Bantuan.", "first line\nsecond line", review)
    (back,) = read(write(Sheet("fa_AF", (row,)))).rows
    assert (back.review, back.note) == (review, row.note)


@ALL
def test_rows_keep_their_order_and_texts_without_translation_stay_empty(form: Form) -> None:
    write, read = form
    rows = tuple(Row(f"topics/t{n}.sms", f"English {n}", "" if n % 2 else f"{n}") for n in range(9))
    back = read(write(Sheet("id", rows))).rows
    assert [(one.key, one.translation) for one in back] == [
        (one.key, one.translation) for one in rows
    ]


@pytest.mark.parametrize("form", [XLIFF, XLSX], ids=["xliff", "xlsx"])
@pytest.mark.parametrize("sign", ["\x00", "\x08", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_what_a_file_cannot_hold_is_refused_with_its_address(form: Form, sign: str) -> None:
    with pytest.raises(Refused) as refused:
        there_and_back(form, f"before{sign}after")
    (fault,) = refused.value.faults
    assert f"U+{ord(sign):04X} cannot be written" in fault
    assert fault.startswith(('sheet "ur", cell C2', "unit topics/risk_sea.sms"))


def test_a_lone_surrogate_is_refused_by_po_too() -> None:
    with pytest.raises(Refused, match=r"message topics/risk_sea\.sms: surrogates not allowed"):
        there_and_back(PO, "\ud800")


def test_a_formula_is_a_text_in_the_spreadsheet() -> None:
    given = Sheet("ur", (Row("k", "English", "=1+1"),))
    page = load_workbook(io.BytesIO(xlsx.write(given))).worksheets[0]
    assert (page["C2"].data_type, page["C2"].value, page["C2"].quotePrefix) == ("s", "=1+1", True)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula_even_when_it_is_saved_as_csv(sign: str) -> None:
    said = f"{sign}cmd|' /C calc'!A0"
    given = Sheet("ur", (Row("k", said, said, said, said),))
    page = load_workbook(io.BytesIO(xlsx.write(given))).worksheets[0]
    for place in ("B2", "C2", "D2", "E2"):
        assert (page[place].data_type, page[place].quotePrefix) == ("s", True), place


def test_a_text_too_long_for_a_cell_is_refused() -> None:
    with pytest.raises(Refused, match="32,768 characters, a cell holds 32,767"):
        there_and_back(XLSX, "x" * 32_768)


def test_others_can_read_our_xliff() -> None:
    from translate.storage import xliff as toolkit

    given = Sheet("fa_AF", (Row("topics/risk_sea.sms", "Sea", "دریا", "a note", "draft"),))
    (unit,) = toolkit.xlifffile.parsestring(xliff.write(given)).units
    assert (unit.getid().split("\x04")[-1], unit.source, unit.target) == (
        "topics/risk_sea.sms",
        "Sea",
        "دریا",
    )
    assert not unit.isapproved()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<xliff version="1.2">&b;</xliff>'
)


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("read", "data", "says"),
    [
        (xliff.read, BOMB, "not an XLIFF file: DTDForbidden"),
        (xliff.read, b"<html/>", "its <file> is missing"),
        (xliff.read, b"not xml", "not an XLIFF file"),
        (xliff.read, b" " * (MAX_FILE_BYTES + 1), "larger than 5,000,000 bytes"),
        (xlsx.read, zip_bomb(), "unpacks to more than 50,000,000 bytes"),
        (xlsx.read, b"not a zip", "not an XLSX workbook"),
        (xlsx.read, b" " * (MAX_FILE_BYTES + 1), "larger than 5,000,000 bytes"),
        (po.read, b"msgid", "not a PO file"),
        (po.read, b'msgid "a"\nmsgstr "\xff"', "not a PO file"),
        (po.read, b" " * (MAX_FILE_BYTES + 1), "larger than 5,000,000 bytes"),
    ],
)
def test_files_that_are_none_of_ours_are_refused(
    read: Callable[[bytes], Sheet], data: bytes, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        read(data)


def workbook(change: Callable[[Any], None]) -> bytes:
    """A workbook of ours, changed as in a spreadsheet program."""
    given = Sheet("ur", (Row("topics/risk_sea.sms", "English", "Translation"),))
    book, out = load_workbook(io.BytesIO(xlsx.write(given))), io.BytesIO()
    change(book.worksheets[0])
    book.save(out)
    return out.getvalue()


def repacked(name: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """A workbook of ours with one of its parts changed, or gone."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(lambda page: None))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for one in old.namelist():
            part = old.read(one) if one != name else change(old.read(one))
            if part is not None:
                new.writestr(one, part)
    return out.getvalue()


def test_a_cell_that_holds_no_text_is_named() -> None:
    def change(page: Any) -> None:
        page["C2"] = ArrayFormula("C2:C3", "=B2:B3")
        page["A3"] = "topics/risk_sea.chat"
        page["C3"] = "#REF!"

    with pytest.raises(Refused) as refused:
        xlsx.read(workbook(change))
    assert refused.value.faults == [f'sheet "ur", cell {c}: not a text' for c in ("C2", "C3")]


def test_what_a_spreadsheet_took_for_a_formula_or_a_number_is_a_text_again() -> None:
    def change(page: Any) -> None:
        page["C2"] = "=SUM(A1)"
        page["A3"], page["C3"] = "topics/risk_sea.chat", 12

    assert [row.translation for row in xlsx.read(workbook(change)).rows] == ["=SUM(A1)", "12"]


def test_a_cell_a_million_rows_down_is_refused() -> None:
    with pytest.raises(Refused, match="more than 10,000 rows"):
        xlsx.read(workbook(lambda page: page.cell(1_000_000, 3, "x")))


SHEET_PART = "xl/worksheets/sheet1.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (SHEET_PART, lambda part: part[:-20]),
        (SHEET_PART, lambda part: None),
        (SHEET_PART, lambda part: part.replace(b"<worksheet", ENTITY, 1)),
        ("xl/workbook.xml", lambda part: None),
        ("xl/styles.xml", lambda part: b"<x/>"),
        ("[Content_Types].xml", lambda part: b"<x/>"),
    ],
    ids=["cut off", "no sheet", "entities", "no workbook", "no styles", "no types"],
)
def test_a_damaged_workbook_is_refused(name: str, change: Callable[[bytes], bytes | None]) -> None:
    with pytest.raises(Refused, match="not an XLSX workbook"):
        xlsx.read(repacked(name, change))


def test_an_archive_of_some_later_format_is_refused() -> None:
    data = workbook(lambda page: None)
    place = data.index(b"PK\x01\x02") + 6  # version needed to extract, in the directory
    with pytest.raises(Refused, match="not an XLSX workbook"):
        xlsx.read(data[:place] + b"\xff" + data[place + 1 :])


def test_an_inline_element_is_refused_with_its_unit_and_mere_marks_are_not() -> None:
    given = Sheet("ur", (Row("topics/risk_sea.sms", "Sea", "XX"),))
    written = xliff.write(given)
    marked = xliff.read(written.replace(b">XX<", b">a<mrk mtype='seg'>b</mrk>c<"))
    assert [row.translation for row in marked.rows] == ["abc"]
    with pytest.raises(Refused, match=r"unit topics/risk_sea\.sms: <x> in the target: only text"):
        xliff.read(written.replace(b">XX<", b">a<x id='1'/>c<"))


def test_an_xliff_in_two_languages_is_refused() -> None:
    one, other = (xliff.write(Sheet(locale, ())) for locale in ("ur", "fa_AF"))
    file = other[other.index(b"<file") : other.index(b"</xliff>")]
    with pytest.raises(Refused, match="several languages: fa_AF, ur"):
        xliff.read(one.replace(b"</xliff>", file + b"</xliff>"))


def test_an_xliff_tool_that_drops_the_review_note_says_nothing_on_the_review() -> None:
    given = Sheet("ur", (Row("replies/help", "Help", "X", "", "Ayu 2026-11-24"),))
    note = b'<note from="review">Ayu 2026-11-24</note>'
    written = xliff.write(given)
    assert note in written
    assert [row.review for row in xliff.read(written.replace(note, b"")).rows] == [""]


def test_a_fuzzy_message_is_one_that_the_translator_is_unsure_of() -> None:
    written = po.write(Sheet("ur", (Row("replies/help", "Help", "X"),)))
    (row,) = po.read(written.replace(b"msgctxt", b"#, fuzzy\nmsgctxt")).rows
    assert (row.translation, row.unsure) == ("X", True)


def test_a_message_without_its_key_is_refused() -> None:
    with pytest.raises(Refused, match="its msgctxt is missing"):
        po.read(po.write(Sheet("ur", ())) + b'\nmsgid "a"\nmsgstr "b"\n')


# What a catalogue may hold without a fault in the text: no digits, no placeholders, no addresses.
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "N"], exclude_characters="{}.\ufeff\ufffe\uffff")
    | st.just("\n"),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip() != "")


def catalogue_of(root: Path, text: str, review: str) -> Path:
    builder.content(root)
    sources = {"replies/help": "Reply help."}
    return builder.translate(root, "id", {"replies/help": text}, reviewed=review, sources=sources)


def taken(root: Path, form: Form, given: Sheet) -> int:
    write, read = form
    back = read(write(given))
    return take(content.load(root), root, back, builder.TODAY, lambda text: 1).changed


@ALL
@given(text=WORDS, review=st.sampled_from(["draft", "Ayu 2026-11-24"]))
@settings(max_examples=25)
def test_a_catalogue_that_goes_out_and_comes_back_loses_nothing(
    form: Form, text: str, review: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("root")
    path = catalogue_of(root, text, review)
    before = path.read_bytes()
    given = sheet(content.load(root), source_strings(root), "id")
    assert taken(root, form, given) == 0
    assert path.read_bytes() == before
    path.unlink()
    assert taken(root, form, given) == 1
    found = catalogues.load(path)["replies/help"]
    assert found.text == writing.clean(text, path)
    assert found.reviewed == (None if review == "draft" else review)


@ALL
def test_the_shipped_translations_go_out_and_come_back_without_a_fault(
    form: Form, tmp_path: Path
) -> None:
    for name in ("data", "locales"):
        shutil.copytree(paths.ROOT / name, tmp_path / name)
    loaded, sources = content.load(tmp_path), source_strings(tmp_path)
    for locale in loaded.catalogues:
        before = (tmp_path / "locales" / locale / catalogues.FILE).read_bytes()
        assert taken(tmp_path, form, sheet(loaded, sources, locale)) == 0
        assert (tmp_path / "locales" / locale / catalogues.FILE).read_bytes() == before


def test_a_workbook_with_other_headings_is_refused() -> None:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    book.save(out)
    with pytest.raises(Refused, match="row 1: the headings must be key, English, translation"):
        xlsx.read(out.getvalue())

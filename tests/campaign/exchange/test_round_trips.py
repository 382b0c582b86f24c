"""What goes out to a translator comes back as it went, whatever it holds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from campaign.exchange import po, xliff, xlsx
from campaign.exchange.rows import MAX_FILE_BYTES, Refused, Row, Sheet

Form = tuple[Callable[[Sheet], bytes], Callable[[bytes], Sheet]]
PO: Form = (po.write, po.read)
XLIFF: Form = (xliff.write, xliff.read)
XLSX: Form = (xlsx.write, xlsx.read)
ALL = pytest.mark.parametrize("form", [PO, XLIFF, XLSX], ids=["po", "xliff", "xlsx"])

# Any text that a file may hold: every character but surrogates and controls; lines end in \n.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))
HOSTILE = [
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+62 21", "-1", "@SUM(A1)", "'quoted", "\u202eturned\u202c", "\u2068isolated\u2069",
    "\u200f\u200e", "_x000D_ and _x0041_", "<b>&amp;]]></b>", "\\n is no line end", '"\\"',
    "line\n\nline\n", "  spaces  ", "\tTab", "ک\u200cک", "👩\u200d👧", "x" * 10_000, "ရ" * 10_000,
    "%(name)s {call:emergency} %d", "#, fuzzy", "#~ msgid \"x\"", "msgid", "\u2028\u2029\u0085"[:2],
]  # fmt: skip


def there_and_back(form: Form, text: str, english: str = "English") -> Row:
    write, read = form
    sheet = Sheet("ur", (Row("topics/risk_sea.sms", english, text, "note", "draft"),))
    back = read(write(sheet))
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
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
    sheet = Sheet("ur", (Row("k", "English", "=1+1"),))
    page = load_workbook(io.BytesIO(xlsx.write(sheet))).worksheets[0]
    assert (page["C2"].data_type, page["C2"].value, page["C2"].quotePrefix) == ("s", "=1+1", True)


def test_a_text_too_long_for_a_cell_is_refused() -> None:
    with pytest.raises(Refused, match="32,768 characters, a cell holds 32,767"):
        there_and_back(XLSX, "x" * 32_768)


def test_others_can_read_our_xliff() -> None:
    from translate.storage import xliff as toolkit

    sheet = Sheet("fa_AF", (Row("topics/risk_sea.sms", "Sea", "دریا", "a note", "draft"),))
    (unit,) = toolkit.xlifffile.parsestring(xliff.write(sheet)).units
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


def test_a_workbook_with_other_headings_is_refused() -> None:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    book.save(out)
    with pytest.raises(Refused, match="row 1: the headings must be key, English, translation"):
        xlsx.read(out.getvalue())

"""Translations as a spreadsheet (Office Open XML, ECMA-376)."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import escape, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from campaign.exchange.rows import (
    MAX_FILE_BYTES,
    MAX_UNPACKED_BYTES,
    Refused,
    Row,
    Sheet,
    in_xml,
)

HEADINGS = ("key", "English", "translation", "note", "review")
WIDTHS = (28, 60, 60, 40, 22)
TRANSLATION, REVIEW = 3, 5  # the columns that a translator fills in
MAX_CELL = 32_767  # characters, Excel's own limit
MAX_ROWS = 10_000  # a cell far down would make a million empty rows
FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")
# Spreadsheets read _x000D_ as a character (ECMA-376, 22.9.2.19): its underscore is escaped.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write(sheet: Sheet, right_to_left: bool = False) -> bytes:
    """A workbook with one sheet, named after the locale.

    Raises:
        Refused: a text cannot stand in a cell.
    """
    book = Workbook()
    page = book.active
    assert page is not None  # noqa: S101  (a new workbook has a sheet)
    page.title = sheet.locale
    page.freeze_panes = "C2"
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), 1):
        page.cell(1, column, heading).font = Font(bold=True)
        page.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(sheet.rows, 2):
        texts = (row.key, row.english, row.translation, row.note, row.review)
        for column, text in enumerate(texts, 1):
            place = page.cell(number, column)
            _fill(place, text, f'sheet "{sheet.locale}", cell {place.coordinate}')
            order = 2 if right_to_left and column == TRANSLATION else 0
            place.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=order)
            place.protection = Protection(locked=column not in {TRANSLATION, REVIEW})
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> Sheet:
    """What a translator sent back.

    Raises:
        Refused: it is no workbook of ours, or too large.
    """
    _check_size(data)
    page = _first_sheet(data)
    if page.max_row > MAX_ROWS:
        raise Refused([f'sheet "{page.title}": more than {MAX_ROWS:,} rows'])
    found = [str(page.cell(1, column).value or "") for column in range(1, len(HEADINGS) + 1)]
    if tuple(found) != HEADINGS:
        raise Refused([f'sheet "{page.title}", row 1: the headings must be {", ".join(HEADINGS)}'])
    rows = []
    faults = []
    for cells in page.iter_rows(min_row=2, max_col=len(HEADINGS)):
        faults += [
            f'sheet "{page.title}", cell {one.coordinate}: not a text'
            for one in cells
            if not _is_text(one)
        ]
        key, english, translation, note, review = (_text(one) for one in cells)
        if key or translation:
            where = f'sheet "{page.title}", cell {cells[TRANSLATION - 1].coordinate}'
            rows.append(Row(key, english, translation, note, review.strip(), where))
    if faults:
        raise Refused(faults)
    return Sheet(page.title, tuple(rows))


def _first_sheet(data: bytes) -> Worksheet:
    try:
        with warnings.catch_warnings():  # of styles and extensions that we do not need
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data)).worksheets[0]
    except Exception as error:  # openpyxl raises whatever a damaged part leads to
        said = str(error).split("\n")[0]
        raise Refused([f"not an XLSX workbook: {type(error).__name__} {said}"]) from error


def _fill(place: Cell | MergedCell, text: str, where: str) -> None:
    if len(text) > MAX_CELL:
        raise Refused([f"{where}: {len(text):,} characters, a cell holds {MAX_CELL:,}"])
    place.value = _LOOKS_ESCAPED.sub("_x005F_", in_xml(text, where))
    place.data_type = "s"  # a text that begins with = is no formula
    # Nor when a spreadsheet program saves the sheet as CSV and somebody opens that.
    # https://owasp.org/www-community/attacks/CSV_Injection
    place.quotePrefix = text[:1] in FORMULA_SIGNS


def _is_text(place: Cell | MergedCell) -> bool:
    """No array formula and no #REF!; a text that begins with = may look like a formula."""
    return place.data_type != "e" and isinstance(place.value, str | int | float | date | None)


def _text(place: Cell | MergedCell) -> str:
    return escape.unescape(str(place.value)) if place.value is not None else ""


def _check_size(data: bytes) -> None:
    if len(data) > MAX_FILE_BYTES:
        raise Refused([f"the file is larger than {MAX_FILE_BYTES:,} bytes"])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Refused([f"not an XLSX workbook: {error}"]) from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise Refused([f"the file unpacks to more than {MAX_UNPACKED_BYTES:,} bytes"])

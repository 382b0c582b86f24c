"""Translations as XLIFF 1.2 (OASIS, http://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from defusedxml import ElementTree as Defused
from defusedxml.common import DefusedXmlException

from campaign.catalogues import DRAFT
from campaign.exchange.rows import MAX_FILE_BYTES, Refused, Row, Sheet, in_xml
from campaign.languages import SOURCE

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
REVIEW = "review"  # the note that says who has reviewed a text
STATES = {"": "new", DRAFT: "needs-review-translation"}


def write(sheet: Sheet) -> bytes:
    """An XLIFF document.

    Raises:
        Refused: a text holds what XML cannot.
    """
    ET.register_namespace("", NAMESPACE)
    document = Element(_tag("xliff"), version="1.2")
    file = SubElement(
        document,
        _tag("file"),
        {
            "original": "suar",
            "datatype": "plaintext",
            "source-language": SOURCE,
            "target-language": sheet.locale.replace("_", "-"),
        },
    )
    body = SubElement(file, _tag("body"))
    for row in sheet.rows:
        _write_unit(body, row)
    written: bytes = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    return written


def read(data: bytes) -> Sheet:
    """What a translator sent back.

    Raises:
        Refused: it is no XLIFF 1.2, too large, or holds a document type declaration.
    """
    if len(data) > MAX_FILE_BYTES:
        raise Refused([f"the file is larger than {MAX_FILE_BYTES:,} bytes"])
    try:
        document = Defused.fromstring(data, forbid_dtd=True)
    except (ET.ParseError, DefusedXmlException, ValueError) as error:
        raise Refused([f"not an XLIFF file: {type(error).__name__} {error}"]) from error
    file = document.find(_tag("file"))
    if document.tag != _tag("xliff") or file is None:
        raise Refused(["not an XLIFF 1.2 file: its <file> is missing"])
    locale = (file.get("target-language") or "").replace("-", "_")
    return Sheet(locale, tuple(_read_unit(unit) for unit in file.iter(_tag("trans-unit"))))


def _write_unit(body: Element, row: Row) -> None:
    where = f"unit {row.key}"
    approved = "no" if row.review in STATES else "yes"
    attributes = {"id": row.key, "approved": approved, XML_SPACE: "preserve"}
    unit = SubElement(body, _tag("trans-unit"), attributes)
    SubElement(unit, _tag("source")).text = _plain(row.english, where)
    target = SubElement(unit, _tag("target"), state=STATES.get(row.review, "final"))
    target.text = _plain(row.translation, where)
    if row.note:
        SubElement(unit, _tag("note")).text = _plain(row.note, where)
    if row.review not in STATES:
        SubElement(unit, _tag("note"), {"from": REVIEW}).text = _plain(row.review, where)


def _read_unit(unit: Element) -> Row:
    key = unit.get("id") or ""
    target = unit.find(_tag("target"))
    translation = _text(target)
    notes = unit.findall(_tag("note"))
    note = next((_text(one) for one in notes if one.get("from") != REVIEW), "")
    reviewed = next((_text(one) for one in notes if one.get("from") == REVIEW), "")
    draft = target is not None and target.get("state") not in {None, "new"}
    review = reviewed or (DRAFT if draft else "")
    return Row(key, _text(unit.find(_tag("source"))), translation, note, review, f"unit {key}")


def _text(element: Element | None) -> str:
    return "".join(element.itertext()) if element is not None else ""


def _plain(text: str, where: str) -> str:
    return in_xml(text, where).replace("\r\n", "\n").replace("\r", "\n")


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"

"""Translations as XLIFF 1.2 (OASIS, http://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
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
# What a tool may put around words that it only marks; any other element stands for a text.
MARKS = ("mrk", "g")


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
    except (ET.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refused([f"not an XLIFF file: {type(error).__name__} {error}"]) from error
    files = document.findall(_tag("file"))
    if document.tag != _tag("xliff") or not files:
        raise Refused(["not an XLIFF 1.2 file: its <file> is missing"])
    locales = {(file.get("target-language") or "").replace("-", "_") for file in files}
    if len(locales) > 1:
        raise Refused([f"the file holds several languages: {', '.join(sorted(locales))}"])
    units = list(document.iter(_tag("trans-unit")))
    if faults := [fault for unit in units for fault in _inline(unit)]:
        raise Refused(faults)
    return Sheet(locales.pop(), tuple(_read_unit(unit) for unit in units))


def _write_unit(body: Element, row: Row) -> None:
    where = f"unit {row.key}"
    approved = "no" if row.review in STATES else "yes"
    attributes = {"id": row.key, "approved": approved, XML_SPACE: "preserve"}
    unit = SubElement(body, _tag("trans-unit"), attributes)
    SubElement(unit, _tag("source")).text = in_xml(row.english, where)
    target = SubElement(unit, _tag("target"), state=STATES.get(row.review, "final"))
    target.text = in_xml(row.translation, where)
    if row.note:
        SubElement(unit, _tag("note")).text = in_xml(row.note, where)
    if row.review not in STATES:
        SubElement(unit, _tag("note"), {"from": REVIEW}).text = in_xml(row.review, where)


def _read_unit(unit: Element) -> Row:
    key = unit.get("id") or ""
    target = unit.find(_tag("target"))
    translation = _text(target)
    notes = unit.findall(_tag("note"))
    note = next((_text(one) for one in notes if one.get("from") != REVIEW), "")
    reviewed = next((_text(one) for one in notes if one.get("from") == REVIEW), "")
    # A tool may drop our note and leave the state: that says nothing on who has reviewed it.
    draft = target is not None and target.get("state") == STATES[DRAFT]
    review = reviewed or (DRAFT if draft else "")
    return Row(key, _text(unit.find(_tag("source"))), translation, note, review, f"unit {key}")


def _inline(unit: Element) -> Iterator[str]:
    """Elements that stand for something in a text: we write none, and cannot keep any."""
    allowed = {_tag(name) for name in MARKS}
    for name in ("source", "target"):
        for part in (inner for outer in unit.findall(_tag(name)) for inner in outer.iter()):
            if part.tag not in {_tag(name), *allowed}:
                tag = str(part.tag).rpartition("}")[2]
                yield f"unit {unit.get('id')}: <{tag}> in the {name}: only text is wanted"


def _text(element: Element | None) -> str:
    return "".join(element.itertext()) if element is not None else ""


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"

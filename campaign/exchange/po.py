"""Translations as a gettext catalogue, the form in which they are kept."""

from __future__ import annotations

import io

from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from campaign.catalogues import DRAFT, REVIEW_MARK
from campaign.exchange.rows import MAX_FILE_BYTES, Refused, Row, Sheet


def write(sheet: Sheet) -> bytes:
    """A PO file with the note and the review state of each text above it.

    Raises:
        Refused: a text cannot be encoded.
    """
    catalogue = Catalog(locale=sheet.locale, project="Suar", fuzzy=False)
    for row in sheet.rows:
        review = [f"{REVIEW_MARK} {row.review}"] if row.review else []
        try:
            (row.english + row.translation + row.note).encode("utf-8")
        except UnicodeEncodeError as error:
            raise Refused([f"message {row.key}: {error.reason}"]) from error
        catalogue.add(
            row.english,
            row.translation,
            context=row.key,
            auto_comments=row.note.split("\n") if row.note else [],
            user_comments=review,
        )
    out = io.BytesIO()
    write_po(out, catalogue, width=0)
    return out.getvalue()


def read(data: bytes) -> Sheet:
    """What a translator sent back.

    Raises:
        Refused: it is no PO file, or too large.
    """
    if len(data) > MAX_FILE_BYTES:
        raise Refused([f"the file is larger than {MAX_FILE_BYTES:,} bytes"])
    try:
        catalogue = read_po(io.BytesIO(data), abort_invalid=True)
    except (PoFileError, UnknownLocaleError, LookupError, ValueError) as error:
        raise Refused([f"not a PO file: {error}"]) from error
    messages = [message for message in catalogue if message.id]
    if nameless := [one for one in messages if not one.context]:
        raise Refused([f"line {one.lineno}: its msgctxt is missing" for one in nameless])
    rows = [
        Row(
            key=str(message.context),
            english=str(message.id),
            translation=str(message.string or ""),
            note="\n".join(message.auto_comments),
            review=_review(message.user_comments),
            where=f"line {message.lineno}, {message.context}",
            unsure=message.fuzzy,
        )
        for message in messages
    ]
    return Sheet(str(catalogue.locale_identifier or ""), tuple(rows))


def _review(comments: list[str]) -> str:
    marks = [one for one in comments if one.startswith(REVIEW_MARK)]
    found = (one.removeprefix(REVIEW_MARK).strip() for one in marks)
    review = next(found, "")
    return DRAFT if review.startswith(DRAFT) else review

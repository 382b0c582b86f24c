"""Takes in what a translator sent back: all of it, or nothing if a single row has a fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from campaign import review, writing
from campaign.catalogues import DRAFT, FILE, Catalogue, Translation
from campaign.content import Content, check_text
from campaign.errors import ContentError
from campaign.exchange.rows import Refused, Row, Sheet, one_kind_of_line_end
from campaign.languages import SOURCE
from campaign.lint import ERROR, Segments, links
from campaign.lint import translations as rules
from campaign.strings import all_strings

Text = tuple[str, str, str, str | None]  # key, English, translation, signature


@dataclass(frozen=True)
class Taken:
    """How many texts have changed, and the places of those that the translator was not sure of."""

    changed: int
    unsure: tuple[str, ...]


def take(content: Content, root: Path, given: Sheet, today: date, segments: Segments) -> Taken:
    """Write what a translator sent back.

    A row without translation is left alone, and so is one that the translator's tool has marked
    as unsure. A changed text is a draft, unless somebody new has signed it.

    Args:
        content: as loaded from `root`.
        root: holds `data/` and `locales/`.
        given: the rows, whatever they hold.
        today: the day for which numbers to call are filled in to count SMS segments.
        segments: counts the SMS segments of a text.

    Raises:
        Refused: with every fault and its place; nothing is written.
    """
    if given.locale not in content.languages.locales or given.locale == SOURCE:
        known = ", ".join(one for one in content.languages.locales if one != SOURCE)
        raise Refused([f"{given.locale or 'no language'}: the language must be one of {known}"])
    filled = [row for row in given.rows if row.translation.strip() and not row.unsure]
    faults = _faults(content, filled, given.locale)
    # What is counted with everything filled in needs rows that can be filled in.
    faults = faults or _faults_together(content, root, filled, given.locale, today, segments)
    if faults:
        raise Refused(faults)
    catalogue = content.catalogues.get(given.locale, {})
    texts = [one for row in filled if (one := _change(row, catalogue.get(row.key)))]
    if texts:
        path = root / "locales" / given.locale / FILE
        writing.replace_file(path, writing.with_translations(path, given.locale, texts))
    return Taken(len(texts), tuple(row.where for row in given.rows if row.unsure))


def _change(row: Row, old: Translation | None) -> Text | None:
    """What is to be written of a row; None if nothing has been done to it."""
    text = _clean(row)
    signed = row.review if review.is_signature(row.review) else None
    if old and old.reviewed == signed:
        signed = None  # it went out with the row: who signed had read the text as it was then
    if old is None or not (text == old.text or _as_it_went_out(row, old)):
        return row.key, row.english, text, signed
    if signed:
        return row.key, row.english, old.text, signed
    current = old.source == row.english
    withdrawn = row.review == DRAFT and old.reviewed and current
    return (row.key, row.english, old.text, None) if withdrawn else None


def _as_it_went_out(row: Row, old: Translation) -> bool:
    """So that a text with blanks at its ends, untouched, is not written anew without them."""
    return one_kind_of_line_end(row.translation) == one_kind_of_line_end(old.text)


def _faults(content: Content, rows: list[Row], locale: str) -> list[str]:
    sources = all_strings(content)
    times = Counter(row.key for row in rows)
    found = []
    for row in rows:
        if times[row.key] > 1:
            found.append(f"{row.where}: {row.key} stands {times[row.key]} times")
        found += [f"{row.where}: {said}" for said in _of_row(content, sources, locale, row)]
    return found


def _of_row(content: Content, sources: dict[str, str], locale: str, row: Row) -> Iterator[str]:
    if row.key not in sources:
        yield f"there is no text {row.key}"
        return
    if one_kind_of_line_end(row.english).strip() != sources[row.key]:
        yield f"the English of {row.key} has changed since: export it again"
    if row.review not in {"", DRAFT} and not review.is_signature(row.review):
        yield f"review is “{row.review}”: wanted: draft, or a name and a day (Ayu 2026-11-24)"
    try:
        text = writing.clean(row.translation, Path(row.key))
        check_text(text, content, Path(row.key))
    except ContentError as error:
        yield error.message
        return
    for level, _, message, advice in rules.faults(row.key, sources[row.key], text, locale, content):
        if level == ERROR:
            yield f"{message}: {advice}"


def _faults_together(
    content: Content, root: Path, rows: list[Row], locale: str, today: date, segments: Segments
) -> list[str]:
    """What shows only with the texts in their places: SMS segments, words that lead to two."""
    path = root / "locales" / locale / FILE
    places = {row.key: row.where for row in rows}
    trial = _with_rows(content, rows, locale)
    findings = [*rules.lengths(trial, locale, path, today, segments), *links.ambiguous(trial, root)]
    found = [
        f"{places[one.key]}: {one.message}: {one.advice}"
        for one in findings
        if one.key in places and one.path == path and one.level == ERROR
    ]
    return list(dict.fromkeys(found))  # one text may be too long in several countries


def _with_rows(content: Content, rows: list[Row], locale: str) -> Content:
    catalogue: Catalogue = dict(content.catalogues.get(locale, {}))
    for row in rows:
        catalogue[row.key] = Translation(row.english, _clean(row), None, 0)
    catalogues = {**content.catalogues, locale: catalogue}
    return replace(content, catalogues=catalogues, drafts=True)


def _clean(row: Row) -> str:
    return writing.clean(row.translation, Path(row.key))

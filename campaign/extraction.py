"""Brings the catalogues in line with the English texts; translations are kept."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog, Message

from campaign import pofile
from campaign.catalogues import DRAFT, FILE, REVIEW_MARK
from campaign.content import Content
from campaign.languages import SOURCE
from campaign.strings import SourceString, source_strings
from campaign.writing import replace_file

HEADER = "# Translations of Suar's texts. `review: draft` means: nobody has reviewed it yet."


def update(content: Content, root: Path) -> dict[str, int]:
    """Write every locale's catalogue anew: each English text once, with its translation if any.

    A translation of an older English text is kept under the new one, with the old English in a
    `#|` comment, and counts as a draft again.

    Returns:
        How many texts of each locale are without translation.
    """
    sources = source_strings(root)
    missing = {}
    for locale in content.languages.locales:
        if locale != SOURCE:
            path = root / "locales" / locale / FILE
            catalogue = _catalogue(sources, locale, pofile.read(path, locale), root)
            replace_file(path, pofile.written(catalogue))
            missing[locale] = sum(1 for message in catalogue if message.id and not message.string)
    return missing


def empty(root: Path, locale: str) -> str:
    """A new locale's catalogue, with every English text and no translation yet."""
    return pofile.written(_catalogue(source_strings(root), locale, Catalog(locale=None), root))


def _catalogue(sources: list[SourceString], locale: str, old: Catalog, root: Path) -> Catalog:
    kept = {str(message.context): message for message in old if message.context}
    catalogue = Catalog(
        locale=locale,
        project="Suar",
        header_comment=HEADER,
        fuzzy=False,
        creation_date=old.creation_date,  # so that nothing new changes nothing
    )
    for one in sources:
        _add(catalogue, one, kept.get(one.key), root)
    return catalogue


def _add(catalogue: Catalog, source: SourceString, old: Message | None, root: Path) -> None:
    string, comments = "", []
    previous: list[str] = []
    if old and old.string:
        string = str(old.string)
        changed = str(old.id) != source.text
        comments = _draft(old.user_comments) if changed else list(old.user_comments)
        previous = [str(old.id)] if changed else old.previous_id
    catalogue.add(
        source.text,
        string,
        locations=[(source.path.relative_to(root).as_posix(), source.line)],
        context=source.key,
        auto_comments=source.comments,
        user_comments=comments,
        previous_id=previous,
        flags={"fuzzy"} & old.flags if string and old else set(),
    )


def _draft(comments: list[str]) -> list[str]:
    """A translator's remarks stay; whoever reviewed it did so beside other words."""
    remarks = [one for one in comments if not one.startswith(REVIEW_MARK)]
    return [f"{REVIEW_MARK} {DRAFT}", *remarks]

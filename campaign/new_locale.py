"""A new language: its entry in `languages.yml`, its empty catalogue and lexicon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import regex
from babel import Locale as Cldr
from babel.core import UnknownLocaleError, get_global, parse_locale

from campaign import extraction, lexicon, writing
from campaign.catalogues import FILE
from campaign.errors import ContentError
from campaign.languages import SOURCE, Languages

LEXICON_HEADER = """\
# {english}: the words that have each meaning (how to write them: en.txt). Fill in a line and take
# its leading # away; lines that stay as they are do no harm.
"""


def changes(name: str, known: Languages, root: Path) -> dict[Path, str]:
    """The files of a new language, by path; files that are there already are left out.

    Args:
        name: the CLDR id, such as `lo` or `fa_AF`.
        known: the languages so far.
        root: the folder that holds `data/` and `locales/`.

    Raises:
        ContentError: CLDR does not know the language, or it is there already.
    """
    path = root / "data" / "languages.yml"
    new = entry(name, known, path)
    text = _without_understood(path.read_text(encoding="utf-8"), name)
    made = {
        path: writing.append_entry(text, ["locales"], new, path),
        root / "locales" / name / FILE: extraction.empty(root, name),
    }
    words = root / "data" / "lexicon" / f"{name}.txt"
    if not words.exists() and (words.parent / f"{SOURCE}.txt").exists():
        made[words] = empty_lexicon(root, str(new["english"]))
    return made


def entry(name: str, known: Languages, path: Path) -> dict[str, Any]:
    """What CLDR knows of a new locale.

    Raises:
        ContentError: it knows nothing, or the locale is there already.
    """
    try:
        cldr = Cldr.parse(name)
    except (UnknownLocaleError, ValueError):
        message = "CLDR knows no such language. Its id looks like lo, ms or fa_AF."
        raise ContentError(path, 0, message) from None
    if name in known.locales:
        raise ContentError(path, 0, "This language is there already.")
    sample = cldr.get_display_name(name) or name
    likely = get_global("likely_subtags").get(cldr.language, cldr.language)
    return {
        "id": name,
        "name": sample[0].upper() + sample[1:],
        "english": cldr.get_display_name("en") or name,
        "script": cldr.script or parse_locale(likely)[2] or "Latn",
        "direction": cldr.text_direction,
    }


def empty_lexicon(root: Path, english: str) -> str:
    """A lexicon with every meaning and no word yet; the English words stand beside."""
    source = lexicon.load_file(root / "data" / "lexicon" / f"{SOURCE}.txt")
    words: dict[str, list[str]] = {}
    for one in source:
        words.setdefault(one.meaning, []).append(one.word)
    lines = [f"# {meaning}:    ({' '.join(some)})" for meaning, some in words.items()]
    return LEXICON_HEADER.format(english=english) + "\n".join(lines) + "\n"


def _without_understood(text: str, name: str) -> str:
    """A language that was understood only, with texts of another, becomes one of its own."""
    return regex.sub(rf"(?m)^ *- *\{{id: {regex.escape(name)}, locale: \w+\}}.*\n", "", text)

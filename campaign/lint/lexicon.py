"""The lexicon: every meaning is one that the source language has, and no word is too short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from campaign import lexicon
from campaign.content import Content
from campaign.languages import SOURCE
from campaign.lint.finding import ERROR, WARNING, Finding

SHORTEST_STEM = 3


def lint(content: Content, root: Path) -> Iterator[Finding]:
    """The files under `data/lexicon`."""
    folder = root / "data" / "lexicon"
    entries = lexicon.load_all(folder)
    known = {entry.meaning for entry in entries if entry.language == SOURCE}
    languages = {*content.languages.locales, *content.languages.understood}
    for language in sorted({entry.language for entry in entries} - languages):
        message = f"{language} is not a language of data/languages.yml"
        advice = "add it there, or rename the file"
        yield Finding(ERROR, "lexicon-language", folder / f"{language}.txt", 0, message, advice)
    for entry in entries:
        path = folder / f"{entry.language}.txt"
        if entry.meaning not in known:
            message = f"no meaning is called {entry.meaning}"
            advice = f"use a name from {SOURCE}.txt, or add the meaning there first"
            yield Finding(ERROR, "lexicon-meaning", path, entry.line, message, advice)
        letters = entry.word.strip("*")
        if "*" in letters or ("*" in entry.word and len(letters) < SHORTEST_STEM):
            message = f"“{entry.word}” would be found in too many words"
            advice = f"write {SHORTEST_STEM} letters or more; stars stand at the ends only"
            yield Finding(WARNING, "lexicon-stem", path, entry.line, message, advice)

"""Small content folders for tests, in few lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from campaign.replies import NEEDED

FAR = "2099-01-01"
TODAY = date(2026, 11, 24)
CHECKED = {"by": "a test", "on": "2026-01-01"}
SOURCE = {"title": "A page", "publisher": "A body", "date": "2025", "url": "https://example.org"}

LOCALES = [
    {"id": "en", "name": "English", "english": "English", "script": "Latn", "direction": "ltr",
     "countries": ["AU"]},
    {"id": "id", "name": "Bahasa Indonesia", "english": "Indonesian", "script": "Latn",
     "direction": "ltr", "countries": ["ID"], "aliases": ["bahasa"]},
    {"id": "ur", "name": "اردو", "english": "Urdu", "script": "Arab", "direction": "rtl",
     "countries": ["PK"]},
    {"id": "my", "name": "မြန်မာ", "english": "Burmese", "script": "Mymr", "direction": "ltr",
     "countries": ["MM"]},
]  # fmt: skip


def topic(topic_id: str, **changes: Any) -> dict[str, Any]:
    """One topic that passes every check; a change to None leaves the field out."""
    words = {
        "id": topic_id,
        "section": "help",
        "kind": "faq",
        "title": topic_id.replace("_", " ").capitalize(),
        "ask": topic_id.replace("_", " "),
        "sms": f"About {topic_id}. Call {{call:emergency}}.",
        "chat": f"More about {topic_id}. Call {{call:emergency}}.",
        "related": [],
        "sources": [SOURCE],
        "checked": CHECKED,
        "expires": FAR,
    }
    return {key: value for key, value in (words | changes).items() if value is not None}


def helpline(country: str, dial: str, kind: str = "emergency", **changes: Any) -> dict[str, Any]:
    """One helpline that may be sent."""
    words = {
        "id": f"{country.lower()}_{kind}",
        "country": country,
        "kind": kind,
        "name": "Police",
        "dial": dial,
        "status": "sourced",
        "source": SOURCE,
        "checked": CHECKED,
        "expires": FAR,
    }
    return words | changes


def figure(figure_id: str, value: float, **changes: Any) -> dict[str, Any]:
    """One figure."""
    words = {"id": figure_id, "value": value, "source": SOURCE, "checked": CHECKED, "expires": FAR}
    return words | changes


def ask(root: Path, language: str, topic_id: str, *questions: str) -> Path:
    """Write example questions, one a line. Returns the file."""
    path = root / "data" / "nlu" / language / f"{topic_id}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(questions) + "\n", encoding="utf-8")
    return path


def content(
    root: Path,
    topics: list[dict[str, Any]] | None = None,
    helplines: list[dict[str, Any]] | None = None,
    translations: dict[str, dict[str, str]] | None = None,
    **files: Any,
) -> Path:
    """Write a content folder; `translations` is by locale and key. Returns `root`.

    `files` are further files of `data/` by their name without ending: `**{"figures/x": […]}`.
    """
    topics = topics if topics is not None else [topic("risk_sea"), topic("out_of_scope")]
    written = {
        "languages": {"locales": LOCALES},
        "helplines": helplines or [helpline("ID", "110"), helpline("PK", "15")],
        "menu": {"topics": [topics[0]["id"]]},
        "keywords": {
            "stop": {"en": ["stop", "end"], "id": ["berhenti"], "ur": ["بند"]},
            "start": {"en": ["start"], "id": ["mulai"]},
            "help": {"en": ["help"]},
            "delete": {"en": ["delete"]},
            "hide": {"en": ["hide"]},
            "more": {"en": ["more"], "id": ["lanjut"]},
        },
        "replies": {key: {"text": f"Reply {key}."} for key in NEEDED}
        | {
            "holding": {"text": "In danger? Call {emergency_numbers}. The answer is late."},
            "local_emergency_number": {"text": "the local emergency number"},
            "country_changed": {"text": "Now for {country}."},
        },
        "numbers": {
            "en": {1: ["one"], 2: ["two"], "beside": ["no"]},
            "id": {1: ["satu"], 2: ["dua"]},
        },
        "countries": {"MY": ["kl"]},
    } | files
    for name, words in written.items():
        write(root / "data" / f"{name}.yml", words)
    for one in topics:
        write(root / "data" / "topics" / f"{one['id']}.yml", one)
    for locale, strings in (translations or {}).items():
        translate(root, locale, strings)
    return root


def translate(
    root: Path,
    locale: str,
    strings: dict[str, str],
    reviewed: str = "draft",
    sources: dict[str, str] | None = None,
) -> Path:
    """Write one catalogue: key → translation. Returns the file."""
    catalogue = Catalog(locale=locale)
    for key, text in strings.items():
        source = (sources or {}).get(key, f"source of {key}")
        catalogue.add(source, text, context=key, user_comments=[f"review: {reviewed}"])
    path = root / "locales" / locale / "LC_MESSAGES" / "content.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    return path


def write(path: Path, words: Any) -> None:
    """Write one YAML file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(words, Dumper=_Plain, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")


class _Plain(yaml.SafeDumper):
    """Writes a value that stands twice twice, as people do."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

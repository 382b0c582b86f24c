"""Every English string that is translated: its key, where it stands, what translators must know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaign import limits, yamlfile
from campaign.content import Content
from campaign.helplines import SOURCED
from campaign.topics import ASK, CHAT, SMS


@dataclass(frozen=True)
class SourceString:
    """One English text. `comments` are for translators."""

    key: str
    text: str
    path: Path
    line: int
    comments: tuple[str, ...]


def all_strings(content: Content) -> dict[str, str]:
    """Key → English text: `topics/risk_sea.sms`, `replies/help`, `helplines/au_emergency.name`."""
    found = {
        f"topics/{topic.id}.{key}": text
        for topic in content.topics.values()
        for key, text in topic.texts().items()
    }
    found.update({f"replies/{key}": text for key, text in content.replies.items()})
    sendable = (one for one in content.helplines if one.status == SOURCED)
    found.update({f"helplines/{one.id}.name": one.name for one in sendable})
    return found


def source_strings(root: Path) -> list[SourceString]:
    """Every English text below `root`, in the order of `all_strings`.

    Raises:
        ContentError: a file is not YAML.
    """
    data = root / "data"
    paths = [*sorted((data / "topics").glob("*.yml")), data / "replies.yml", data / "helplines.yml"]
    return [one for path in paths for one in of_file(path)]


def of_file(path: Path) -> list[SourceString]:
    """The texts of one file; none for a file that holds no texts."""
    text = path.read_text(encoding="utf-8")
    if path.parent.name == "topics":
        return list(_of_topic(yamlfile.parse(text, path), path))
    if path.name == "replies.yml":
        return list(_of_replies(yamlfile.parse(text, path), path))
    if path.name == "helplines.yml":
        return list(_of_helplines(yamlfile.parse(text, path), path))
    return []


def _of_topic(marked: Any, path: Path) -> Iterator[SourceString]:
    about = (f"{marked['title']} ({marked['kind']})", *_sources(marked))
    keys: list[tuple[str, ...]] = [("title",), (SMS,), (CHAT,)]
    keys += [(ASK,)] if ASK in marked else []
    for country in sorted(marked.get("countries", {})):
        keys += [("countries", country, form) for form in marked["countries"][country]]
    for place in keys:
        value = marked
        for step in place:
            value = value[step]
        yield SourceString(
            f"topics/{marked['id']}.{'.'.join(place)}",
            str(value).strip(),
            path,
            yamlfile.line_of(marked, place),
            (*about, limits.NOTES[place[-1]]),
        )


def _sources(marked: Any) -> Iterator[str]:
    for source in marked.get("sources", ()):
        yield f"Source: {source['title']}, {source['publisher']}, {source['date']}"


def _of_replies(marked: Any, path: Path) -> Iterator[SourceString]:
    for key, entry in marked.items():
        note = (" ".join(str(entry["note"]).split()),) if entry.get("note") else ()
        line = yamlfile.line_of(marked, (key, "text"))
        yield SourceString(f"replies/{key}", str(entry["text"]).strip(), path, line, note)


def _of_helplines(marked: Any, path: Path) -> Iterator[SourceString]:
    for index, entry in enumerate(marked):
        if entry["status"] == SOURCED:
            line = yamlfile.line_of(marked, (index, "name"))
            note = f"Who answers at a number of {entry['country']}"
            name = str(entry["name"]).strip()
            yield SourceString(f"helplines/{entry['id']}.name", name, path, line, (note,))

"""One thing to mend, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from campaign import yamlfile
from campaign.topics import Topic

ERROR, WARNING, NOTE = "error", "warning", "note"

Segments = Callable[[str], int]


@dataclass(frozen=True)
class Finding:
    """One thing to mend.

    `code` names the rule; `line` is 0 where the whole file is meant; `key` is the string's key in
    the catalogues, where one string is meant; `advice` says what to do.
    """

    level: str
    code: str
    path: Path
    line: int
    message: str
    advice: str
    key: str | None = None


def topic_path(topic: Topic, root: Path) -> Path:
    """Where a topic is written."""
    return root / "data" / "topics" / f"{topic.id}.yml"


def in_topic(
    topic: Topic, root: Path, text_key: str | None, level: str, code: str, message: str, advice: str
) -> Finding:
    """A finding on a topic; `text_key` is one of `topic.texts()`, or a field such as "expires"."""
    path = topic_path(topic, root)
    line = yamlfile.line(path, text_key.split(".")) if text_key else 0
    is_text = text_key in topic.texts()
    key = f"topics/{topic.id}.{text_key}" if is_text else None
    said = f"{text_key}: {message}" if is_text else message
    return Finding(level, code, path, line, said, advice, key)

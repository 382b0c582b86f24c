"""Example questions: how people ask about a topic, in each language."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from campaign.errors import ContentError


@dataclass(frozen=True)
class Question:
    """One example. `language` is the folder's name: a locale, or a form of one (`ur_Latn`)."""

    topic_id: str
    language: str
    text: str
    line: int = field(default=0, compare=False)


def load_file(path: Path) -> list[Question]:
    """Read `data/nlu/<language>/<topic_id>.txt`: one question a line, `#` begins a comment line.

    Raises:
        ContentError: the file is not UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ContentError(path, 0, f"the file is not UTF-8 text ({error.reason})") from error
    texts = ((number, line.strip()) for number, line in enumerate(lines, 1))
    return [
        Question(path.stem, path.parent.name, text, number)
        for number, text in texts
        if text and not text.startswith("#")
    ]


def load_all(folder: Path) -> list[Question]:
    """Read all questions below `data/nlu`."""
    return [question for path in sorted(folder.glob("*/*.txt")) for question in load_file(path)]

"""What is wrong with a content file, and where."""

from __future__ import annotations

from pathlib import Path


class ContentError(Exception):
    """A content file that cannot be used.

    Args:
        path: the file.
        line: the line, counted from 1; 0 where the whole file is meant.
        message: what is wrong and what is wanted, in plain words.
    """

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line
        self.message = message

"""Words that no text may use, by language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from campaign import yamlfile


@dataclass(frozen=True)
class Forbidden:
    """A word that no text may use, why, and what to say instead."""

    word: str
    why: str
    instead: str | None


Voice = dict[str, tuple[Forbidden, ...]]  # by locale


def load(path: Path) -> Voice:
    """Read `data/voice.yml`; without the file nothing is forbidden.

    Raises:
        ContentError: the file breaks the format.
    """
    if not path.exists():
        return {}
    return {
        locale: tuple(Forbidden(one["word"], one["why"], one.get("instead")) for one in words)
        for locale, words in yamlfile.read(path, "voice").items()
    }

"""Where topics meet: which of them a question belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from campaign import yamlfile


@dataclass(frozen=True)
class Boundary:
    """Topics that are easily confused, and the rule that tells them apart."""

    between: tuple[str, ...]
    rule: str


def load(path: Path) -> tuple[Boundary, ...]:
    """Read `data/boundaries.yml`; without the file there are none.

    Raises:
        ContentError: the file breaks the format.
    """
    if not path.exists():
        return ()
    raw = yamlfile.read(path, "boundaries")
    return tuple(Boundary(tuple(one["between"]), one["rule"]) for one in raw)

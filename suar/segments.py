"""Counts SMS segments for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TextIO

from channels.segments import count
from suar.problem import Problem


def run(lines: Iterable[str], out: TextIO) -> None:
    """Read one JSON string a line, write `{"encoding", "segments", "units"}` a line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            text = json.loads(line)
        except ValueError:
            text = None
        if not isinstance(text, str):
            raise Problem(f'Line {number} is not a JSON string. Wanted: "text in quotation marks"')
        out.write(json.dumps(asdict(count(text))) + "\n")
        out.flush()

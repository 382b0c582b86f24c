"""Prints the content's findings."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import typer

from campaign import content
from campaign.errors import ContentError
from campaign.lint import ERROR, NOTE, WARNING, Finding
from campaign.lint import lint as find
from channels.segments import count
from suar.problem import Problem

FORMATS = ("text", "json", "github")
_COLOURS = {ERROR: typer.colors.RED, WARNING: typer.colors.YELLOW}


def lint(root: Path, form: str) -> bool:
    """Check and print.

    Returns:
        Whether there was no error.
    """
    if form not in FORMATS:
        raise Problem(f"--format is {form}; wanted: {', '.join(FORMATS)}")
    findings = _findings(root)
    for finding in findings:
        typer.echo(_line(finding, root, form))
    levels = Counter(finding.level for finding in findings)
    if form == "text":
        counted = ", ".join(f"{levels[level]} {level}s" for level in (ERROR, WARNING, NOTE))
        typer.echo(f"{counted}.")
    return not levels[ERROR]


def _findings(root: Path) -> list[Finding]:
    try:
        loaded = content.load(root)
    except ContentError as error:
        advice = "mend the file: until then the last good content stays live"
        return [Finding(ERROR, "format", error.path, error.line, error.message, advice)]
    today = datetime.now(UTC).date()
    return find(loaded, root, today, lambda text: count(text).segments)


def _line(finding: Finding, root: Path, form: str) -> str:
    path = finding.path.relative_to(root) if finding.path.is_relative_to(root) else finding.path
    if form == "json":
        parts = asdict(finding) | {"path": str(path)}
        return json.dumps(parts, ensure_ascii=False)
    said = f"{finding.message}. {finding.advice[0].upper()}{finding.advice[1:]}. [{finding.code}]"
    if form == "github":
        level = "notice" if finding.level == NOTE else finding.level
        escaped = said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        return f"::{level} file={path},line={max(1, finding.line)},title={finding.code}::{escaped}"
    place = f"{path}:{finding.line}" if finding.line else str(path)
    level = typer.style(finding.level, fg=_COLOURS.get(finding.level))
    return f"{place}: {level}: {said}"

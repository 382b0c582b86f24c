"""Numbers to call that are not sent, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from campaign import yamlfile
from campaign.content import Content
from campaign.helplines import Helpline
from campaign.lint.finding import ERROR, NOTE, Finding


def lint(content: Content, root: Path, today: date) -> Iterator[Finding]:
    """Every number that is kept but not sent."""
    path = root / "data" / "helplines.yml"
    for index, helpline in enumerate(content.helplines):
        if helpline.expires < today:
            message = f"{helpline.id}: expired on {helpline.expires}: not sent"
            advice = "call it, then move `checked` and `expires`"
            level, code = ERROR, "number-expired"
        elif not helpline.sendable(today):
            message, advice = _why(helpline)
            level, code = NOTE, "number-not-sent"
        else:
            continue
        line = yamlfile.line(path, [index])
        yield Finding(level, code, path, line, message, advice)


def _why(helpline: Helpline) -> tuple[str, str]:
    reason = helpline.note or "no reason noted"
    message = f"{helpline.id}: {helpline.status}, not sent: {reason}"
    return message, "call it or find its owner's page; then write the source and `status: sourced`"

"""Git: commits what the studio saves, and tells what has changed."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

GIT_SECONDS = 20
SEPARATOR = "\x1e"
MOST_COMMITS = 200
COMMITTER = {"GIT_COMMITTER_NAME": "Suar desk", "GIT_COMMITTER_EMAIL": "desk@suar.invalid"}


@dataclass(frozen=True)
class Change:
    """One commit that touched the content."""

    commit: str
    when: str
    author: str
    subject: str
    lines: list[tuple[str, str]] = field(default_factory=list)  # ("+", "-" or "file"; text)


def is_repository(root: Path) -> bool:
    """Whether the content lies in a git repository that we may use."""
    return _git(root, "rev-parse", "--is-inside-work-tree").returncode == 0


def commit(root: Path, paths: list[Path], author: str, message: str) -> bool:
    """Commit these files alone, in the editor's name. Returns whether it was done."""
    names = [str(path) for path in paths]
    if _git(root, "add", "--", *names).returncode != 0:
        return False
    clean = "".join(sign for sign in author if sign not in "<>\n")
    done = _git(
        root, "commit", "--quiet", "--no-verify", f"--author={clean} <desk@suar.invalid>",
        "-m", message, "--", *names,
    )  # fmt: skip
    return done.returncode == 0


def changes(root: Path, since: date) -> list[Change]:
    """What has changed in `data/` and `locales/` since the beginning of a day, newest first."""
    pretty = f"--pretty=format:{SEPARATOR}%h%x1f%ad%x1f%an%x1f%s"
    found = _git(
        root, "log", f"--since={since.isoformat()}T00:00:00", "--date=iso", pretty,
        f"--max-count={MOST_COMMITS}", "--patch", "--unified=0", "--no-color", "--",
        "data", "locales",
    )  # fmt: skip
    if found.returncode != 0:
        return []
    return [_change(part) for part in found.stdout.split(SEPARATOR) if part.strip()]


def _change(part: str) -> Change:
    head, *patch = part.strip("\n").split("\n")
    name, when, author, subject = head.split("\x1f", 3)
    lines: list[tuple[str, str]] = []
    for line in patch:
        if line.startswith("+++ "):
            lines.append(("file", line[4:].removeprefix("b/")))
        elif line.startswith(("+", "-")) and not line.startswith("---"):
            lines.append((line[0], line[1:]))
    return Change(name, when, author, subject, lines)


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603  (no shell; the arguments are ours)
            ["git", "-C", str(root), *arguments],  # noqa: S607  (wherever git is installed)
            capture_output=True,
            text=True,
            errors="replace",
            timeout=GIT_SECONDS,
            check=False,
            env={**os.environ, **COMMITTER, "GIT_TERMINAL_PROMPT": "0"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(list(arguments), 1, "", str(error))

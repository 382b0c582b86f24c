"""Asks whether anything is known against what is installed: `make audit`.

The service's packages must have nothing open. Rasa 3.6 is the last of its line and pins old ones:
what is known of those, and why it cannot be reached, is a table in docs/security.md. Its advisories
are left out here, so that a new one is noticed.

The advisories come from PyPI's JSON API, a release at a time. A mirror that does not give them
fails the audit (`--strict`): else what was not looked up would pass for clean.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- known: begin -->", "<!-- known: end -->"
_ADVISORY = re.compile(r"\b(?:CVE-\d{4}-\d+|PYSEC-\d{4}-\d+|GHSA(?:-[0-9a-z]{4}){3})\b")


def known(page: str) -> list[str]:
    """The advisories in the page's table of what Rasa's environment has."""
    _, _, rest = page.partition(BEGIN)
    table, end, _ = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE.name}: the table between {BEGIN} and {END} is missing")
    return sorted(set(_ADVISORY.findall(table)))


def audit(name: str, project: list[str], ignored: list[str]) -> bool:
    """Audit what a project installs without its tools for development. Whether it is clean."""
    print(f"{name}:", flush=True)
    export = [
        os.environ.get("UV", "uv"),
        "export",
        "--quiet",
        "--no-dev",
        "--no-hashes",
        "--no-emit-project",
        *project,
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requirements.txt"
        path.write_text(_once(_run(export)), encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--strict", "--no-deps", "--disable-pip"]
        command += ["--progress-spinner", "off", "-r", str(path)]
        command += [part for one in ignored for part in ("--ignore-vuln", one)]
        return subprocess.run(command, cwd=ROOT, check=False).returncode == 0  # noqa: S603 - ours


def _run(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603


def _once(requirements: str) -> str:
    """Without the markers of platforms and repeats: what is installed anywhere is asked for."""
    lines = (line.partition(";")[0].strip() for line in requirements.splitlines())
    return "".join(f"{line}\n" for line in dict.fromkeys(lines) if "==" in line)


def main() -> int:
    """1 if something is open, or could not be looked up."""
    ignored = known(PAGE.read_text(encoding="utf-8"))
    clean = [audit("The service", [], []), audit("Rasa", ["--project", "bot"], ignored)]
    return 0 if all(clean) else 1


if __name__ == "__main__":
    sys.exit(main())

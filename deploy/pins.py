"""Writes the versions in uv's lock file into pyproject.toml as constraints.

`uv.lock` itself stays out of the repository: it holds download addresses, which differ from
one machine's package index to another's. The versions are what has to be the same.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

BEGIN, END = "# pins: begin (make pins)", "# pins: end"


def pin(folder: Path) -> int:
    """Pin one project to its lock file; returns how many packages."""
    locked = tomllib.loads((folder / "uv.lock").read_text())["package"]
    names = Counter(package["name"] for package in locked)
    versions = sorted(
        f'"{package["name"]}=={package["version"]}"'
        for package in locked
        # Two versions of one package are for two kinds of machine: no one pin fits both.
        if "registry" in package["source"] and names[package["name"]] == 1
    )
    write(folder, versions)
    return len(versions)


def write(folder: Path, versions: list[str]) -> None:
    """Put these constraints, and no others, into the project's file."""
    lines = "".join(f"    {version},\n" for version in versions)
    block = f"{BEGIN}\nconstraint-dependencies = [\n{lines}]\n{END}"
    project = folder / "pyproject.toml"
    text = project.read_text()
    pattern = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    if not pattern.search(text):
        text = text.replace("[tool.uv]\n", f"[tool.uv]\n{BEGIN}\n{END}\n", 1)
    project.write_text(pattern.sub(lambda _: block, text))


if __name__ == "__main__":
    what, *folders = sys.argv[1:]
    for name in folders:
        if what == "clear":
            write(Path(name), [])
        else:
            print(f"{name}: {pin(Path(name))} packages pinned")

"""The page on security promises nothing without a test."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from deploy import audit
from suar import paths

PAGE = paths.ROOT / "docs" / "security.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def lines() -> list[list[str]]:
    """The lines of the list, by their cells; headings of groups are none."""
    text = PAGE.read_text(encoding="utf-8")
    table = text.partition("<!-- list: begin -->")[2].partition("<!-- list: end -->")[0]
    cells = [[one.strip() for one in line.strip("|").split(" | ")] for line in table.splitlines()]
    return [one for one in cells if len(one) == 3 and one[0] != "threat"]


@cache
def named_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {one.name for one in ast.walk(tree) if isinstance(one, functions)}


def test_the_list_is_read() -> None:
    assert len(lines()) > 50


def test_every_row_is_a_heading_or_has_its_three_cells() -> None:
    text = PAGE.read_text(encoding="utf-8")
    table = text.partition("<!-- list: begin -->")[2].partition("<!-- list: end -->")[0]
    for row in table.strip().splitlines()[2:]:
        assert row.startswith("| **") or TEST.search(row), row


@pytest.mark.parametrize("line", lines(), ids=lambda line: line[0])
def test_each_line_has_a_defence_and_a_test_that_is_there(line: list[str]) -> None:
    _, stands, named = line
    assert stands
    found = TEST.findall(named)
    assert found
    assert TEST.sub("", named).strip(" |") == "", "what stands beside the tests is none"
    for path, name in found:
        assert (paths.ROOT / path).is_file(), path
        assert name in named_in(paths.ROOT / path), f"{path} has no {name}"


def test_what_is_known_of_rasas_packages_is_read_for_the_audit() -> None:
    found = audit.known(PAGE.read_text(encoding="utf-8"))
    assert "CVE-2024-3660" in found
    assert len(found) == len(set(found)) > 10


def test_a_page_without_its_table_fails_the_audit() -> None:
    with pytest.raises(ValueError, match="is missing"):
        audit.known("nothing")


def test_each_known_advisory_stands_with_the_version_that_is_pinned() -> None:
    text = PAGE.read_text(encoding="utf-8")
    table = text.partition(audit.BEGIN)[2].partition(audit.END)[0]
    pins = (paths.ROOT / "bot" / "pyproject.toml").read_text(encoding="utf-8")
    rows = [[one.strip() for one in row.strip("|").split("|")] for row in table.splitlines()]
    packages = [row for row in rows if len(row) == 4 and audit.known(_table(row[2]))]
    assert len(packages) > 5
    for name, version, _, reason in packages:
        assert f'"{name}=={version}"' in pins, name
        assert re.match(r"[ABCD]\b", reason), name


def _table(cell: str) -> str:
    return f"{audit.BEGIN}{cell}{audit.END}"

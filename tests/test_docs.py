"""What the documents name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from suar import errors, paths

DOCUMENTS = [
    paths.ROOT / "README.md",
    paths.ROOT / "CONTRIBUTING.md",
    *paths.ROOT.glob("docs/**/*.md"),
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_file_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text()
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    for link in links:
        assert (document.parent / link).exists(), link
    for name in re.findall(
        r"`((?:channels|actions|campaign|bot|suar|tests|data)/[\w/.]+\.\w+)`", text
    ):
        assert (paths.ROOT / name).exists(), name


def test_the_tour_names_six_files_under_300_lines() -> None:
    tour = (paths.ROOT / "docs" / "tour.md").read_text()
    files = re.findall(r"^\d\. \[`([^`]+)`\]", tour, re.MULTILINE)
    assert len(files) == 6
    for name in files:
        assert len((paths.ROOT / name).read_text().splitlines()) < 300, name


def test_the_operators_table_of_errors_is_that_of_the_rules() -> None:
    text = (paths.ROOT / "docs" / "operators.md").read_text()
    shown = text.partition("<!-- errors: begin -->\n")[2].partition("\n<!-- errors: end -->")[0]
    assert shown == errors.table()

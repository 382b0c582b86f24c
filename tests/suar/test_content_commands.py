"""`suar content`, by what it prints and writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from campaign import catalogues, content, extraction
from campaign.errors import ContentError
from suar.cli import app
from suar.problem import Problem
from tests import builder
from tests.suar.test_commands import suar

KEY = "topics/risk_sea.sms"
TRANSLATED = "Laut. Telepon {call:emergency}."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """One draft of today's English in Indonesian; everything else without translation."""
    builder.content(tmp_path)
    sources = {KEY: content.load(tmp_path).topics["risk_sea"].sms}
    builder.translate(tmp_path, "id", {KEY: TRANSLATED}, sources=sources)
    extraction.update(content.load(tmp_path), tmp_path)
    return tmp_path


def run(root: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(app, ["content", *arguments, "--content", str(root)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def kept(root: Path) -> catalogues.Translation:
    return catalogues.load(root / "locales" / "id" / catalogues.FILE)[KEY]


def test_status_shows_languages_by_topics_with_totals(root: Path) -> None:
    said = run(root, "status").output
    assert "✓ reviewed" in said
    cells = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line.split()}
    assert cells["topic"] == ["id", "ur", "my"]
    assert cells["risk_sea"] == ["·3", "·", "·"]
    assert cells["draft"] == ["1", "0", "0"]
    assert cells["translated"] == ["1", "0", "0"]


def test_status_for_machines_counts_each_topic(root: Path) -> None:
    found = json.loads(run(root, "status", "--format", "json").output)
    sea = {"texts": 4, "missing": 3, "fuzzy": 0, "draft": 1, "reviewed": 0, "translated": 1}
    assert found["id"]["topics"]["risk_sea"] == sea
    assert found["id"]["total"]["draft"] == 1
    assert found["ur"]["total"]["translated"] == 0
    with pytest.raises(Problem, match="wanted: text, json"):
        run(root, "status", "--format", "xml")


def test_review_marks_a_text_with_a_name_and_today(root: Path) -> None:
    assert "1 texts marked" in run(root, "review", "id", KEY, "--by", "Ayu Lestari").output
    assert str(kept(root).reviewed).startswith("Ayu Lestari 20")


def test_what_cannot_be_reviewed_is_refused_and_nothing_is_marked(root: Path) -> None:
    with pytest.raises(ContentError, match=r"topics/risk_sea\.chat has no translation"):
        run(root, "review", "id", KEY, "topics/risk_sea.chat", "--by", "Ayu")
    with pytest.raises(Problem, match="no catalogue of xx"):
        run(root, "review", "xx", KEY, "--by", "Ayu")
    builder.write(root / "data/topics/risk_sea.yml", builder.topic("risk_sea", sms="New English."))
    with pytest.raises(ContentError, match="the English has changed since"):
        run(root, "review", "id", KEY, "--by", "Ayu")
    assert kept(root).reviewed is None


@pytest.mark.parametrize("name", ["out.po", "out.xliff", "out.xlf", "out.xlsx"])
def test_texts_go_out_and_come_back(root: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    assert f"1 texts written to {out}" in run(
        root, "export", str(out), "--locale", "id", "--only", "draft"
    ).output.replace("\n", "")
    assert "0 texts changed" in run(root, "import", str(out)).output


def test_a_file_in_one_language_is_not_taken_for_another(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    run(root, "export", str(out), "--locale", "id")
    with pytest.raises(Problem, match="The file is in id, and --locale is ur"):
        run(root, "import", str(out), "--locale", "ur")


def test_what_a_translator_is_unsure_of_is_listed(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.po"
    run(root, "export", str(out), "--locale", "id", "--only", "draft")
    unsure = out.read_text().replace("msgctxt", "#, fuzzy\nmsgctxt").replace("Laut", "Samudra")
    out.write_text(unsure)
    said = run(root, "import", str(out)).output
    assert "0 texts changed" in said
    assert KEY in said
    assert kept(root).text == TRANSLATED


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("import", "gone.xlsx"), "No such file"),
        (("import", "gone.doc"), "--format is one of po, xliff, xlsx"),
        (("export", "no/folder/out.po", "--locale", "id"), "No such file"),
        (("export", "out.po", "--locale", "en"), "--locale is one of id, ur, my"),
        (("export", "out.po", "--locale", "id", "--only", "some"), "--only is one of"),
    ],
)
def test_what_cannot_be_done_is_said(root: Path, arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Problem, match=says):
        run(root, *arguments)


def test_a_folder_without_content_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"holds no data/"):
        run(tmp_path, "update")


def test_a_fault_that_looks_like_mark_up_is_printed_as_it_is(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.po"
    run(root, "export", str(out), "--locale", "id", "--only", "draft")
    out.write_text(out.read_text().replace("review: draft", "review: [/red] [bold]"))
    done = suar("content", "import", str(out), "--content", str(root))
    assert done.returncode == 1
    assert "1 faults, so nothing was taken in:" in done.stderr
    assert f"{KEY}: review is “[/red] [bold]”: wanted: draft" in done.stderr

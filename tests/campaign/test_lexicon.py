from __future__ import annotations

from pathlib import Path

import pytest

from campaign import content, lexicon
from campaign.errors import ContentError
from campaign.lint.lexicon import lint
from suar import paths


def _file(folder: Path, language: str, text: str) -> Path:
    path = folder / f"{language}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_line_gives_each_word_with_its_meaning_group_and_place(tmp_path: Path) -> None:
    path = _file(tmp_path, "en", "# comment\n[sea]\nboat: ship* small_boat\n\n[police]\ncop: cop\n")
    assert [tuple(entry) for entry in lexicon.load_file(path)] == [
        ("en", "sea", "boat", "ship*", 3),
        ("en", "sea", "boat", "small_boat", 3),
        ("en", "police", "cop", "cop", 6),
    ]


@pytest.mark.parametrize("line", ["boat ship", "two words: ship", ": ship"])
def test_a_line_that_is_no_meaning_is_named_with_its_place(tmp_path: Path, line: str) -> None:
    path = _file(tmp_path, "en", f"[sea]\n{line}\n")
    with pytest.raises(ContentError, match="2"):
        lexicon.load_file(path)


def test_groups_are_those_of_the_source_language(tmp_path: Path) -> None:
    _file(tmp_path, "en", "[sea]\nboat: ship\n")
    _file(tmp_path, "id", "boat: kapal\n")
    assert lexicon.groups(lexicon.load_all(tmp_path)) == {"boat": "sea"}


def test_every_shipped_language_has_a_lexicon() -> None:
    shipped = {path.stem for path in (paths.ROOT / "data" / "lexicon").glob("*.txt")}
    folders = {path.name for path in (paths.ROOT / "data" / "nlu").iterdir()}
    assert folders == shipped


def test_the_lint_names_unknown_meanings_languages_and_stems_that_are_too_short(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data" / "lexicon"
    _file(folder, "en", "[sea]\nboat: ship bo*\n")
    _file(folder, "id", "boot: kapal\n")
    _file(folder, "xx", "boat: xyz\n")
    found = {
        (one.code, one.path.name, one.line) for one in lint(content.load(paths.ROOT), tmp_path)
    }
    assert found == {
        ("lexicon-stem", "en.txt", 2),
        ("lexicon-meaning", "id.txt", 1),
        ("lexicon-language", "xx.txt", 0),
    }

"""`suar locale add`, by what it writes and what readers of the new language then get."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from actions.answers import Answers
from actions.turn import Turn
from campaign import content, lexicon
from suar.cli import app
from suar.problem import Problem
from tests import builder

IDS = ["risk_sea", "danger", "jobs", "visa", "hello"]
DECLINED = builder.topic("out_of_scope", kind="service", action="decline")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    builder.content(tmp_path, [*(builder.topic(one) for one in IDS), DECLINED])
    folder = tmp_path / "data" / "lexicon"
    folder.mkdir()
    (folder / "en.txt").write_text("[sea]\nboat: boat* ship\nsea: sea\n", encoding="utf-8")
    return tmp_path


def add(root: Path, name: str) -> Result:
    result = CliRunner().invoke(app, ["locale", "add", name, "--content", str(root)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_it_makes_the_files_and_says_what_is_left_to_do(root: Path) -> None:
    said = add(root, "lo").output
    assert "Lao (lo) is added" in said
    assert "data/lexicon/lo.txt" in said
    locale = content.load(root).languages.locales["lo"]
    assert (locale.name, locale.script, locale.direction) == ("ລາວ", "Laoo", "ltr")
    assert (root / "locales" / "lo" / "LC_MESSAGES" / "content.po").exists()
    assert (root / "data" / "nlu" / "lo").is_dir()


def test_its_lexicon_waits_with_every_meaning_and_no_word(root: Path) -> None:
    add(root, "lo")
    path = root / "data" / "lexicon" / "lo.txt"
    assert "# boat:    (boat* ship)" in path.read_text(encoding="utf-8").splitlines()
    assert lexicon.load_file(path) == []


def test_readers_get_the_texts_that_are_there_and_english_for_the_others(root: Path) -> None:
    add(root, "lo")
    lao = {f"topics/{one}.sms": f"ກ່ຽວກັບ {one}. ໂທ {{call:emergency}}." for one in IDS[:4]}
    sources = {f"topics/{one}.sms": content.load(root).topics[one].sms for one in IDS}
    builder.translate(root, "lo", lao, sources=sources)
    answers = Answers(content.load(root), date(2026, 11, 24))

    def answer(topic_id: str) -> str:
        turn = Turn(
            text="?", intent=topic_id, locale="lo", number=None, topics=(), country="ID",
            form="sms", choices=(),
        )  # fmt: skip
        return answers.answer(turn).text

    assert [answer(one) for one in IDS[:4]] == [f"ກ່ຽວກັບ {one}. ໂທ 110." for one in IDS[:4]]
    assert answer("hello") == "About hello. Call 110."


def test_a_language_that_was_only_understood_becomes_one_of_its_own(root: Path) -> None:
    path = root / "data" / "languages.yml"
    with path.open("a", encoding="utf-8") as file:
        file.write("understood:\n  - {id: hi_Latn, locale: en}\n  - {id: hi, locale: en}\n")
    add(root, "hi")
    languages = content.load(root).languages
    assert "hi" in languages.locales
    assert languages.understood == {"hi_Latn": "en"}


@pytest.mark.parametrize(("name", "said"), [("xx_YY", "CLDR"), ("id", "already"), ("../x", "CLDR")])
def test_what_cannot_be_added_is_refused_and_nothing_is_written(
    root: Path, name: str, said: str
) -> None:
    before = (root / "data" / "languages.yml").read_text(encoding="utf-8")
    with pytest.raises(Problem, match=said):
        add(root, name)
    assert (root / "data" / "languages.yml").read_text(encoding="utf-8") == before

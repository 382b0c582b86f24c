"""Example questions, one a line."""

from __future__ import annotations

from pathlib import Path

from campaign import questions
from campaign.questions import Question
from tests import builder
from tests.campaign.faults import fault_of


def test_comments_and_blank_lines_are_no_questions(tmp_path: Path) -> None:
    path = builder.ask(
        tmp_path, "ur_Latn", "risk_sea", "# how people ask", "", "  kya kashti mehfooz hai  ",
        "\t", "  # a note", "number #1 agent?",
    )  # fmt: skip
    assert questions.load_file(path) == [
        Question("risk_sea", "ur_Latn", "kya kashti mehfooz hai"),
        Question("risk_sea", "ur_Latn", "number #1 agent?"),
    ]


def test_the_folder_names_the_language_and_the_file_the_topic(tmp_path: Path) -> None:
    builder.ask(tmp_path, "my", "risk_sea", "b")
    builder.ask(tmp_path, "en", "risk_sea", "a")
    builder.ask(tmp_path, "en", "family_held", "c")
    found = questions.load_all(tmp_path / "data" / "nlu")
    assert [(one.language, one.topic_id, one.text) for one in found] == [
        ("en", "family_held", "c"),
        ("en", "risk_sea", "a"),
        ("my", "risk_sea", "b"),
    ]


def test_lines_may_end_as_windows_ends_them(tmp_path: Path) -> None:
    path = builder.ask(tmp_path, "en", "one")
    path.write_bytes(b"first\r\nsecond\r\n")
    assert [one.text for one in questions.load_file(path)] == ["first", "second"]


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = builder.ask(tmp_path, "en", "one")
    path.write_bytes("où".encode("latin-1"))
    assert "not UTF-8" in fault_of(questions.load_file, path).message


def test_no_folder_holds_no_questions(tmp_path: Path) -> None:
    assert questions.load_all(tmp_path) == []

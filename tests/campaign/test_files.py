"""A content file that breaks the format is refused with its line and what is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import content, keywords, questions, topics, yamlfile
from campaign.errors import ContentError
from tests import builder

GOOD = """\
id: risk_sea
section: risks
kind: faq
title: Boats
sms: Boats sink.
chat: Boats sink often.
checked: {by: a test, on: 2026-01-01}
expires: 2099-01-01
"""


def written(folder: Path, text: str, name: str = "risk_sea.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("kind: faq", "kind: news"), 3, "kind: 'news' is not one of"),
        (("title: Boats", "title: " + "x" * 41), 4, "title: "),
        (("sms: Boats sink.\n", ""), 1, "'sms' is a required property"),
        (("expires: 2099-01-01", "expires: soon"), 8, "a date such as 2026-11-24"),
        (("chat: Boats sink often.", "chat: [a, b]"), 6, "is not of type 'string'"),
        (("id: risk_sea", "id: other"), 1, "the file is named risk_sea"),
        (("kind: faq", "kind: faq\ncolour: blue"), 1, "'colour' was unexpected"),
        (("kind: faq", "kind: ["), 5, "not YAML"),
        (("kind: faq", "kind: faq\nkind: faq"), 4, "not YAML"),
        (("checked: {by: a test, on: 2026-01-01}", "checked: {by: x}"), 7, "'on' is a required"),
    ],
)
def test_a_broken_topic_is_refused_with_its_line(
    tmp_path: Path, change: tuple[str, str], line: int, says: str
) -> None:
    path = written(tmp_path, GOOD.replace(*change))
    with pytest.raises(ContentError) as caught:
        topics.load(path)
    assert says in caught.value.message
    assert (caught.value.path, caught.value.line) == (path, line)


def test_a_good_topic_loads(tmp_path: Path) -> None:
    topic = topics.load(written(tmp_path, GOOD))
    assert (topic.id, topic.action, topic.urgent) == ("risk_sea", "answer", False)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "risk_sea.yml"
    path.write_bytes(b"id: \xff\xfe")
    with pytest.raises(ContentError, match="not UTF-8"):
        topics.load(path)
    with pytest.raises(ContentError, match="not UTF-8"):
        questions.load_file(path)


def test_a_file_that_is_far_too_large_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "x" * (yamlfile.MAX_BYTES + 1))
    with pytest.raises(ContentError, match="larger than"):
        topics.load(path)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        topics.load(tmp_path / "risk_sea.yml")


def test_related_topics_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="there is no such topic"):
        content.load(builder.content(tmp_path, [builder.topic("a", related=["b"])]))


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"topics": [builder.topic("risk_sea")]}, "out_of_scope is missing"),
        ({"menu": {"topics": ["nothing"]}}, "there is no topic nothing"),
        ({"replies": {"unsure": {"text": "x"}}}, "missing: choices_heading"),
        ({"languages": {"locales": builder.LOCALES[1:]}}, "en is missing"),
        (
            {"keywords": {"stop": {"en": ["no"]}, "start": {"id": ["No."]}, "help": {}}},
            "means both",
        ),
        (
            {"helplines": [builder.helpline("ID", "110"), builder.helpline("ID", "112")]},
            "stands twice",
        ),
        (
            {"topics": [builder.topic("out_of_scope", sms="{figure:nothing}")]},
            "there is no such figure",
        ),
    ],
)
def test_content_that_does_not_fit_together_is_refused(
    tmp_path: Path, files: dict[str, object], says: str
) -> None:
    with pytest.raises(ContentError, match=says):
        content.load(builder.content(tmp_path, **files))


def test_questions_are_lines_and_comments_are_not(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    written(tmp_path / "en", "# a comment\n\n is it safe \nhow\n", "risk_sea.txt")
    assert questions.load_all(tmp_path) == [
        questions.Question("risk_sea", "en", "is it safe"),
        questions.Question("risk_sea", "en", "how"),
    ]


@pytest.mark.parametrize("text", ["STOP", " stop! ", "Stop.", "ＳＴＯＰ", "\u200estop"])
def test_keywords_are_found_whatever_the_case_and_the_edges(text: str) -> None:
    found = keywords.find({"stop": keywords.Keyword("stop", "en")}, text)
    assert found is not None
    assert found.wish == "stop"


@pytest.mark.parametrize("text", ["please stop", "stop it", "", "x" * 100, "stopp"])
def test_a_word_within_a_message_is_no_keyword(text: str) -> None:
    assert keywords.find({"stop": keywords.Keyword("stop", "en")}, text) is None

"""The commands, by what they print."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from channels.messages import Waiting
from channels.understanding import Choice, Reply
from suar import ask, paths, segments, training
from suar.evaluation import asking
from suar.problem import Problem
from tests import builder


def suar(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "suar", *arguments],
        input=given, capture_output=True, text=True, check=False, cwd=paths.ROOT,
    )  # fmt: skip


def test_help_names_every_command() -> None:
    said = suar("--help").stdout
    for command in (
        "up",
        "train",
        "ask",
        "lint",
        "segments",
        "costs",
        "evaluate",
        "content",
        "secret",
    ):
        assert command in said


def test_segments_are_counted_a_line_each() -> None:
    done = suar("segments", given='"hello"\n\n"سلام"\n')
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"encoding": "GSM-7", "segments": 1, "units": 5},
        {"encoding": "UCS-2", "segments": 1, "units": 4},
    ]


def test_a_line_that_is_no_json_string_is_named() -> None:
    with pytest.raises(Problem, match="Line 2"):
        segments.run(['"a"', "b"], io.StringIO())


@pytest.mark.parametrize(("form", "says"), [("json", '"level": "error"'), ("github", "::error ")])
def test_lint_names_faults_for_machines_and_fails(tmp_path: Path, form: str, says: str) -> None:
    root = builder.content(tmp_path, [builder.topic("out_of_scope", sms="Call 0812 3456.")])
    done = suar("lint", "--content", str(root), "--format", form)
    assert done.returncode == 1
    assert says in done.stdout


def test_an_unknown_channel_is_one_line() -> None:
    done = suar("ask", "hi", "--channel", "fax")
    assert done.returncode == 1
    assert done.stderr.startswith("suar: --channel is fax; wanted: sms, whatsapp, ")
    assert "telegram" in done.stderr


def test_the_model_is_trained_anew_for_questions_and_not_for_words(tmp_path: Path) -> None:
    root = builder.content(tmp_path)
    before = training.fingerprint(root)
    builder.content(root, [builder.topic("risk_sea", sms="New."), builder.topic("out_of_scope")])
    assert training.fingerprint(root) == before
    builder.content(root, [builder.topic("risk_sea", kind="urgent"), builder.topic("out_of_scope")])
    urgent = training.fingerprint(root)
    assert urgent != before
    (root / "data/nlu/en").mkdir(parents=True)
    (root / "data/nlu/en/risk_sea.txt").write_text("is it safe\n")
    assert training.fingerprint(root) != urgent


def test_a_file_of_another_form_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "questions.tsv"
    path.write_text("risk_sea\ten\tis it safe\nrisk_sea\n")
    with pytest.raises(Problem, match=r"questions.tsv:2: wanted topic_id, language and text"):
        asking.read(path)


def test_telegram_without_a_token_is_one_line() -> None:
    done = suar("telegram", "connect")
    assert done.returncode == 1
    assert done.stderr.startswith("suar: Set TELEGRAM_BOT_TOKEN")


def test_a_question_is_answered_as_on_telegram(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    async def reply(_: object, message: Waiting, __: object) -> Reply:
        asked.append(message)
        return Reply("Long.\n" * 300, "en", "risk_sea", choices=(Choice("risk_sea", "The sea"),))

    monkeypatch.setattr(ask, "_reply", reply)
    ask.ask("is the sea safe", "telegram", "", Console(stderr=True))
    assert [(one.channel, one.country) for one in asked] == [("telegram", None)]
    assert capsys.readouterr().out.count("Long.") == 300

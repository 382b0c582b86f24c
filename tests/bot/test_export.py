from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from bot import export
from bot.content import load_questions


def test_rasa_reads_back_every_question_with_its_topic(content: Path, tmp_path: Path) -> None:
    path = tmp_path / "questions.yml"
    assert export.main([str(path)]) == 0
    read = load_data(str(path)).intent_examples
    found = {(one.get("intent"), one.get("text")) for one in read}
    assert found == {(one.topic_id, one.text) for one in load_questions()}
    assert len(Counter(topic for topic, _ in found)) > 5


def test_without_a_file_it_says_what_it_wants(capsys: pytest.CaptureFixture[str]) -> None:
    assert export.main([]) == 2
    assert "FILE" in capsys.readouterr().err

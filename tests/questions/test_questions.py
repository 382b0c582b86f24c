"""The development questions are never trained on."""

from __future__ import annotations

from pathlib import Path

from campaign import questions, topics
from campaign.keywords import fold
from suar import paths

HERE = Path(__file__).parent


def test_no_development_question_is_a_training_question() -> None:
    trained = {fold(one.text) for one in questions.load_all(paths.ROOT / "data" / "nlu")}
    for path in HERE.glob("*.tsv"):
        for line in path.read_text().splitlines():
            topic_id, _, text = line.split("\t")
            assert fold(text) not in trained, f"{path.name}: {topic_id}: {text}"


def test_every_topic_has_development_questions_in_every_language() -> None:
    ids = set(topics.load_all(paths.ROOT / "data" / "topics"))
    for path in HERE.glob("*.tsv"):
        asked = {line.split("\t")[0] for line in path.read_text().splitlines()}
        assert asked == ids, path.name

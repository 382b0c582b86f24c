"""The development questions are never trained on: neither ours nor those by other hands."""

from __future__ import annotations

from pathlib import Path

from bot import content
from campaign import topics
from campaign.keywords import fold
from suar import paths

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("*.tsv"))


def test_no_development_question_is_a_training_question() -> None:
    trained = {fold(one.text) for one in content.load_questions()}
    for path in FILES:
        for line in path.read_text().splitlines():
            topic_id, _, text = line.split("\t")
            assert fold(text) not in trained, f"{path.name}: {topic_id}: {text}"


def test_every_topic_with_example_questions_has_development_questions() -> None:
    for path in FILES:
        shipped = {one.stem for one in (paths.ROOT / "data" / "nlu" / path.stem).glob("*.txt")}
        asked = {line.split("\t")[0] for line in path.read_text().splitlines()}
        assert shipped <= asked, path.name


def test_the_topics_of_the_development_questions_exist() -> None:
    ids = set(topics.load_all(paths.ROOT / "data" / "topics"))
    for path in FILES:
        assert {line.split("\t")[0] for line in path.read_text().splitlines()} <= ids, path.name

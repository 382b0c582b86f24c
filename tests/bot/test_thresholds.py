from __future__ import annotations

import pytest

from bot.nlu.classify import Example, Likely, groups_of_alike, split
from bot.nlu.numbers import only_number
from bot.nlu.thresholds import Bands, choose

URGENT = {"danger"}
BANDS = Bands(answer=0.6, urgent=0.4, decline=0.15, refuse=0.35, tie=0.1)


def ranking(**confidences: float) -> list[Likely]:
    return sorted((Likely(*one) for one in confidences.items()), key=lambda one: -one.confidence)


@pytest.mark.parametrize(
    ("confidences", "decision", "first"),
    [
        ({"boat": 0.7, "visa": 0.2}, "answer", "boat"),
        ({"boat": 0.5, "visa": 0.2}, "choice", "boat"),
        ({"boat": 0.1, "visa": 0.05}, "decline", "boat"),
        ({"oos": 0.9, "boat": 0.05}, "decline", "oos"),
        ({"oos": 0.3, "boat": 0.15}, "choice", "oos"),
        ({"danger": 0.45, "boat": 0.3}, "answer", "danger"),
        ({"boat": 0.47, "danger": 0.42}, "answer", "danger"),
        ({"boat": 0.7, "danger": 0.2}, "answer", "boat"),
        ({"oos": 0.45, "danger": 0.41}, "answer", "danger"),
        ({"boat": 0.1, "danger": 0.09}, "decline", "boat"),
        ({"boat": 0.5, "danger": 0.32}, "choice", "danger"),
    ],
)
def test_what_is_decided(confidences: dict[str, float], decision: str, first: str) -> None:
    found = BANDS.decide(ranking(**confidences), URGENT, "oos")
    assert (found.decision, found.ranking[0].topic) == (decision, first)


def test_topics_about_danger_count_together() -> None:
    likely = ranking(boat=0.5, danger=0.16, held=0.16)
    found = BANDS.decide(likely, {"danger", "held"}, "oos")
    assert [one.topic for one in found.ranking] == ["danger", "boat", "held"]


def test_bands_keep_wrong_answers_within_the_goal() -> None:
    truth: list[str] = []
    rankings: list[list[Likely]] = []
    for step in range(200):  # the surer the model, the more often it is right
        confidence = 0.2 + 0.75 * step / 200
        right = step % 10 < 10 * confidence
        truth.append("boat" if right else "visa")
        rankings.append(ranking(boat=confidence, visa=(1 - confidence) / 2))
    bands = choose(truth, rankings, set(), "oos")
    decided = [bands.decide(one, set(), "oos").decision for one in rankings]
    wrong = [
        topic
        for topic, one in zip(truth, decided, strict=True)
        if one == "answer" and topic == "visa"
    ]
    assert len(wrong) / len(truth) <= 0.03
    assert "answer" in decided


def test_near_duplicates_stay_in_one_fold() -> None:
    examples = [
        Example(topic, "en", f"{start} is the {topic} number {number}")
        for topic in ("boat", "visa")
        for number in range(10)
        for start in ("where", "what")
    ]
    groups = groups_of_alike(examples)
    assert len(set(groups)) < len(examples)
    for held in split(examples, folds=2):
        inside = {groups[place] for place in held}
        outside = {groups[place] for place in range(len(examples)) if place not in set(held)}
        assert not inside & outside


@pytest.mark.parametrize(
    ("written", "number"),
    [("2", 2), ("(2)", 2), ("2.", 2), ("#3", 3), (" 10 ", 10), ("2 boats", None), ("", None)],
)
def test_only_a_number_is_a_pick(written: str, number: int | None) -> None:
    assert only_number(written) == number

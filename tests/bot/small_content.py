"""The small content folder beside this file, and a topic that tests add to a copy of it."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"
ADDED = "lost_luggage"
QUESTIONS = """
my suitcase is lost
the airline lost my luggage
where is my suitcase
my bags did not arrive at the airport
who finds lost luggage
i cannot find my suitcase at the airport
luggage missing after the flight
bag lost by the airline
"""


def add_topic(folder: Path) -> None:
    """What campaign staff do: a topic's file, and its questions."""
    like = (folder / "data/topics/risk_sea.yml").read_text(encoding="utf-8")
    topic = like.replace("risk_sea", ADDED)
    (folder / f"data/topics/{ADDED}.yml").write_text(topic, encoding="utf-8")
    (folder / f"data/nlu/en/{ADDED}.txt").write_text(QUESTIONS, encoding="utf-8")

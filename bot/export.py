"""Writes the example questions as Rasa's YAML, for `rasa test nlu`, which reads no importer.

`uv run --project bot python -m bot.export FILE`
"""

from __future__ import annotations

import sys
from pathlib import Path

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content import REPOSITORY
from bot.importer import CampaignImporter


def as_yaml() -> str:
    """All example questions, by intent."""
    found = CampaignImporter(str(REPOSITORY / "config.yml")).get_nlu_data()
    plain = [Message({TEXT: one.get(TEXT), INTENT: one.get(INTENT)}) for one in found.nlu_examples]
    return str(TrainingData(plain).nlu_as_yaml())


def main(arguments: list[str]) -> int:
    """Write the file that is named; 2 if none is."""
    if len(arguments) != 1:
        print("usage: python -m bot.export FILE", file=sys.stderr)
        return 2
    Path(arguments[0]).write_text(as_yaml(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

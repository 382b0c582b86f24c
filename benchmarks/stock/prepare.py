"""Writes a stock Rasa project of the same questions and texts, and trains it once.

It learns from every `EVERY`-th question: from all of them its pipeline would train for hours. That
makes it faster, not slower, at answering.

Pipeline and policies are those that `rasa init` of 3.6.21 proposes
(rasa/cli/initial_project/config.yml), at their own settings.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from pathlib import Path
from typing import Any

import yaml

from campaign import questions, topics
from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_SMS_FROM
from suar import paths

FOLDER = paths.VAR / "bench" / "stock"
MODEL = FOLDER / "models" / "stock.tar.gz"
EVERY = 20

CONFIG = {
    "recipe": "default.v1",
    "assistant_id": "stock",
    "language": "en",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {
            "name": "CountVectorsFeaturizer",
            "analyzer": "char_wb",
            "min_ngram": 1,
            "max_ngram": 4,
        },
        {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
        {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ],
    "policies": [
        {"name": "MemoizationPolicy"},
        {"name": "RulePolicy"},
        {
            "name": "UnexpecTEDIntentPolicy",
            "max_history": 5,
            "epochs": 100,
        },
        {"name": "TEDPolicy", "max_history": 5, "epochs": 100, "constrain_similarities": True},
    ],
}

ACTIONS = '''"""The one custom action: the text of the topic that was understood."""

import json
from pathlib import Path

from rasa_sdk import Action

TEXTS = json.loads((Path(__file__).parent / "texts.json").read_text())


class Answer(Action):
    def name(self):
        return "action_answer"

    def run(self, dispatcher, tracker, domain):
        intent = tracker.latest_message["intent"]["name"]
        dispatcher.utter_message(text=TEXTS.get(intent, TEXTS["out_of_scope"]))
        return []
'''


def prepare() -> bool:
    """Write the project. Returns whether it has to be trained."""
    loaded = topics.load_all(paths.ROOT / "data" / "topics")
    asked = questions.load_all(paths.ROOT / "data" / "nlu")[::EVERY]
    examples: dict[str, list[str]] = {topic_id: [] for topic_id in loaded}
    for question in asked:
        # A bracket would begin an entity in Rasa's format.
        examples[question.topic_id].append(question.text.translate({91: 40, 93: 41}))
    _yaml("config.yml", CONFIG)
    _yaml("data/nlu.yml", {
        "version": "3.1",
        "nlu": [
            {"intent": topic_id, "examples": "".join(f"- {text}\n" for text in texts)}
            for topic_id, texts in examples.items()
        ],
    })  # fmt: skip
    _yaml("data/rules.yml", {
        "version": "3.1",
        "rules": [
            {"rule": topic_id, "steps": [{"intent": topic_id}, {"action": "action_answer"}]}
            for topic_id in [*examples, "nlu_fallback"]
        ],
    })  # fmt: skip
    _yaml("data/stories.yml", {  # TED learns from stories; without one it would not run
        "version": "3.1",
        "stories": [
            {"story": "two questions", "steps": [
                {"intent": "greet_thanks_bye"}, {"action": "action_answer"},
                {"intent": "risk_sea"}, {"action": "action_answer"},
            ]},
        ],
    })  # fmt: skip
    _yaml("domain.yml", {
        "version": "3.1",
        "intents": list(examples),
        "actions": ["action_answer"],
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    })  # fmt: skip
    _yaml("credentials.yml", {
        "twilio": {
            "account_sid": DEMO_ACCOUNT_SID,
            "auth_token": DEMO_AUTH_TOKEN,
            "twilio_number": DEMO_SMS_FROM,
        },
    })  # fmt: skip
    texts = {topic.id: topic.sms for topic in loaded.values()}
    (FOLDER / "actions").mkdir(exist_ok=True)
    (FOLDER / "actions" / "texts.json").write_text(json.dumps(texts))
    (FOLDER / "actions" / "__init__.py").touch()
    (FOLDER / "actions" / "actions.py").write_text(ACTIONS)
    return not MODEL.exists() or (FOLDER / "trained").read_text() != _fingerprint()


def train() -> None:
    """Train it; takes minutes."""
    command = [
        str(paths.BOT_PYTHON), "-m", "rasa", "train", "--quiet",
        "--out", str(MODEL.parent), "--fixed-model-name", MODEL.name.removesuffix(".tar.gz"),
    ]  # fmt: skip
    began = time.monotonic()
    with (FOLDER / "train.log").open("w") as log:
        subprocess.run(command, cwd=FOLDER, check=True, stdout=log, stderr=log)
    (FOLDER / "trained").write_text(_fingerprint())
    (FOLDER / "seconds").write_text(f"{time.monotonic() - began:.0f}")


def _fingerprint() -> str:
    # Not of the questions: a few more or other ones would not change what is measured.
    parts = ("config.yml", "data/rules.yml", "data/stories.yml", "domain.yml")
    digest = hashlib.sha256()
    for part in parts:
        digest.update((FOLDER / part).read_bytes())
    return digest.hexdigest()


def _yaml(name: str, words: dict[str, Any]) -> None:
    path: Path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False))


if __name__ == "__main__":
    if prepare():
        train()

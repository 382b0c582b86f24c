"""Makes Rasa's training data out of the content files: a topic's file and questions are enough."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import rasa.shared.utils.io
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot import content
from bot.intents import ACTIONS, FALLBACK_ACTION
from bot.nlu import attributes
from campaign.errors import ContentError
from campaign.questions import Question
from campaign.topics import Topic


class CampaignImporter(TrainingDataImporter):
    """Gives Rasa its domain, rules and examples from `data/`.

    Rasa's own paths for domain and training data are not used; the folder is `bot.content.root()`.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        **kwargs: Any,
    ) -> None:
        self._config_file = config_file

    @cached_method
    def get_config(self) -> dict[str, Any]:
        """The configuration file as it stands."""
        config = rasa.shared.utils.io.read_model_configuration(self._config_file)
        return dict(config)

    def get_config_file_for_auto_config(self) -> str | None:
        """The configuration file; it is complete, so Rasa fills in nothing."""
        return self._config_file

    @cached_method
    def get_domain(self) -> Domain:
        """Intents and actions; no slots, no responses, and sessions that never end."""
        actions_of = _actions(content.load_topics().values())
        return Domain.from_dict(
            {
                "intents": sorted(actions_of),
                "actions": sorted({*actions_of.values(), FALLBACK_ACTION}),
                "session_config": {
                    "session_expiration_time": 0,
                    "carry_over_slots_to_new_session": False,
                },
            }
        )

    @cached_method
    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """One rule an intent; and after the fallback, wait for the next message."""
        rules = [
            {"rule": intent, "steps": [{"intent": intent}, {"action": action}]}
            for intent, action in sorted(_actions(content.load_topics().values()).items())
        ]
        rules.append({"rule": "after the fallback", "steps": [{"action": FALLBACK_ACTION}]})
        reader = YAMLStoryReader(self.get_domain())
        return StoryGraph(reader.read_from_parsed_yaml({"version": "3.1", "rules": rules}))

    def get_conversation_tests(self) -> StoryGraph:
        """None: conversations are tested from outside."""
        return StoryGraph([])

    @cached_method
    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The example questions of all languages, each with its language."""
        topics = content.load_topics()
        return TrainingData([_message(one, topics) for one in content.load_questions()])


def _actions(topics: Iterable[Topic]) -> dict[str, str]:
    actions = ACTIONS | {topic.id: topic.action for topic in topics}
    return {intent: f"action_{action}" for intent, action in actions.items()}


def _message(question: Question, topics: dict[str, Topic]) -> Message:
    topic = topics.get(question.topic_id)
    if topic is None:
        path = content.root() / "data" / "nlu" / question.language / f"{question.topic_id}.txt"
        raise ContentError(path, 1, f"there is no topic {question.topic_id}")
    return Message(
        {
            TEXT: question.text,
            INTENT: question.topic_id,
            attributes.TRAINING_LANGUAGE: question.language,
            attributes.URGENT: topic.urgent,
        }
    )

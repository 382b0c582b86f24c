"""What our components share: they are made from nothing but their own trained state."""

from __future__ import annotations

from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from typing_extensions import Self  # noqa: UP035 (typing has it from 3.11)

FILE = "state.joblib"


class Component(GraphComponent):
    """A component of the pipeline.

    A subclass gives `annotate`, for each message that comes in, and, if it learns something,
    `learn`, whose result is kept in the model and handed to the constructor. `train` does both; a
    subclass that gives its own leaves its state in `FILE`.
    """

    def __init__(self, storage: ModelStorage, resource: Resource, state: Any = None) -> None:
        self._storage = storage
        self._resource = resource
        self.state = state

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Make the component untrained, as Rasa asks."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """Make the component with what it has learnt, if it learns anything."""
        if cls.train is Component.train and cls.learn is Component.learn:
            return cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            made = cls(model_storage, resource, joblib.load(folder / FILE))
        made.warm_up()
        return made

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the questions and keep the result in the model."""
        self.state = self.learn(questions(training_data))
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self.state, folder / FILE, compress=3)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Annotate messages that people sent."""
        for message in messages:
            self.annotate(message)
        return messages

    def warm_up(self) -> None:
        """Read what the first message would otherwise wait for."""

    def learn(self, examples: list[Message]) -> Any:
        """What to keep in the model."""
        raise NotImplementedError

    def annotate(self, message: Message) -> None:
        """Write to the message what the component knows of it."""
        raise NotImplementedError


def questions(training_data: TrainingData) -> list[Message]:
    """The example questions; Rasa adds messages for actions, which hold no text."""
    return list(training_data.intent_examples)

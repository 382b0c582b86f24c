"""Component: how likely each topic is. What is done with that, `bands` decides."""

from __future__ import annotations

import joblib
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import content
from bot.nlu import attributes, classify, component
from bot.nlu.classify import Classifier, Example
from bot.nlu.concepts import Concepts
from bot.progress import INTENT as INTENT_STEP
from bot.progress import training

HELD_OUT = "held_out.joblib"  # read while training only


# A featuriser to Rasa: so that `bands`, which learns from what is written here, comes after it.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class Intent(component.Component):
    """Adds `ranking`; to the training data, what models say that had not seen the question."""

    state: Classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Train the classifier; what it says of held-out questions is kept beside it."""
        lines = [
            Example(
                one.get(INTENT),
                one.get(attributes.TRAINING_LANGUAGE),
                one.get(attributes.NORMALISED),
            )
            for one in component.questions(training_data)
        ]
        concepts = Concepts(content.load_lexicon())
        trained = classify.train(lines, concepts, lambda: training.step(INTENT_STEP))
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(trained.classifier, folder / component.FILE, compress=3)
            joblib.dump(trained.held_out, folder / HELD_OUT, compress=3)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Write the rankings of the questions that were held out."""
        with self._storage.read_from(self._resource) as folder:
            rankings = joblib.load(folder / HELD_OUT).rankings()
        for place, message in enumerate(component.questions(training_data)):
            message.set(attributes.RANKING, rankings.get(place))
        return training_data

    def annotate(self, message: Message) -> None:
        """Rank the topics for one text."""
        message.set(attributes.RANKING, self.state.rank(message.get(attributes.NORMALISED)))

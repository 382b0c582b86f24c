"""Component: how likely each topic is. What is done with that, `bands` decides."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import content
from bot.nlu import attributes, classify, component
from bot.nlu.classify import Example, Trained
from bot.nlu.concepts import Concepts
from bot.progress import INTENT as INTENT_STEP
from bot.progress import training


# A featuriser to Rasa: so that `bands`, which learns from what is written here, comes after it.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class Intent(component.Component):
    """Adds `ranking`; to the training data, what models say that had not seen the question."""

    state: Trained

    def learn(self, examples: list[Message]) -> Trained:
        """Train the classifier."""
        lines = [
            Example(
                one.get(INTENT),
                one.get(attributes.TRAINING_LANGUAGE),
                one.get(attributes.NORMALISED),
            )
            for one in examples
        ]
        concepts = Concepts(content.load_lexicon())
        return classify.train(lines, concepts, lambda: training.step(INTENT_STEP))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Write the held-out rankings, which are in the order of the questions."""
        for message, ranking in zip(
            component.questions(training_data), self.state.held_out, strict=True
        ):
            message.set(attributes.RANKING, ranking)
        return training_data

    def annotate(self, message: Message) -> None:
        """Rank the topics for one text."""
        message.set(
            attributes.RANKING, self.state.classifier.rank(message.get(attributes.NORMALISED))
        )

"""Component: writes the message's text in one spelling, for all that follow."""

from __future__ import annotations

import regex
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import attributes, component, text

# Rasa takes a text that begins with a slash for the name of an intent. From a phone it is text.
_SLASHES = regex.compile(r"^[\s/]+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class Normalise(component.Component):
    """Adds `normalised`; the text itself only loses leading slashes, within the parse."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise the example questions."""
        for message in component.questions(training_data):
            self.annotate(message)
        return training_data

    def annotate(self, message: Message) -> None:
        """Normalise one text; anything but text counts as none."""
        given = message.get(TEXT)
        given = given if isinstance(given, str) else ""
        if given.lstrip().startswith("/") or given != message.get(TEXT):
            given = _SLASHES.sub("", given)
            message.set(TEXT, given)
        message.set(attributes.NORMALISED, text.normalise(given))

"""Component: makes of likely topics an intent: answer, ask back, decline, or pick by number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
)
from rasa.shared.nlu.training_data.message import Message

from bot.intents import OUT_OF_SCOPE, PICK_NUMBER, UNSURE
from bot.nlu import attributes, component, thresholds
from bot.nlu.classify import Likely
from bot.nlu.numbers import only_number
from bot.nlu.thresholds import ANSWER, CHOICE, DECLINE
from bot.nlu.words import words

RANKING_LENGTH = 10  # as Rasa's own classifiers: LABEL_RANKING_LENGTH


@dataclass
class State:
    """The bands, and the topics about somebody in danger."""

    bands: thresholds.Bands
    urgent: frozenset[str]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Bands(component.Component):
    """Adds `intent`, `intent_ranking`, `number`, `decision` and `topics` to the output."""

    state: State

    def learn(self, examples: list[Message]) -> State:
        """Choose the bands by the held-out rankings."""
        urgent = frozenset(one.get(INTENT) for one in examples if one.get(attributes.URGENT))
        judged = [one for one in examples if one.get(attributes.RANKING)]
        bands = thresholds.choose(
            [one.get(INTENT) for one in judged],
            [one.get(attributes.RANKING) for one in judged],
            urgent,
            OUT_OF_SCOPE,
        )
        return State(bands, urgent)

    def annotate(self, message: Message) -> None:
        """Decide on one message."""
        text: str = message.get(attributes.NORMALISED)
        likely: list[Likely] = message.get(attributes.RANKING)
        number = only_number(text)
        decision, ranking = self.state.bands.decide(likely, self.state.urgent, OUT_OF_SCOPE)
        if number is None and (message.get(attributes.FOREIGN) or not words(text)):
            decision = DECLINE
        best = ranking[0]
        name = {ANSWER: best.topic, CHOICE: UNSURE, DECLINE: OUT_OF_SCOPE}[decision]
        if number is not None:
            name, best = PICK_NUMBER, Likely(PICK_NUMBER, 1.0)
        output = {
            INTENT: _intent(Likely(name, best.confidence)),
            INTENT_RANKING_KEY: [_intent(one) for one in ranking[:RANKING_LENGTH]],
            attributes.NUMBER: number,
            attributes.DECISION: decision,
            attributes.TOPICS: [
                {"id": one.topic, "confidence": round(one.confidence, 4)} for one in ranking[:3]
            ],
        }
        for key, value in output.items():
            message.set(key, value, add_to_output=True)


def _intent(likely: Likely) -> dict[str, Any]:
    return {
        INTENT_NAME_KEY: likely.topic,
        PREDICTED_CONFIDENCE_KEY: round(likely.confidence, 4),
    }

"""Component: which language a text is in, and in which locale to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import METADATA
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import content
from bot.nlu import attributes, component, identify
from bot.nlu.identify import Identifier
from bot.nlu.text import normalise
from campaign.languages import SOURCE, Languages
from campaign.places import countries_as_written


@dataclass
class State:
    """The language model, and the languages as they were when it was trained."""

    identifier: Identifier
    languages: Languages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class Language(component.Component):
    """Adds `language`: what the text alone says, and the locale to answer in.

    `form` is the language as the example questions' folder names it (`ur_Latn`), `detected` its
    locale (`ur`); both are None where the text does not tell. `foreign` says that it is in a
    language that we do not have.
    """

    state: State

    def learn(self, examples: list[Message]) -> State:
        """Learn the languages from the example questions."""
        pairs = [
            (one.get(attributes.TRAINING_LANGUAGE), one.get(attributes.NORMALISED))
            for one in examples
        ]
        others = identify.read_others({language for language, _ in pairs})
        languages = content.load_languages()
        scripts = {locale.id: locale.script for locale in languages.locales.values()}
        names = (normalise(name) for name, _ in countries_as_written(languages.locales))
        return State(identify.train(pairs, others, scripts, names), languages)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add: the examples' languages are known."""
        return training_data

    def annotate(self, message: Message) -> None:
        """Write the language of one text."""
        languages = self.state.languages
        before = remembered(message.get(METADATA), languages)
        guess = self.state.identifier.guess(
            message.get(attributes.NORMALISED), forms_of(before, languages) if before else ()
        )
        detected = guess.language and languages.understood.get(guess.language, guess.language)
        locale = detected or before or SOURCE
        message.set(attributes.FOREIGN, guess.foreign)
        found = {
            "form": guess.language, "detected": detected, "locale": locale,
            "foreign": guess.foreign,
        }  # fmt: skip
        message.set(attributes.LANGUAGE, found, add_to_output=True)


def forms_of(locale: str, languages: Languages) -> list[str]:
    """A locale and the other forms that it is written in: `ur` and `ur_Latn`."""
    return [locale, *(form for form, of in languages.understood.items() if of == locale)]


def remembered(metadata: Any, languages: Languages) -> str | None:
    """The locale of a person whose text does not tell: used before, or the country's.

    Args:
        metadata: what the gateway sent with the message; `locale` and `country` matter here.
        languages: the locales we have.
    """
    known = metadata if isinstance(metadata, dict) else {}
    locale = known.get("locale")
    if isinstance(locale, str) and locale in languages.locales:
        return locale
    of_country = languages.of_country(known.get("country"))
    return of_country.id if of_country else None

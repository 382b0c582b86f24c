"""Component: Rasa's tokens, for its own tools; all scripts."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.text import LONGEST
from bot.nlu.words import spans


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Tokens(Tokenizer):
    """Splits the text as it was written, so that places in it stay true."""

    @staticmethod
    def get_default_config() -> dict[str, object]:
        """Names of intents are not split."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The words of one attribute of a message; of a very long text, those it begins with."""
        text = str(message.get(attribute))[:LONGEST]
        return [Token(word.text, word.start) for word in spans(text)]

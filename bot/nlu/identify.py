"""Which language is a text in? By its script, and by a model where languages share a script."""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from babel import Locale
from sklearn.linear_model import LogisticRegression

from bot.nlu.features import pieces, word_groups
from bot.nlu.linear import Counted, Linear, softmax
from bot.nlu.words import words

# Sentences in languages that we do not have, so that these are not taken for one that we have.
OTHERS = Path(__file__).with_name("other_languages.tsv")

LATIN = "LATIN"  # whoever writes another script writes names in it, too
LETTERS_TO_TELL = 4  # fewer letters ("ok", "hi") do not tell a language
LETTERS_TO_REFUSE = 14  # fewer letters are not refused as a language that we do not have
WORDS_TO_REFUSE = 3
SURE = 0.55  # the probability from which the model's language is believed
SURE_OF_UNKNOWN_WORDS = 0.8  # the same where the language's questions have none of the words
# Nothing is known of the person and the text is long enough: better the likeliest than English.
LIKELY = 0.35
LETTERS_TO_GUESS = 15
FOREIGN = 0.7
# By so much more a language is believed in which the person wrote before, or that is read where
# the number is from: romanised Hindi and Urdu, Malay and Indonesian, Persian and Dari share most
# words of a short message.
EXPECTED = 3.0
MOST_PER_LANGUAGE = 3000  # questions a language; more only make training slower


class Guess(NamedTuple):
    """The language (as the training data names it) or None; and whether it is one we lack."""

    language: str | None
    foreign: bool


@dataclass
class Identifier:
    """Knows the languages of the training data.

    `languages` are those of each script; `models` tell them apart, and from other languages,
    where a script has several; `known_words` are each language's words; `names`, of countries, are
    the same in many languages.
    """

    languages: dict[str, list[str]] = field(default_factory=dict)
    models: dict[str, Linear] = field(default_factory=dict)
    known_words: dict[str, frozenset[str]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()

    def guess(self, text: str, expected: Collection[str] = ()) -> Guess:
        """The language of a normalised text.

        Args:
            text: normalised.
            expected: the languages that this person is likely to write, if something is known.
        """
        script, letters = main_script(text)
        if script is None:
            return Guess(None, False)
        if script not in self.languages:
            return Guess(None, letters >= LETTERS_TO_TELL)
        if script not in self.models:
            return Guess(self.languages[script][0], False)
        if letters < LETTERS_TO_TELL or self._tells_nothing_new(text, script, expected):
            return Guess(None, False)
        return self._by_model(text, script, letters, expected)

    def _tells_nothing_new(self, text: str, script: str, expected: Collection[str]) -> bool:
        """Whether a text is but a country's name, in Latin letters or a script of that person's."""
        likely = script == LATIN or not set(expected).isdisjoint(self.languages[script])
        return bool(expected) and likely and as_name(text) in self.names

    def _by_model(self, text: str, script: str, letters: int, expected: Collection[str]) -> Guess:
        model = self.models[script]
        found = words(text)
        probabilities = softmax(model.scores(text))
        ours = np.asarray([label in self.languages[script] for label in model.labels])
        long_enough = letters >= LETTERS_TO_REFUSE and len(found) >= WORDS_TO_REFUSE
        if long_enough and probabilities[~ours].sum() >= FOREIGN:
            return Guess(None, True)
        favour = [EXPECTED if label in expected else 1.0 for label in model.labels]
        probabilities = probabilities * favour
        probabilities /= probabilities.sum()
        best = int(probabilities.argmax())
        label = model.labels[best]
        known = ours[best] and any(word in self.known_words[label] for word in found)
        wanted = SURE if known else SURE_OF_UNKNOWN_WORDS
        if known and not expected and letters >= LETTERS_TO_GUESS:
            wanted = LIKELY
        return Guess(label if ours[best] and probabilities[best] >= wanted else None, False)


def train(
    examples: Sequence[tuple[str, str]],
    others: Sequence[tuple[str, str]],
    scripts: Mapping[str, str] | None = None,
    names: Iterable[str] = (),
) -> Identifier:
    """Learn the languages.

    Args:
        examples: (language, normalised text) pairs.
        others: the same, in languages that we lack.
        scripts: the script (`Mymr`) of each locale: one whose script no example is written in
            is recognised by its script alone.
        names: normalised, of countries: alone they tell nothing where a language is in use.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for language, text in examples:
        texts[language].append(text)
    languages: dict[str, list[str]] = defaultdict(list)
    for language in sorted(texts):
        counted = Counter(main_script(text)[0] for text in texts[language])
        languages[str(counted.most_common(1)[0][0])].append(language)
    identifier = Identifier(
        dict(languages),
        known_words={
            language: frozenset(word for text in lines for word in words(text))
            for language, lines in texts.items()
        },
        names=frozenset(map(as_name, names)) - {""},
    )
    for script, ours in languages.items():
        rest = [(name, text) for name, text in others if main_script(text)[0] == script]
        lines = [(name, text) for name in ours for text in texts[name][:MOST_PER_LANGUAGE]]
        if len(ours) > 1 or rest:
            identifier.models[script] = _train_model(lines + rest)
    for locale, code in (scripts or {}).items():
        identifier.languages.setdefault(_script_name(code), [locale])
    return identifier


def as_name(text: str) -> str:
    """A normalised text without its punctuation."""
    return " ".join(words(text))


def read_others(ours: set[str]) -> list[tuple[str, str]]:
    """The (language, text) pairs of `OTHERS`, but for the languages that we have."""
    lines = OTHERS.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t", 1) for line in lines if line and not line.startswith("#")]
    return [(name, text) for name, text in pairs if name not in ours]


def main_script(text: str) -> tuple[str | None, int]:
    """The script of most of a text's letters, and how many letters there are."""
    scripts = Counter(script for script in map(_script, text) if script)
    if not scripts:
        return None, 0
    return scripts.most_common(1)[0][0], sum(scripts.values())


def _script_name(code: str) -> str:
    """How the Unicode names of a script's letters begin: `Mymr` → "MYANMAR"."""
    if code.startswith("Han"):
        return "CJK"
    return str(Locale("en").scripts.get(code, code)).upper()


@functools.lru_cache(maxsize=4096)
def _script(character: str) -> str | None:
    """A letter's script: the first word of its Unicode name ("LATIN SMALL LETTER A")."""
    if not character.isalpha():
        return None
    return unicodedata.name(character, "").partition(" ")[0] or None


def _train_model(lines: Sequence[tuple[str, str]]) -> Linear:
    texts = [text for _, text in lines]
    blocks = (partial(pieces, longest=4), partial(word_groups, longest=1))
    counted = Counted.take_apart(blocks, texts)
    everything = np.arange(len(texts))
    rarity = counted.rarity(everything, least=2)
    vocabulary, known = counted.vocabulary(rarity)
    model = LogisticRegression(C=20, max_iter=100, class_weight="balanced")
    vectors = counted.matrix(everything, rarity)[:, known]
    model.fit(vectors, [language for language, _ in lines])
    # two labels give one row of weights: the other's is its opposite
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    return Linear.make(vocabulary, model.classes_, weights, bias)

"""What is asked? A linear classifier over parts of words, with confidences that can be believed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from bot import variation
from bot.nlu.concepts import Concepts
from bot.nlu.features import pieces, word_groups
from bot.nlu.linear import Block, Linear, Vocabulary, softmax
from bot.nlu.words import words

FOLDS = 3
MODELS = FOLDS + 1  # one a fold, and the one that is used
ALIKE = 0.6  # the share of common words from which two questions stay in one fold
AT_ONCE = 2  # models in training: each takes some 0.5 GB
NEVER = -5.0  # the score of a topic that a fold's model does not know
STRENGTH = 10  # how closely the model follows the examples
NEAR_ENOUGH = 0.01  # when the solver stops: closer takes twice the time and changes nothing

Progress = Callable[[], object]


class Example(NamedTuple):
    """A question for training: its topic, its language and its normalised text."""

    topic: str
    language: str
    text: str


class Likely(NamedTuple):
    """A topic and how likely it is that the text asks for it."""

    topic: str
    confidence: float


@dataclass
class Classifier:
    """A trained model, and the temperature that makes its scores probabilities."""

    model: Linear
    temperature: float

    def rank(self, text: str) -> list[Likely]:
        """Every topic with its confidence, best first."""
        return ranked(self.model.labels, softmax(self.model.scores(text), self.temperature))


@dataclass
class Trained:
    """A classifier, and what models that had not seen a question say of it, example by example."""

    classifier: Classifier
    held_out: list[list[Likely]]


def blocks(concepts: Concepts) -> tuple[Block, ...]:
    """What a text is taken apart into. Each kind counts as much as the next."""
    return (
        partial(pieces, longest=5),
        partial(word_groups, longest=1),
        partial(word_groups, longest=2),
        concepts.meanings,
        concepts.pairs,
    )


def train(
    examples: Sequence[Example], concepts: Concepts, progress: Progress = lambda: None
) -> Trained:
    """Train on all examples, and on all but a third three times over, for held-out confidences.

    Args:
        examples: what to learn from.
        concepts: the lexicon.
        progress: called after each of the `MODELS`.
    """
    labels = sorted({example.topic for example in examples})
    scores = np.full((len(examples), len(labels)), NEVER)
    folds = split(examples)
    # In processes: taking texts apart is Python and holds the interpreter. Not forked: Rasa has
    # threads by now.
    with ProcessPoolExecutor(AT_ONCE, get_context("spawn")) as pool:
        whole = pool.submit(fit, examples, concepts)
        parts = [pool.submit(_held_out, examples, concepts, labels, held) for held in folds]
        waiting: list[Future[Any]] = [whole, *parts]
        for _ in as_completed(waiting):
            progress()
    for held, part in zip(folds, parts, strict=True):
        scores[held] = part.result()
    truth = np.asarray([labels.index(example.topic) for example in examples])
    temperature = fit_temperature(scores, truth)
    held_out = [ranked(labels, row) for row in softmax(scores, temperature)]
    return Trained(Classifier(whole.result(), temperature), held_out)


def _held_out(
    examples: Sequence[Example], concepts: Concepts, labels: list[str], held: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Scores of the examples to hold out, by a model of the others: a column a label."""
    kept = np.setdiff1d(np.arange(len(examples)), held)
    model = fit([examples[place] for place in kept], concepts)
    scores = np.full((len(held), len(labels)), NEVER)
    columns = [labels.index(label) for label in model.labels]
    for row, place in enumerate(held):
        scores[row, columns] = model.scores(examples[place].text)
    return scores


def fit(examples: Sequence[Example], concepts: Concepts) -> Linear:
    """One model from the examples and their other spellings."""
    examples = [*examples, *_varied(examples)]
    texts = [example.text for example in examples]
    vocabulary = Vocabulary.learn(blocks(concepts), texts, least=1)
    machine = LogisticRegression(
        C=STRENGTH, class_weight="balanced", solver="liblinear", dual=True, tol=NEAR_ENOUGH
    )
    machine.fit(vocabulary.matrix(texts), [example.topic for example in examples])
    return Linear(
        vocabulary,
        [str(label) for label in machine.classes_],
        np.ascontiguousarray(machine.coef_.T, dtype=np.float32),
        np.asarray(machine.intercept_, dtype=np.float32),
    )


def _varied(examples: Sequence[Example]) -> Iterator[Example]:
    """Made after the split into folds: no model may know a held-out question in other letters."""
    for example in examples:
        for text in variation.spellings(example.text, example.language):
            yield example._replace(text=text)


def split(examples: Sequence[Example], folds: int = FOLDS) -> list[NDArray[np.intp]]:
    """The places of the examples to hold out, fold by fold; near duplicates stay together."""
    groups = groups_of_alike(examples)
    strata = [f"{example.topic} {example.language}" for example in examples]
    folding = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    return [held for _, held in folding.split(examples, strata, groups)]


def groups_of_alike(examples: Sequence[Example]) -> list[int]:
    """A number for each example; examples of one topic that share most words share it."""
    group = list(range(len(examples)))

    def root(place: int) -> int:
        while group[place] != place:
            group[place] = group[group[place]]
            place = group[place]
        return place

    bags = [frozenset(words(example.text)) for example in examples]
    by_topic: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, example in enumerate(examples):
        by_topic[example.topic, example.language].append(place)
    for places in by_topic.values():
        for number, one in enumerate(places):
            for other in places[:number]:
                common = len(bags[one] & bags[other])
                if common >= ALIKE * len(bags[one] | bags[other]):
                    group[root(one)] = root(other)
    return [root(place) for place in range(len(examples))]


def fit_temperature(scores: NDArray[np.float64], truth: NDArray[np.intp]) -> float:
    """The temperature under which the held-out scores say best what is true."""

    def surprise(logarithm: float) -> float:
        likely = softmax(scores, float(np.exp(logarithm)))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(likely, 1e-12)).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-5, 3), method="bounded").x))


def ranked(labels: Sequence[str], probabilities: NDArray[np.float64]) -> list[Likely]:
    """Labels with their probabilities, best first."""
    order = np.argsort(-probabilities, kind="stable")
    return [Likely(labels[place], float(probabilities[place])) for place in order]

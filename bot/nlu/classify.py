"""What is asked? A linear classifier over parts of words, with confidences that can be believed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from bot import variation
from bot.nlu.concepts import Concepts
from bot.nlu.features import pieces, word_groups
from bot.nlu.linear import Block, Counted, Linear, softmax
from bot.nlu.words import words

FOLDS = 4
JUDGED = 1  # folds that are held out in a training: ten thousand questions choose the bands well
MODELS = JUDGED + 1  # one a fold, and the one that is used
ALIKE = 0.6  # the share of common words from which two questions stay in one fold
AT_ONCE = 2  # models in training: each takes some 0.5 GB
NEVER = -5.0  # the score of a topic that a fold's model does not know
STRENGTH = 10  # how closely the model follows the examples
NEAR_ENOUGH = 0.1  # when the solver stops: closer takes longer and changes nothing
LEAST = 2  # texts that a part must stand in to be known: rarer ones double the model for nothing

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
class HeldOut:
    """Probabilities of questions by models that had not seen them: a row each, a column a label.

    `places` are those of the questions among the examples.
    """

    labels: list[str]
    places: NDArray[np.intp]
    probabilities: NDArray[np.float32]

    def rankings(self) -> dict[int, list[Likely]]:
        """Every topic with its confidence, best first, by the place of the question."""
        return {
            int(place): ranked(self.labels, row)
            for place, row in zip(self.places, self.probabilities, strict=True)
        }


@dataclass
class Trained:
    """A classifier, and what models that had not seen a question say of it, example by example."""

    classifier: Classifier
    held_out: HeldOut


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
    examples: Sequence[Example],
    concepts: Concepts,
    progress: Progress = lambda: None,
    judged: int = JUDGED,
) -> Trained:
    """Train on all examples, and on all but some, for the confidences of these.

    Args:
        examples: what to learn from.
        concepts: the lexicon.
        progress: called after each model.
        judged: how many of the `FOLDS` parts are held out, one after another.
    """
    labels = sorted({example.topic for example in examples})
    taught, origin = with_variations(examples)
    counted = Counted.take_apart(blocks(concepts), [one.text for one in taught])
    topics = np.asarray([one.topic for one in taught])
    folds = split(examples)[:judged]
    # In processes, for one training uses one core. Not forked: Rasa has threads by now.
    with ProcessPoolExecutor(AT_ONCE, get_context("spawn")) as pool:
        everything = np.arange(len(taught))
        rarity = counted.rarity(everything, LEAST)
        vectors = counted.matrix(everything, rarity)
        whole = pool.submit(fit, vectors, topics)
        parts = [
            pool.submit(_held_out, *_fold(counted, topics, origin, held), labels) for held in folds
        ]
        waiting: list[Future[Any]] = [whole, *parts]
        for _ in as_completed(waiting):
            progress()
    places = np.concatenate(folds)
    scores = np.concatenate([part.result() for part in parts])
    truth = np.asarray([labels.index(examples[place].topic) for place in places])
    temperature = fit_temperature(scores, truth)
    held_out = HeldOut(labels, places, softmax(scores, temperature).astype(np.float32))
    vocabulary, known = counted.vocabulary(rarity)
    fitted = whole.result()
    model = Linear.make(vocabulary, list(fitted.labels), fitted.weights[:, known], fitted.bias)
    return Trained(Classifier(model, temperature), held_out)


class Fitted(NamedTuple):
    """A linear model's labels, and for each a row of weights and a bias."""

    labels: NDArray[np.str_]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]


def fit(vectors: csr_matrix, topics: NDArray[np.str_]) -> Fitted:
    """Tell each topic from all others."""
    machine = LogisticRegression(
        C=STRENGTH, class_weight="balanced", solver="liblinear", dual=True, tol=NEAR_ENOUGH
    )
    machine.fit(vectors, topics)
    return Fitted(machine.classes_, machine.coef_, machine.intercept_)


def _fold(
    counted: Counted, topics: NDArray[np.str_], origin: NDArray[np.intp], held: NDArray[np.intp]
) -> tuple[csr_matrix, NDArray[np.str_], csr_matrix]:
    """Vectors and topics of all but the questions to hold out, and the vectors of these.

    No model may know a held-out question in other letters: its variations stay out too.
    """
    kept = np.flatnonzero(~np.isin(origin, held))
    rarity = counted.rarity(kept, LEAST)
    return counted.matrix(kept, rarity), topics[kept], counted.matrix(held, rarity)


def _held_out(
    vectors: csr_matrix, topics: NDArray[np.str_], held: csr_matrix, labels: list[str]
) -> NDArray[np.float64]:
    """Scores of the questions held out, by a model of the others: a column a label."""
    fitted = fit(vectors, topics)
    scores = np.full((held.shape[0], len(labels)), NEVER)
    columns = [labels.index(label) for label in fitted.labels]
    scores[:, columns] = held @ fitted.weights.T + fitted.bias
    return scores


def with_variations(examples: Sequence[Example]) -> tuple[list[Example], NDArray[np.intp]]:
    """The examples, then their other spellings; and the place of the example each stems from."""
    found, origin = list(examples), list(range(len(examples)))
    for place, example in enumerate(examples):
        for text in variation.spellings(example.text, example.language):
            found.append(example._replace(text=text))
            origin.append(place)
    return found, np.asarray(origin)


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


def ranked(labels: Sequence[str], probabilities: NDArray[np.floating[Any]]) -> list[Likely]:
    """Labels with their probabilities, best first."""
    order = np.argsort(-probabilities, kind="stable")
    return [Likely(labels[place], float(probabilities[place])) for place in order]

"""A linear text classifier whose scoring is a few array look-ups: weighted parts, one matrix."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
# A kind of parts: a text's parts of that kind, counted.
Block = Callable[[str], Counter[str]]


@dataclass
class Vocabulary:
    """The parts that a model knows, with their weights.

    A text becomes a vector: each block's parts are weighted by (1 + log count) × inverse document
    frequency and scaled to length 1, so that the blocks count alike and long texts as much as
    short ones.
    """

    blocks: Sequence[Block]
    columns: list[dict[str, int]]
    rarity: Floats

    @classmethod
    def learn(cls, blocks: Sequence[Block], texts: Sequence[str], least: int) -> Vocabulary:
        """Know every part that stands in at least `least` of the texts."""
        columns: list[dict[str, int]] = []
        rarity: list[float] = []
        for block in blocks:
            seen: Counter[str] = Counter()
            for text in texts:
                seen.update(block(text).keys())
            known = sorted(part for part, count in seen.items() if count >= least)
            columns.append({part: len(rarity) + place for place, part in enumerate(known)})
            rarity += [math.log((1 + len(texts)) / (1 + seen[part])) + 1 for part in known]
        return cls(blocks, columns, np.asarray(rarity, dtype=np.float32))

    def vector(self, text: str) -> tuple[NDArray[np.intp], Floats]:
        """The columns that are not zero, and their values."""
        places: list[NDArray[np.intp]] = []
        values: list[Floats] = []
        for block, columns in zip(self.blocks, self.columns, strict=True):
            counted = [
                (columns[part], count) for part, count in block(text).items() if part in columns
            ]
            if counted:
                array = np.asarray(counted, dtype=np.intp)
                weights = (1 + np.log(array[:, 1])) * self.rarity[array[:, 0]]
                places.append(array[:, 0])
                values.append((weights / np.linalg.norm(weights)).astype(np.float32))
        if not places:
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32)
        return np.concatenate(places), np.concatenate(values)

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """The vectors of many texts, a row each."""
        vectors = [self.vector(text) for text in texts]
        ends = np.cumsum([0] + [len(places) for places, _ in vectors])
        columns = np.concatenate([places for places, _ in vectors])
        values = np.concatenate([values for _, values in vectors])
        return csr_matrix((values, columns, ends), shape=(len(texts), len(self.rarity)))


@dataclass
class Linear:
    """A vocabulary and, for each label, a weight for each part."""

    vocabulary: Vocabulary
    labels: list[str]
    weights: Floats  # parts × labels
    bias: Floats

    def scores(self, text: str) -> Floats:
        """One score a label; the best label has the highest."""
        places, values = self.vocabulary.vector(text)
        found: Floats = values @ self.weights[places] + self.bias
        return found


def softmax(scores: Floats | NDArray[np.float64], temperature: float = 1.0) -> NDArray[np.float64]:
    """Scores as probabilities along the last axis; a higher temperature makes them more alike."""
    scaled = np.asarray(scores, dtype=np.float64) / temperature
    raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    probabilities: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return probabilities

"""A linear text classifier whose scoring is a few array look-ups: weighted parts, one matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

Floats = NDArray[np.float32]
# A kind of parts: a text's parts of that kind, counted.
Block = Callable[[str], Counter[str]]


@dataclass
class Counted:
    """Texts taken apart once, for one model or several: a row a text, a column a part."""

    blocks: Sequence[Block]
    columns: list[dict[str, int]]  # block by block: part → column
    counts: csr_matrix

    @classmethod
    def take_apart(cls, blocks: Sequence[Block], texts: Sequence[str]) -> Counted:
        """Count every part of every text."""
        columns: list[dict[str, int]] = [{} for _ in blocks]
        places: list[NDArray[np.int32]] = []
        numbers: list[Floats] = []
        lengths: list[int] = []
        for block, known in zip(blocks, columns, strict=True):
            for text in texts:
                parts = block(text)
                places.append(
                    np.fromiter(
                        (known.setdefault(part, len(known)) for part in parts), np.int32, len(parts)
                    )
                )
                numbers.append(np.fromiter(parts.values(), np.float32, len(parts)))
                lengths.append(len(parts))
        grids = [
            _grid(places, numbers, lengths, start, len(texts), len(known))
            for start, known in zip(
                range(0, len(texts) * len(columns), len(texts)), columns, strict=True
            )
        ]
        return cls(blocks, columns, hstack(grids, format="csr"))

    def rarity(self, rows: NDArray[np.intp], least: int) -> Floats:
        """The inverse document frequency of each part among some of the texts.

        A part that stands in fewer than `least` of them is not known: it has none.
        """
        seen = np.bincount(self.counts[rows].indices, minlength=self.counts.shape[1])
        rarity = np.log((1 + len(rows)) / (1 + seen)) + 1
        found: Floats = np.where(seen >= least, rarity, 0).astype(np.float32)
        return found

    def matrix(self, rows: NDArray[np.intp], rarity: Floats) -> csr_matrix:
        """Vectors of some of the texts, as `Vocabulary.vector` makes them."""
        found = self.counts[rows]
        found.data = (1 + np.log(found.data)) * rarity[found.indices]
        row = np.repeat(np.arange(len(rows)), np.diff(found.indptr))
        block = np.repeat(np.arange(len(self.blocks)), [len(known) for known in self.columns])
        part_of = row * len(self.blocks) + block[found.indices]
        lengths = np.sqrt(np.bincount(part_of, found.data**2, len(rows) * len(self.blocks)))
        found.data = (found.data / np.maximum(lengths[part_of], 1e-12)).astype(np.float32)
        return found

    def vocabulary(self, rarity: Floats) -> tuple[Vocabulary, NDArray[np.intp]]:
        """What is known, and the columns that it stands in here."""
        kept = np.flatnonzero(rarity)
        place = np.cumsum(rarity > 0) - 1
        start, columns = 0, []
        for known in self.columns:
            columns.append({
                part: int(place[start + column])
                for part, column in known.items()
                if rarity[start + column]
            })  # fmt: skip
            start += len(known)
        return Vocabulary(self.blocks, columns, rarity[kept]), kept


def _grid(
    places: list[NDArray[np.int32]],
    numbers: list[Floats],
    lengths: list[int],
    start: int,
    rows: int,
    columns: int,
) -> csr_matrix:
    """The counts of one block's parts: those of `rows` texts from `start` on."""
    one = slice(start, start + rows)
    ends = np.cumsum([0, *lengths[one]])
    shape = (rows, columns)
    return csr_matrix((np.concatenate(numbers[one]), np.concatenate(places[one]), ends), shape)


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


@dataclass
class Linear:
    """A vocabulary and, for each label, a weight for each part.

    The weights are kept in 16 bits: half the memory, and no ranking changes by it.
    """

    vocabulary: Vocabulary
    labels: list[str]
    weights: NDArray[np.float16]  # parts × labels
    bias: Floats

    @classmethod
    def make(
        cls,
        vocabulary: Vocabulary,
        labels: Sequence[str],
        weights: NDArray[np.float64],
        bias: NDArray[np.float64],
    ) -> Linear:
        """From weights that have a row a label, as scikit-learn's models have them."""
        return cls(
            vocabulary,
            [str(label) for label in labels],
            np.ascontiguousarray(weights.T, dtype=np.float16),
            np.asarray(bias, dtype=np.float32),
        )

    def scores(self, text: str) -> Floats:
        """One score a label; the best label has the highest."""
        places, values = self.vocabulary.vector(text)
        found: Floats = values @ self.weights[places].astype(np.float32) + self.bias
        return found


def softmax(scores: Floats | NDArray[np.float64], temperature: float = 1.0) -> NDArray[np.float64]:
    """Scores as probabilities along the last axis; a higher temperature makes them more alike."""
    scaled = np.asarray(scores, dtype=np.float64) / temperature
    raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    probabilities: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return probabilities

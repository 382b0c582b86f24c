"""What the answers to a set of questions are worth: shares, confusions, calibration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

OUT_OF_SCOPE = "out_of_scope"
ANSWER, DECLINE = "answer", "decline"
BANDS = 10  # of confidence, of equal width

# A question: `topic_id`, `language` and `text` as wanted; `found` holds what was understood:
# `language`, `form`, `decision`, and `topics`, each with `id` and `confidence`, best first.
Line = dict[str, Any]


class Confusion(NamedTuple):
    """Questions about `wanted` for which `found` came first."""

    wanted: str
    found: str
    lines: list[Line]


class Band(NamedTuple):
    """Questions whose likeliest topic has a confidence from `low` to `high`."""

    low: float
    high: float
    lines: int
    confidence: float
    right: float


def summarise(lines: Sequence[Line], urgent: Collection[str]) -> dict[str, Any]:
    """Shares of lines, each None where there is no line to share.

    Args:
        lines: the questions with what was found.
        urgent: the ids of urgent topics.
    """
    inside = [line for line in lines if line["topic_id"] != OUT_OF_SCOPE]
    outside = [line for line in lines if line["topic_id"] == OUT_OF_SCOPE]
    return {
        "lines": len(lines),
        "right_first": _share(inside, is_right),
        "right_in_three": _share(inside, lambda line: line["topic_id"] in best(line)),
        "answered": _share(inside, lambda line: _decided(line, ANSWER)),
        "declined_in_scope": _share(inside, lambda line: _decided(line, DECLINE)),
        "out_of_scope_not_answered": _share(outside, lambda line: not _decided(line, ANSWER)),
        "answered_wrong": _share(lines, is_wrong),
        "urgent_as_urgent": _share(
            [line for line in lines if line["topic_id"] in urgent],
            lambda line: is_met_as_urgent(line, urgent),
        ),
        "language_right": _share(
            lines,
            lambda line: line["language"] in (line["found"]["language"], line["found"]["form"]),
        ),
    }


def grouped(lines: Sequence[Line], key: str) -> dict[str, list[Line]]:
    """The lines by `language` or by `topic_id`, in the order of the names."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line[key]].append(line)
    return dict(sorted(found.items()))


def best(line: Line) -> list[str]:
    """The three likeliest topics."""
    return [topic["id"] for topic in line["found"]["topics"][:3]]


def is_right(line: Line) -> bool:
    """Whether the topic that was wanted came first."""
    return best(line)[:1] == [line["topic_id"]]


def is_wrong(line: Line) -> bool:
    """Whether an answer was sent, and it is another topic's."""
    return _decided(line, ANSWER) and not is_right(line)


def is_met_as_urgent(line: Line, urgent: Collection[str]) -> bool:
    """Whether the reply begins with an urgent text; a choice that such a topic leads does too."""
    return not _decided(line, DECLINE) and bool(best(line)) and best(line)[0] in urgent


def confusions(lines: Sequence[Line]) -> list[Confusion]:
    """Which topics are taken for which, most often first."""
    pairs: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        if best(line) and not is_right(line):
            pairs[line["topic_id"], best(line)[0]].append(line)
    found = [Confusion(*pair, some) for pair, some in pairs.items()]
    return sorted(found, key=lambda one: (-len(one.lines), one.wanted, one.found))


def calibration(lines: Sequence[Line]) -> list[Band]:
    """How often the likeliest topic is right, by its confidence; empty bands are left out.

    A reliability diagram: Niculescu-Mizil and Caruana, "Predicting Good Probabilities With
    Supervised Learning", ICML 2005.
    """
    bands: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for line in lines:
        if topics := line["found"]["topics"]:
            likeliest = max(topics, key=lambda topic: topic["confidence"])
            sure = float(likeliest["confidence"])
            place = min(int(sure * BANDS), BANDS - 1)
            bands[place].append((sure, likeliest["id"] == line["topic_id"]))
    return [
        Band(
            place / BANDS,
            (place + 1) / BANDS,
            len(some),
            sum(sure for sure, _ in some) / len(some),
            sum(right for _, right in some) / len(some),
        )
        for place, some in sorted(bands.items())
    ]


def calibration_error(bands: Sequence[Band]) -> float | None:
    """The mean distance of confidence and truth (expected calibration error, 0 to 1).

    Guo and others, "On Calibration of Modern Neural Networks", ICML 2017.
    """
    total = sum(band.lines for band in bands)
    if not total:
        return None
    return sum(band.lines * abs(band.confidence - band.right) for band in bands) / total


def _decided(line: Line, decision: str) -> bool:
    return bool(line["found"]["decision"] == decision)


def _share(lines: Sequence[Line], holds: Callable[[Line], bool]) -> float | None:
    return round(sum(map(holds, lines)) / len(lines), 4) if lines else None

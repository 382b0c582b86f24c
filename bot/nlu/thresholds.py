"""When is an answer sent, when a choice of topics, when is a question declined?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.nlu.classify import Likely

ANSWER, CHOICE, DECLINE = "answer", "choice", "decline"

# Goals, in shares of the held-out questions. A sure answer to another question is worse than a
# choice; a question of ours declined is worse than a choice. What people write differs more than
# the questions do: so the goals are stricter than what the service is held to (3 and 4 in 100).
MOST_WRONG = 0.025
MOST_DECLINED = 0.03
# Somebody may be in danger: by so much less confidence an urgent topic is answered, and that
# close behind the best topic it is put before it.
EASIER = 0.1
TIE = 0.15
# A message that is not understood well enough to be answered, but is about danger with this
# probability, gets the advice for danger before the choice. The topics about danger are near each
# other: together they are often likely where none is by itself.
DANGER = 0.3

_STEPS = np.linspace(0.01, 0.99, 99)


class Decision(NamedTuple):
    """What to do, and the topics with the one to answer first."""

    decision: str
    ranking: list[Likely]


@dataclass(frozen=True)
class Bands:
    """Confidences that part the three.

    `answer`: from here the best topic is answered. `urgent`: the same for a topic about somebody
    in danger. `decline`: below this nothing is offered. `refuse`: from here a text is believed to
    be out of scope. `tie`: an urgent topic this close behind the best one is taken for the best.
    `danger`: if all urgent topics together reach this, the nearest of them leads a choice.
    """

    answer: float = 0.6
    urgent: float = 0.4
    decline: float = 0.15
    refuse: float = 0.3
    tie: float = TIE
    danger: float = DANGER

    def decide(
        self, ranking: Sequence[Likely], urgent: Collection[str], out_of_scope: str
    ) -> Decision:
        """What to do with a text of which the classifier says `ranking`, best first."""
        order = list(ranking)
        nearest = next((likely for likely in order if likely.topic in urgent), None)
        if nearest and nearest.confidence >= max(
            order[0].confidence - self.tie, self.decline, self.tie
        ):
            order = _led_by(nearest, order)
        decision = self._of_best(order[0], urgent, out_of_scope)
        together = sum(likely.confidence for likely in order if likely.topic in urgent)
        if decision == CHOICE and nearest and together >= self.danger:
            order = _led_by(nearest, order)
        return Decision(decision, order)

    def _of_best(self, best: Likely, urgent: Collection[str], out_of_scope: str) -> str:
        if best.topic == out_of_scope:
            return DECLINE if best.confidence >= self.refuse else CHOICE
        if best.confidence < self.decline:
            return DECLINE
        needed = self.urgent if best.topic in urgent else self.answer
        return ANSWER if best.confidence >= needed else CHOICE


def _led_by(first: Likely, order: Sequence[Likely]) -> list[Likely]:
    return [first, *(likely for likely in order if likely is not first)]


def choose(
    truth: Sequence[str],
    rankings: Sequence[Sequence[Likely]],
    urgent: Collection[str],
    out_of_scope: str,
) -> Bands:
    """The bands that answer and decline as much as the goals allow.

    Args:
        truth: the topic of each question.
        rankings: what models that had not seen a question say of it.
        urgent: the topics about somebody in danger.
        out_of_scope: the topic of what is declined.
    """
    table = _Table.make(truth, rankings, urgent, out_of_scope)
    decline, refuse = table.highest_declines()
    answer = table.lowest_answer(decline)
    return Bands(answer, answer - EASIER, decline, refuse)


@dataclass
class _Table:
    """The held-out questions as columns, for trying many bands quickly."""

    confidence: NDArray[np.float64]  # of the topic that would be answered
    right: NDArray[np.bool_]  # whether that is the question's
    urgent: NDArray[np.bool_]  # whether that is an urgent one
    ours: NDArray[np.bool_]  # whether the question is in scope
    refused: NDArray[np.bool_]  # whether out of scope is the best guess

    @classmethod
    def make(
        cls,
        truth: Sequence[str],
        rankings: Sequence[Sequence[Likely]],
        urgent: Collection[str],
        out_of_scope: str,
    ) -> _Table:
        bands = Bands(1.0, 1.0, 0.0, 1.0, danger=float("inf"))
        orders = [bands.decide(ranking, urgent, out_of_scope).ranking for ranking in rankings]
        pairs = list(zip(truth, orders, strict=True))
        return cls(
            np.asarray([order[0].confidence for order in orders]),
            np.asarray([order[0].topic == topic for topic, order in pairs]),
            np.asarray([order[0].topic in urgent for order in orders]),
            np.asarray([topic != out_of_scope for topic in truth]),
            np.asarray([order[0].topic == out_of_scope for order in orders]),
        )

    def highest_declines(self) -> tuple[float, float]:
        """`decline` and `refuse` that decline most of what is out of scope, within the goal."""
        best, found = -1.0, (float(_STEPS[0]), 1.0)
        for decline in _STEPS[:50:2]:
            for refuse in _STEPS[::2]:
                limit = np.where(self.refused, refuse, decline)
                low = np.where(self.refused, self.confidence >= limit, self.confidence < limit)
                if (
                    low[self.ours].mean() <= MOST_DECLINED
                    and (gain := low[~self.ours].sum()) > best
                ):
                    best, found = float(gain), (float(decline), float(refuse))
        return found

    def lowest_answer(self, decline: float) -> float:
        """The lowest threshold under which few enough answers are wrong."""
        for step in _STEPS[_STEPS > EASIER]:
            needed = np.maximum(np.where(self.urgent, step - EASIER, step), decline)
            answered = ~self.refused & (self.confidence >= needed)
            if (answered & ~self.right).mean() <= MOST_WRONG:
                return float(step)
        return float(_STEPS[-1])

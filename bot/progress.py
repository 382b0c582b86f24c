"""Tells how far the training is, one JSON line a step, to whoever listens."""

from __future__ import annotations

import json
import logging
from typing import TextIO

import regex

from bot.nlu.classify import MODELS

# The steps by the class whose training Rasa logs; those that cannot be ordered are Rasa's to order.
TRAINED = {"Language": "language", "Bands": "bands", "RulePolicy": "rules"}
CONTENT, INTENT, MODEL = "content", "intent", "model"
STEPS = 2 + len(TRAINED) + MODELS  # content and model; each of the classifier's models counts

_FINISHED = regex.compile(r"Finished training component '(\w+)'")


class Progress:
    """Counts what is done and writes a line for each: `{"step": "intent", "done": 3, "of": 11}`."""

    def __init__(self) -> None:
        self._out: TextIO | None = None
        self._done = 0

    def to(self, stream: TextIO) -> None:
        """Begin to count, and write to a stream; without this call nothing is written."""
        self._out, self._done = stream, 0
        hooks = logging.getLogger("rasa.engine.training.hooks")
        hooks.handlers[:] = [_Listener()]
        hooks.setLevel(logging.INFO)

    def step(self, name: str) -> None:
        """A step is done."""
        self._done += 1
        if self._out is not None:
            line = {"step": name, "done": self._done, "of": STEPS}
            print(json.dumps(line), file=self._out, flush=True)


training = Progress()  # one training a process


class _Listener(logging.Handler):
    """Rasa says in its log when a component is trained."""

    def emit(self, record: logging.LogRecord) -> None:
        match = _FINISHED.match(record.getMessage())
        if match and match.group(1) in TRAINED:
            training.step(TRAINED[match.group(1)])

"""How well or badly the stand-in works; changed while it runs, repeatable when seeded."""

import dataclasses
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

Outcome = Literal[
    "ok",
    "429",  # refused, not processed
    "500_before_accept",  # answers 500, nothing was sent
    "500_after_accept",  # answers 500, and the message is on its way
    "hang_after_accept",  # on its way, and no answer until the client gives up
    "drop_after_accept",  # on its way, and the connection closes without an answer
    "slow",  # on its way, answered late
    "half_json_after_accept",  # on its way, and the answer breaks off
    "html_after_accept",  # on its way, and the answer is a web page
    "empty_after_accept",  # on its way, and the answer has no body
]


class BehaviourError(ValueError):
    """A behaviour that was asked for does not exist or has an impossible value."""


@dataclass(frozen=True)
class Behaviour:
    """Every rate is a share of the requests, 0 to 1; the failing ones together at most 1."""

    latency_ms: int = 0
    rate_429: float = 0.0
    rate_500_before_accept: float = 0.0
    rate_500_after_accept: float = 0.0
    rate_hang_after_accept: float = 0.0
    rate_drop_after_accept: float = 0.0
    rate_slow: float = 0.0
    rate_half_json_after_accept: float = 0.0
    rate_html_after_accept: float = 0.0
    rate_empty_after_accept: float = 0.0
    # The share of messages that each code befalls, in the answer or in a receipt: {"30003": 0.1}.
    codes: Mapping[str, float] = dataclasses.field(default_factory=dict)
    # What happens to the next requests, in order, before the rates decide again: an outcome's
    # name or an error's code.
    script: tuple[str, ...] = ()
    retry_after_s: int = 1
    slow_ms: int = 2000
    # The code every message to this address ends with: {"+62…": 30005}.
    numbers: Mapping[str, int] = dataclasses.field(default_factory=dict)
    rate_undelivered: float = 0.0
    undelivered_code: int = 30003
    receipts: bool = True
    receipts_duplicated: bool = False
    receipts_reversed: bool = False
    receipt_delay_ms: int = 150
    read_receipts: bool = False
    # Twilio itself answers STOP, START and HELP sent by SMS.
    auto_reply: bool = True
    # With Advanced Opt-Out the webhook carries OptOutType as well.
    advanced_opt_out: bool = False
    window_s: int = 24 * 60 * 60
    # Twilio accepts a message outside WhatsApp's window and reports 63016 in a receipt.
    outside_window: Literal["receipt", "error"] = "receipt"
    seed: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        rates: dict[str, float] = {
            name: getattr(self, name) for name in self.names() if name.startswith("rate_")
        }
        for name, rate in rates.items():
            if not 0 <= rate <= 1:
                raise BehaviourError(f"{name} is {rate}; a rate lies between 0 and 1")
        for code, share in self.codes.items():
            if not (code.isdecimal() and 0 <= share <= 1):
                raise BehaviourError(f"codes has {code!r}: {share}; wanted a code and a share")
        shares = [*rates.values(), *self.codes.values()]
        if sum(shares) - self.rate_undelivered > 1 + 1e-9:
            raise BehaviourError("the rates of failing requests add up to more than 1")
        for name in ("latency_ms", "retry_after_s", "slow_ms", "receipt_delay_ms", "window_s"):
            if getattr(self, name) < 0:
                raise BehaviourError(f"{name} is {getattr(self, name)}; it cannot be negative")
        for step in self.script:
            if step not in get_args(Outcome) and not step.isdecimal():
                known = get_args(Outcome)
                raise BehaviourError(f"script has {step!r}; known are codes and {known}")
        if self.outside_window not in ("receipt", "error"):
            raise BehaviourError('outside_window is "receipt" or "error"')

    @classmethod
    def names(cls) -> list[str]:
        """Give the names that can be set."""
        return [entry.name for entry in dataclasses.fields(cls)]

    def changed(self, words: Mapping[str, Any]) -> "Behaviour":
        """Give this behaviour with some values changed; strings are read as JSON first."""
        unknown = sorted(set(words) - set(self.names()))
        if unknown:
            raise BehaviourError(f"unknown: {', '.join(unknown)}; known: {', '.join(self.names())}")
        values = {name: _value(name, word) for name, word in words.items()}
        return dataclasses.replace(self, **values)

    def as_json(self) -> dict[str, Any]:
        """Give it as it is shown and changed over HTTP."""
        return dataclasses.asdict(self)


def _value(name: str, word: object) -> Any:
    """Check one value against the kind of its field."""
    default = getattr(Behaviour(), name)
    if isinstance(word, str) and not isinstance(default, str):
        try:
            word = json.loads(word)
        except json.JSONDecodeError:
            raise BehaviourError(f"{name}: {word!r} is not JSON") from None
    match name:
        case "script" if isinstance(word, list | tuple):
            return tuple(str(step) for step in word)
        case "numbers" if isinstance(word, dict):
            return {str(number): int(code) for number, code in word.items()}
        case "codes" if isinstance(word, dict):
            return {str(code): float(share) for code, share in word.items()}
        case "seed" if word is None or isinstance(word, int):
            return word
    kind = type(default)
    if kind is float and type(word) is int:
        return float(word)
    if type(word) is kind and kind in (bool, int, float, str):
        return word
    raise BehaviourError(f"{name}: {word!r} will not do")


class Dice:
    """Decides what happens to each request and each message; with a seed, always the same."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._requests = random.Random(behaviour.seed)  # noqa: S311 - a game, not a secret
        self._messages = random.Random(behaviour.seed)  # noqa: S311
        self._script = list(behaviour.script)

    def request(self, behaviour: Behaviour) -> str:
        """Decide what happens to one request to send: an outcome's name or an error's code."""
        if self._script:
            return self._script.pop(0)
        throw = self._requests.random()
        rates: dict[str, float] = {
            name: getattr(behaviour, f"rate_{name}") for name in get_args(Outcome)[1:]
        }
        for happens, rate in (rates | dict(behaviour.codes)).items():
            throw -= rate
            if throw < 0:
                return happens
        return "ok"

    def message(self, behaviour: Behaviour) -> int | None:
        """Decide whether one accepted message arrives: None, or the code it fails with."""
        lost = self._messages.random() < behaviour.rate_undelivered
        return behaviour.undelivered_code if lost else None

"""Log lines that nobody reads, without copies of what they would show.

Rasa 3.6.21's processor makes deep copies of events, slots and entities for its debug lines, on
every turn, whether the lines are written or not. Ours show no values in any case (`bot.quiet`).
The processor copies for nothing else, so `install` hands it a `copy` that does not.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import rasa.core.processor


def install() -> None:
    """Let the processor show its log what it has, not a copy."""
    rasa.core.processor.copy = SimpleNamespace(deepcopy=_itself)


def _itself(value: Any) -> Any:
    return value

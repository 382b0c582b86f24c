"""What a phone that hammers costs, beside one that is answered: processor time a message.

`uv run python -m benchmarks.hammering` starts the whole service with its usual limits, and sends in
turn many messages from as many phones, and as many from one phone that is past its limit.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import uvloop

from benchmarks import load, systems
from benchmarks.bench import say, spread
from benchmarks.systems import System
from channels.guard import Limits

MESSAGES = 400
RUNS = 3
PHONE = "+628120000001"


async def measure(folder: Path) -> dict[str, dict[str, float]]:
    """Milliseconds a message of each kind of phone, and their ratio."""
    limit = Limits().burst
    async with systems.suar(folder, limit_burst=limit) as system:
        await load.saturate(system, load.texts(60, "warm", 60), 0)
        await load.hammer(system, _one_phone(limit + 1, "first"))
        normal, hammering = [], []
        for run in range(RUNS):
            some = load.texts(MESSAGES, f"normal{run}", MESSAGES)
            normal.append(1000 * (await load.saturate(system, some, 0)).cpu_seconds / MESSAGES)
            hammering.append(await _hammered(system, run))
            say(f"run {run + 1}: {normal[-1]:.2f} ms answered, {hammering[-1]:.2f} ms limited")
        ratios = [less / more for less, more in zip(hammering, normal, strict=True)]
        return {
            "answered_ms": spread(normal),
            "limited_ms": spread(hammering),
            "ratio": spread(ratios),
        }


async def _hammered(system: System, run: int) -> float:
    return 1000 * await load.hammer(system, _one_phone(MESSAGES, f"again{run}")) / MESSAGES


def _one_phone(number: int, tag: str) -> list[load.Text]:
    return [load.Text(one.sid, PHONE, one.body) for one in load.texts(number, tag, 1)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="suar-bench-") as made:
        print(json.dumps(uvloop.run(measure(Path(made))), indent=2))

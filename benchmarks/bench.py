"""`suar bench`: Suar side by side with stock Rasa, in one run, as ratios.

Both are up all the time and are loaded in turn, each with a stand-in of its own. Stock Rasa is the
project that `rasa init` of 3.6.21 proposes, with the same topics and texts, its own Twilio channel
and one custom action; it is trained once, for some minutes, and kept under `var/bench/`.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import uvloop

from benchmarks import load, systems
from benchmarks.floor import Floor, floor
from benchmarks.load import Measured
from benchmarks.stock import prepare
from benchmarks.systems import System
from suar import paths

LATENCIES_MS = (0, 50)
FLOOR_TEXTS = 300
MESSAGES = {"suar": 900, "stock": 150}  # so that each is under load for some seconds
SENDERS = 50
RATE = 20.0
RATE_SECONDS = 15
WARM = 60
TURNS = (10, 100, 1_000, 10_000)  # of one phone's conversation
PARTS, PART = 5, 40  # turns that are measured at each: the median of so many parts of so many

Runs = list[float]


def measure(runs: int, turns: bool = True) -> dict[str, Any]:
    """All figures.

    Args:
        runs: how often each load is repeated; the figures say how far the runs lie apart.
        turns: whether to talk ten thousand turns from one phone, too; some minutes.
    """
    if prepare.prepare():
        say("Training stock Rasa; this takes minutes, once …")
        prepare.train()
    with tempfile.TemporaryDirectory(prefix="suar-bench-") as folder:
        return uvloop.run(_side_by_side(Path(folder), runs, turns))


async def _side_by_side(folder: Path, runs: int, turns: bool) -> dict[str, Any]:
    texts = [one.body for one in load.texts(FLOOR_TEXTS, "floor", SENDERS)]
    async with (
        systems.suar(folder) as ours,
        systems.stock(folder) as theirs,
        floor(folder, texts) as bare,
    ):
        both = (ours, theirs)
        found: dict[str, Any] = {one.name: {"start_seconds": one.start_seconds} for one in both}
        for one in both:
            await load.saturate(one, load.texts(WARM, "warm", SENDERS), 0)
        for latency in LATENCIES_MS:
            rates = await _saturated(both, found, runs, latency)
            ratios = [a / b for a, b in zip(rates["suar"], rates["stock"], strict=True)]
            found[f"throughput_ratio_{latency}ms"] = spread(ratios)
        found["floor_ms"], found["cpu_to_floor"] = await _above_floor(ours, bare, runs)
        for one in both:
            found[one.name] |= await _at_rate(one, runs)
            found[one.name]["memory_mb"] = one.memory_mb()
        found["memory_ratio"] = spread([ours.memory_mb() / theirs.memory_mb()])
        found["p95_ms_at_20_per_s"] = spread(found["suar"]["p95_ms"])
        if turns:
            found["turns"] = await _long_conversation(ours)
            costs = {one["turn"]: one["cpu_ms"] for one in found["turns"]}
            found["flat_turn_ratio"] = spread([costs[TURNS[-1]] / costs[TURNS[0]]])
        found["training_seconds"] = _training_seconds()
        return found


async def _saturated(
    both: tuple[System, ...], found: dict[str, Any], runs: int, latency: int
) -> dict[str, Runs]:
    rates: dict[str, Runs] = {one.name: [] for one in both}
    for run in range(runs):
        for one in both:
            number = MESSAGES[one.name]
            some = load.texts(number, f"{one.name}{latency}r{run}", SENDERS)
            took: Measured = await load.saturate(one, some, latency)
            rates[one.name].append(took.answered / took.seconds)
            cpu = 1000 * took.cpu_seconds / number
            found[one.name]["lost"] = found[one.name].get("lost", 0) + number - took.answered
            if latency == LATENCIES_MS[0]:
                found[one.name].setdefault("cpu_ms", []).append(cpu)
            say(
                f"Twilio at {latency} ms, run {run + 1} of {runs}: {one.name} "
                f"{rates[one.name][-1]:.1f} messages a second, {cpu:.1f} ms of processor each"
            )
    for one in both:
        found[one.name][f"per_second_{latency}ms"] = rates[one.name]
    return rates


async def _above_floor(
    ours: System, bare: Floor, runs: int
) -> tuple[dict[str, float], dict[str, float]]:
    """The floor, and how often it goes into what a message costs: each run between two floors."""
    floors, ratios = [await bare()], []
    for run in range(runs):
        some = load.texts(MESSAGES["suar"], f"floor{run}", SENDERS)
        took = await load.saturate(ours, some, 0)
        floors.append(await bare())
        cost = 1000 * took.cpu_seconds / len(some)
        ratios.append(cost / statistics.mean(floors[-2:]))
        say(f"floor {floors[-1]:.2f} ms, run {run + 1} of {runs}: {ratios[-1]:.1f} times that")
    return spread(floors), spread(ratios)


async def _at_rate(one: System, runs: int) -> dict[str, Runs]:
    cuts: dict[str, Runs] = {"p50_ms": [], "p95_ms": [], "p99_ms": []}
    for run in range(runs):
        say(f"{one.name} at {RATE:.0f} messages a second, run {run + 1} of {runs} …")
        number = int(RATE * RATE_SECONDS)
        some = load.texts(number, f"{one.name}rate{run}", number)
        took = await load.at_rate(one, some, RATE, LATENCIES_MS[-1])
        percentiles = statistics.quantiles(took, n=100)
        for name, place in (("p50_ms", 49), ("p95_ms", 94), ("p99_ms", 98)):
            cuts[name].append(1000 * percentiles[place])
    return cuts


async def _long_conversation(one: System) -> list[dict[str, float]]:
    """One phone's turns: what a hundred of them cost at the tenth, the hundredth …

    Each is answered before the next comes in, as from a person.
    """
    done, found = 0, []
    for turn in TURNS:
        while done < turn:
            number = min(100, turn - done)
            await load.saturate(one, _one_phone(number, f"turn{done}"), 0)
            done += number
        cost = statistics.median([await _cost(one, f"at{turn}p{part}") for part in range(PARTS)])
        done += PARTS * PART
        found.append({"turn": turn, "cpu_ms": cost, "memory_mb": one.memory_mb()})
        say(f"turn {turn} of one phone: {cost:.1f} ms of processor")
    return found


async def _cost(one: System, tag: str) -> float:
    """Milliseconds of processor time a turn."""
    used = one.cpu_seconds()
    await load.at_rate(one, _one_phone(PART, tag), RATE, 0)
    return 1000 * (one.cpu_seconds() - used) / PART


def _one_phone(number: int, tag: str) -> list[load.Text]:
    return [load.Text(one.sid, "+628120000000", one.body) for one in load.texts(number, tag, 1)]


def _training_seconds() -> dict[str, float | None]:
    note = json.loads(paths.MODEL_NOTE.read_text())
    seconds = prepare.FOLDER / "seconds"
    return {
        "suar": note.get("seconds"),
        "stock, one question in twenty": float(seconds.read_text()) if seconds.exists() else None,
    }


def spread(values: Runs) -> dict[str, float]:
    """Median, least, most, and of how many."""
    return {
        "median": round(statistics.median(values), 3),
        "min": round(min(values), 3),
        "max": round(max(values), 3),
        "runs": len(values),
    }


def say(line: str) -> None:
    """Progress, apart from the result."""
    print(line, file=sys.stderr, flush=True)

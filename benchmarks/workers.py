"""One worker beside two: messages a second of the whole service on PostgreSQL.

`uv run python -m benchmarks.workers postgresql://user:password@host/` makes a database for each,
starts both services (two workers: two gateways, two Rasas, two action servers), loads them in turn,
and drops the databases. Whether a second one gains anything is up to the cores that are left.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import uvloop

from benchmarks import load, systems
from benchmarks.bench import say, spread
from benchmarks.systems import System

MESSAGES = 900
SENDERS = 50
RUNS = 3
LATENCIES_MS = (0, 50)


async def measure(folder: Path, server: str) -> dict[str, dict[str, float]]:
    """Messages a second by latency of Twilio and number of workers, and the ratio of two to one."""
    async with contextlib.AsyncExitStack() as stack:
        both = [await stack.enter_async_context(_workers(folder, server, n)) for n in (1, 2)]
        for one in both:
            await load.saturate(one, load.texts(100, "warm", SENDERS), 0)
        found = {}
        for latency in LATENCIES_MS:
            rates = [await _rates(both, latency, run) for run in range(RUNS)]
            for number, name in enumerate(("one", "two")):
                found[f"{name}_{latency}ms"] = spread([rate[number] for rate in rates])
            found[f"ratio_{latency}ms"] = spread([two / one for one, two in rates])
        return found


async def _rates(both: list[System], latency: int, run: int) -> tuple[float, float]:
    rates = []
    for number, system in enumerate(both, 1):
        some = load.texts(MESSAGES, f"w{number}l{latency}r{run}", SENDERS)
        took = await load.saturate(system, some, latency)
        rates.append(took.answered / took.seconds)
        say(f"Twilio at {latency} ms, run {run + 1}, workers {number}: {rates[-1]:.0f} a second")
    return rates[0], rates[1]


@contextlib.asynccontextmanager
async def _workers(folder: Path, server: str, number: int) -> AsyncIterator[System]:
    name = f"suar_workers_{number}_{os.getpid()}"
    own = folder / str(number)
    own.mkdir()
    async with _database(server, name) as url, systems.suar(own, url, workers=number) as system:
        yield system


@contextlib.asynccontextmanager
async def _database(server: str, name: str) -> AsyncIterator[str]:
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{server.rstrip('/')}/{name}"
    finally:
        await asyncio.sleep(1)  # for the last connections to close
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="suar-bench-") as made:
        print(json.dumps(uvloop.run(measure(Path(made), sys.argv[1])), indent=2))

"""What a message cannot cost less than: the bare parse, one insert, one commit.

The measuring runs in a process of its own, in Rasa's environment, and only when it is asked: a
machine's speed changes from minute to minute, so the floor is taken beside the load it is for.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sqlite3
import sys
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

from suar import paths

ASK = b"\n"

Floor = Callable[[], Awaitable[float]]


@contextlib.asynccontextmanager
async def floor(folder: Path, texts: Sequence[str]) -> AsyncIterator[Floor]:
    """A function that measures once: milliseconds of processor time a text.

    Args:
        folder: for its database.
        texts: what is parsed.
    """
    log = folder / "floor.txt"
    (folder / "floor.json").write_text(json.dumps(list(texts)))
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            str(paths.BOT_PYTHON), "-m", "benchmarks.floor", str(paths.MODEL), str(folder),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=said,
            cwd=paths.ROOT, env={**os.environ, "PYTHONPATH": str(paths.ROOT)},
        )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    asked, told = process.stdin, process.stdout

    async def measured() -> float:
        asked.write(ASK)
        await asked.drain()
        line = await told.readline()
        if not line:
            raise RuntimeError(f"the floor's process has ended: {log.read_text()[-2000:]}")
        return float(line)

    try:
        await measured()  # warms everything
        yield measured
    finally:
        asked.close()
        await process.wait()


def serve(model: str, folder: Path) -> None:
    """Measure whenever a line comes in, and print what it took."""
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", TF_CPP_MIN_LOG_LEVEL="3")
    warnings.simplefilter("ignore")
    from rasa.core.agent import load_agent  # noqa: PLC0415 (takes seconds)
    from rasa.core.channels.channel import UserMessage  # noqa: PLC0415

    from bot import lean, quiet  # noqa: PLC0415
    from campaign import garbage  # noqa: PLC0415

    garbage.look_rarely()  # as Suar's own Rasa
    quiet.install()
    lean.install()
    texts = json.loads((folder / "floor.json").read_text())
    loop = asyncio.new_event_loop()
    agent = loop.run_until_complete(load_agent(model))
    ledger = sqlite3.connect(folder / "floor.db", isolation_level=None)
    ledger.execute("PRAGMA journal_mode=WAL")
    ledger.execute("PRAGMA synchronous=FULL")
    ledger.execute("CREATE TABLE inbound (id INTEGER PRIMARY KEY, sid TEXT UNIQUE, body TEXT)")
    for round_, _ in enumerate(sys.stdin):
        began = time.process_time()
        for number, text in enumerate(texts):
            loop.run_until_complete(agent.processor.parse_message(UserMessage(text)))
            ledger.execute("BEGIN IMMEDIATE")
            ledger.execute(
                "INSERT INTO inbound (sid, body) VALUES (?, ?)", (f"{round_}x{number}", text)
            )
            ledger.execute("COMMIT")
        print(1000 * (time.process_time() - began) / len(texts), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))

"""From saving a file to the changed answer, while messages come in.

    uv run python -m benchmarks.live_edit [--edits 20] [--rate 5]

Every phone asks the same question; an edit writes a new word into the answer's file. Measured is
the time from the file's replacement to the first reply, as it reaches the provider, that has the
word. At five questions a second a reply comes every 200 ms, which is part of the figure.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import shutil
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path

from campaign import writing
from suar import paths
from tests.e2e.service import Service, running

QUESTION = "is it safe to go by boat"
WAIT_SECONDS = 10.0


async def ask_for_ever(service: Service, rate: float) -> None:
    """So many questions a second, each from a phone of its own."""
    began = time.monotonic()
    for number in itertools.count():
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        await service.write(QUESTION, f"+6140{number:07}", f"SM{number:032}")


async def seconds_to_change(service: Service, path: Path, word: str) -> float:
    """Save a text with a new word in it; the seconds until a reply has it."""
    text = writing.set_value(path.read_text(), ["sms"], f"Boats sink. {word}.", path)
    writing.replace_file(path, text)
    saved = time.time()
    while time.time() < saved + WAIT_SECONDS:
        found = [one for one in await service.replies() if word in one["body"]]
        if found:
            first = min(datetime.fromisoformat(one["created_at"]).timestamp() for one in found)
            return first - saved
        await asyncio.sleep(0.05)
    raise RuntimeError("the edit did not become live")


async def measure(edits: int, rate: float) -> list[float]:
    """The seconds of each edit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for one in ("data", "locales"):
            shutil.copytree(paths.ROOT / one, folder / "content" / one)
        path = folder / "content" / "data" / "topics" / "risk_sea.yml"
        database = f"sqlite:///{folder}/suar.db"
        async with running(folder, database, SUAR_CONTENT=str(folder / "content")) as service:
            asking = asyncio.create_task(ask_for_ever(service, rate))
            await asyncio.sleep(3)
            found = []
            for number in range(edits):
                found.append(await seconds_to_change(service, path, f"Word{number:02}x"))
                await asyncio.sleep(0.37)  # not in step with the watch on the files
            asking.cancel()
            return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--rate", type=float, default=5.0)
    options = parser.parse_args()
    found = sorted(asyncio.run(measure(options.edits, options.rate)))
    print(
        f"{len(found)} edits at {options.rate:g} messages a second: "
        f"median {statistics.median(found):.2f} s, shortest {found[0]:.2f} s, "
        f"longest {found[-1]:.2f} s"
    )


if __name__ == "__main__":
    main()

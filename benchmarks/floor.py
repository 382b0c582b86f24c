"""What a message cannot cost less than: the bare parse, one insert, one commit.

In Rasa's environment: `python -m benchmarks.floor MODEL FOLDER < texts`, a text a line. Prints
milliseconds of processor time a text as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
import time
import warnings

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", TF_CPP_MIN_LOG_LEVEL="3")
warnings.simplefilter("ignore")


def main() -> None:
    """Measure after one round that warms everything."""
    from rasa.core.agent import load_agent  # noqa: PLC0415 (takes seconds)
    from rasa.core.channels.channel import UserMessage  # noqa: PLC0415

    from bot import lean, quiet  # noqa: PLC0415
    from campaign import garbage  # noqa: PLC0415

    garbage.look_rarely()  # as in Suar's own Rasa
    quiet.install()
    lean.install()
    texts = [line.rstrip("\n") for line in sys.stdin]
    loop = asyncio.new_event_loop()
    agent = loop.run_until_complete(load_agent(sys.argv[1]))
    ledger = sqlite3.connect(f"{sys.argv[2]}/floor.db", isolation_level=None)
    ledger.execute("PRAGMA journal_mode=WAL")
    ledger.execute("PRAGMA synchronous=FULL")
    ledger.execute("CREATE TABLE inbound (id INTEGER PRIMARY KEY, sid TEXT UNIQUE, body TEXT)")

    def all_texts(tag: str) -> float:
        began = time.process_time()
        for number, text in enumerate(texts):
            loop.run_until_complete(agent.processor.parse_message(UserMessage(text)))
            ledger.execute("BEGIN IMMEDIATE")
            ledger.execute(
                "INSERT INTO inbound (sid, body) VALUES (?, ?)", (f"{tag}{number}", text)
            )
            ledger.execute("COMMIT")
        return 1000 * (time.process_time() - began) / len(texts)

    all_texts("warm")
    print(json.dumps([all_texts(f"r{run}") for run in range(3)]))


main()

"""Suar's understanding beside stock Rasa's: the same questions to learn from, the same to answer.

`uv run python -m benchmarks.understanding --every 5` trains both on every fifth example question,
asks both the development questions over HTTP, one at a time, and prints a table. Stock Rasa is the
pipeline that `rasa init` proposes, with all its epochs: on every question it trains for hours.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from rich.console import Console

from benchmarks.stock import prepare
from bot.content import VARIABLE, load_questions
from campaign import topics
from suar import paths
from suar.environment import demo_address, free_port, prepare_rasa
from suar.evaluation import asking, report
from suar.evaluation.marks import ANSWER, DECLINE, OUT_OF_SCOPE, Line

READY_SECONDS = 240.0
FALLBACK = "nlu_fallback"
COLUMNS = (
    "right_first", "right_in_three", "answered", "answered_wrong", "declined_in_scope",
    "out_of_scope_not_answered", "urgent_as_urgent",
)  # fmt: skip


def main() -> None:
    """Train both, ask both, print, and keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding", description=__doc__)
    parser.add_argument("--every", type=int, default=5, help="learn from every n-th question")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    prepare_rasa()
    with tempfile.TemporaryDirectory(prefix="suar-bench-") as folder:
        figures = measure(Path(folder), arguments.every, Console(stderr=True))
    print(table(figures))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1))


def measure(folder: Path, every: int, console: Console) -> dict[str, Any]:
    """What both understand after learning from every n-th question."""
    os.environ[VARIABLE] = str(sample(folder / "content", every))
    figures: dict[str, Any] = {"questions": len(load_questions()), "every": every}
    urgent = {one.id for one in topics.load_all(paths.ROOT / "data" / "topics").values()
              if one.urgent}  # fmt: skip
    for name, train, serve in (
        ("suar", train_suar, serve_suar),
        ("stock", train_stock, serve_stock),
    ):
        console.print(f"{name}: training on {figures['questions']} questions …")
        begun, spent = time.monotonic(), processor_seconds()
        model = train(folder)
        seconds, spent = time.monotonic() - begun, processor_seconds() - spent
        lines = asking.read(paths.ROOT / "tests" / "questions")
        took = asyncio.run(ask(serve(model), lines, name, console))
        shares = report.summary(lines, urgent)
        figures[name] = {
            "training_seconds": round(seconds),
            "training_processor_seconds": round(spent),
            "model_mb": round(model.stat().st_size / 1e6, 1),
            "parse_ms_median": round(statistics.median(took), 2),
            "parse_ms_95": round(statistics.quantiles(took, n=20)[-1], 2),
            "mean": {key: shares["mean"][key] for key in COLUMNS},
            "worst": {key: _worst(shares, key) for key in ("right_first", "right_in_three")},
        }
    return figures


def processor_seconds() -> float:
    """What the programs that were started and have ended took of the processors."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def sample(root: Path, every: int) -> Path:
    """A content folder with every n-th example question of each file, but at least one."""
    shutil.copytree(paths.ROOT / "data", root / "data")
    shutil.copytree(paths.ROOT / "locales", root / "locales")
    for number, path in enumerate(sorted((root / "data" / "nlu").rglob("*.txt"))):
        lines = [line for line in path.read_text().splitlines() if line and line[0] != "#"]
        path.write_text("\n".join(lines[number % every :: every] or lines[:1]) + "\n")
    return root


def train_suar(folder: Path) -> Path:
    """Suar's model, made as `suar train` makes it."""
    return _run([str(paths.BOT_PYTHON), "-m", "bot.train", "--out"], folder / "suar.tar.gz")


def train_stock(folder: Path) -> Path:
    """Stock Rasa's model of the same questions."""
    examples: dict[str, list[str]] = {}
    for one in load_questions():
        # A bracket would begin an entity in Rasa's format.
        examples.setdefault(one.topic_id, []).append(one.text.translate({91: 40, 93: 41}))
    _yaml(folder / "config.yml", {k: v for k, v in prepare.CONFIG.items() if k != "policies"})
    _yaml(folder / "domain.yml", {"version": "3.1", "intents": sorted(examples)})
    _yaml(folder / "nlu.yml", {
        "version": "3.1",
        "nlu": [
            {"intent": topic_id, "examples": "".join(f"- {text}\n" for text in texts)}
            for topic_id, texts in examples.items()
        ],
    })  # fmt: skip
    command = [
        str(paths.BOT_PYTHON), "-m", "rasa", "train", "nlu", "--config", str(folder / "config.yml"),
        "--domain", str(folder / "domain.yml"), "--nlu", str(folder / "nlu.yml"),
        "--fixed-model-name", "stock", "--out",
    ]  # fmt: skip
    _run(command, folder / "models")
    return folder / "models" / "stock.tar.gz"


def serve_suar(model: Path) -> list[str]:
    """The command that serves Suar's model; the port follows."""
    return [
        str(paths.BOT_PYTHON), "-m", "bot.serve", "--model", str(model),
        "--actions-url", "http://127.0.0.1:1", "--port",
    ]  # fmt: skip


def serve_stock(model: Path) -> list[str]:
    """The command that serves stock Rasa's model; the port follows."""
    return [
        str(paths.BOT_PYTHON), "-m", "rasa", "run", "--enable-api", "--model", str(model),
        "--port",
    ]  # fmt: skip


async def ask(command: list[str], lines: list[Line], name: str, console: Console) -> list[float]:
    """Add `found` to every line. Returns ms a question, once what is slow at first has passed."""
    reads = asking.understood if name == "suar" else of_stock
    async with served(command) as address:
        await asking.parse_all(lines[::10], address, console, at_once=1, reads=reads)
        return await asking.parse_all(lines, address, console, at_once=1, reads=reads)


def of_stock(parsed: dict[str, Any]) -> dict[str, Any]:
    """What stock Rasa makes of a text, in our words: its fallback is a question declined."""
    ranking = [one for one in parsed["intent_ranking"] if one["name"] != FALLBACK]
    declined = parsed["intent"]["name"] in (FALLBACK, OUT_OF_SCOPE)
    return {
        "language": None, "form": None, "decision": DECLINE if declined else ANSWER,
        "topics": [{"id": one["name"], "confidence": one["confidence"]} for one in ranking[:3]],
    }  # fmt: skip


@contextlib.asynccontextmanager
async def served(command: list[str]) -> AsyncIterator[str]:
    """A Rasa for as long as the block runs; gives its address."""
    port = free_port()
    nowhere = asyncio.subprocess.DEVNULL
    with tempfile.TemporaryDirectory(prefix="suar-bench-") as folder:  # holds no endpoints.yml
        process = await asyncio.create_subprocess_exec(
            *command, str(port), cwd=folder, env=_environment(), stdout=nowhere, stderr=nowhere
        )
        try:
            await _until_ready(demo_address(port), process)
            yield demo_address(port)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def _until_ready(address: str, process: asyncio.subprocess.Process) -> None:
    deadline = time.monotonic() + READY_SECONDS
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < deadline and process.returncode is None:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(f"{address}/status") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.5)
    raise SystemExit("Rasa did not start")


def table(figures: dict[str, Any]) -> str:
    """Markdown: a column a system."""
    ours, theirs = figures["suar"], figures["stock"]
    rows = [
        (f"{key.replace('_', ' ')}, mean over languages", ours["mean"][key], theirs["mean"][key])
        for key in COLUMNS
    ]
    rows += [
        (f"{key.replace('_', ' ')}, worst language", ours["worst"][key], theirs["worst"][key])
        for key in ours["worst"]
    ]
    rows += [
        (key.replace("_", " "), ours[key], theirs[key])
        for key in (
            "training_seconds", "training_processor_seconds",
            "model_mb", "parse_ms_median", "parse_ms_95",
        )
    ]  # fmt: skip
    head = (
        f"| {figures['questions']} questions to learn from | Suar | stock Rasa |\n|---|---|---|\n"
    )
    return head + "\n".join(f"| {name} | {_cell(a)} | {_cell(b)} |" for name, a, b in rows)


def _cell(value: float) -> str:
    return report.cell(value) if isinstance(value, float) and value <= 1 else f"{value}"


def _worst(shares: dict[str, dict[str, Any]], key: str) -> float:
    return min(row[key] for name, row in shares.items() if name not in ("all", "mean"))


def _run(command: list[str], out: Path) -> Path:
    log = out.parent / "train.log"
    with log.open("w") as file:
        done = subprocess.run(
            [*command, str(out)], cwd=paths.ROOT, env=_environment(), stdout=file, stderr=file,
            check=False,
        )  # fmt: skip
    if done.returncode:
        sys.exit("\n".join(log.read_text().splitlines()[-5:]))
    return out


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(paths.ROOT), "RASA_TELEMETRY_ENABLED": "false"}


def _yaml(path: Path, words: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False))


if __name__ == "__main__":
    main()

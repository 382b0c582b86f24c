"""Asks Rasa a set of questions that the model was not trained on."""

from __future__ import annotations

import asyncio
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.progress import Progress

from channels.understanding import as_text
from suar import environment, paths, understanding
from suar.evaluation.marks import Line
from suar.problem import Problem

AT_ONCE = 4


def read(path: Path) -> list[Line]:
    """The questions of a file, or of a folder's `*.tsv`.

    Raises:
        Problem: it cannot be read, or a line is not topic, language and text.
    """
    files = sorted(path.glob("*.tsv")) if path.is_dir() else [path]
    lines = [line for file in files for line in _read_file(file)]
    if not lines:
        raise Problem(f"{path} holds no line")
    return lines


def _read_file(path: Path) -> list[Line]:
    try:
        rows = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path} cannot be read: {error}") from None
    lines = []
    for number, row in enumerate(rows, 1):
        parts = row.split("\t")
        if len(parts) != 3:
            raise Problem(f"{path}:{number}: wanted topic_id, language and text, with tabs between")
        topic_id, language, text = parts
        lines.append({"topic_id": topic_id, "language": language, "text": text})
    return lines


def ask(lines: list[Line], console: Console) -> None:
    """Add `found` to every line: what the model as it is now understands."""
    settings = environment.settings()

    async def run() -> None:
        async with understanding.running(settings, console) as urls:
            try:
                await parse_all(lines, urls.rasa, console)
            except aiohttp.ClientError as error:
                raise Problem(f"Rasa stopped answering ({type(error).__name__}).") from None

    asyncio.run(run())


def understood(parsed: dict[str, Any]) -> dict[str, Any]:
    """What a line's `found` is, from what Suar's model makes of a text."""
    language = parsed.get("language") or {}
    return {
        "language": language.get("locale"),
        "form": language.get("form"),
        "decision": parsed.get("decision"),
        "topics": parsed.get("topics") or [],
    }


async def parse_all(
    lines: list[Line],
    rasa: str,
    console: Console,
    at_once: int = AT_ONCE,
    reads: Callable[[dict[str, Any]], dict[str, Any]] = understood,
) -> list[float]:
    """Add `found` to every line. Returns how long each answer took, in ms, in no order.

    Args:
        lines: the questions.
        rasa: the address of a Rasa.
        console: for progress.
        at_once: how many are asked at a time.
        reads: makes `found` of what Rasa says.
    """
    took: list[float] = []
    async with aiohttp.ClientSession() as session:
        slots = asyncio.Semaphore(at_once)
        with Progress(console=console, transient=True) as progress:
            bar = progress.add_task("Asking", total=len(lines))

            async def parse(line: Line) -> None:
                async with slots:
                    begun = time.perf_counter()
                    body = {"text": as_text(line["text"])}
                    async with session.post(f"{rasa}/model/parse", json=body) as answer:
                        line["found"] = reads(await answer.json())
                    took.append(1000 * (time.perf_counter() - begun))
                progress.advance(bar)

            await asyncio.gather(*(parse(line) for line in lines))
    return took


def cross_validate(console: Console) -> list[Line]:
    """The shipped questions, each judged by a model that was trained without it.

    Raises:
        Problem: it failed; its last words are given.
    """
    environment.prepare_rasa()
    with (
        tempfile.TemporaryDirectory(prefix="suar-") as folder,
        console.status(
            "Training models that have not seen a quarter of the questions; some minutes …"
        ),
    ):
        out = Path(folder) / "lines.json"
        done = subprocess.run(  # noqa: S603
            [str(paths.BOT_PYTHON), "-m", "bot.measure", str(out)],
            cwd=paths.ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Problem(f"The questions could not be judged: {last}")
        lines: list[Line] = json.loads(out.read_text(encoding="utf-8"))
    return lines

"""Trains Rasa's model when what it learns from has changed, and shows how far it is."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from campaign import topics
from suar import paths
from suar.problem import Problem

LEARNT_FROM = (
    "config.yml",
    "data/languages.yml",
    "data/nlu/**/*.txt",
    "data/lexicon/**/*",
    "campaign/lexicon.py",
    "campaign/questions.py",
    "bot/nlu/**/*.py",
    "bot/content.py",
    "bot/importer.py",
    "bot/intents.py",
    "bot/train.py",
    "bot/variation.py",
    "bot/pyproject.toml",
)
FIRST_GUESS_SECONDS = 120.0  # of a training that was never timed on this machine


def is_needed() -> bool:
    """Whether there is no model, or one of other content."""
    return not paths.MODEL.exists() or _note().get("fingerprint") != fingerprint(paths.ROOT)


def fingerprint(root: Path) -> str:
    """A hash of what the model is made from; the answers' texts are not part of it.

    Nor are titles and `ask` words, which it learns too: they are few beside the questions, and
    two minutes of training at the next start would be much for a corrected title.
    """
    digest = hashlib.sha256()
    for pattern in LEARNT_FROM:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and ".venv" not in path.parts:
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    for topic in topics.load_all(root / "data" / "topics").values():
        digest.update(f"{topic.id} {topic.kind} {topic.action}\0".encode())
    return digest.hexdigest()


def train(console: Console) -> float:
    """Train the model, with a progress display.

    Returns:
        How many seconds it took.

    Raises:
        Problem: the training failed; the reason is in var/log/train.log.
    """
    began, wanted = time.monotonic(), fingerprint(paths.ROOT)
    fresh = paths.MODEL.with_name("suar.new.tar.gz")
    paths.MODEL.parent.mkdir(exist_ok=True)
    expected = float(_note().get("seconds", FIRST_GUESS_SECONDS))
    with _progress(console) as progress:
        bar = progress.add_task("Training", total=100, left=_left(expected))
        for step in _steps(fresh):
            spent = time.monotonic() - began
            share = min(0.99, spent / expected)
            progress.update(
                bar,
                completed=100 * share,
                description=f"Training: {step['step']}" if step else "Training",
                left=_left(expected - spent),
            )
        progress.update(bar, completed=100, left="")
    fresh.replace(paths.MODEL)
    seconds = time.monotonic() - began
    note = {"fingerprint": wanted, "seconds": round(seconds, 1)}
    paths.MODEL_NOTE.write_text(json.dumps(note))
    return seconds


def _steps(model: Path) -> Iterator[dict[str, Any] | None]:
    """What the training says of its steps; None a few times a second in between."""
    log = paths.VAR / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    said: dict[str, Any] | None = None
    with (
        log.open("w") as errors,
        subprocess.Popen(  # noqa: S603
            [paths.BOT_PYTHON, "-m", "bot.train", "--out", model],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=paths.ROOT,
            env=environment,
        ) as process,
    ):
        assert process.stdout is not None  # noqa: S101
        os.set_blocking(process.stdout.fileno(), False)
        while process.poll() is None:
            for line in process.stdout:
                if line.startswith("{"):
                    said = json.loads(line)
            yield said
            time.sleep(0.2)
    if process.returncode or not model.exists():
        reason = (log.read_text().strip().splitlines() or ["no reason given"])[-1]
        raise Problem(f"The training failed: {reason}\nAll of it is in {log}.")


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
        console=console,
    )


def _left(seconds: float) -> str:
    return f"about {max(1, round(seconds))} s left"


def _note() -> dict[str, Any]:
    try:
        note: dict[str, Any] = json.loads(paths.MODEL_NOTE.read_text())
    except (OSError, ValueError):
        return {}
    return note

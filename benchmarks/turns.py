"""Suar side by side with stock Rasa: the same questions, the same stand-in, the same run.

`uv run python -m benchmarks.turns --runs 3` prints a table; `--json FILE` keeps the figures.
Stock Rasa is trained once (minutes) and kept under `var/bench/`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from benchmarks import load
from benchmarks.stock import prepare
from campaign import questions
from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_SMS_FROM
from suar import paths
from suar.environment import free_port

SENDERS = 50
RATES = (5.0, 20.0)
RATE_SECONDS = 15
READY_SECONDS = 240.0


def main() -> None:
    """Measure, print, and keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--latency-ms", type=int, default=50, help="of the stand-in for Twilio")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if prepare.prepare():
        say("Training stock Rasa; this takes minutes, once …")
        prepare.train()
    figures = asyncio.run(measure(arguments.messages, arguments.runs, arguments.latency_ms))
    print(table(figures))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1))


async def measure(messages: int, runs: int, latency_ms: int) -> dict[str, Any]:
    """Both systems run at once; they are loaded in turn."""
    with tempfile.TemporaryDirectory(prefix="suar-bench-") as folder:
        async with suar(Path(folder)) as ours, stock(Path(folder)) as theirs:
            systems = {"suar": ours, "stock": theirs}
            await behave(systems, latency_ms)
            for system, _ in systems.values():
                await load.saturate(system, texts(20, "warm"))
            found: dict[str, Any] = {"runs": [], "latency_ms": latency_ms, "messages": messages}
            for run in range(runs):
                rates = {}
                for name, (system, _) in systems.items():
                    rates[name] = await load.saturate(system, texts(messages, f"r{run}"))
                    say(f"run {run + 1} of {runs}: {name} {rates[name]:.1f} messages a second")
                found["runs"].append(rates)
            for name, (system, processes) in systems.items():
                found[name] = {"memory_mb": memory(processes)}
                for rate in RATES:
                    say(f"{name} at {rate:.0f} messages a second …")
                    some = texts(int(rate * RATE_SECONDS), f"l{rate:.0f}", own_senders=True)
                    found[name][f"ms_at_{rate:.0f}"] = in_ms(await load.at_rate(system, some, rate))
    return found


def texts(number: int, tag: str, own_senders: bool = False) -> list[load.Text]:
    """Questions of all topics and languages, evenly; the same for both systems."""
    asked = questions.load_all(paths.ROOT / "data" / "nlu")
    step = max(1, len(asked) // number)
    bodies = [asked[index * step % len(asked)].text for index in range(number)]
    senders = number if own_senders else SENDERS
    return [
        load.Text(f"SM{tag}x{index}", f"+62812{index % senders:07}", body)
        for index, body in enumerate(bodies)
    ]


@contextlib.asynccontextmanager
async def suar(folder: Path) -> AsyncIterator[tuple[load.System, list[int]]]:
    """The whole service, as `suar up` starts it."""
    port, standin_port = free_port(), free_port()
    url, standin = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{standin_port}"
    environment = account() | {
        "SUAR_PUBLIC_URL": url, "SUAR_PORT": str(port), "SUAR_VAR": str(folder / "suar"),
        "SUAR_DATABASE_URL": f"sqlite:///{folder}/suar.db", "SUAR_DEMO": "1",
        "TWILIO_API_URL": standin,
    }  # fmt: skip
    webhook = f"{url}/twilio/message"
    async with (
        process(standin_command(standin_port, webhook), environment, folder, "standin-suar"),
        process([sys.executable, "-m", "suar", "up"], environment, folder, "suar") as up,
    ):
        await until_answers(f"{url}/readyz", folder / "suar.txt")
        yield load.System("suar", webhook, standin), [up]


@contextlib.asynccontextmanager
async def stock(folder: Path) -> AsyncIterator[tuple[load.System, list[int]]]:
    """Stock Rasa with its own Twilio channel and one custom action."""
    port, actions_port, standin_port = free_port(), free_port(), free_port()
    standin = f"http://127.0.0.1:{standin_port}"
    webhook = f"http://127.0.0.1:{port}/webhooks/twilio/webhook"
    endpoints = prepare.FOLDER / "endpoints.yml"
    endpoints.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions_port}/webhook\n")
    python = str(paths.BOT_PYTHON)
    launch = str(paths.ROOT / "benchmarks" / "stock" / "launch.py")
    rasa = [python, launch, standin, "run", "--port", str(port), "-i", "127.0.0.1"]
    rasa += ["--model", str(prepare.MODEL), "--endpoints", str(endpoints), "--enable-api"]
    sdk = [python, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port)]
    environment = account() | {"SUAR_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    async with (
        process(standin_command(standin_port, webhook), environment, folder, "standin-stock"),
        process(sdk, environment, folder, "stock-actions", prepare.FOLDER) as actions,
        process(rasa, environment, folder, "stock", prepare.FOLDER) as server,
    ):
        await until_answers(f"http://127.0.0.1:{port}/status", folder / "stock.txt")
        await until_answers(f"http://127.0.0.1:{actions_port}/health", folder / "stock-actions.txt")
        yield load.System("stock", webhook, standin), [actions, server]


def standin_command(port: int, webhook: str) -> list[str]:
    """A stand-in of its own for each system."""
    return [sys.executable, "-m", "standin", "--port", str(port), "--webhook-url", webhook]


def account() -> dict[str, str]:
    """The environment, with the account that both systems use."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SUAR_")}
    return kept | {
        "TWILIO_ACCOUNT_SID": DEMO_ACCOUNT_SID, "TWILIO_AUTH_TOKEN": DEMO_AUTH_TOKEN,
        "TWILIO_SMS_FROM": DEMO_SMS_FROM, "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }  # fmt: skip


@contextlib.asynccontextmanager
async def process(
    command: list[str], environment: dict[str, str], folder: Path, name: str,
    where: Path = paths.ROOT,
) -> AsyncIterator[int]:  # fmt: skip
    """One program for the length of the block; gives its process id."""
    with (folder / f"{name}.txt").open("wb") as out:
        started = await asyncio.create_subprocess_exec(
            *command, stdout=out, stderr=out, env=environment, cwd=where
        )
    try:
        yield started.pid
    finally:
        if started.returncode is None:
            started.terminate()
        try:
            await asyncio.wait_for(started.wait(), 20)
        except TimeoutError:
            started.kill()


async def until_answers(url: str, log: Path) -> None:
    """Wait until a server answers 200."""
    deadline = time.monotonic() + READY_SECONDS
    async with aiohttp.ClientSession() as session:
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return
            if time.monotonic() > deadline:
                raise RuntimeError(f"{url} did not answer: {log.read_text()[-2000:]}")
            await asyncio.sleep(0.3)


async def behave(systems: dict[str, tuple[load.System, list[int]]], latency_ms: int) -> None:
    """Make both stand-ins as slow as Twilio."""
    async with aiohttp.ClientSession() as session:
        for system, _ in systems.values():
            words = {"latency_ms": latency_ms, "auto_reply": False}
            async with session.post(f"{system.standin}/standin/behaviour", json=words) as answer:
                answer.raise_for_status()


def memory(processes: list[int]) -> float:
    """Resident megabytes of these processes and all below them."""
    return round(sum(size for pid in processes for size in _resident(pid)) / 1e6, 1)


def _resident(pid: int) -> Iterator[float]:
    top = psutil.Process(pid)
    for one in [top, *top.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            yield one.memory_info().rss


def in_ms(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20)
    return {"p50": round(1000 * cuts[9], 1), "p95": round(1000 * cuts[18], 1)}


def table(figures: dict[str, Any]) -> str:
    """The figures as a Markdown table."""
    runs = figures["runs"]
    ratios = [run["suar"] / run["stock"] for run in runs]
    lines = [
        f"{figures['messages']} messages from {SENDERS} senders, Twilio at "
        f"{figures['latency_ms']} ms, {len(runs)} runs: median (least to most)",
        "",
        "| | Suar | stock Rasa | ratio |",
        "|---|---|---|---|",
        f"| messages a second | {_spread([run['suar'] for run in runs])} "
        f"| {_spread([run['stock'] for run in runs])} | {_spread(ratios)} |",
    ]
    ours, theirs = figures["suar"], figures["stock"]
    for rate in RATES:
        for cut in ("p50", "p95"):
            mine, other = (one[f"ms_at_{rate:.0f}"][cut] for one in (ours, theirs))
            lines.append(
                f"| {cut} at {rate:.0f} a second, ms | {mine:.0f} | {other:.0f} "
                f"| {mine / other:.2f} |"
            )
    mine, other = ours["memory_mb"], theirs["memory_mb"]
    lines.append(f"| memory of all processes, MB | {mine:.0f} | {other:.0f} | {mine / other:.2f} |")
    return "\n".join(lines)


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def say(line: str) -> None:
    """Progress, apart from the result."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

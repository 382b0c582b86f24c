"""Starts the two systems side by side: Suar, and stock Rasa with its own Twilio channel."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from benchmarks.stock import prepare
from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_SMS_FROM
from suar import paths
from suar.environment import demo_address, free_port

READY_SECONDS = 240.0


@dataclass(frozen=True)
class System:
    """A running system: its webhook, its stand-in for Twilio, its processes, how it started."""

    name: str
    webhook: str
    standin: str
    processes: tuple[int, ...]
    start_seconds: float

    def cpu_seconds(self) -> float:
        """Processor time that the system has used so far; its stand-in not counted."""
        return sum(t.user + t.system for t in (one.cpu_times() for one in self._all()))

    def memory_mb(self) -> float:
        """Resident memory of all its processes."""
        return round(sum(one.memory_info().rss for one in self._all()) / 1e6, 1)

    def _all(self) -> Iterator[psutil.Process]:
        for pid in self.processes:
            top = psutil.Process(pid)
            yield from (top, *top.children(recursive=True))


@contextlib.asynccontextmanager
async def suar(
    folder: Path, database_url: str = "", workers: int = 1, limit_burst: int = 1_000_000
) -> AsyncIterator[System]:
    """The whole service, as `suar up` starts it; few phones write as much as many would."""
    port, standin_port = free_port(), free_port()
    url, standin = demo_address(port), demo_address(standin_port)
    environment = account() | {
        "SUAR_PUBLIC_URL": url, "SUAR_PORT": str(port), "SUAR_VAR": str(folder / "suar"),
        "SUAR_DATABASE_URL": database_url or f"sqlite:///{folder}/suar.db", "SUAR_DEMO": "1",
        "TWILIO_API_URL": standin, "SUAR_WORKERS": str(workers),
        "SUAR_LIMIT_BURST": str(limit_burst), "SUAR_LIMIT_OVERALL": "1000000", "SUAR_NOTICE": "0",
    }  # fmt: skip
    webhook = f"{url}/twilio/message"
    began = time.monotonic()
    async with (
        process(standin_command(standin_port, webhook), environment, folder, "standin-suar"),
        process([sys.executable, "-m", "suar", "up"], environment, folder, "suar") as up,
    ):
        await until_answers(f"{url}/readyz", folder / "suar.txt")
        yield System("suar", webhook, standin, (up,), time.monotonic() - began)


@contextlib.asynccontextmanager
async def stock(folder: Path) -> AsyncIterator[System]:
    """Stock Rasa with its own Twilio channel and one custom action."""
    port, actions_port, standin_port = free_port(), free_port(), free_port()
    url, standin = demo_address(port), demo_address(standin_port)
    webhook = f"{url}/webhooks/twilio/webhook"
    endpoints = prepare.FOLDER / "endpoints.yml"
    endpoints.write_text(f"action_endpoint:\n  url: {demo_address(actions_port)}/webhook\n")
    python = str(paths.BOT_PYTHON)
    launch = str(paths.ROOT / "benchmarks" / "stock" / "launch.py")
    rasa = [python, launch, standin, "run", "--port", str(port), "-i", "127.0.0.1"]
    rasa += ["--model", str(prepare.MODEL), "--endpoints", str(endpoints), "--enable-api"]
    sdk = [python, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port)]
    environment = account() | {"SUAR_PUBLIC_URL": url}
    began = time.monotonic()
    async with (
        process(standin_command(standin_port, webhook), environment, folder, "standin-stock"),
        process(sdk, environment, folder, "stock-actions", prepare.FOLDER) as actions,
        process(rasa, environment, folder, "stock", prepare.FOLDER) as server,
    ):
        await until_answers(f"{url}/status", folder / "stock.txt")
        await until_answers(f"{demo_address(actions_port)}/health", folder / "stock-actions.txt")
        yield System("stock", webhook, standin, (actions, server), time.monotonic() - began)


def standin_command(port: int, webhook: str) -> list[str]:
    """A stand-in of its own for each system, which calls as the proxy in front of it would."""
    where = ["--port", str(port), "--webhook-url", webhook]
    return [sys.executable, "-m", "standin", *where, "--keep-connections"]


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

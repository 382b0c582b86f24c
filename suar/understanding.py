"""A Rasa to ask from the command line: the one that runs, or one started for the purpose."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from rich.console import Console

from channels.settings import Settings
from suar import environment, service, training
from suar.problem import Problem
from suar.supervisor import Supervisor

START_SECONDS = 120.0


@dataclass(frozen=True)
class Urls:
    """Where Rasa and the action server answer."""

    rasa: str
    actions: str


@contextlib.asynccontextmanager
async def running(settings: Settings, console: Console) -> AsyncIterator[Urls]:
    """Rasa and the action server, started for as long as the block runs.

    Raises:
        Problem: they do not come up.
    """
    environment.prepare_rasa()
    if training.is_needed():
        training.train(console)
    ports = service.Ports.free()
    rasa, actions = ports.rasa[0], ports.actions[0]
    urls = Urls(environment.demo_address(rasa), environment.demo_address(actions))
    stop = asyncio.Event()
    with tempfile.TemporaryDirectory(prefix="suar-") as folder:
        servers = [service.rasa(rasa, actions), service.actions(settings, actions)]
        supervisor = asyncio.create_task(Supervisor(servers, Path(folder)).run(stop))
        try:
            with console.status("Starting Rasa …"):
                await _until_ready(urls, Path(folder))
            yield urls
        finally:
            stop.set()
            await supervisor


async def _until_ready(urls: Urls, folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        for url in (f"{urls.rasa}/status", f"{urls.actions}/ready"):
            while not await _answers(session, url):
                if time.monotonic() > deadline:
                    log = folder / "log" / "rasa.log"
                    last = (log.read_text().strip().splitlines() or ["it said nothing"])[-1]
                    raise Problem(f"Rasa did not start: {last}")
                await asyncio.sleep(0.2)


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False

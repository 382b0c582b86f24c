"""The whole service as its user starts it: `suar up`, with a stand-in for Twilio beside it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_SMS_FROM
from suar import paths

READY_SECONDS = 180.0


@dataclass
class Service:
    """A running service."""

    url: str
    standin: str
    folder: Path
    session: aiohttp.ClientSession

    async def write(self, body: str, sender: str, sid: str, **more: Any) -> None:
        """A text from a phone; the stand-in delivers it, again and again if it must."""
        words = {"from": sender, "body": body, "message_sid": sid, "wait": False} | more
        async with self.session.post(f"{self.standin}/standin/inbound", json=words) as answer:
            assert answer.status in {200, 202}, await answer.text()

    async def replies(self, phone: str | None = None) -> list[dict[str, Any]]:
        """What was sent to phones, or to one, in order."""
        async with self.session.get(f"{self.standin}/standin/messages") as answer:
            found = (await answer.json())["messages"]
        return [
            one
            for one in found
            if one["direction"] == "outbound-api" and phone in {None, one["to"]}
        ]

    async def ask(self, body: str, sender: str, sid: str, seconds: float = 30.0) -> str:
        """Write, and wait for the reply."""
        before = len(await self.replies(sender))
        await self.write(body, sender, sid)

        async def answered() -> bool:
            return len(await self.replies(sender)) > before

        await until(answered, seconds)
        return str((await self.replies(sender))[-1]["body"])

    async def behave(self, **words: Any) -> None:
        """Change how the stand-in behaves."""
        async with self.session.post(f"{self.standin}/standin/behaviour", json=words) as answer:
            assert answer.status == 200, await answer.text()

    async def kill(self, server: str) -> None:
        """SIGKILL one server, and wait until another stands in its place."""
        pid_file = self.folder / "run" / f"{server}.pid"
        old = pid_file.read_text()
        os.kill(int(old), signal.SIGKILL)

        async def replaced() -> bool:
            try:
                return pid_file.read_text() not in {old, ""}
            except OSError:
                return False

        await until(replaced, 30)

    async def until_ready(self, seconds: float = 60.0) -> None:
        """Wait until every part answers."""

        async def ready() -> bool:
            try:
                async with self.session.get(f"{self.url}/readyz") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        await until(ready, seconds)

    def logs(self) -> str:
        """All that any server has said."""
        return "\n".join(path.read_text() for path in sorted((self.folder / "log").glob("*")))


@contextlib.asynccontextmanager
async def running(folder: Path, database_url: str, **environment: str) -> AsyncIterator[Service]:
    """Start everything in `folder`, and stop it after the block."""
    port, standin_port = free_port(), free_port()
    url, standin = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{standin_port}"
    shared = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SUAR_")},
        "TWILIO_ACCOUNT_SID": DEMO_ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": DEMO_AUTH_TOKEN,
        "TWILIO_SMS_FROM": DEMO_SMS_FROM,
        "SUAR_PUBLIC_URL": url,
        "PYTHONUNBUFFERED": "1",
    }
    wanted = shared | {
        "SUAR_PORT": str(port),
        "SUAR_VAR": str(folder),
        "SUAR_DATABASE_URL": database_url,
        "SUAR_DEMO": "1",
        "SUAR_NOTICE": "0",  # of its own tests
        "TWILIO_API_URL": standin,
        **environment,
    }
    twilio = [sys.executable, "-m", "standin", "--port", str(standin_port)]
    twilio += ["--webhook-url", f"{url}/twilio/message"]
    async with (
        process(twilio, shared, folder / "standin.txt"),
        process([sys.executable, "-m", "suar", "up"], wanted, folder / "up.txt") as service,
        aiohttp.ClientSession() as session,
    ):
        running_service = Service(url, standin, folder, session)
        ended = asyncio.create_task(service.wait())
        ready = asyncio.create_task(running_service.until_ready(READY_SECONDS))
        await asyncio.wait([ended, ready], return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if service.returncode is not None:
            ready.cancel()
        assert service.returncode is None, (folder / "up.txt").read_text()
        await ready
        yield running_service


@contextlib.asynccontextmanager
async def process(
    command: list[str], environment: dict[str, str], out: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """One program for the length of the block; ended as Ctrl-C would."""
    with out.open("wb") as file:
        started = await asyncio.create_subprocess_exec(
            *command, stdout=file, stderr=file, env=environment, cwd=paths.ROOT
        )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.send_signal(signal.SIGINT)
        try:
            await asyncio.wait_for(started.wait(), 20)
        except TimeoutError:
            started.kill()
            raise AssertionError(f"{command[-1]} did not stop") from None


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(condition: Callable[[], Awaitable[bool]], seconds: float) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        await asyncio.sleep(0.05)

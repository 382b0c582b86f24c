"""The action server over HTTP, as Rasa calls it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from suar import paths
from suar.environment import free_port
from tests import builder


class Server:
    """A running action server."""

    def __init__(self, url: str, root: Path, session: aiohttp.ClientSession) -> None:
        self.url, self.root, self.session = url, root, session

    async def answer(self, intent: str, **metadata: Any) -> dict[str, Any]:
        answered = await self.post("/webhook", call(intent, **metadata))
        return said(answered)

    async def post(self, path: str, words: Any) -> Any:
        async with self.session.post(f"{self.url}{path}", json=words) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def fault(self) -> str | None:
        async with self.session.get(f"{self.url}/ready") as response:
            found: str | None = (await response.json())["fault"]
            return found


def call(intent: str, action: str = "action_answer", **metadata: Any) -> dict[str, Any]:
    """As Rasa calls an action."""
    message = {
        "text": "?", "intent": {"name": intent}, "metadata": metadata,
        "language": {"locale": "en"},
    }  # fmt: skip
    tracker = {
        "sender_id": "x", "slots": {}, "latest_message": message, "events": [],
        "paused": False, "followup_action": None, "active_loop": {}, "latest_action_name": None,
    }  # fmt: skip
    return {"next_action": action, "sender_id": "x", "tracker": tracker,
            "domain": {}, "version": "3.6.21"}  # fmt: skip


def said(answered: dict[str, Any]) -> dict[str, Any]:
    """The one reply of an action."""
    (response,) = answered["responses"]
    reply: dict[str, Any] = response["custom"]["reply"]
    return reply


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    root, port = builder.content(tmp_path), free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "actions", "--port", str(port), "--content", str(root),
        cwd=paths.ROOT, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with aiohttp.ClientSession() as session:
        started = Server(f"http://127.0.0.1:{port}", root, session)
        for _ in range(1200):
            try:
                await started.fault()
                break
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
        yield started
    process.terminate()
    await asyncio.wait_for(process.wait(), 60)


async def test_an_action_gives_one_reply_of_the_agreed_form(server: Server) -> None:
    reply = await server.answer("risk_sea", form="sms", country="ID")
    assert reply == {
        "topic": "risk_sea", "decision": "answer", "locale": "en", "country": None,
        "text": "About risk_sea. Call 110.", "choices": [], "picture": None,
    }  # fmt: skip


async def test_calls_that_come_together_are_answered_in_order_and_a_failure_harms_no_other(
    server: Server,
) -> None:
    calls = [call("risk_sea"), call("risk_sea", action="action_unknown"), call("out_of_scope")]
    first, failed, last = await server.post("/webhook/together", calls)
    assert first == await server.post("/webhook", calls[0])
    assert failed is None
    assert last == await server.post("/webhook", calls[2])
    assert said(first)["topic"] == "risk_sea"
    assert said(last)["topic"] == "out_of_scope"


async def test_an_edit_is_answered_without_a_restart_and_a_broken_one_is_not(
    server: Server,
) -> None:
    builder.content(
        server.root, [builder.topic("risk_sea", sms="Mended."), builder.topic("out_of_scope")]
    )
    while (await server.answer("risk_sea"))["text"] != "Mended.":
        await asyncio.sleep(0.05)
    (server.root / "data/topics/risk_sea.yml").write_text("id: [")
    while not (fault := await server.fault()):
        await asyncio.sleep(0.05)
    assert "risk_sea.yml" in fault
    assert (await server.answer("risk_sea"))["text"] == "Mended."

"""Watching the stand-in."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

from channels.segments import Segments
from standin.__main__ import read
from standin.messages import Message, Shelf
from standin.settings import from_environment
from tests.standin.harness import PHONE, Standin, until


async def test_messages_since_gives_both_ways_in_order(standin: Standin) -> None:
    await standin.write("one")
    await standin.send(Body="two")
    await standin.write("three", channel="whatsapp")
    found = await standin.messages()
    assert [(message["seq"], message["body"]) for message in found] == [
        (1, "one"),
        (2, "two"),
        (3, "three"),
    ]
    assert [message["body"] for message in await standin.messages(since=2)] == ["three"]
    assert found[0]["webhook"] == {"attempts": 1, "status": 200, "error": None}


async def test_events_tell_of_messages_and_their_states(standin: Standin) -> None:
    seen: list[tuple[str, dict[str, Any]]] = []

    async def watch() -> None:
        async with standin.session.get(f"{standin.url}/simulator/api/events") as answer:
            assert answer.headers["Content-Type"] == "text/event-stream"
            event = ""
            async for raw in answer.content:
                line = raw.decode().strip()
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                if line.startswith("data: "):
                    seen.append((event, json.loads(line.removeprefix("data: "))))

    watcher = asyncio.create_task(watch())
    try:
        async with asyncio.timeout(5):
            while not seen:
                await standin.behave(latency_ms=0)
                await asyncio.sleep(0.01)
        await standin.send()
        await until(lambda: seen[-1][1].get("status") == "delivered")
        await standin.post("reset")
        await until(lambda: seen[-1][0] == "reset")
    finally:
        watcher.cancel()
    assert ("message", "queued") in [(event, data.get("status")) for event, data in seen]


async def test_the_page_can_do_all_under_its_own_path(standin: Standin) -> None:
    base = f"{standin.url}/simulator/api"
    async with standin.session.get(f"{base}/settings") as answer:
        settings = await answer.json()
    assert settings["senders"]["sms"] == standin.settings.sms_from
    assert standin.settings.auth_token not in json.dumps(settings)
    words = {"from": PHONE, "body": "x"}
    async with standin.session.post(f"{base}/inbound", json=words) as answer:
        assert answer.status == 200
    async with standin.session.get(f"{base}/messages") as answer:
        assert len((await answer.json())["messages"]) == 1
    async with standin.session.get(f"{base}/behaviour") as answer:
        assert "latency_ms" in await answer.json()


async def test_the_page_is_served_with_a_strict_policy(standin: Standin) -> None:
    async with standin.session.get(f"{standin.url}/simulator") as answer:
        assert answer.status == 200
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        page = await answer.text()
    assert "<script>" not in page
    assert "style=" not in page
    for name in ("pages.py", "..%2fpages.py", "%2e%2e%2fapp.py"):
        async with standin.session.get(f"{standin.url}/simulator/{name}") as answer:
            assert answer.status == 404


def test_only_the_last_messages_are_kept() -> None:
    shelf = Shelf(keep=2)
    for n in range(4):
        shelf.add(
            Message(
                sid=f"SM{n}",
                direction="inbound",
                channel="sms",
                sender=PHONE,
                recipient="+15005550006",
                body=str(n),
                segments=Segments("GSM-7", 1, 1),
                created=datetime.now(UTC),
                status="received",
            )
        )
    assert [message.body for message in shelf.since(0)] == ["2", "3"]
    assert (len(shelf), shelf.get("SM0")) == (2, None)


def test_the_environment_and_the_command_line_are_read(monkeypatch: Any) -> None:
    found = from_environment({"TWILIO_AUTH_TOKEN": "t", "STANDIN_RATE_429": "0.5", "SUAR_X": ""})
    assert (found.auth_token, found.behaviour.rate_429) == ("t", 0.5)
    monkeypatch.setenv("SUAR_PUBLIC_URL", "https://a.example/")
    settings = read(["--port", "9", "--webhook-url", "http://h:1/m?x=1", "--set", "seed=4"])
    assert (settings.port, settings.behaviour.seed) == (9, 4)
    assert settings.signed_url() == "https://a.example/m?x=1"
    assert settings.reachable("https://a.example/twilio/status") == "http://h:1/twilio/status"
    assert settings.reachable("https://b.example/s") == "https://b.example/s"

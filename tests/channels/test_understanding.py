"""Several Rasas: a contact stays with one, and another stands in for it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import test_utils, web

from channels import messages
from channels.messages import Waiting
from channels.understanding import Rasa, Unavailable

REPLY = {
    "text": "x", "locale": "en", "topic": None, "decision": "answer", "country": None, "choices": [],
}  # fmt: skip


@dataclass
class Answering:
    server: test_utils.TestServer
    asked: list[str]

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")


@pytest.fixture
async def two() -> AsyncIterator[list[Answering]]:
    found = []
    for _ in range(2):
        asked: list[str] = []

        async def answer(request: web.Request, asked: list[str] = asked) -> web.Response:
            bodies = await request.json()
            asked.extend(body["sender"] for body in bodies)
            return web.json_response([[{"custom": {"reply": REPLY}}] for _ in bodies])

        app = web.Application()
        app.router.add_post("/webhooks/together/webhook", answer)
        server = test_utils.TestServer(app)
        await server.start_server()
        found.append(Answering(server, asked))
    yield found
    for one in found:
        await one.server.close()


def waiting(contact: str) -> Waiting:
    return Waiting(
        id=1, contact_id=contact, address=b"", channel="sms", our_address="+1",
        kind=messages.TEXT, text="hello", opt_out_type=None, received_at=0.0, attempts=0,
        lease_until=0.0, locale=None, country=None, choices=(), opted_out=False,
    )  # fmt: skip


async def test_contacts_are_shared_out_and_each_stays_with_its_rasa(two: list[Answering]) -> None:
    rasa = Rasa([one.url for one in two])
    for _ in range(2):
        for contact in range(20):
            await rasa.ask(waiting(f"contact{contact}"), "sms")
    await rasa.close()
    first, second = (set(one.asked) for one in two)
    assert first
    assert second
    assert not first & second


async def test_another_rasa_answers_for_one_that_has_died(two: list[Answering]) -> None:
    rasa = Rasa([one.url for one in two])
    await two[0].server.close()
    for contact in range(10):
        await rasa.ask(waiting(f"contact{contact}"), "sms")
    assert len(two[1].asked) == 10
    await two[1].server.close()
    with pytest.raises(Unavailable):
        await rasa.ask(waiting("contact0"), "sms")
    await rasa.close()


async def test_another_rasa_answers_for_one_that_talks_nonsense(two: list[Answering]) -> None:
    async def nonsense(_: web.Request) -> web.Response:
        return web.Response(text="<html>", content_type="application/json")

    app = web.Application()
    app.router.add_post("/webhooks/together/webhook", nonsense)
    async with test_utils.TestServer(app) as server:
        rasa = Rasa([str(server.make_url("")).rstrip("/"), two[0].url])
        for contact in range(10):
            await rasa.ask(waiting(f"contact{contact}"), "sms")
        assert len(two[0].asked) == 10
        await rasa.close()


async def test_all_rasas_are_told_at_once_to_forget() -> None:
    told = asyncio.Barrier(2)  # each waits for the other

    async def forget(_: web.Request) -> web.Response:
        await told.wait()
        return web.json_response({})

    async with contextlib.AsyncExitStack() as stack:
        urls = []
        for _ in range(2):
            app = web.Application()
            app.router.add_put("/conversations/{sender}/tracker/events", forget)
            server = await stack.enter_async_context(test_utils.TestServer(app))
            urls.append(str(server.make_url("")).rstrip("/"))
        rasa = Rasa(urls)
        async with asyncio.timeout(7):  # before the first would be given up
            await rasa.forget("contact")
        await rasa.close()

"""A gateway with real servers around it: the stand-in for Twilio, and a Rasa of few words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import test_utils, web
from multidict import MultiDict
from sqlalchemy import Table, select, text
from twilio.request_validator import RequestValidator

from channels.app import Gateway
from channels.ledger.tables import OUT_SENDING, outbound
from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_SMS_FROM

PUBLIC_URL = "https://suar.example"
PHONE = "+628111111111"


@dataclass
class FewWords:
    """Speaks our channel of Rasa's: says back what it was sent. Its health can be changed."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    ready: bool = True
    answers: bool = True
    actions_ready: bool = True
    locale: str = "id"
    choices: list[str] = field(default_factory=list)
    country: str | None = None
    pause: float = 0.0
    picture: str | None = None
    forgotten: list[str] = field(default_factory=list)
    text: str | None = None
    topic: Any = "risk_sea"

    async def webhook(self, request: web.Request) -> web.Response:
        bodies = await request.json()
        self.asked += bodies
        await asyncio.sleep(self.pause)
        if not self.ready:
            raise web.HTTPServiceUnavailable
        return web.json_response([self._answer(body) if self.answers else [] for body in bodies])

    def _answer(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        reply = {
            "topic": self.topic,
            "decision": "answer",
            "locale": self.locale,
            "country": self.country,
            "text": self.text or f"You said: {body['message']}",
            "picture": self.picture,
            "choices": [{"topic": topic, "title": topic} for topic in self.choices],
        }
        return [{"recipient_id": body["sender"], "custom": {"reply": reply}}]

    async def forget(self, request: web.Request) -> web.Response:
        assert await request.json() == []
        self.forgotten.append(request.match_info["sender"])
        return web.json_response({})

    async def status(self, _: web.Request) -> web.Response:
        return web.json_response({}, status=200 if self.ready else 503)

    async def actions(self, _: web.Request) -> web.Response:
        return web.json_response({}, status=200 if self.actions_ready else 503)

    def server(self) -> test_utils.TestServer:
        app = web.Application()
        app.router.add_post("/webhooks/together/webhook", self.webhook)
        app.router.add_put("/conversations/{sender}/tracker/events", self.forget)
        app.router.add_get("/status", self.status)
        app.router.add_get("/ready", self.actions)
        return test_utils.TestServer(app)


@dataclass
class House:
    """One running gateway and short ways to deal with it."""

    gateway: Gateway
    url: str
    standin_url: str
    rasa: FewWords
    session: aiohttp.ClientSession

    async def post(
        self,
        fields: list[tuple[str, str]],
        path: str = "/twilio/message",
        *,
        signed_for: str = PUBLIC_URL,
        headers: dict[str, str] | None = None,
        token: str = DEMO_AUTH_TOKEN,
    ) -> int:
        """Post a form as Twilio would; returns the status."""
        form = MultiDict(fields)
        signature = RequestValidator(token).compute_signature(signed_for + path, form)
        sent = {"X-Twilio-Signature": signature, **(headers or {})}
        async with self.session.post(self.url + path, data=form, headers=sent) as answer:
            return answer.status

    async def text(self, body: str, sid: str, sender: str = PHONE, **more: str) -> int:
        """A text from a person."""
        return await self.post(message(body, sid, sender, **more))

    async def sent(self) -> list[dict[str, Any]]:
        """What the service has sent, in order."""
        async with self.session.get(f"{self.standin_url}/standin/messages") as answer:
            found = (await answer.json())["messages"]
        return [one for one in found if one["direction"].startswith("outbound")]

    async def until_sent(self, number: int, seconds: float = 60.0) -> list[dict[str, Any]]:
        """Wait until so many messages were sent and noted, and a little more for one too many."""
        await until(lambda: self._has_sent(number), seconds)
        await asyncio.sleep(0.2)
        await until(self._has_noted, seconds)  # the phone has it before the ledger knows
        return await self.sent()

    async def rows(self, table: Table) -> list[Any]:
        """All rows of a table of the ledger."""
        async with self.gateway.database.transaction() as connection:
            return list((await connection.execute(select(table).order_by(table.c.id))).all())

    async def alter(self, statement: str) -> None:
        """Change the ledger's tables, as if the database were at fault."""
        async with self.gateway.database.transaction() as connection:
            await connection.execute(text(statement))

    async def behave(self, **words: Any) -> None:
        """Change how the stand-in behaves."""
        url = f"{self.standin_url}/standin/behaviour"
        async with self.session.post(url, json=words) as answer:
            assert answer.status == 200, await answer.text()

    async def _has_sent(self, number: int) -> bool:
        return len(await self.sent()) >= number

    async def _has_noted(self) -> bool:
        return all(row.state != OUT_SENDING for row in await self.rows(outbound))


def message(body: str, sid: str, sender: str = PHONE, **more: str) -> list[tuple[str, str]]:
    """The fields of a text, blank ones included, as Twilio sends them."""
    fields = {
        "ToCountry": "US", "ToState": "", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "",
        "FromZip": "", "SmsSid": sid, "FromState": "", "SmsStatus": "received", "FromCity": "",
        "Body": body, "FromCountry": "ID", "To": DEMO_SMS_FROM, "ToZip": "", "NumSegments": "1",
        "MessageSid": sid, "AccountSid": DEMO_ACCOUNT_SID, "From": sender,
        "ApiVersion": "2010-04-01",
    }  # fmt: skip
    return list((fields | more).items())


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 60.0) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        await asyncio.sleep(0.02)

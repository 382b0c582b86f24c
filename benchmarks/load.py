"""Sends questions as Twilio does, and takes the time until the stand-in has the answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_SMS_FROM

AT_ONCE = 50  # webhooks on their way at the same time
GIVE_UP_SECONDS = 240.0


@dataclass(frozen=True)
class System:
    """One system under load: where its webhook is, and where its stand-in."""

    name: str
    webhook: str
    standin: str


@dataclass(frozen=True)
class Text:
    """One text from one phone."""

    sid: str
    sender: str
    body: str


async def saturate(system: System, texts: Sequence[Text]) -> float:
    """Messages a second: all texts as fast as the webhook takes them, until all are answered."""
    async with aiohttp.ClientSession() as session:
        await _reset(session, system)
        slots = asyncio.Semaphore(AT_ONCE)
        began = time.monotonic()

        async def post(text: Text) -> None:
            async with slots:
                await _post(session, system, text)

        await asyncio.gather(*(post(text) for text in texts))
        await _until_answered(session, system, len(texts))
        return len(texts) / (time.monotonic() - began)


async def at_rate(system: System, texts: Sequence[Text], per_second: float) -> list[float]:
    """Seconds from each webhook to the call of Twilio, at a steady rate."""
    async with aiohttp.ClientSession() as session:
        await _reset(session, system)
        posted: dict[str, float] = {}
        posts = []
        began = time.monotonic()
        for number, text in enumerate(texts):
            await asyncio.sleep(max(0.0, began + number / per_second - time.monotonic()))
            posted[text.sender] = time.time()
            posts.append(asyncio.create_task(_post(session, system, text)))
        await asyncio.gather(*posts)
        await _until_answered(session, system, len(texts))
        answers = await _answers(session, system)
    return [
        datetime.fromisoformat(answer["created_at"]).timestamp() - posted[answer["to"]]
        for answer in answers
    ]


async def _post(session: aiohttp.ClientSession, system: System, text: Text) -> None:
    form = MultiDict(
        {
            "MessageSid": text.sid, "SmsSid": text.sid, "AccountSid": DEMO_ACCOUNT_SID,
            "From": text.sender, "To": DEMO_SMS_FROM, "Body": text.body, "NumMedia": "0",
        }
    )  # fmt: skip
    signature = RequestValidator(DEMO_AUTH_TOKEN).compute_signature(system.webhook, form)
    headers = {"X-Twilio-Signature": signature}
    async with session.post(system.webhook, data=form, headers=headers) as answer:
        if answer.status >= 300:
            raise RuntimeError(f"{system.name} answers {answer.status}")


async def _until_answered(session: aiohttp.ClientSession, system: System, number: int) -> None:
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while len(await _answers(session, system)) < number:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{system.name} did not answer all in {GIVE_UP_SECONDS:.0f} s")
        await asyncio.sleep(0.1)


async def _answers(session: aiohttp.ClientSession, system: System) -> list[dict[str, Any]]:
    async with session.get(f"{system.standin}/standin/messages") as answer:
        found = (await answer.json())["messages"]
    return [one for one in found if one["direction"] == "outbound-api"]


async def _reset(session: aiohttp.ClientSession, system: System) -> None:
    async with session.post(f"{system.standin}/standin/reset") as answer:
        answer.raise_for_status()

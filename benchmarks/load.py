"""Sends questions as Twilio does, and takes the time until the stand-in has the answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

import aiohttp
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from benchmarks.systems import System
from campaign import questions
from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_SMS_FROM
from suar import paths

AT_ONCE = 50  # webhooks on their way at the same time
QUIET_SECONDS = 20.0
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Text:
    """One text from one phone."""

    sid: str
    sender: str
    body: str


@dataclass(frozen=True)
class Measured:
    """What a load took until the last answer, and how many came: stock Rasa loses one at times."""

    seconds: float
    cpu_seconds: float
    answered: int


def texts(number: int, tag: str, senders: int) -> list[Text]:
    """Questions of all topics and languages, evenly; the same for both systems.

    Args:
        number: how many.
        tag: no two loads may have the same: it makes the messages' ids and the phones'.
        senders: how many phones they come from.
    """
    asked = questions.load_all(paths.ROOT / "data" / "nlu")
    step = max(1, len(asked) // number)
    bodies = [asked[index * step % len(asked)].text for index in range(number)]
    block = sum(map(ord, tag)) * 7919 % 9_000
    return [
        Text(f"SM{tag}x{index}", f"+62812{block:04}{index % senders:05}", body)
        for index, body in enumerate(bodies)
    ]


async def saturate(system: System, some: Sequence[Text], latency_ms: int) -> Measured:
    """All texts as fast as the webhook takes them, until all are answered."""
    async with aiohttp.ClientSession() as session:
        await _begin_anew(session, system, latency_ms)
        slots = asyncio.Semaphore(AT_ONCE)
        requests = _requests(system, some)
        began, used = time.monotonic(), system.cpu_seconds()

        async def post(request: Request) -> None:
            async with slots:
                await _post(session, system, request)

        posting = asyncio.gather(*(post(request) for request in requests))
        answers, last = await _answers(session, system, len(some))
        await posting
        return Measured(last - began, system.cpu_seconds() - used, len(answers))


async def hammer(system: System, some: Sequence[Text]) -> float:
    """Seconds of processor for all texts, as fast as the webhook takes them; no answer awaited."""
    async with aiohttp.ClientSession() as session:
        slots = asyncio.Semaphore(AT_ONCE)
        requests = _requests(system, some)
        used = system.cpu_seconds()

        async def post(request: Request) -> None:
            async with slots:
                await _post(session, system, request)

        await asyncio.gather(*(post(request) for request in requests))
        return system.cpu_seconds() - used


async def at_rate(
    system: System, some: Sequence[Text], per_second: float, latency_ms: int
) -> list[float]:
    """Seconds from each webhook to the call of Twilio, at a steady rate. Each phone writes once."""
    async with aiohttp.ClientSession() as session:
        await _begin_anew(session, system, latency_ms)
        posted: dict[str, float] = {}
        posts = []
        requests = _requests(system, some)
        began = time.monotonic()
        for number, request in enumerate(requests):
            await asyncio.sleep(max(0.0, began + number / per_second - time.monotonic()))
            posted[request.sender] = time.time()
            posts.append(asyncio.create_task(_post(session, system, request)))
        await asyncio.gather(*posts)
        answers, _ = await _answers(session, system, len(some))
    # The stand-in notes a message when it has waited out its latency: that is not the system's.
    return [
        datetime.fromisoformat(answer["created_at"]).timestamp()
        - posted[answer["to"]]
        - latency_ms / 1000
        for answer in answers
    ]


class Request(NamedTuple):
    """A webhook, ready to be sent: made before anything is timed."""

    sender: str
    body: bytes
    headers: dict[str, str]


def _requests(system: System, some: Sequence[Text]) -> list[Request]:
    validator = RequestValidator(DEMO_AUTH_TOKEN)
    found = []
    for text in some:
        form = {
            "MessageSid": text.sid, "SmsSid": text.sid, "AccountSid": DEMO_ACCOUNT_SID,
            "From": text.sender, "To": DEMO_SMS_FROM, "Body": text.body, "NumMedia": "0",
        }  # fmt: skip
        headers = {
            "X-Twilio-Signature": validator.compute_signature(system.webhook, MultiDict(form)),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        found.append(Request(text.sender, urlencode(form).encode(), headers))
    return found


async def _post(session: aiohttp.ClientSession, system: System, request: Request) -> None:
    async with session.post(system.webhook, data=request.body, headers=request.headers) as answer:
        if answer.status >= 300:
            raise RuntimeError(f"{system.name} answers {answer.status}")


async def _answers(
    session: aiohttp.ClientSession, system: System, number: int
) -> tuple[list[dict[str, Any]], float]:
    """Wait for so many messages to people; give them, and when the last one was seen.

    It is over, too, when nothing more has come for a while: some are lost then.
    """
    found: list[dict[str, Any]] = []
    last, seen = 0, time.monotonic()
    while True:
        async with session.get(f"{system.standin}/standin/messages?since={last}") as answer:
            fresh = (await answer.json())["messages"]
        last = max([last, *(one["seq"] for one in fresh)])
        if sent := [one for one in fresh if one["direction"] == "outbound-api"]:
            found += sent
            seen = time.monotonic()
        if len(found) >= number or time.monotonic() - seen > QUIET_SECONDS:
            return found, seen
        await asyncio.sleep(LOOK_SECONDS)


async def _begin_anew(session: aiohttp.ClientSession, system: System, latency_ms: int) -> None:
    """An empty stand-in, as slow as wanted; it would answer as a phone does if it were let."""
    behaviour = {"latency_ms": latency_ms, "auto_reply": False}
    for path, words in (("reset", {}), ("behaviour", behaviour)):
        async with session.post(f"{system.standin}/standin/{path}", json=words) as answer:
            answer.raise_for_status()

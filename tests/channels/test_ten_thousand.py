"""Ten thousand messages on a bad day: each ends in a final state, none is lost, none comes twice."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvloop
from aiohttp.test_utils import unused_port
from sqlalchemy import func, select

from channels import gate, outcomes
from channels.ledger import consequences
from channels.ledger.tables import OUT_OPEN, inbound, outbound
from channels.rules import Remedy
from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN
from channels.twilio import http
from channels.twilio.rules import RULES
from tests.channels.conftest import Open
from tests.channels.house import PUBLIC_URL, House, message, until
from tests.conftest import postgres_database

ROOT = Path(__file__).parents[2]
AT_ONCE = 24
SILENT_SECONDS = 60.0  # longer than the stand-in tries to tell
# A fifth of all messages meets with something; the shares are of Twilio's answers.
FAULTS: dict[str, Any] = {
    "rate_429": 0.03,
    "rate_500_before_accept": 0.03,
    "rate_500_after_accept": 0.03,
    "rate_drop_after_accept": 0.02,
    "rate_hang_after_accept": 0.005,
    "rate_half_json_after_accept": 0.005,
    "codes": {
        "30003": 0.03, "30005": 0.01, "30007": 0.01, "30008": 0.01, "21610": 0.01, "21211": 0.01,
    },
}  # fmt: skip
# How receipts come, and for which share of the messages.
RECEIPTS = [
    (0.7, {"receipts_duplicated": False, "receipts_reversed": False}),
    (0.1, {"receipts_duplicated": True, "receipts_reversed": False}),
    (0.1, {"receipts_duplicated": False, "receipts_reversed": True}),
    (0.1, {"receipts_duplicated": True, "receipts_reversed": True}),
]
ENDS = {"delivered", "undelivered", "failed"}


@pytest.fixture(scope="module")
def event_loop_policy() -> uvloop.EventLoopPolicy:
    """The loop that the service itself runs on."""
    return uvloop.EventLoopPolicy()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses of the service shortened, as if time went faster."""
    monkeypatch.setattr(http, "TIMEOUT_SECONDS", 5.0)
    monkeypatch.setattr(http, "FIRST_RETRY_SECONDS", 0.05)
    monkeypatch.setattr(gate, "FIRST_HOLD_SECONDS", 0.05)
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.5)
    monkeypatch.setattr(consequences, "LATER_SECONDS", 3.0)


async def test_ten_thousand_messages_on_sqlite(open_house: Open, tmp_path: Path) -> None:
    await a_bad_day(open_house, f"sqlite:///{tmp_path}/many.db", 10_000)


async def test_two_thousand_messages_on_postgresql(open_house: Open) -> None:
    async with postgres_database() as url:
        await a_bad_day(open_house, url, 2_000)


async def a_bad_day(open_house: Open, url: str, number: int) -> None:
    port = unused_port()
    standin_url = f"http://127.0.0.1:{port}"
    house: House = await open_house(
        url, api_url=standin_url, limit_overall=1e6, holding_after=600.0
    )
    house = replace(house, standin_url=standin_url)
    async with standin_process(port, f"{house.url}/twilio/message"):
        await until(lambda: _answers(house), 60)
        await house.behave(seed=7, retry_after_s=0, receipt_delay_ms=20, **FAULTS)
        first = 0
        for share, receipts in RECEIPTS:
            await house.behave(**receipts)
            await write(house, range(first, first + round(number * share)))
            first += round(number * share)
        await until_settled(house, number)
        await none_is_lost(house, number)
        await none_came_twice(house)


@contextlib.asynccontextmanager
async def standin_process(port: int, webhook_url: str) -> AsyncIterator[None]:
    """The stand-in as a process of its own, so that both cores have work."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "standin", "--port", str(port), "--webhook-url", webhook_url,
        "--public-url", PUBLIC_URL, "--account-sid", DEMO_ACCOUNT_SID,
        "--auth-token", DEMO_AUTH_TOKEN, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
        assert process.returncode is None, "the stand-in has died"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _answers(house: House) -> bool:
    try:
        return await house.sent() == []
    except aiohttp.ClientError:
        return False


def phone(number: int) -> str:
    """Each question comes from somebody else."""
    return f"+62812{number:07}"


async def write(house: House, numbers: range) -> None:
    """People write, many at once; Twilio repeats a webhook now and then."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        fields = message(f"question {number}", f"SM{number}", phone(number))
        async with room:
            for _ in range(2 if number % 20 == 0 else 1):
                assert await house.post(fields) == 200

    await asyncio.gather(*(one(number) for number in numbers))


async def until_settled(house: House, number: int) -> None:
    """Wait until nothing is open and every receipt has come."""
    for look in range(4000):
        async with house.gateway.database.transaction() as connection:
            done = await connection.scalar(
                select(func.count()).select_from(inbound).where(inbound.c.state == "done")
            )
            pending = await connection.scalar(
                select(func.count()).select_from(outbound).where(outbound.c.state.not_in(ENDS))
            )
        if done == number and pending == 0:
            return
        if look % 100 == 99:  # a receipt that took too long never came: ask, as the service does
            await outcomes.ask(
                house.gateway.outbox, house.gateway.providers, house.gateway.intake.receipt,
                0.0, time.time() - SILENT_SECONDS,
            )  # fmt: skip
        await asyncio.sleep(0.25)
    states = Counter(row.state for row in await house.rows(outbound))
    raise AssertionError(f"not settled: {done} answered, {states}")


async def none_is_lost(house: House, number: int) -> None:
    """Every question is done and has a reply that ended, with a reason where it ended badly."""
    questions = await house.rows(inbound)
    assert [row.state for row in questions] == ["done"] * number
    replies = await house.rows(outbound)
    assert {row.inbound_id for row in replies if row.purpose == "reply"} == {
        row.id for row in questions
    }
    assert not [row for row in replies if row.state in OUT_OPEN]
    for row in replies:
        assert (row.state == "delivered") == (row.error_code is None), row.state
    # What time may heal was tried once more, and once only; what it may not heal, never.
    tried: dict[int, list[Any]] = defaultdict(list)
    for row in replies:
        tried[row.inbound_id].append(row)
    for rows in tried.values():
        purposes = [row.purpose for row in rows]
        first = rows[0]
        heals = first.error_code is not None and RULES[first.error_code].remedy is Remedy.LATER
        assert purposes == (["reply", "later"] if heals else ["reply"])


async def none_came_twice(house: House) -> None:
    """Twilio took exactly one message for each row that it did not refuse at once."""
    taken = Counter(one["to"] for one in await house.sent())
    numbers = {row.id: int(row.provider_id.removeprefix("SM")) for row in await house.rows(inbound)}
    rows = [row for row in await house.rows(outbound) if row.state != "failed"]
    wanted = Counter(phone(numbers[row.inbound_id]) for row in rows)
    assert {to: taken[to] - wanted[to] for to in taken | wanted if taken[to] != wanted[to]} == {}
    refused = [row for row in await house.rows(outbound) if row.state == "failed"]
    assert {row.provider_id for row in refused} == {None}

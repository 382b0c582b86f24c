"""A receipt that never came is asked for, so that what failed does not look sent for ever."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import update

from channels import outcomes
from channels.adapters import rule_of
from channels.ledger.dead_letters import DeadLetters
from channels.ledger.tables import OUT_ACCEPTED, OUT_SENT, OUT_UNDELIVERED, outbound
from channels.sending import NotSent
from standin.settings import DEMO_WHATSAPP_FROM as OUR_WHATSAPP
from tests.channels.conftest import Open
from tests.channels.house import PHONE, House, until

OTHER = "+6281200000044"


async def ask(house: House, silent: float = 0.0) -> int:
    """Ask about all messages that are older than so many seconds."""
    gateway, now = house.gateway, time.time()
    return await outcomes.ask(
        gateway.outbox, gateway.providers, gateway.intake.receipt, 0.0, now - silent
    )


async def states(house: House) -> list[tuple[str, int | None]]:
    return [(row.state, row.error_code) for row in await house.rows(outbound)]


async def noted(house: House) -> bool:
    """Whether every message is with the provider, as far as the ledger knows."""
    return {state for state, _ in await states(house)} == {OUT_ACCEPTED}


async def sent_and_silent(house: House, *phones: str) -> None:
    """An answer to each phone, of which nothing more is heard."""
    await house.behave(receipts=False, numbers={OTHER: 30006}, receipt_delay_ms=0)
    for number, phone in enumerate(phones):
        await house.text("Is the boat safe?", f"SM{number}", phone)

    async def are_through() -> bool:
        ended = [one["status"] for one in await house.sent()]
        return len(ended) == len(phones) and set(ended) <= {"sent", "undelivered"}

    await until(are_through)
    await until(lambda: noted(house))


async def test_what_was_not_heard_is_asked_for(house: House) -> None:
    await sent_and_silent(house, PHONE, OTHER)
    letters = DeadLetters(house.gateway.database, rule_of)
    assert await letters.all(10) == []
    assert await ask(house) == 2
    assert sorted(await states(house)) == [(OUT_SENT, None), (OUT_UNDELIVERED, 30006)]
    assert [one.code for one in await letters.all(10)] == [30006]


async def test_what_is_known_to_have_failed_is_not_asked_for_again(small_house: House) -> None:
    await sent_and_silent(small_house, OTHER)
    assert await ask(small_house) == 1
    assert await ask(small_house) == 0


async def test_a_message_of_just_now_is_not_asked_for(small_house: House) -> None:
    await sent_and_silent(small_house, PHONE)
    assert await ask(small_house, silent=60.0) == 0


async def test_more_than_a_page_is_asked_for(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent_and_silent(small_house, *(f"{PHONE[:-1]}{number}" for number in range(5)))
    monkeypatch.setattr(outcomes, "PAGE", 2)
    assert await ask(small_house) == 5
    assert await states(small_house) == [(OUT_SENT, None)] * 5


async def test_a_message_that_the_provider_has_deleted_stays_as_it_is(small_house: House) -> None:
    await sent_and_silent(small_house, PHONE)
    async with small_house.session.post(f"{small_house.standin_url}/standin/reset") as answer:
        assert answer.status == 200
    assert await ask(small_house) == 1
    assert await states(small_house) == [(OUT_ACCEPTED, None)]


async def test_an_answer_that_is_found_lost_hours_later_is_not_sent_again(
    small_house: House,
) -> None:
    await small_house.behave(receipts=False, numbers={OTHER: 30003}, receipt_delay_ms=0)
    await small_house.text("Is the boat safe?", "SM1", OTHER)

    async def is_through() -> bool:
        return [one["status"] for one in await small_house.sent()] == ["undelivered"]

    await until(is_through)
    await until(lambda: noted(small_house))
    async with small_house.gateway.database.transaction() as connection:
        await connection.execute(update(outbound).values(created_at=time.time() - 5 * 3600))
    assert await ask(small_house) == 1
    assert await states(small_house) == [(OUT_UNDELIVERED, 30003)]


async def test_a_template_asks_somebody_to_write_again_when_the_receipt_was_missed(
    open_house: Open, tmp_path: Path
) -> None:
    one = await open_house(f"sqlite:///{tmp_path}/late.db", whatsapp_template_sid="HX" + "1" * 32)
    phone = f"whatsapp:{OTHER}"
    await one.behave(receipts=False, numbers={phone: 63016}, receipt_delay_ms=0)
    await one.text("Is the boat safe?", "SM1", phone, To=OUR_WHATSAPP)

    async def is_through() -> bool:
        return [sent["status"] for sent in await one.sent()] == ["undelivered"]

    await until(is_through)
    await until(lambda: noted(one))
    assert await ask(one) == 1
    assert [row.purpose for row in await one.rows(outbound)] == ["reply", "reopen"]


async def test_while_the_provider_does_not_answer_nothing_is_asked_further(
    open_house: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await open_house(f"sqlite:///{tmp_path}/away.db")
    await sent_and_silent(one, PHONE, OTHER)
    provider = one.gateway.providers["sms"]
    monkeypatch.setattr(provider._messages._version.domain, "base_url", "http://127.0.0.1:9")
    with pytest.raises(NotSent):
        await ask(one)
    assert await states(one) == [(OUT_ACCEPTED, None)] * 2


async def test_what_was_missed_is_asked_for_after_a_start(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent_and_silent(small_house, OTHER)
    monkeypatch.setattr(outcomes, "SILENT_SECONDS", 0.0)
    monkeypatch.setattr(outcomes, "CHECK_SECONDS", 0.0)
    gateway = small_house.gateway

    async def is_known() -> bool:
        return await states(small_house) == [(OUT_UNDELIVERED, 30006)]

    async with asyncio.TaskGroup() as tasks:
        asking = tasks.create_task(
            outcomes.ask_for_ever(gateway.outbox, gateway.providers, gateway.intake.receipt)
        )
        await until(is_known)
        asking.cancel()

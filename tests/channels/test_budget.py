"""SMS pumping cannot ruin the campaign, and a person in danger is answered."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from channels.budget import Budget
from channels.ledger import spending
from channels.ledger.tables import contacts, inbound
from channels.ledger.tables import spending as spent
from tests.channels.house import House, until

DAY_SECONDS = 86_400.0
STRANGER = "+628222222222"


async def rows(house: House) -> list[tuple[Any, ...]]:
    async with house.gateway.database.transaction() as connection:
        found = await connection.execute(select(spent).order_by(spent.c.country))
        return [tuple(row)[1:] for row in found]


@pytest.fixture
async def capped(open_house: Any, database_url: str) -> House:
    """A house whose cap of two segments is reached by two known contacts."""
    house: House = await open_house(database_url, sms_daily_segments=2)
    await house.text("one", "SM1")
    await house.text("two", "SM2")
    await house.until_sent(2)
    await until(lambda: all_counted(house))
    await house.gateway.budget.look()
    return house


async def all_counted(house: House) -> bool:
    return sum(row[3] for row in await rows(house)) == 2


async def test_messages_and_segments_are_counted_by_day_channel_and_country(house: House) -> None:
    await house.text("x" * 200, "SM1")
    await house.text("one", "SM2", "+61412345678")
    await house.until_sent(2)

    async def counted() -> bool:
        return await rows(house) == [("sms", "AU", 1, 1), ("sms", "ID", 1, 2)]

    await until(counted)


async def test_a_message_is_counted_where_its_number_is_from_not_where_the_person_is(
    house: House,
) -> None:
    await house.text("one", "SM1")
    await house.until_sent(1)
    async with house.gateway.database.transaction() as connection:
        await connection.execute(update(contacts).values(country="MY"))
    await house.text("two", "SM2")
    await house.until_sent(2)

    async def counted() -> bool:
        return await rows(house) == [("sms", "ID", 2, 2)]

    await until(counted)


async def test_above_the_cap_a_stranger_gets_no_answer_and_staff_see_it(capped: House) -> None:
    await capped.text("hi", "SM3", STRANGER)

    async def seen() -> bool:
        row = (await capped.rows(inbound))[2]
        return (row.state, row.error) == ("dead", "daily cap")

    await until(seen)
    assert len(await capped.sent()) == 2


async def test_above_the_cap_an_urgent_answer_goes_to_a_stranger(
    capped: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.speech.Speech.is_urgent", lambda *_: True)
    await capped.text("help", "SM3", STRANGER)
    assert (await capped.until_sent(3))[2]["to"] == STRANGER


async def test_above_the_cap_who_is_known_from_before_today_is_answered(capped: House) -> None:
    async with capped.gateway.database.transaction() as connection:
        yesterday = time.time() - DAY_SECONDS
        await connection.execute(update(contacts).values(created_at=yesterday))
    await capped.text("three", "SM3")
    assert len(await capped.until_sent(3)) == 3


async def test_above_the_cap_wishes_are_obeyed_and_confirmed(capped: House) -> None:
    await capped.text("berhenti", "SM3", STRANGER)
    assert (await capped.until_sent(3))[2]["body"] == "Reply stopped."


async def test_the_alarm_sounds_once_at_four_fifths_and_once_at_the_cap(house: House) -> None:
    budget = Budget(house.gateway.database, 10)
    heard = []
    for segments in (7, 8, 9, 10, 11):
        row = {"day": spending.today(time.time()), "channel": "sms", "country": str(segments)}
        async with house.gateway.database.transaction() as connection:
            await connection.execute(spent.delete())
            await connection.execute(spent.insert().values(messages=1, segments=segments, **row))
        with capture_logs() as logs:
            await budget.look()
        heard.append([one["event"] for one in logs if one["log_level"] == "error"])
    assert heard == [[], ["spending_high"], [], ["spending_cap_reached"], []]

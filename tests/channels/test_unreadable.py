"""What the ledger cannot unseal keeps nobody else waiting."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, update

from channels.ledger.tables import inbound, outbound
from tests.channels.house import House, until


async def spoil(house: House, table: Table) -> None:
    """As a fault of the disk would, or a part of another installation's ledger."""
    async with house.gateway.database.transaction() as connection:
        spoilt = {"body": b"spoilt" * 9, "due_at": 0.0}
        await connection.execute(update(table).where(table.c.id == 1).values(**spoilt))


async def test_a_message_in_keeps_no_other_waiting(house: House) -> None:
    house.rasa.ready = False
    await house.text("satu", "SM1")
    await house.text("dua", "SM2", "+628222222222")
    await spoil(house, inbound)
    house.rasa.ready = True
    (sent,) = await house.until_sent(1, 20)
    assert sent["body"] == "You said: dua"


async def test_a_message_out_keeps_no_other_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.gate.FIRST_HOLD_SECONDS", 2.0)
    await house.behave(script=["429"])
    await house.text("satu", "SM1")
    await until(lambda: are_queued(house, 1))
    await house.text("dua", "SM2", "+628222222222")
    await until(lambda: are_queued(house, 2))
    await spoil(house, outbound)
    await until(lambda: is_accepted(house, 2), 20)
    (sent,) = await house.sent()
    assert sent["body"] == "You said: dua"


async def are_queued(house: House, number: int) -> bool:
    rows = await house.rows(outbound)
    return [row.state for row in rows] == ["queued"] * number


async def is_accepted(house: House, number: int) -> bool:
    rows = await house.rows(outbound)
    return any(row.id == number and row.provider_id for row in rows)

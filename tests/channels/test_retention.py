"""Old texts go; that there was a message stays."""

from __future__ import annotations

import time

from sqlalchemy import update

from channels.ledger.retention import DAY_SECONDS, delete_old_texts
from channels.ledger.tables import inbound, outbound
from tests.channels.house import House


async def test_texts_older_than_the_limit_are_emptied_and_younger_ones_kept(house: House) -> None:
    await house.text("old", "SM1")
    await house.text("young", "SM2", "+628222222222")
    await house.until_sent(2)
    long_ago = time.time() - 31 * DAY_SECONDS
    async with house.gateway.database.transaction() as connection:
        await connection.execute(
            update(inbound).where(inbound.c.provider_id == "SM1").values(received_at=long_ago)
        )
        await connection.execute(
            update(outbound).where(outbound.c.inbound_id == 1).values(created_at=long_ago)
        )
    assert await delete_old_texts(house.gateway.database, 30) == 2
    assert [row.body is None for row in await house.rows(inbound)] == [True, False]
    sent = sorted(await house.rows(outbound), key=lambda row: row.inbound_id)
    assert [row.body is None for row in sent] == [True, False]
    assert await delete_old_texts(house.gateway.database, 30) == 0

"""What was sent and what it cost, for those who pay."""

from __future__ import annotations

import time

import pytest

from channels.ledger import spending as spent
from channels.ledger.tables import spending
from tests.desk.conftest import Desk


async def sent(desk: Desk, days_ago: int, channel: str, country: str, segments: int) -> None:
    row = {
        "day": spent.today(time.time() - 86_400 * days_ago), "channel": channel,
        "country": country, "messages": 1, "segments": segments,
    }  # fmt: skip
    await desk.gateway.database.write(lambda one: one.execute(spending.insert().values(row)))


async def test_sms_segments_have_a_price_and_other_channels_none(desk: Desk) -> None:
    await sent(desk, 0, "sms", "PK", 7)
    await sent(desk, 2, "sms", "", 3)
    await sent(desk, 2, "whatsapp", "ID", 9)
    await sent(desk, 40, "sms", "BD", 100)
    page = await (await desk.join("viewer")).get("/desk/costs")
    assert "<td>PK</td><td>1</td><td>7</td><td>0.35</td>" in page
    assert "<td>not known</td><td>1</td><td>3</td><td>0.15</td>" in page
    assert "<td>ID</td><td>1</td><td>9</td><td>0.00</td>" in page
    assert "<td>3</td><td>19</td><td>0.50</td>" in page
    assert "BD" not in page


async def test_the_days_can_be_chosen(desk: Desk) -> None:
    await sent(desk, 40, "sms", "BD", 100)
    browser = await desk.join("admin")
    assert "Nothing was sent" in await browser.get("/desk/costs?days=7")
    assert "<td>BD</td>" in await browser.get("/desk/costs?days=90")
    assert "Nothing was sent" in await browser.get("/desk/costs?days=x")


@pytest.mark.parametrize(("role", "status"), [("translator", 403), ("editor", 200)])
async def test_translators_do_not_see_costs(desk: Desk, role: str, status: int) -> None:
    browser = await desk.join(role, "id")
    await browser.get("/desk/costs", status)
    assert ("/desk/costs" in await browser.get("/desk/content")) == (status == 200)

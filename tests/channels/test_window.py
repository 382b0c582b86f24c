"""Outside WhatsApp's 24 hours only an approved template may go: once, and without our words."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.ledger.tables import outbound
from channels.settings import DEMO_ACCOUNT_SID
from standin.settings import Settings as Twilio
from tests.channels.conftest import Open
from tests.channels.house import House, until

PHONE = "whatsapp:+628111111111"
OURS = Twilio.whatsapp_from
AUTH = (Twilio.account_sid, Twilio.auth_token)


async def template(house: House) -> str:
    from aiohttp import BasicAuth

    from channels.settings import DEMO_AUTH_TOKEN

    auth = BasicAuth(DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN)
    words = {"language": "en", "types": {"twilio/text": {"body": "Please write again."}}}
    url = f"{house.standin_url}/v1/Content"
    async with house.session.post(url, json=words, auth=auth) as answer:
        sid: str = (await answer.json())["sid"]
    await house.session.post(f"{url}/{sid}/ApprovalRequests/whatsapp", json={}, auth=auth)
    return sid


async def fail(house: House, sid: str, code: str = "63016") -> None:
    fields = {"MessageSid": sid, "AccountSid": DEMO_ACCOUNT_SID, "MessageStatus": "failed"}
    await house.post([*fields.items(), ("ErrorCode", code)], "/twilio/status")


async def with_template(open_house: Open, database_url: str, tmp_path: Path) -> House:
    # On a database of its own: as a second gateway it would send from our queue.
    first: House = await open_house(f"sqlite:///{tmp_path}/first.db")
    sid = await template(first)
    return await open_house(
        database_url,
        api_url=first.standin_url,
        whatsapp_template_sid=sid,
        secret_key=first.gateway.settings.secret_key,
    )


async def sent_by(house: House) -> list[dict[str, object]]:
    house.standin_url = house.gateway.settings.api_url
    return await house.until_sent(2, seconds=30)


@pytest.mark.parametrize("by", ["receipt", "answer"])
async def test_the_template_goes_instead_once(
    open_house: Open, database_url: str, tmp_path: Path, by: str
) -> None:
    house = await with_template(open_house, database_url, tmp_path)
    house.standin_url = house.gateway.settings.api_url
    if by == "answer":
        await house.behave(outside_window="error")
    await house.text("halo", "SM1", PHONE, To=OURS)
    if by == "receipt":
        (late,) = await house.until_sent(1)
        for _ in range(3):  # receipts are repeated
            await fail(house, late["sid"])
    *_, asking = await house.until_sent(2 if by == "receipt" else 1, seconds=30)
    assert asking["body"] == "Please write again."
    assert asking["content_sid"] == house.gateway.settings.whatsapp_template_sid
    assert asking["media"] == []
    await fail(house, asking["sid"])
    rows = await house.rows(outbound)
    assert [(row.purpose, row.state) for row in rows] == [("reply", "failed"), ("reopen", "failed")]
    assert rows[0].error_code == 63016
    assert rows[1].body is None


async def test_without_a_template_it_ends_failed_for_staff_to_see(house: House) -> None:
    house.rasa.picture = "deaths"
    await house.text("halo", "SM1", PHONE, To=OURS)
    (late,) = await house.until_sent(1)
    await fail(house, late["sid"])
    (row,) = await house.rows(outbound)
    assert (row.state, row.error_code) == ("failed", 63016)


async def test_who_has_said_stop_is_not_asked_to_write_again(
    open_house: Open, database_url: str, tmp_path: Path
) -> None:
    house = await with_template(open_house, database_url, tmp_path)
    house.standin_url = house.gateway.settings.api_url
    await house.text("halo", "SM1", PHONE, To=OURS)
    (late,) = await house.until_sent(1)
    await house.text("stop", "SM2", PHONE, To=OURS)
    await house.until_sent(2, seconds=30)
    await fail(house, late["sid"])

    async def is_withheld() -> bool:
        found = [(row.purpose, row.state) for row in await house.rows(outbound)]
        return ("reopen", "withheld") in found

    await until(is_withheld, seconds=30)
    assert len(await house.sent()) == 2

"""DELETE: texts go at once, the number when the confirmation is on its way, whatever happens."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import update

from channels.ledger import erasing
from channels.ledger.tables import consents, contacts, inbound, outbound
from tests.channels.house import PHONE, House, until


async def erased(house: House) -> bool:
    found = await house.rows(contacts)
    return bool(found) and found[0].address == erasing.NO_ADDRESS


async def test_texts_and_number_are_erased_and_the_deletion_is_confirmed(house: House) -> None:
    house.rasa.choices = ["risk_sea"]
    await house.text("apakah aman", "SM1")
    await house.until_sent(1)
    (before,) = await house.rows(contacts)
    await house.text("DELETE", "SM2")
    sent = await house.until_sent(2)
    assert sent[1]["body"] == "Reply deleted."
    await until(lambda: erased(house))
    (contact,) = await house.rows(contacts)
    assert contact.address_key not in {before.address_key, house.gateway.vault.fingerprint(PHONE)}
    assert contact.choices == []
    assert {contact.rest, contact.locale, contact.country} == {None}
    assert [row.body for row in await house.rows(inbound)] == [None, None]
    assert [(row.body, row.offer) for row in await house.rows(outbound)] == [(None, None)] * 2
    (record,) = await house.rows(consents)
    assert (record.event, record.address_key) == ("delete", before.address_key)


async def test_rasa_is_asked_to_forget_the_conversation(small_house: House) -> None:
    await small_house.text("apakah aman", "SM1")
    await small_house.text("DELETE", "SM2")
    await small_house.until_sent(2)
    (contact,) = await small_house.rows(contacts)
    assert small_house.rasa.forgotten == [contact.id]


async def test_whoever_writes_again_is_somebody_new(house: House) -> None:
    await house.text("DELETE", "SM1")
    await until(lambda: erased(house))
    await house.text("halo", "SM2")
    sent = await house.until_sent(2)
    assert sent[1]["body"] == "You said: halo"
    old, new = sorted(await house.rows(contacts), key=lambda row: row.created_at)
    assert (old.address, new.address_key) == (b"", house.gateway.vault.fingerprint(PHONE))


async def test_a_repeat_of_the_webhook_does_not_bring_the_number_back(house: House) -> None:
    await house.text("DELETE", "SM1")
    await until(lambda: erased(house))
    assert await house.text("DELETE", "SM1") == 200
    assert len(await house.rows(contacts)) == 1
    assert len(await house.until_sent(1)) == 1


async def test_a_message_that_came_right_after_is_answered_before_the_number_goes(
    house: House,
) -> None:
    house.rasa.pause = 3.0  # all three have come before the first is answered
    await house.text("pertama", "SM1")
    await house.text("DELETE", "SM2")
    await house.text("sesudah", "SM3")
    house.rasa.pause = 0.0
    sent = await house.until_sent(3)
    assert [one["body"] for one in sent] == [
        "You said: pertama", "Reply deleted.", "You said: sesudah",
    ]  # fmt: skip
    await until(lambda: erased(house))
    assert {row.body for row in await house.rows(inbound)} == {None}
    assert {row.body for row in await house.rows(outbound)} == {None}


async def test_what_waits_to_be_sent_is_not_sent_any_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sender.FIRST_RETRY_SECONDS", 5.0)
    await house.behave(script=["429"] * 4)
    await house.text("apakah aman", "SM1")

    async def waits() -> bool:
        return [row.state for row in await house.rows(outbound)] == ["queued"]

    await until(waits)
    await house.behave(script=[])
    await house.text("DELETE", "SM2")
    (sent,) = await house.until_sent(1)
    assert sent["body"] == "Reply deleted."
    assert (await house.rows(outbound))[0].state == "withheld"


async def test_a_confirmation_that_cannot_be_sent_does_not_keep_the_number(house: House) -> None:
    await house.behave(numbers={PHONE: 21211})
    await house.text("DELETE", "SM1")
    await until(lambda: erased(house))


async def test_late_receipts_for_an_erased_contact_do_no_harm(house: House) -> None:
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    (sent,) = await house.until_sent(1)
    await house.text("DELETE", "SM2")
    await until(lambda: erased(house))
    for status, code in (("delivered", ""), ("undelivered", "30003"), ("failed", "21610")):
        fields = [
            ("MessageSid", sent["sid"]), ("MessageStatus", status), ("ErrorCode", code),
            ("AccountSid", house.gateway.settings.account_sid),
        ]  # fmt: skip
        assert await house.post(fields, "/twilio/status") == 200
    assert (await house.rows(outbound))[0].state == "delivered"
    assert await erased(house)


@pytest.mark.parametrize("state", ["queued", "sending", "accepted"])
async def test_a_gateway_that_died_half_way_finishes_after_its_restart(
    open_house: Any, database_url: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.2)
    house = await open_house(database_url)
    await house.text("halo", "SM1")
    await house.until_sent(1)
    (contact,) = await house.rows(contacts)
    seal = house.gateway.vault.seal
    now = time.time()
    row = {
        "contact_id": contact.id, "inbound_id": 1, "purpose": "again", "our_address": "+15005550006",
        "body": seal("Reply deleted."), "state": state, "attempts": 0, "created_at": now,
        "due_at": now, "started_at": now, "lease_until": now - 1, "updated_at": now,
    }  # fmt: skip
    async with house.gateway.database.transaction() as connection:
        await connection.run_sync(erasing.begin, contact.id, 1, now)
        await connection.execute(outbound.insert().values(row))
    monkeypatch.setattr("channels.app.ERASING_CHECK_SECONDS", 0.1)
    again = await open_house(database_url, secret_key=house.gateway.settings.secret_key)
    await until(lambda: erased(again))
    assert {one.body for one in await again.rows(outbound)} == {None}


async def test_a_restart_after_everybody_was_erased_still_accepts_its_key(
    open_house: Any, database_url: str
) -> None:
    house = await open_house(database_url)
    await house.text("DELETE", "SM1")
    await until(lambda: erased(house))
    await open_house(database_url, secret_key=house.gateway.settings.secret_key)


async def test_who_is_erased_is_told_nothing_late(house: House) -> None:
    """A late notice may be under way while the last message is answered."""
    await house.text("DELETE", "SM1")
    await until(lambda: erased(house))
    async with house.gateway.database.transaction() as connection:
        await connection.execute(
            update(outbound).values(state="queued", body=house.gateway.vault.seal("late"))
        )
    house.gateway.sender.wake()

    async def withheld() -> bool:
        return [row.state for row in await house.rows(outbound)] == ["withheld"]

    await until(withheld)
    assert len(await house.sent()) == 1

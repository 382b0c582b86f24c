"""Sent once, whatever the provider does; what cannot be sent ends where staff can see it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from sqlalchemy import update

from channels.ledger.tables import outbound
from channels.messages import Receipt
from channels.settings import DEMO_SMS_FROM
from tests.channels.house import PHONE, House, until


async def states(house: House) -> list[tuple[str, int | None]]:
    return [(row.state, row.error_code) for row in await house.rows(outbound)]


async def all_have_ended(house: House) -> bool:
    found = await house.rows(outbound)
    return bool(found) and not any(row.state in {"queued", "sending", "unsure"} for row in found)


def receipt(house: House, sid: str, status: str, code: str = "") -> list[tuple[str, str]]:
    """The fields of a receipt of Twilio's."""
    return [
        ("MessageSid", sid), ("MessageStatus", status), ("ErrorCode", code), ("To", PHONE),
        ("From", DEMO_SMS_FROM), ("AccountSid", house.gateway.settings.account_sid),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "outcome",
    ["429", "500_before_accept", "500_after_accept", "drop_after_accept"],
)
async def test_each_failure_ends_in_one_message_at_the_phone(house: House, outcome: str) -> None:
    await house.behave(script=[outcome], receipts=False)
    await house.text("halo", "SM1")
    await until(lambda: all_have_ended(house))
    assert len(await house.sent()) == 1
    ((state, _),) = await states(house)
    assert state == "accepted"


async def test_a_message_that_hangs_is_looked_up_and_not_sent_again(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.twilio.http.TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.3)
    await small_house.behave(script=["hang_after_accept"], receipts=False)
    await small_house.text("halo", "SM1")
    await until(lambda: all_have_ended(small_house))
    assert len(await small_house.sent()) == 1


@pytest.mark.parametrize("code", [21211, 21614, 21408, 21610])
async def test_a_refusal_ends_failed_with_twilios_code(small_house: House, code: int) -> None:
    await small_house.behave(numbers={PHONE: code})
    await small_house.text("halo", "SM1")
    await until(lambda: all_have_ended(small_house))
    assert await states(small_house) == [("failed", code)]


async def test_while_one_message_is_retried_the_next_of_the_contact_waits(
    small_house: House,
) -> None:
    await small_house.behave(script=["429", "429"], receipts=False)
    await small_house.text("one", "SM1")
    await small_house.text("two", "SM2")
    sent = await small_house.until_sent(2, 20)
    assert [one["body"] for one in sent] == ["You said: one", "You said: two"]


async def test_an_undelivered_message_keeps_twilios_code(small_house: House) -> None:
    await small_house.behave(rate_undelivered=1.0, undelivered_code=30005, receipts=False)
    await small_house.text("halo", "SM1")
    (sent,) = await small_house.until_sent(1)
    fields = receipt(small_house, sent["sid"], "undelivered", "30005")
    await small_house.post(fields, "/twilio/status")
    assert await states(small_house) == [("undelivered", 30005)]


async def cut_short(house: House, **values: Any) -> None:
    """As if the gateway had died between Twilio's acceptance and our record of it."""
    async with house.gateway.database.transaction() as connection:
        await connection.execute(
            update(outbound).values(
                state="sending", provider_id=None, lease_until=time.time() - 1, **values
            )
        )
    house.gateway.sender.wake()


async def test_after_a_crash_a_message_that_twilio_has_is_found_and_not_sent_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.2)
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    (sent,) = await house.until_sent(1)
    await until(lambda: all_have_ended(house))
    await cut_short(house)
    await until(lambda: all_have_ended(house))
    assert len(await house.sent()) == 1
    (row,) = await house.rows(outbound)
    assert row.provider_id == sent["sid"]


async def test_after_a_crash_a_message_that_twilio_does_not_have_is_sent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.2)
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    await house.until_sent(1)
    await until(lambda: all_have_ended(house))
    async with house.session.post(f"{house.standin_url}/standin/reset") as answer:
        assert answer.status == 200
    await cut_short(house)
    assert len(await house.until_sent(1)) == 1


async def test_a_database_that_fails_while_the_provider_does_stops_no_message_for_ever(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("channels.ledger.replies.LEASE_SECONDS", 1.0)
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.2)
    await house.behave(script=["429"], latency_ms=500, receipts=False)
    await house.text("halo", "SM1")

    async def is_being_sent() -> bool:
        return [state for state, _ in await states(house)] == ["sending"]

    async def has_failed() -> bool:
        return "work_failed" in caplog.text

    await until(is_being_sent)
    await house.alter("ALTER TABLE outbound RENAME TO gone")
    await until(has_failed)
    await house.alter("ALTER TABLE gone RENAME TO outbound")
    await house.text("halo lagi", "SM2")
    assert len(await house.until_sent(2)) == 2


async def test_an_equal_text_sent_before_is_not_taken_for_the_lost_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.2)
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    await house.until_sent(1)
    await house.text("halo", "SM2")
    sent = await house.until_sent(2)
    await until(lambda: all_have_ended(house))
    assert len({one["sid"] for one in sent}) == 2
    async with house.gateway.database.transaction() as connection:
        await connection.execute(
            update(outbound)
            .where(outbound.c.id == 2)
            .values(state="sending", provider_id=None, lease_until=time.time() - 1)
        )
    house.gateway.sender.wake()
    await until(lambda: all_have_ended(house))
    assert len(await house.sent()) == 2
    assert {row.provider_id for row in await house.rows(outbound)} == {one["sid"] for one in sent}


async def test_a_receipt_that_names_our_number_settles_a_doubtful_message(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 60.0)
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    (sent,) = await house.until_sent(1)
    await until(lambda: all_have_ended(house))
    await cut_short(house)
    await house.post(receipt(house, sent["sid"], "sent"), "/twilio/status?id=1")
    (row,) = await house.rows(outbound)
    assert (row.state, row.provider_id) == ("sent", sent["sid"])


async def test_a_receipt_that_comes_while_a_message_is_looked_up_keeps_it_from_being_sent_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 1.0)
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    (sent,) = await house.until_sent(1)
    await until(lambda: all_have_ended(house))
    await cut_short(house, started_at=time.time())

    async def is_looked_up() -> bool:
        (row,) = await house.rows(outbound)
        return bool(row.lease_until > time.time())

    await until(is_looked_up)
    await house.post(receipt(house, sent["sid"], "sent"), "/twilio/status?id=1")
    await asyncio.sleep(1.5)
    assert len(await house.sent()) == 1
    (row,) = await house.rows(outbound)
    assert (row.state, row.provider_id) == ("sent", sent["sid"])


@pytest.mark.parametrize("status", ["accepted", "queued", "sending"])
async def test_the_first_receipt_settles_a_message_whose_call_was_not_answered(
    small_house: House, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 60.0)
    await small_house.behave(script=["drop_after_accept"], receipts=False)
    await small_house.text("halo", "SM1")
    (sent,) = await small_house.until_sent(1)

    async def is_in_doubt() -> bool:
        return await states(small_house) == [("unsure", None)]

    await until(is_in_doubt)
    await small_house.post(receipt(small_house, sent["sid"], status), "/twilio/status?id=1")
    (row,) = await small_house.rows(outbound)
    assert (row.state, row.provider_id) == ("accepted", sent["sid"])


async def test_a_receipt_that_only_repeats_the_answer_to_our_call_does_not_reach_the_ledger(
    small_house: House,
) -> None:
    await small_house.behave(receipts=False)
    await small_house.text("halo", "SM1")
    (sent,) = await small_house.until_sent(1)

    async def is_known() -> bool:
        return small_house.gateway.sender.was_answered(sent["sid"])

    await until(is_known)
    before = await small_house.rows(outbound)
    await small_house.gateway.database.close()  # whatever asks it now fails
    status = await small_house.post(receipt(small_house, sent["sid"], "sending"), "/twilio/status")
    assert status == 200
    assert [row.state for row in before] == ["accepted"]


async def test_a_failure_looks_for_more_to_send_and_an_arrival_does_not(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []
    sender = small_house.gateway.sender
    monkeypatch.setattr(sender, "wake", lambda: woken.append("awake"))
    sender.heard(Receipt("OUT1", "delivered", 1))
    assert woken == []
    sender.heard(Receipt("OUT1", "undelivered", 1, 30005))
    assert woken == ["awake"]

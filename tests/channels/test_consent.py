"""STOP, START and HELP come before everything else, and stay on record."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError

from channels.ledger.tables import consents, contacts, outbound
from tests.channels.house import PHONE, House, until

OTHER_NUMBER = "+15005550009"


async def events(house: House) -> list[str]:
    return [row.event for row in await house.rows(consents)]


@pytest.mark.parametrize("word", ["stop.", "berhenti", "بند", " Berhenti! "])
async def test_a_stop_word_in_any_language_is_obeyed_and_confirmed(
    small_house: House, word: str
) -> None:
    await small_house.text(word, "SM1")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"].startswith("Reply stopped.")
    assert small_house.rasa.asked == []
    (contact,) = await small_house.rows(contacts)
    assert contact.opted_out_at is not None
    assert await events(small_house) == ["stop"]


@pytest.mark.parametrize("word", ["STOP", " Stop ", "End", "QUIT", "optout"])
async def test_a_word_that_twilio_obeys_by_itself_is_recorded_and_not_answered_again(
    small_house: House, word: str
) -> None:
    await small_house.text(word, "SM1")
    await small_house.text("next", "SM2", "+628222222222")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "You said: next"
    assert await events(small_house) == ["stop"]


@pytest.mark.parametrize(
    ("sender", "ours"),
    [("whatsapp:+628111111111", "whatsapp:+15005550006"), (PHONE, "12345")],
)
async def test_where_twilio_does_not_obey_stop_by_itself_we_confirm_it(
    small_house: House, sender: str, ours: str
) -> None:
    await small_house.text("STOP", "SM1", sender, To=ours)

    async def queued() -> bool:
        return len(await small_house.rows(outbound)) == 1

    await until(queued)
    assert await events(small_house) == ["stop"]


async def test_an_operator_whose_twilio_leaves_stop_to_us_has_it_confirmed(
    open_house: Any, tmp_path: Any
) -> None:
    house = await open_house(f"sqlite:///{tmp_path}/s.db", answers_stop=False)
    await house.text("STOP", "SM1")
    (sent,) = await house.until_sent(1)
    assert sent["body"].startswith("Reply stopped.")


async def test_start_takes_stop_back_and_both_stay_on_record(house: House) -> None:
    await house.behave(auto_reply=False)
    await house.text("berhenti", "SM1")
    await house.text("mulai", "SM2")
    await house.until_sent(2)
    (contact,) = await house.rows(contacts)
    assert contact.opted_out_at is None
    assert await events(house) == ["stop", "start"]


async def test_help_is_answered_without_rasa(small_house: House) -> None:
    await small_house.text("HELP", "SM1")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "Reply help."
    assert small_house.rasa.asked == []
    assert await events(small_house) == ["help"]


async def test_a_cry_for_help_is_no_keyword(small_house: House) -> None:
    await small_house.text("help me", "SM1")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "You said: help me"


async def test_hide_is_answered_with_the_harmless_sentence_and_leaves_no_record(
    small_house: House,
) -> None:
    await small_house.text("HIDE", "SM1")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "Reply hidden."
    assert small_house.rasa.asked == []
    assert await events(small_house) == []


@pytest.mark.parametrize("kind", ["STOP", "HELP"])
async def test_what_twilio_says_it_has_answered_is_recorded_and_not_answered_again(
    small_house: House, kind: str
) -> None:
    await small_house.text("salida", "SM1", OptOutType=kind)
    await small_house.text("next", "SM2", "+628222222222")
    assert len(await small_house.until_sent(1)) == 1
    assert await events(small_house) == [kind.lower()]


async def test_who_stopped_and_writes_again_is_answered(small_house: House) -> None:
    await small_house.behave(auto_reply=False)
    await small_house.text("berhenti", "SM1")
    await small_house.text("apakah aman", "SM2")
    sent = await small_house.until_sent(2)
    assert sent[1]["body"] == "You said: apakah aman"


async def test_the_record_tells_channel_and_sender_and_no_number(house: House) -> None:
    await house.text("berhenti", "SM1")
    await house.until_sent(1)
    (row,) = await house.rows(consents)
    assert (row.source, row.sender) == ("sms", "+15005550006")
    assert row.address_key == house.gateway.vault.fingerprint(PHONE)
    assert PHONE not in repr(row)


async def test_nothing_on_record_can_be_changed_or_deleted(house: House) -> None:
    await house.text("berhenti", "SM1")
    await house.until_sent(1)
    for statement in (update(consents).values(event="start"), delete(consents)):
        with pytest.raises(DBAPIError, match="can only be added to"):
            async with house.gateway.database.transaction() as connection:
                await connection.execute(statement)
    assert await events(house) == ["stop"]


async def bulk(house: House, sender: str) -> None:
    """As if a campaign had queued a text of its own accord."""
    (contact,) = await house.rows(contacts)
    now = time.time()
    row = {
        "contact_id": contact.id, "inbound_id": 1, "purpose": f"bulk{sender[-1]}",
        "our_address": sender, "body": house.gateway.vault.seal("News"), "state": "queued",
        "attempts": 0, "created_at": now, "due_at": now, "lease_until": 0.0, "updated_at": now,
    }  # fmt: skip
    async with house.gateway.database.transaction() as connection:
        await connection.execute(insert(outbound).values(row))
    house.gateway.sender.wake()


async def test_nothing_but_answers_goes_to_who_has_stopped_and_only_that_sender_is_stopped(
    house: House,
) -> None:
    await house.text("berhenti", "SM1")
    await house.until_sent(1)
    await bulk(house, "+15005550006")

    async def withheld() -> bool:
        return (await house.rows(outbound))[1].state == "withheld"

    await until(withheld)
    await bulk(house, OTHER_NUMBER)

    async def tried() -> bool:
        return (await house.rows(outbound))[2].state not in {"queued", "sending", "withheld"}

    await until(tried)
    assert "News" not in [one["body"] for one in await house.sent() if one["from"] != OTHER_NUMBER]


async def test_a_refusal_for_opting_out_is_recorded(house: House) -> None:
    await house.behave(numbers={PHONE: 21610})
    await house.text("hi", "SM1")

    async def recorded() -> bool:
        return await events(house) == ["blocked"]

    await until(recorded)
    (contact,) = await house.rows(contacts)
    assert contact.opted_out_at is not None

    async def ended() -> bool:
        return (await house.rows(outbound))[0].state == "failed"

    await until(ended)


async def test_a_refusal_after_stop_is_as_the_person_wishes_and_no_failure(house: House) -> None:
    await house.text("STOP", "SM1")
    await house.behave(numbers={PHONE: 21610})
    await house.text("hi", "SM2")

    async def ended() -> bool:
        found = await house.rows(outbound)
        return [(row.state, row.error_code) for row in found] == [("withheld", 21610)]

    await until(ended)
    assert await events(house) == ["stop"]


async def test_a_receipt_that_tells_of_an_opt_out_is_recorded(house: House) -> None:
    await house.behave(receipts=False)
    await house.text("hi", "SM1")
    (sent,) = await house.until_sent(1)
    fields = [
        ("MessageSid", sent["sid"]), ("MessageStatus", "undelivered"), ("ErrorCode", "63033"),
        ("AccountSid", house.gateway.settings.account_sid),
    ]  # fmt: skip
    await house.post(fields, "/twilio/status")
    await house.post(fields, "/twilio/status")
    assert await events(house) == ["blocked"]

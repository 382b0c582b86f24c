"""A text in, a reply out, once."""

from __future__ import annotations

import asyncio

from channels.ledger.tables import contacts, inbound, outbound
from channels.settings import DEMO_ACCOUNT_SID
from tests.channels.house import PHONE, House, until


async def test_a_signed_text_is_answered_at_the_sender(house: House) -> None:
    assert await house.text("apakah kapal aman", "SM1") == 200
    (sent,) = await house.until_sent(1)
    assert sent["body"] == "You said: apakah kapal aman"
    assert sent["to"] == PHONE


async def test_rasa_is_told_a_pseudonym_and_the_country_but_no_number(house: House) -> None:
    await house.text("halo", "SM1")
    await house.until_sent(1)
    (asked,) = house.rasa.asked
    assert PHONE[1:] not in str(asked)
    assert asked["metadata"] == {"locale": None, "country": "ID", "form": "sms", "choices": []}


async def test_the_same_message_twenty_times_at_once_gives_one_reply(house: House) -> None:
    statuses = await asyncio.gather(*(house.text("halo", "SM1") for _ in range(20)))
    assert set(statuses) == {200}
    assert len(await house.until_sent(1)) == 1
    assert len(await house.rows(inbound)) == 1


async def test_one_contact_is_answered_in_order_and_many_side_by_side(house: House) -> None:
    house.rasa.pause = 0.02
    for number in range(6):
        for sender in range(8):
            await house.text(f"n{number}", f"SM{sender}-{number}", f"+62811111111{sender}")
    sent = await house.until_sent(48)
    for sender in range(8):
        bodies = [one["body"] for one in sent if one["to"] == f"+62811111111{sender}"]
        assert bodies == [f"You said: n{number}" for number in range(6)]


async def test_locale_country_and_choices_are_remembered_for_the_contact(house: House) -> None:
    house.rasa.locale, house.rasa.country, house.rasa.choices = "my", "TH", ["risk_sea"]
    await house.text("one", "SM1")
    await house.until_sent(1)
    await house.text("two", "SM2")
    await house.until_sent(2)
    assert house.rasa.asked[1]["metadata"] == {
        "locale": "my", "country": "TH", "form": "sms", "choices": ["risk_sea"],
    }  # fmt: skip


async def test_choices_are_listed_with_numbers(small_house: House) -> None:
    small_house.rasa.choices = ["risk_sea", "out_of_scope"]
    await small_house.text("?", "SM1")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"].splitlines()[-3:] == [
        "Reply choices_heading.", "1 risk_sea", "2 out_of_scope",
    ]  # fmt: skip


async def test_a_receipt_follows_the_message_to_delivered(house: House) -> None:
    await house.text("halo", "SM1")
    (sent,) = await house.until_sent(1)
    for status in ("delivered", "sent", "delivered"):  # late and repeated ones change nothing
        fields = [
            ("MessageSid", sent["sid"]), ("MessageStatus", status),
            ("AccountSid", DEMO_ACCOUNT_SID), ("ErrorCode", ""),
        ]  # fmt: skip
        assert await house.post(fields, "/twilio/status?id=1") == 200
    (row,) = await house.rows(outbound)
    assert (row.state, row.provider_id) == ("delivered", sent["sid"])


async def test_what_is_stored_can_be_read_only_with_the_key(house: House) -> None:
    await house.text("a secret text", "SM1")
    await house.until_sent(1)
    (contact,), (message,) = await house.rows(contacts), await house.rows(inbound)
    assert PHONE[1:].encode() not in contact.address
    assert b"secret" not in message.body


async def test_ready_says_which_part_does_not_answer(small_house: House) -> None:
    async def state() -> tuple[int, dict[str, object]]:
        async with small_house.session.get(f"{small_house.url}/readyz") as answer:
            return answer.status, await answer.json()

    assert (await state())[0] == 200
    small_house.rasa.ready = False
    status, body = await state()
    assert (status, body["rasa"], body["database"]) == (503, False, True)


async def test_messages_wait_while_rasa_is_away_and_are_answered_after(house: House) -> None:
    house.rasa.ready = False
    await house.text("halo", "SM1")
    await until(lambda: _asked(house))
    assert await house.sent() == []
    house.rasa.ready = True
    (sent,) = await house.until_sent(1)
    assert sent["body"] == "You said: halo"


async def _asked(house: House) -> bool:
    return bool(house.rasa.asked)

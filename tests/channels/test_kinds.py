"""Every kind of message gets a fitting reply, or none, and never an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.ledger.tables import inbound, outbound
from channels.messages import Inbound, Receipt
from channels.twilio import webhook
from channels.understanding import as_text
from tests.channels.house import House, message


@pytest.mark.parametrize(
    ("fields", "reply"),
    [
        ({"Body": ""}, "Reply empty."),
        ({"Body": " \n "}, "Reply empty."),
        ({"Body": "", "NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x"}, "Reply media."),
        ({"Body": "look", "NumMedia": "1", "MediaUrl0": "https://x.example"}, "You said: look"),
        ({"Body": "/restart"}, "You said: restart"),
        ({"Body": "//stop now"}, "You said: stop now"),
        ({"Body": "/"}, "You said: ?"),
    ],
)
async def test_what_is_not_a_plain_text_gets_a_fitting_reply(
    small_house: House, fields: dict[str, str], reply: str
) -> None:
    text = fields.pop("Body")
    assert await small_house.text(text, "SM1", **fields) == 200
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == reply


async def test_of_an_endless_text_beginning_and_end_are_read(small_house: House) -> None:
    await small_house.text("begin " + "x" * 3000 + " end", "SM1")
    await small_house.until_sent(1)
    asked = small_house.rasa.asked[0]["message"]
    assert len(asked) <= 1601
    assert asked.startswith("begin")
    assert asked.endswith("end")


@pytest.mark.parametrize("sender", ["BANK", "12345", "+266696687", "", "+1"])
async def test_a_sender_that_nothing_can_be_sent_to_is_kept_and_not_answered(
    small_house: House, sender: str
) -> None:
    assert await small_house.text("hi", "SM1", sender) == 200
    await small_house.text("hi", "SM2")  # one that is answered, to know when to look
    assert len(await small_house.until_sent(1)) == 1
    assert [row.state for row in await small_house.rows(inbound)] == ["done", "done"]


async def test_a_whatsapp_user_name_is_answered_though_it_has_no_number(
    small_house: House,
) -> None:
    await small_house.text("hi", "SM1", "whatsapp:ID.abcd", To="whatsapp:+15005550006")
    await small_house.until_sent(0)
    (asked,) = await _asked(small_house)
    assert asked["metadata"]["country"] == "ID"
    assert asked["metadata"]["form"] == "chat"


async def _asked(house: House) -> list[dict[str, object]]:
    from tests.channels.house import until

    async def has_asked() -> bool:
        return bool(house.rasa.asked)

    await until(has_asked)
    return house.rasa.asked


async def test_a_receipt_at_the_messages_address_is_still_a_receipt(small_house: House) -> None:
    await small_house.text("hi", "SM1")
    (sent,) = await small_house.until_sent(1)
    fields = [(name, value) for name, value in message("", sent["sid"]) if name != "SmsStatus"]
    assert await small_house.post([*fields, ("MessageStatus", "delivered")]) == 200
    (row,) = await small_house.rows(outbound)
    assert row.state == "delivered"
    assert len(await small_house.rows(inbound)) == 1


async def test_a_message_at_the_receipts_address_is_still_answered(small_house: House) -> None:
    assert await small_house.post(message("hi", "SM1"), "/twilio/status") == 200
    assert len(await small_house.until_sent(1)) == 1


async def test_a_receipt_of_a_message_that_is_not_ours_changes_nothing(
    small_house: House,
) -> None:
    fields = [*message("", "SMnever"), ("MessageStatus", "delivered")]
    assert await small_house.post(fields, "/twilio/status?id=99") == 200
    assert await small_house.rows(outbound) == []


async def test_a_form_without_an_id_is_acknowledged_and_forgotten(small_house: House) -> None:
    fields = [one for one in message("hi", "") if "Sid" not in one[0] or one[0] == "AccountSid"]
    assert await small_house.post(fields) == 200
    assert await small_house.rows(inbound) == []


names = st.sampled_from(
    ["MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "From", "To", "Body", "NumMedia",
     "OptOutType", "ErrorCode", "EventType", "MediaUrl0", "ButtonPayload"]
)  # fmt: skip


@given(st.dictionaries(names, st.text(max_size=300)), st.dictionaries(st.just("id"), st.text()))
def test_any_form_is_read_as_something_or_nothing(
    form: dict[str, str], query: dict[str, str]
) -> None:
    found = webhook.read(form, query)
    assert found is None or isinstance(found, Inbound | Receipt)


@given(st.text(max_size=5000))
def test_whatever_is_written_reaches_rasa_as_text(text: str) -> None:
    given_to_rasa = as_text(text)
    assert given_to_rasa
    assert not given_to_rasa.startswith("/")
    assert len(given_to_rasa) <= 1601
    given_to_rasa.encode("utf-8")

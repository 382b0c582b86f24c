"""Status callbacks."""

from typing import Any

import pytest

from standin.resource import API_VERSION
from tests.standin.harness import PHONE, PUBLIC_URL, Standin, until

CALLBACK = {"StatusCallback": f"{PUBLIC_URL}/twilio/status"}


def states(standin: Standin) -> list[str]:
    return [call.form["MessageStatus"] for call in standin.webhook.to("/twilio/status")]


async def test_a_message_goes_from_queued_to_delivered_and_each_step_is_told(
    standin: Standin,
) -> None:
    _, message = await standin.send(**CALLBACK)
    await until(lambda: len(states(standin)) == 3)
    assert states(standin) == ["sending", "sent", "delivered"]
    history = (await standin.messages())[0]["history"]
    assert [step["status"] for step in history] == ["queued", "sending", "sent", "delivered"]
    last = standin.webhook.calls[-1]
    assert last.is_signed(standin.settings)
    assert last.form == last.form | {
        "ApiVersion": API_VERSION,
        "AccountSid": standin.settings.account_sid,
        "MessageSid": message["sid"],
        "SmsSid": message["sid"],
        "MessageStatus": "delivered",
        "SmsStatus": "delivered",
        "From": standin.settings.sms_from,
        "To": PHONE,
    }
    assert len(last.form["RawDlrDoneDate"]) == 10
    assert not {"ErrorCode", "ChannelPrefix"} & set(last.form)


@pytest.mark.parametrize(
    ("standin", "connections"),
    [({}, 3), ({"keep_connections": True}, 1)],
    indirect=["standin"],
)
async def test_each_call_has_a_connection_of_its_own_unless_they_are_kept(
    standin: Standin, connections: int
) -> None:
    await standin.send(**CALLBACK)
    await until(lambda: len(states(standin)) == 3)
    assert len({call.port for call in standin.webhook.calls}) == connections


async def test_a_messaging_service_tells_of_queued_too(standin: Standin) -> None:
    service = standin.settings.messaging_service_sid
    await standin.send(From=None, MessagingServiceSid=service, **CALLBACK)  # type: ignore[arg-type]
    await until(lambda: len(states(standin)) == 4)
    assert states(standin)[0] == "queued"
    assert standin.webhook.calls[0].form["MessagingServiceSid"] == service


async def test_whatsapp_has_fields_of_its_own_and_can_be_read(standin: Standin) -> None:
    await standin.behave(read_receipts=True)
    await standin.write(channel="whatsapp")
    whatsapp = {"To": f"whatsapp:{PHONE}", "From": standin.settings.whatsapp_from}
    await standin.send(**whatsapp, **CALLBACK)
    await until(lambda: states(standin)[-1:] == ["read"])
    last = standin.webhook.calls[-1]
    assert last.is_signed(standin.settings)
    assert last.form == last.form | {
        "ChannelPrefix": "whatsapp",
        "ChannelToAddress": PHONE,
        "EventType": "READ",
        "StructuredMessage": "false",
    }


async def test_outside_the_whatsapp_window_the_receipt_says_so(standin: Standin) -> None:
    whatsapp = {"To": f"whatsapp:{PHONE}", "From": standin.settings.whatsapp_from}
    assert (await standin.send(**whatsapp, **CALLBACK))[0] == 201
    await until(lambda: states(standin)[-1:] == ["undelivered"])
    assert standin.webhook.calls[-1].form["ErrorCode"] == "63016"


async def test_undelivered_with_the_code_that_was_set(standin: Standin) -> None:
    await standin.behave(rate_undelivered=1, undelivered_code=30007)
    await standin.send(**CALLBACK)
    await until(lambda: states(standin)[-1:] == ["undelivered"])
    assert standin.webhook.calls[-1].form["ErrorCode"] == "30007"
    assert (await standin.messages())[0]["error_message"] == "Message filtered"


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        ({"receipts_duplicated": True}, ["sending"] * 2 + ["sent"] * 2 + ["delivered"] * 2),
        ({"receipts_reversed": True}, ["delivered", "sent", "sending"]),
    ],
)
async def test_receipts_in_disorder(
    standin: Standin, behaviour: dict[str, Any], expected: list[str]
) -> None:
    await standin.behave(**behaviour)
    await standin.send(**CALLBACK)
    await until(lambda: len(states(standin)) == len(expected))
    assert states(standin) == expected


async def test_receipts_off_means_no_callback_and_a_message_that_stays_sent(
    standin: Standin,
) -> None:
    await standin.behave(receipts=False)
    _, message = await standin.send(**CALLBACK)
    await standin.behave(receipts=True)
    _, other = await standin.send(**CALLBACK)
    await until(lambda: "delivered" in states(standin))
    assert {call.form["MessageSid"] for call in standin.webhook.calls} == {other["sid"]}
    _, fetched = await standin.rest("GET", f"{standin.path}/{message['sid']}.json")
    assert fetched["status"] == "sent"
    assert fetched["date_sent"]

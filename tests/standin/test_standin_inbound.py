"""A telephone writes and the webhook hears of it."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from aiohttp import test_utils

from standin import app
from standin.settings import Settings
from tests.standin.harness import PHONE, PUBLIC_URL, Standin, Webhook, until


async def test_an_sms_arrives_signed_with_the_fields_of_twilio(standin: Standin) -> None:
    status, answer = await standin.write("Apakah kapal aman?")
    assert status == 200
    assert answer["webhook"] == {"status": 200, "body": "<Response/>"}
    (call,) = standin.webhook.calls
    assert call.path == "/twilio/message"
    assert call.is_signed(standin.settings)
    sid = answer["message_sid"]
    assert call.form == {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "SmsStatus": "received",
        "AccountSid": standin.settings.account_sid,
        "ApiVersion": "2010-04-01",
        "From": PHONE,
        "To": standin.settings.sms_from,
        "Body": "Apakah kapal aman?",
        "NumMedia": "0",
        "NumSegments": "1",
        "FromCity": "",
        "FromState": "",
        "FromZip": "",
        "FromCountry": "ID",
        "ToCity": "",
        "ToState": "",
        "ToZip": "",
        "ToCountry": "US",
    }
    assert call.headers["I-Twilio-Idempotency-Token"]
    assert call.headers["Content-Type"].startswith("application/x-www-form-urlencoded")


async def test_whatsapp_carries_name_and_number(standin: Standin) -> None:
    await standin.write("سلام", channel="whatsapp", ProfileName="Amina", latitude=-6.2)
    (call,) = standin.webhook.calls
    assert call.is_signed(standin.settings)
    assert call.form == call.form | {
        "From": f"whatsapp:{PHONE}",
        "To": standin.settings.whatsapp_from,
        "Body": "سلام",
        "WaId": PHONE.removeprefix("+"),
        "ProfileName": "Amina",
        "Latitude": "-6.2",
        "NumSegments": "1",
    }
    assert "FromCity" not in call.form


async def test_a_whatsapp_user_name_has_no_number(standin: Standin) -> None:
    extra = {"ExternalUserId": "ID.9876"}
    status, _ = await standin.write(**{"from": "whatsapp:ID.9876"}, **extra)
    assert status == 200
    assert "WaId" not in standin.webhook.calls[0].form
    assert standin.webhook.calls[0].form["ExternalUserId"] == "ID.9876"


async def test_media_buttons_and_an_empty_body(standin: Standin) -> None:
    media = {"MediaUrl0": "https://example.org/0", "MediaUrl1": "https://example.org/1"}
    await standin.write("", ButtonPayload="topic:risk_sea", **media)
    (call,) = standin.webhook.calls
    assert call.is_signed(standin.settings)
    assert call.form == call.form | media | {
        "Body": "",
        "NumMedia": "2",
        "MediaContentType1": "image/jpeg",
        "ButtonPayload": "topic:risk_sea",
    }


@pytest.mark.parametrize("sign", [False, "wrong-url", "tampered"])
async def test_signatures_can_be_missing_or_wrong(standin: Standin, sign: Any) -> None:
    await standin.write(sign=sign)
    (call,) = standin.webhook.calls
    assert not call.is_signed(standin.settings)
    assert ("X-Twilio-Signature" in call.headers) == (sign is not False)


async def test_a_refusal_of_the_webhook_is_passed_on_and_not_repeated(standin: Standin) -> None:
    standin.webhook.status = 503
    status, answer = await standin.write()
    assert (status, answer["webhook"]["status"], answer["attempts"]) == (200, 503, 1)
    assert len(standin.webhook.calls) == 1


async def test_the_same_message_can_come_twice(standin: Standin) -> None:
    sid = "SM" + "a" * 32
    for _ in range(2):
        await standin.write(message_sid=sid)
    assert [call.form["MessageSid"] for call in standin.webhook.calls] == [sid, sid]
    assert len(await standin.messages()) == 1


async def test_twilio_answers_stop_itself(standin: Standin) -> None:
    await standin.write("STOP")
    written, reply = await standin.messages()
    assert written["body"] == "STOP"
    assert (reply["direction"], reply["to"], reply["status"]) == (
        "outbound-reply",
        PHONE,
        "delivered",
    )
    assert reply["body"].startswith("You have successfully been unsubscribed")
    assert "OptOutType" not in standin.webhook.calls[0].form


async def test_advanced_opt_out_names_the_kind(standin: Standin) -> None:
    await standin.behave(advanced_opt_out=True, auto_reply=False)
    await standin.write("UNSUBSCRIBE")
    assert standin.webhook.calls[0].form["OptOutType"] == "STOP"
    assert standin.webhook.calls[0].is_signed(standin.settings)
    assert len(await standin.messages()) == 1


async def test_lone_surrogates_do_no_harm(standin: Standin) -> None:
    status, _ = await standin.write("a\ud800b")
    assert status == 200
    assert standin.webhook.calls[0].form["Body"] == "a\ufffdb"


@pytest.mark.parametrize(
    "words",
    [
        {"from": "nobody"},
        {"channel": "pigeon"},
        {"sign": "badly"},
        {"retry_for_s": "long"},
    ],
)
async def test_what_no_telephone_could_send_is_refused(
    standin: Standin, words: dict[str, Any]
) -> None:
    status, answer = await standin.write(**words)
    assert status == 400
    assert answer["error"]
    assert standin.webhook.calls == []


async def test_a_page_of_another_site_cannot_write(standin: Standin) -> None:
    body = json.dumps({"from": PHONE, "body": "x"})
    headers = {"Content-Type": "text/plain"}
    url = f"{standin.url}/standin/inbound"
    async with standin.session.post(url, data=body, headers=headers) as answer:
        assert answer.status == 415


async def test_a_message_waits_for_a_webhook_that_is_down() -> None:
    webhook = Webhook()
    port = test_utils.unused_port()
    settings = Settings(
        webhook_url=f"http://127.0.0.1:{port}/twilio/message", public_url=PUBLIC_URL
    )
    async with (
        test_utils.TestServer(app.create(settings)) as server,
        aiohttp.ClientSession() as session,
    ):
        standin = Standin(str(server.make_url("")).rstrip("/"), settings, webhook, session)
        # The one who asks goes away at once; the message does not.
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.0):
                await standin.write("first")
        status, _ = await standin.write("second", wait=False)
        assert status == 202
        async with webhook.server(port):
            await until(lambda: len(webhook.calls) == 2)
            bodies = {call.form["Body"] for call in webhook.calls}
            assert bodies == {"first", "second"}
            assert all(call.is_signed(settings) for call in webhook.calls)
        status, answer = await standin.write("third", retry_for_s=2)
        assert (status, answer["webhook"]) == (502, None)
        assert answer["attempts"] > 1
        assert "no connection" in answer["error"]


async def test_the_repeats_carry_one_sid_and_one_token() -> None:
    seen: list[tuple[bytes, bytes]] = []

    async def slam(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        token = next(line for line in head.split(b"\r\n") if b"Idempotency" in line)
        seen.append((token, await reader.read(60)))
        writer.close()

    server = await asyncio.start_server(slam, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = Settings(webhook_url=f"http://127.0.0.1:{port}/twilio/message")
    async with (
        server,
        test_utils.TestServer(app.create(settings)) as running,
        aiohttp.ClientSession() as session,
    ):
        standin = Standin(str(running.make_url("")).rstrip("/"), settings, Webhook(), session)
        status, _ = await standin.write(retry_for_s=2)
    assert status == 502
    assert len(seen) > 1
    assert len(set(seen)) == 1

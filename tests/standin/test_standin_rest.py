"""Twilio's REST API as the stand-in plays it."""

import asyncio
import re
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.standin.harness import PHONE, Standin

WHATSAPP_PHONE = f"whatsapp:{PHONE}"


async def test_a_message_is_created_with_every_field_of_the_resource(standin: Standin) -> None:
    status, message = await standin.send(Body="Halo {dunia}")
    assert status == 201
    assert re.fullmatch(r"SM[0-9a-f]{32}", message["sid"])
    assert message == message | {
        "account_sid": standin.settings.account_sid,
        "api_version": "2010-04-01",
        "body": "Halo {dunia}",
        "date_sent": None,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": standin.settings.sms_from,
        "to": PHONE,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "status": "queued",
        "uri": f"{standin.path}/{message['sid']}.json",
        "subresource_uris": {"media": f"{standin.path}/{message['sid']}/Media.json"},
    }


async def test_a_messaging_service_picks_the_sender_and_knows_no_segments_yet(
    standin: Standin,
) -> None:
    service = standin.settings.messaging_service_sid
    status, message = await standin.send(From=None, MessagingServiceSid=service)  # type: ignore[arg-type]
    assert (status, message["status"], message["from"]) == (201, "accepted", None)
    assert (message["num_segments"], message["messaging_service_sid"]) == ("0", service)
    assert (await standin.messages())[0]["from"] == standin.settings.sms_from


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"To": ""}, 400, 21604),
        ({"To": None}, 400, 21604),
        ({"To": "12345"}, 400, 21211),
        ({"To": "+0000"}, 400, 21211),
        ({"To": "whatsapp:someone"}, 400, 21211),
        ({"Body": ""}, 400, 21602),
        ({"Body": "  "}, 400, 21602),
        ({"Body": None}, 400, 21602),
        ({"Body": "a" * 1601}, 400, 21617),
        ({"From": None}, 400, 21603),
        ({"From": "+15005550001"}, 400, 21606),
        ({"From": None, "MessagingServiceSid": "MG" + "f" * 32}, 404, 21703),
        ({"StatusCallback": "not a url"}, 400, 21609),
        ({"To": WHATSAPP_PHONE, "From": "whatsapp:+15005550001"}, 400, 63007),
        ({"To": WHATSAPP_PHONE}, 400, 21910),
    ],
)
async def test_what_twilio_refuses(
    standin: Standin, fields: dict[str, Any], status: int, code: int
) -> None:
    answer_status, answer = await standin.send(**fields)
    assert (answer_status, answer["code"], answer["status"]) == (status, code, status)
    assert answer["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert answer["message"]
    assert await standin.messages() == []


async def test_the_longest_body_and_media_without_body_are_taken(standin: Standin) -> None:
    assert (await standin.send(Body="a" * 1600))[0] == 201
    status, message = await standin.send(Body="", MediaUrl="https://example.org/a.jpg")
    assert (status, message["num_media"], message["sid"][:2]) == (201, "1", "MM")


async def test_a_wrong_token_is_refused(standin: Standin) -> None:
    form = {"To": PHONE, "From": standin.settings.sms_from, "Body": "x"}
    status, answer = await standin.rest("POST", f"{standin.path}.json", data=form, auth=None)
    assert (status, answer["code"], answer["message"]) == (401, 20003, "Authenticate")


async def test_an_unknown_message_is_not_found(standin: Standin) -> None:
    status, answer = await standin.rest("GET", f"{standin.path}/SM{'0' * 32}.json")
    assert (status, answer["code"]) == (404, 20404)


async def test_a_message_can_be_redacted_and_deleted(standin: Standin) -> None:
    _, message = await standin.send()
    one = f"{standin.path}/{message['sid']}.json"
    assert (await standin.rest("POST", one, data={"Body": ""}))[1]["body"] == ""
    assert (await standin.rest("DELETE", one))[0] == 204
    assert (await standin.rest("GET", one))[0] == 404


async def test_after_stop_nothing_is_taken_until_start(standin: Standin) -> None:
    await standin.write(" stop ")
    status, answer = await standin.send()
    assert (status, answer["code"]) == (400, 21610)
    assert (await standin.send(To="+628555550199"))[0] == 201
    await standin.write("Start")
    assert (await standin.send())[0] == 201


async def test_stop_by_whatsapp_is_left_to_the_service(standin: Standin) -> None:
    await standin.write("STOP", channel="whatsapp")
    status, _ = await standin.send(To=WHATSAPP_PHONE, From=standin.settings.whatsapp_from)
    assert status == 201


async def test_outside_the_whatsapp_window_a_message_can_be_refused(standin: Standin) -> None:
    await standin.behave(outside_window="error")
    whatsapp = {"To": WHATSAPP_PHONE, "From": standin.settings.whatsapp_from}
    status, answer = await standin.send(**whatsapp)
    assert (status, answer["code"]) == (400, 63016)
    words = {"language": "en", "types": {"twilio/text": {"body": "Please write again."}}}
    _, made = await standin.rest("POST", "/v1/Content", json=words)
    template = {"ContentSid": made["sid"], "Body": ""}
    assert (await standin.send(**whatsapp, **template))[0] == 400
    await standin.rest("POST", f"/v1/Content/{made['sid']}/ApprovalRequests/whatsapp", json={})
    assert (await standin.send(**whatsapp, **template))[0] == 201
    await standin.write(channel="whatsapp")
    assert (await standin.send(**whatsapp))[0] == 201
    await standin.behave(window_s=0)
    assert (await standin.send(**whatsapp))[1]["code"] == 63016


async def test_messages_are_listed_newest_first_in_pages(standin: Standin) -> None:
    sids = [(await standin.send(Body=str(n)))[1]["sid"] for n in range(5)]
    await standin.send(To="+628555550199")
    path: str | None = f"{standin.path}.json?PageSize=2&To=%2B628555550101"
    found: list[str] = []
    while path:
        _, page = await standin.rest("GET", path)
        found += [message["sid"] for message in page["messages"]]
        await standin.send(Body="in between")  # shifts nothing
        path = page["next_page_uri"]
    assert found == sids[::-1]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("DateSent=2020-01-01", 0),
        ("DateSent%3E=2020-01-01", 2),
        ("DateSent%3E=2020-01-01T00:00:00Z", 2),
        ("DateSent%3C=2020-01-01", 0),
        ("DateSent%3E=2999-01-01T00:00:00Z", 0),
        ("From=%2B15005550006", 1),
        ("From=%2B628555550101&To=%2B15005550006", 1),
        ("To=%2B15005550001", 0),
    ],
)
async def test_the_list_is_filtered(standin: Standin, query: str, count: int) -> None:
    await standin.write()
    await standin.send()
    _, page = await standin.rest("GET", f"{standin.path}.json?{query}")
    assert len(page["messages"]) == count


async def test_twilios_own_client_creates_lists_and_fetches(standin: Standin) -> None:
    def work() -> tuple[Any, list[Any], Any]:
        client = Client(standin.settings.account_sid, standin.settings.auth_token)
        client.api.base_url = standin.url
        made = [
            client.messages.create(to=PHONE, from_=standin.settings.sms_from, body=f"№ {n}")
            for n in range(3)
        ]
        listed = client.messages.list(
            to=PHONE, date_sent_after=made[0].date_created.replace(year=2020), page_size=2
        )
        return made[0], listed, client.messages(made[0].sid).fetch()

    made, listed, fetched = await asyncio.to_thread(work)
    assert (made.status, made.num_segments, made.direction) == ("queued", "1", "outbound-api")
    assert [message.body for message in listed] == ["№ 2", "№ 1", "№ 0"]
    assert (fetched.sid, fetched.body) == (made.sid, "№ 0")


async def test_twilios_own_client_understands_a_refusal(standin: Standin) -> None:
    def work() -> None:
        client = Client(standin.settings.account_sid, standin.settings.auth_token)
        client.api.base_url = standin.url
        client.messages.create(to="nobody", from_=standin.settings.sms_from, body="x")

    with pytest.raises(TwilioRestException) as refused:
        await asyncio.to_thread(work)
    assert (refused.value.status, refused.value.code) == (400, 21211)

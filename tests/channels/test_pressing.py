"""Choices go out to press on WhatsApp, Messenger and RCS, and come back as the topic meant."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import test_utils, web

from channels.ledger.tables import inbound, outbound
from channels.messages import MESSENGER, RCS, WHATSAPP
from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN
from channels.twilio import templates
from channels.twilio.contents import ContentApi, Contents
from channels.twilio.http import PooledHttp
from standin.settings import Settings as Twilio
from tests.channels.house import House, until

FROM = {
    WHATSAPP: ("whatsapp:+628111111111", Twilio.whatsapp_from),
    MESSENGER: ("messenger:4242", Twilio.messenger_from),
    RCS: ("rcs:+628111111111", Twilio.rcs_from),
}


async def with_templates(house: House) -> House:
    http = PooledHttp()
    api = ContentApi(http, DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, house.standin_url)
    for template in templates.wanted(set(FROM)):
        await api.create(template)
    await http.close()
    return house


def receipt_of(one: dict[str, Any]) -> list[tuple[str, str]]:
    return [("MessageSid", one["sid"]), ("AccountSid", DEMO_ACCOUNT_SID)]


async def write(house: House, channel: str, body: str, sid: str = "SM1", **more: str) -> None:
    sender, ours = FROM[channel]
    url = f"{house.standin_url}/standin/inbound"
    words = {"from": sender, "body": "hi", "channel": channel, "retry_for_s": 0}
    await house.session.post(url, json=words)  # opens the 24-hour window
    assert await house.text(body, sid, sender, To=ours, **more) == 200


async def sent(house: House, channel: str) -> dict[str, Any]:
    house.rasa.choices = ["risk_sea", "out_of_scope"]
    await write(house, channel, "halo")
    (one,) = await house.until_sent(1)
    return one


@pytest.mark.parametrize(
    ("channel", "kind"),
    [(WHATSAPP, "quick-reply"), (MESSENGER, "quick-reply"), (RCS, "card")],
)
async def test_choices_are_sent_to_press(small_house: House, channel: str, kind: str) -> None:
    one = await sent(await with_templates(small_house), channel)
    assert one["shown"]["type"] == f"twilio/{kind}"
    assert one["shown"]["body"] == "You said: halo"
    assert [choice["title"] for choice in one["shown"]["choices"]] == ["risk_sea", "out_of_scope"]
    assert one["from"] == FROM[channel][1]


async def test_a_long_choice_is_a_list_on_whatsapp(small_house: House) -> None:
    house = await with_templates(small_house)
    house.rasa.choices = ["risk_sea", "x" * 30]
    await write(house, WHATSAPP, "halo")
    (one,) = await house.until_sent(1)
    assert one["shown"]["type"] == "twilio/list-picker"
    assert one["shown"]["button"] == "Reply list_button."
    assert one["shown"]["choices"][1]["description"] == "x" * 30


@pytest.mark.parametrize("field", ["ButtonPayload", "ListId"])
@pytest.mark.parametrize("channel", [WHATSAPP, MESSENGER, RCS])
async def test_what_was_pressed_comes_back_as_its_topic(
    small_house: House, channel: str, field: str
) -> None:
    house = await with_templates(small_house)
    shown = (await sent(house, channel))["shown"]
    pressed = {field: shown["choices"][1]["id"], "ButtonText": "out_of_scope"}
    await write(house, channel, "out_of_scope", "SM2", **pressed)
    await house.until_sent(2)
    asked = house.rasa.asked[-1]
    assert (asked["message"], asked["metadata"]["choices"]) == ("1", ["out_of_scope"])


async def test_a_payload_that_is_not_ours_is_read_as_what_stood_on_the_button(
    small_house: House,
) -> None:
    await small_house.text("", "SM1", ButtonPayload="risk_sea~forged", ButtonText="Is it safe?")
    await small_house.until_sent(1)
    assert small_house.rasa.asked[0]["message"] == "Is it safe?"


@pytest.mark.parametrize("typed", ["Out of scope", " out OF scope. ", "Out of…"])
async def test_a_title_that_was_typed_picks_its_choice(small_house: House, typed: str) -> None:
    small_house.rasa.choices = ["risk_sea", "out_of_scope"]
    small_house.rasa.locale = "en"
    await small_house.text("halo", "SM1")
    await small_house.until_sent(1)
    await small_house.text(typed, "SM2")
    await small_house.until_sent(2)
    assert small_house.rasa.asked[-1]["message"] == "2"


async def test_a_title_that_was_not_offered_is_a_question(small_house: House) -> None:
    await small_house.text("Out of scope", "SM1")
    await small_house.until_sent(1)
    assert small_house.rasa.asked[0]["message"] == "Out of scope"


async def test_without_templates_choices_are_a_numbered_text(small_house: House) -> None:
    one = await sent(small_house, WHATSAPP)
    assert one["shown"] is None
    assert one["body"].endswith("1 risk_sea\n2 out_of_scope")


async def test_a_template_that_was_removed_is_done_without(small_house: House) -> None:
    house = await with_templates(small_house)
    assert (await sent(house, WHATSAPP))["shown"]
    http = PooledHttp()
    api = ContentApi(http, DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, house.standin_url)
    for stored in await api.ours():
        await api.delete(stored.sid)
    await http.close()
    await write(house, WHATSAPP, "lagi", "SM2")
    found = await house.until_sent(2)
    assert len(found) == 2
    assert found[1]["body"].endswith("2 out_of_scope")


async def test_choices_that_did_not_arrive_go_once_more_as_text(small_house: House) -> None:
    house = await with_templates(small_house)
    failed = await sent(house, WHATSAPP)
    receipt = [("MessageStatus", "undelivered"), ("ErrorCode", "63021")]
    await house.post([*receipt_of(failed), *receipt], "/twilio/status")
    first, second = await house.until_sent(2)
    assert (first["shown"] is None, second["shown"] is None) == (False, True)
    assert second["body"].endswith("2 out_of_scope")


async def test_an_unsure_message_with_choices_is_found_at_twilio(small_house: House) -> None:
    house = await with_templates(small_house)
    await house.behave(script=["drop_after_accept"])
    await sent(house, WHATSAPP)

    async def is_known() -> bool:
        return all(row.provider_id for row in await house.rows(outbound))

    await until(is_known)
    assert len(await house.sent()) == 1


async def test_a_payload_is_kept_no_longer_than_it_can_be(small_house: House) -> None:
    await small_house.text("hi", "SM1", ButtonPayload="x" * 5000)
    await small_house.until_sent(1)
    assert (await small_house.rows(inbound))[0].payload is None


@pytest.mark.parametrize("odd", [["odd"], {"contents": ["odd"]}, {"contents": [], "meta": "odd"}])
async def test_a_list_of_templates_that_makes_no_sense_is_none(odd: Any) -> None:
    app = web.Application()

    async def content(_: web.Request) -> web.Response:
        return web.json_response(odd)

    app.router.add_get("/v1/Content", content)
    http = PooledHttp()
    async with test_utils.TestServer(app) as server:
        url = str(server.make_url("")).rstrip("/")
        contents = Contents(ContentApi(http, DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, url))
        assert await contents.sid(templates.wanted(set(FROM))[0]) is None
    await http.close()

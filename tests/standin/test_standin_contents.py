"""Content templates at the stand-in: made, listed, filled, refused as by Twilio."""

import json
from typing import Any

import pytest

from tests.standin.harness import PHONE, Standin

WHATSAPP_PHONE = f"whatsapp:{PHONE}"
LIST = {
    "friendly_name": "a_list",
    "language": "en",
    "variables": {"text": "Which?", "title": "One", "id": "one"},
    "types": {
        "twilio/list-picker": {
            "body": "{{text}}",
            "button": "Choose",
            "items": [{"item": "{{title}}", "id": "{{id}}", "description": "About one"}],
        }
    },
}


async def make(standin: Standin, **changes: Any) -> tuple[int, dict[str, Any]]:
    return await standin.rest("POST", "/v1/Content", json=LIST | changes)


async def send(standin: Standin, **fields: str) -> tuple[int, dict[str, Any]]:
    await standin.write(channel="whatsapp")
    ours = standin.settings.whatsapp_from
    return await standin.send(**({"To": WHATSAPP_PHONE, "From": ours, "Body": ""} | fields))


async def test_a_template_is_made_fetched_listed_and_deleted(standin: Standin) -> None:
    status, made = await make(standin)
    assert status == 201
    assert made["friendly_name"] == "a_list"
    assert made["types"] == LIST["types"]
    assert (await standin.rest("GET", f"/v1/Content/{made['sid']}"))[1]["sid"] == made["sid"]
    _, second = await make(standin, friendly_name="another")
    _, page = await standin.rest("GET", "/v1/Content?PageSize=1")
    assert [one["sid"] for one in page["contents"]] == [made["sid"]]
    following = page["meta"]["next_page_url"].removeprefix(standin.url)
    _, page = await standin.rest("GET", following)
    assert [one["sid"] for one in page["contents"]] == [second["sid"]]
    assert page["meta"]["next_page_url"] is None
    assert (await standin.rest("DELETE", f"/v1/Content/{made['sid']}"))[0] == 204
    assert (await standin.rest("GET", f"/v1/Content/{made['sid']}"))[0] == 404


async def test_templates_outlive_a_reset_and_ask_for_the_token(standin: Standin) -> None:
    _, made = await make(standin)
    await standin.post("reset")
    assert (await standin.rest("GET", f"/v1/Content/{made['sid']}"))[0] == 200
    assert (await standin.rest("GET", "/v1/Content", auth=None))[0] == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"language": ""},
        {"types": {}},
        {"types": {"twilio/unknown": {"body": "x"}}},
        {"types": {"twilio/list-picker": {"body": "x", "items": [{"item": "no id"}]}}},
        {"variables": {}},
        {"variables": {"text": "Which?", "title": "One", "id": "one", "x" * 17: "long"}},
    ],
)
async def test_a_template_that_twilio_would_refuse_is_refused(
    standin: Standin, changes: dict[str, Any]
) -> None:
    assert (await make(standin, **changes))[0] == 400


async def test_a_filled_template_is_shown_on_the_phone(standin: Standin) -> None:
    _, made = await make(standin)
    variables = json.dumps({"text": "Mana satu?", "title": "Satu"})
    status, _ = await send(standin, ContentSid=made["sid"], ContentVariables=variables)
    assert status == 201
    message = (await standin.messages())[-1]
    assert message["body"] == "Mana satu?"
    assert message["shown"]["choices"] == [
        {"title": "Satu", "id": "one", "description": "About one"}
    ]
    await standin.until_status(message["sid"], "delivered")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"ContentSid": "HX" + "0" * 32}, 21655),
        ({"ContentVariables": "{}"}, 21654),
        ({"ContentSid": "made", "ContentVariables": "{"}, 21656),
        ({"ContentSid": "made", "ContentVariables": '{"text": 1}'}, 21656),
        ({"ContentSid": "made", "ContentVariables": json.dumps({"text": "x" * 1601})}, 21656),
    ],
)
async def test_what_cannot_be_filled_is_refused(
    standin: Standin, fields: dict[str, str], code: int
) -> None:
    _, made = await make(standin)
    fields = {name: made["sid"] if word == "made" else word for name, word in fields.items()}
    assert (await send(standin, **fields))[1]["code"] == code


@pytest.mark.parametrize(
    "variables", [{"title": "x" * 25}, {"text": "x" * 1025}, {"id": "x" * 201}, {"title": " "}]
)
async def test_what_the_channel_would_not_show_does_not_arrive(
    standin: Standin, variables: dict[str, str]
) -> None:
    _, made = await make(standin)
    words = json.dumps(variables)
    _, message = await send(standin, ContentSid=made["sid"], ContentVariables=words)
    await standin.until_status(message["sid"], "undelivered")


async def test_a_list_cannot_be_approved_nor_sent_outside_the_window(standin: Standin) -> None:
    _, made = await make(standin)
    path = f"/v1/Content/{made['sid']}/ApprovalRequests/whatsapp"
    assert (await standin.rest("POST", path, json={}))[0] == 400
    await standin.behave(window_s=0, outside_window="error")
    assert (await send(standin, ContentSid=made["sid"]))[1]["code"] == 63016


async def test_a_pressed_item_comes_to_the_webhook_as_twilio_sends_it(standin: Standin) -> None:
    await standin.write("One", channel="whatsapp", list_id="one", button_payload="one")
    form = standin.webhook.calls[-1].form
    assert (form["ListId"], form["ButtonPayload"], form["Body"]) == ("one", "one", "One")
    assert form["MessageType"] == "interactive"


async def test_a_sender_without_a_number_has_no_wa_id(standin: Standin) -> None:
    user_id = "ID.13491208655302741918"
    await standin.write(channel="whatsapp", **{"from": user_id, "external_user_id": user_id})
    form = standin.webhook.calls[-1].form
    assert form["From"] == f"whatsapp:{user_id}"
    assert form["ExternalUserId"] == user_id
    assert "WaId" not in form

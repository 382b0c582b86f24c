"""Every kind of message as Twilio sends it is read for what it is; nothing hostile is an error."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from aiohttp import test_utils, web
from hypothesis import given
from hypothesis import strategies as st
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from channels.ledger.tables import inbound, outbound
from channels.messages import Inbound, Receipt
from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN
from channels.twilio import signature, webhook
from tests.channels.house import PUBLIC_URL, House

FOLDER = Path(__file__).with_name("payloads")
READ = {
    "whatsapp_text": ("whatsapp", "text", "halo", None, None),
    "whatsapp_button": ("whatsapp", "text", "Kapal", "risk_sea~0", None),
    "whatsapp_list": ("whatsapp", "text", "Kapal", "risk_sea~0", None),
    "whatsapp_location": ("whatsapp", "location", "", None, "MY"),
    "whatsapp_image": ("whatsapp", "media", "", None, None),
    "whatsapp_image_caption": ("whatsapp", "media", "apakah kapal ini aman", None, None),
    "whatsapp_voice": ("whatsapp", "media", "", None, None),
    "whatsapp_contact_card": ("whatsapp", "media", "", None, None),
    "whatsapp_forwarded": ("whatsapp", "text", "halo", None, None),
    "whatsapp_from_advertisement": ("whatsapp", "text", "halo", None, None),
    "whatsapp_user_id": ("whatsapp", "text", "halo", None, None),
    "messenger_text": ("messenger", "text", "halo", None, None),
    "messenger_button": ("messenger", "text", "Kapal", "risk_sea~0", None),
    "rcs_text": ("rcs", "text", "halo", None, None),
    "rcs_button": ("rcs", "text", "Kapal", "risk_sea~0", None),
}


def fields(name: str) -> list[tuple[str, str]]:
    return parse_qsl((FOLDER / f"{name}.txt").read_text().strip(), keep_blank_values=True)


@pytest.mark.parametrize("name", READ)
def test_a_message_is_read_for_what_it_is(name: str) -> None:
    found = webhook.read(dict(fields(name)), {})
    assert isinstance(found, Inbound)
    said = (found.channel, found.kind, found.text, found.payload, found.place)
    assert said == READ[name]
    assert found.can_reply


@pytest.mark.parametrize("name", READ)
async def test_each_is_answered_once_at_the_address_written_to(
    small_house: House, name: str
) -> None:
    form = fields(name)
    assert await small_house.post(form) == 200
    assert await small_house.post(form) == 200
    (sent,) = await small_house.until_sent(1)
    assert (sent["from"], sent["to"]) == (dict(form)["To"], dict(form)["From"])


async def test_a_read_receipt_brings_the_message_to_its_last_state(small_house: House) -> None:
    await small_house.text("halo", "SM1")
    (sent,) = await small_house.until_sent(1)
    form = [
        (name, sent["sid"] if "Sid" in name and word.startswith("SM") else word)
        for name, word in fields("receipt_read")
    ]
    assert await small_house.post(form, "/twilio/status") == 200
    assert await small_house.post([("MessageStatus", "delivered"), *form[6:]], "/twilio/status")
    assert (await small_house.rows(outbound))[0].state == "read"


async def test_words_under_a_photo_are_answered_and_photos_asked_not_to_be_sent(
    small_house: House,
) -> None:
    await small_house.post(fields("whatsapp_image_caption"))
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "You said: apakah kapal ini aman\n\nReply media."


async def test_stop_under_a_photo_is_obeyed(small_house: House) -> None:
    form = dict(fields("whatsapp_image_caption")) | {"Body": "STOP"}
    await small_house.post(list(form.items()))
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "Reply stopped."


@pytest.mark.parametrize("channel", ["whatsapp_image", "whatsapp_voice", "whatsapp_image_caption"])
async def test_what_was_sent_along_is_never_fetched_nor_kept(
    small_house: House, channel: str
) -> None:
    fetched = []

    async def fetch(request: web.Request) -> web.Response:
        fetched.append(request.path)
        return web.Response(body=b"", content_type="image/jpeg")

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", fetch)
    async with test_utils.TestServer(app) as server:
        form = dict(fields(channel)) | {"MediaUrl0": str(server.make_url("/secret.jpg"))}
        await small_house.post(list(form.items()))
        await small_house.until_sent(1)
    assert fetched == []
    vault = small_house.gateway.vault
    (row,) = await small_house.rows(inbound)
    kept = [vault.open(one) if isinstance(one, bytes) else str(one) for one in row]
    assert not [one for one in kept if "secret.jpg" in one]


NAMES = ["MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "From", "To", "Body", "NumMedia",
         "OptOutType", "ErrorCode", "EventType", "MediaUrl0", "ButtonPayload", "ButtonText",
         "ListId", "ListTitle", "Latitude", "Longitude", "ExternalUserId", "Address"]  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=400)))
def test_any_form_is_read_as_something_or_nothing(form: dict[str, str]) -> None:
    found = webhook.read(form, {})
    assert found is None or isinstance(found, Inbound | Receipt)
    if isinstance(found, Inbound):
        assert len(found.payload or "") <= 200
        assert len(found.address) <= 256
        assert "\0" not in found.our_address + found.provider_id + (found.payload or "")


@given(st.binary(max_size=3000))
def test_any_body_is_a_form_or_refused(body: bytes) -> None:
    with contextlib.suppress(signature.Forged):
        signature.form_of(body)


async def test_no_signed_form_however_odd_is_an_error(house: House) -> None:
    dice = random.Random(7)
    odd = ["", " ", "\0", "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
           "9" * 400, "-1", "nan", "1e999", "whatsapp:", "whatsapp:+", "rcs:", "messenger:",
           "+628111111111", "whatsapp:ID.1", "SM" + "f" * 90, "SM1", "STOP", "delivered",
           "\u202e", "x" * 9000, "'; --", "{{1}}", "🏳️‍🌈" * 50]  # fmt: skip
    for number in range(150):
        form = {name: dice.choice(odd) for name in dice.sample(NAMES, dice.randint(1, len(NAMES)))}
        form |= {"AccountSid": DEMO_ACCOUNT_SID, "To": form.get("To") or "+15005550006"}
        form.setdefault("MessageSid", f"SM{number}")
        path = dice.choice(["/twilio/message", "/twilio/status?id=1", "/twilio/status?id=x"])
        given_to = MultiDict(form)
        signed = RequestValidator(DEMO_AUTH_TOKEN).compute_signature(PUBLIC_URL + path, given_to)
        headers = {
            "X-Twilio-Signature": signed,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        url = house.url + path
        async with house.session.post(url, data=urlencode(form), headers=headers) as answer:
            assert answer.status < 500, form

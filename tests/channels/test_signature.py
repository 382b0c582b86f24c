"""Only Twilio, for our account, at our address, is listened to."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as some
from multidict import MultiDict

from channels.ledger.tables import contacts, inbound
from channels.settings import DEMO_AUTH_TOKEN
from channels.twilio import signature
from tests.channels.house import PUBLIC_URL, House, message


async def stored(house: House) -> int:
    return len(await house.rows(inbound)) + len(await house.rows(contacts))


async def test_an_unsigned_request_is_refused_and_nothing_is_stored(small_house: House) -> None:
    form = MultiDict(message("hi", "SM1"))
    async with small_house.session.post(f"{small_house.url}/twilio/message", data=form) as answer:
        assert answer.status == 403
        assert "no signature" in await answer.text()
    assert await stored(small_house) == 0


@pytest.mark.parametrize(
    "how",
    [
        {"signed_for": "https://elsewhere.example"},
        {"signed_for": PUBLIC_URL + "/x"},
        {"token": "another token"},
        {"headers": {"X-Twilio-Signature": ""}},
        {"headers": {"X-Twilio-Signature": "Ã¤"}},
        {"path": "/twilio/message?added=1", "headers": {"X-Twilio-Signature": "AAAA"}},
    ],
)
async def test_a_wrong_signature_is_refused_and_nothing_is_stored(
    small_house: House, how: dict[str, object]
) -> None:
    assert await small_house.post(message("hi", "SM1"), **how) == 403  # type: ignore[arg-type]
    assert await stored(small_house) == 0


async def test_a_tampered_text_is_refused(small_house: House) -> None:
    from twilio.request_validator import RequestValidator

    form = MultiDict(message("send 10", "SM1"))
    signed = RequestValidator(DEMO_AUTH_TOKEN).compute_signature(
        f"{PUBLIC_URL}/twilio/message", form
    )
    form["Body"] = "send 1000"
    async with small_house.session.post(
        f"{small_house.url}/twilio/message", data=form, headers={"X-Twilio-Signature": signed}
    ) as answer:
        assert answer.status == 403
    assert await stored(small_house) == 0


async def test_another_account_is_refused_though_its_signature_fits(small_house: House) -> None:
    other = message("hi", "SM1", AccountSid="AC" + "9" * 32)
    assert await small_house.post(other) == 403
    assert await stored(small_house) == 0


async def test_blank_and_repeated_fields_are_part_of_the_signature(small_house: House) -> None:
    fields = [*message("hi", "SM1"), ("Blank", ""), ("Again", "2"), ("Again", "1"), ("Again", "2")]
    assert await small_house.post(fields) == 200


async def test_a_body_that_is_no_form_is_refused(small_house: House) -> None:
    url = f"{small_house.url}/twilio/message"
    headers = {"X-Twilio-Signature": "x"}
    async with small_house.session.post(url, json={"Body": "hi"}, headers=headers) as answer:
        assert answer.status == 415
    form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    async with small_house.session.post(url, data=b"Body=\xff\xfe", headers=form) as answer:
        assert answer.status == 403
    async with small_house.session.post(url, data=b"a=1&" * 300, headers=form) as answer:
        assert answer.status == 403


async def test_a_body_too_large_is_refused(small_house: House) -> None:
    assert await small_house.post(message("x" * 140_000, "SM1")) == 413
    assert await stored(small_house) == 0


FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "suar.example"}


async def test_a_trusted_proxy_may_say_what_address_was_called(open_house, tmp_path) -> None:
    house = await open_house(
        f"sqlite:///{tmp_path}/p.db", public_url="", trusted_proxies=["127.0.0.0/8"]
    )
    assert await house.post(message("hi", "SM1"), headers=FORWARDED) == 200


async def test_nobody_else_may_say_what_address_was_called(open_house, tmp_path) -> None:
    house = await open_house(f"sqlite:///{tmp_path}/p.db", public_url="")
    assert await house.post(message("hi", "SM1"), headers=FORWARDED) == 403


@pytest.mark.parametrize("host", ["suar.example:port", "a b", "x" * 300, "suar.example:99999999"])
async def test_an_impossible_address_is_refused_without_an_error(
    open_house, tmp_path, host: str
) -> None:
    house = await open_house(
        f"sqlite:///{tmp_path}/p.db", public_url="", trusted_proxies=["127.0.0.0/8"]
    )
    headers = FORWARDED | {"X-Forwarded-Host": host}
    assert await house.post(message("hi", "SM1"), headers=headers) == 403


def test_a_form_that_is_not_utf8_is_named_so() -> None:
    with pytest.raises(signature.Forged, match="UTF-8"):
        signature.form_of(b"Body=\xff\xfe")


def test_bytes_that_are_not_utf8_are_read_as_no_text_that_twilio_has_signed() -> None:
    assert signature.form_of(b"Body=%FF%FE")["Body"] == "\ufffd\ufffd"


@given(some.lists(some.tuples(some.text(), some.text()), max_size=20))
def test_a_form_is_read_as_it_was_written(fields: list[tuple[str, str]]) -> None:
    body = urlencode(fields).encode()
    assert list(signature.form_of(body).items()) == fields

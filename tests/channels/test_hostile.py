"""What an attacker can write into a message, or say about where it comes from, changes nothing."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from aiohttp import test_utils, web
from sqlalchemy import update

from channels import messages
from channels.ledger import retention
from channels.ledger.tables import contacts, inbound, outbound
from channels.settings import DEMO_ACCOUNT_SID
from channels.understanding import as_text
from tests.channels.house import PHONE, House, message, until

DAY_SECONDS = 86_400.0


async def test_a_webhook_repeated_after_two_days_changes_nothing_though_its_text_is_gone(
    house: House,
) -> None:
    await house.text("halo", "SM1")
    await house.until_sent(1)
    await house.text("halo again", "SM2", "+628222222222")  # not finished for another reason
    await house.until_sent(2)
    old = time.time() - 2 * DAY_SECONDS
    async with house.gateway.database.transaction() as connection:
        await connection.execute(update(inbound).values(received_at=old))
        await connection.execute(update(outbound).values(created_at=old))
    assert await retention.delete_old_texts(house.gateway.database, 1) == 4
    before = await house.rows(inbound), await house.rows(outbound)
    assert [row.body for row in before[0]] == [None, None]
    assert await house.text("halo", "SM1") == 200
    await asyncio.sleep(0.3)
    assert (await house.rows(inbound), await house.rows(outbound)) == before
    assert len(house.rasa.asked) == 2
    assert len(await house.sent()) == 2


@pytest.mark.parametrize(
    "body", ["a\x00b", "\x00", "\x1b[2J\x07", "\u202egnp.exe", "\ufeff\u200b\u2066", "\U0010ffff"]
)
async def test_a_text_of_any_characters_is_stored_and_answered(house: House, body: str) -> None:
    assert await house.text(body, "SM1") == 200
    assert len(await house.until_sent(1)) == 1
    (row,) = await house.rows(inbound)
    assert house.gateway.vault.open(row.body) == body


@pytest.mark.parametrize(
    "address",
    [
        "whatsapp:'); DROP TABLE contacts; --",
        "messenger:1' OR '1'='1",
        'messenger:" UNION SELECT address FROM contacts --',
        "messenger:%s%(x)s:name{0}",
    ],
)
async def test_an_address_is_a_value_and_never_a_statement(house: House, address: str) -> None:
    assert await house.text("hi", "SM1", PHONE) == 200
    await house.until_sent(1)
    assert await house.text("hi", "SM2", address) == 200
    await until(lambda: asked(house, 2))
    found = await house.rows(contacts)
    addresses = {house.gateway.vault.open(row.address) for row in found}
    assert addresses == {PHONE, address}


async def asked(house: House, times: int) -> bool:
    return len(house.rasa.asked) >= times


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageSid": "SM\x00", "SmsSid": "SM\x00"},
        {"MessageSid": "S" * 5000},
        {"To": "+1\x00"},
        {"To": "whatsapp:" + "1" * 200},
        {"ButtonPayload": "\x00" * 10},
        {"OptOutType": "\x00STOP"},
        {"MessageStatus": "delivered", "ErrorCode": "9" * 15},
        {"MessageStatus": "failed", "ErrorCode": "2147483648"},
        {"MessageStatus": "failed", "ErrorCode": "٣٠٠٠٧"},
    ],
)
async def test_no_field_of_a_webhook_makes_an_error(house: House, fields: dict[str, str]) -> None:
    form = list((dict(message("hi", "SM1")) | fields).items())
    assert await house.post(form) == 200
    assert await house.post(form, "/twilio/status?id=999999999999999") == 200


async def test_media_of_a_message_are_never_fetched(small_house: House) -> None:
    hits: list[str] = []

    async def hit(request: web.Request) -> web.Response:
        hits.append(request.path)
        return web.Response(text="secret")

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", hit)
    async with test_utils.TestServer(app) as inside:
        url = str(inside.make_url("/latest/meta-data"))
        given = {f"MediaUrl{n}": f"{url}/{n}" for n in range(3)}
        more = given | {"NumMedia": "3", "MediaContentType0": "image/jpeg"}
        await small_house.text("", "SM1", **more)
        await small_house.text(f"look at {url}", "SM2", **more, ReferralSourceUrl=url)
        await small_house.text(url, "SM3")
        await small_house.until_sent(3)
    assert hits == []


BLANKS = ["", " ", "\n", "\t", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\u00a0", "\u1680", "\u2003",
          "\u2028", "\u202f", "\u3000", "/", " / "]  # fmt: skip


@pytest.mark.parametrize("before", BLANKS, ids=ascii)
def test_no_blank_of_any_script_hides_a_command_to_rasa(before: str) -> None:
    given = as_text(f"{before}/restart")
    assert not given.strip().startswith("/")  # what Rasa looks at
    assert given.endswith("restart")


async def test_the_name_of_a_profile_is_not_kept(house: House) -> None:
    await house.text("hi", "SM1", "whatsapp:+628111111112", ProfileName="<script>alert(1)</script>",
                     To="whatsapp:+15005550006")  # fmt: skip
    await until(lambda: asked(house, 1))
    stored = repr([await house.rows(table) for table in (contacts, inbound)])
    assert "script" not in stored + repr(house.rasa.asked)


@pytest.mark.parametrize("host", ["evil.example", "suar.example@evil.example", "127.0.0.1", ""])
async def test_the_host_header_decides_nothing_where_our_address_is_set(
    small_house: House, host: str
) -> None:
    headers = {"Host": host, "X-Forwarded-Host": host, "Forwarded": f"host={host}"}
    assert await small_house.post(message("hi", "SM1"), headers=headers) == 200
    forged = {"signed_for": f"https://{host}"}
    assert await small_house.post(message("hi", "SM2"), headers=headers, **forged) == 403  # type: ignore[arg-type]


async def test_a_client_is_who_a_proxy_that_we_know_says_it_is() -> None:
    from aiohttp.test_utils import make_mocked_request

    from channels.settings import Settings
    from channels.web.guard import client

    said = {"X-Forwarded-For": "9.9.9.9, 8.8.8.8", "Forwarded": "for=9.9.9.9"}
    request = make_mocked_request("GET", "/chat", headers=said).clone(remote="127.0.0.1")
    assert client(request, Settings(_env_file=None)) is None
    trusting = Settings(_env_file=None, trusted_proxies=["127.0.0.0/8"])
    assert client(request, trusting) == "8.8.8.8"
    stranger = request.clone(remote="1.1.1.1")
    assert client(stranger, trusting) == "1.1.1.1"


async def test_a_request_for_another_server_is_refused(small_house: House) -> None:
    status = await raw(small_house, "POST http://evil.example/twilio/message HTTP/1.1", "a=1")
    assert status in {400, 403, 404}
    assert await small_house.rows(inbound) == []


@pytest.mark.parametrize(
    "path",
    ["/pictures/..%2f..%2f..%2fetc%2fpasswd.en.png", "/pictures/deaths.%2e%2e%2fen.png",
     "/pictures/../healthz", "/pictures/deaths.en%00.png", "/%2e%2e/%2e%2e/etc/passwd",
     "/..%5c..%5c/.env", "/.env", "/var/suar.db"],
)  # fmt: skip
async def test_no_path_leads_to_a_file(small_house: House, path: str) -> None:
    assert await raw(small_house, f"GET {path} HTTP/1.1") == 404


async def raw(house: House, line: str, body: str = "") -> int:
    """Send a request that no client library would let through; the status."""
    host, port = house.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = [line, "Host: suar.example", "Connection: close", f"Content-Length: {len(body)}",
             "Content-Type: application/x-www-form-urlencoded", "", body]  # fmt: skip
    writer.write("\r\n".join(lines).encode())
    answer = await asyncio.wait_for(reader.readline(), 30)
    writer.close()
    return int(answer.split()[1])


async def test_no_answer_names_software_or_versions(small_house: House) -> None:
    for path in ("/healthz", "/readyz", "/nowhere", "/pictures/x.en.png"):
        async with small_house.session.get(small_house.url + path) as answer:
            assert "Server" not in answer.headers, path


async def test_an_error_tells_nothing_of_what_went_wrong(
    small_house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"could not store {PHONE}: secret text")

    monkeypatch.setattr(small_house.gateway.inbox, "receive", breaks)
    form = message("secret text", "SM1")
    from multidict import MultiDict
    from twilio.request_validator import RequestValidator

    from channels.settings import DEMO_AUTH_TOKEN
    from tests.channels.house import PUBLIC_URL

    url = f"{PUBLIC_URL}/twilio/message"
    signed = RequestValidator(DEMO_AUTH_TOKEN).compute_signature(url, MultiDict(form))
    async with small_house.session.post(
        f"{small_house.url}/twilio/message", data=form, headers={"X-Twilio-Signature": signed}
    ) as answer:
        assert (answer.status, await answer.text()) == (503, "Try again.")
    logged = capsys.readouterr().out
    assert PHONE not in logged
    assert "secret" not in logged


async def test_labels_of_metrics_come_from_us_alone(house: House) -> None:
    from prometheus_client import generate_latest

    hostile = "zqx" + PHONE[1:]
    await house.text(hostile, "SM1", ProfileName=hostile, OptOutType=hostile, ButtonPayload=hostile)
    await house.until_sent(1)
    status = [("MessageSid", hostile), ("MessageStatus", hostile), ("ErrorCode", PHONE[1:]),
              ("AccountSid", DEMO_ACCOUNT_SID), ("From", hostile), ("To", hostile)]  # fmt: skip
    assert await house.post(status, "/twilio/status") == 200
    status[1] = ("MessageStatus", "failed")
    assert await house.post(status, "/twilio/status?id=1") == 200
    told = generate_latest().decode()
    assert "suar_received_total" in told
    assert "zqx" not in told
    assert PHONE[1:] not in told
    assert messages.SMS in told

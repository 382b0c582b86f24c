"""Senders keep to their rates, replies leave first, and one that is slow holds up no other."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import select

from channels import gate, rates
from channels.gate import Gate
from channels.ledger.tables import OUT_QUEUED, contacts, inbound, outbound
from channels.messages import Outgoing
from channels.rates import Rates, usual, weight
from channels.settings import DEMO_SMS_FROM, DEMO_WHATSAPP_FROM, Settings
from channels.twilio.adapter import TwilioAdapter
from channels.twilio.api import TwilioApi
from tests.channels.house import House, until

OTHER = "+6281200000001"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(rates, "time", found)
    monkeypatch.setattr(gate, "time", found)
    return found


def new_gate(**told: float) -> Gate:
    return Gate({"sms": TwilioApi("AC", "t"), "telegram": TwilioApi("AC", "t")}, Rates(told))


def outgoing(text: str) -> Outgoing:
    return Outgoing(1, "c", "sms", OTHER, DEMO_SMS_FROM, text, 0, 0.0, None, 0.0, False)


@pytest.mark.parametrize(
    ("channel", "ours", "a_second"),
    [
        ("sms", "+14155550100", 1.0),
        ("sms", "+447700900123", 1.0),
        ("sms", "+18005550100", 3.0),
        ("sms", "72404", 100.0),
        ("sms", "SUAR", 1.0),
        ("whatsapp", "whatsapp:+14155238886", 80.0),
        ("telegram", "telegram", 30.0),
        ("web", "web", None),
    ],
)
def test_the_usual_rate_of_each_kind_of_sender(
    channel: str, ours: str, a_second: float | None
) -> None:
    assert usual(channel, ours) == a_second


def test_a_long_text_weighs_its_segments_on_sms_only() -> None:
    assert weight("sms", "a" * 161) == 2
    assert weight("whatsapp", "a" * 161) == 1


def test_no_more_leaves_in_any_stretch_than_the_rate_allows(clock: Clock) -> None:
    one, left = new_gate(sms=3.0), []
    for _ in range(1000):
        if not one.admit("sms", "+1", "c"):
            left.append(clock.now)
        clock.now += 0.01
    assert 30 <= len(left) <= 33  # ten seconds' worth, and what was saved up before
    for first, last in zip(left, left[6:], strict=False):
        assert last - first >= 0.99


def test_the_segments_of_a_long_text_are_waited_for(clock: Clock) -> None:
    one = new_gate(sms=1.0)
    assert one.admit("sms", DEMO_SMS_FROM, "c") == 0.0
    one.weigh(outgoing("a" * 400))  # three segments
    assert one.admit("sms", DEMO_SMS_FROM, "c") == pytest.approx(3.0)
    clock.now += 3.0
    assert one.admit("sms", DEMO_SMS_FROM, "c") == 0.0


def test_each_sender_has_its_own_rate_and_an_address_goes_before_its_channel(clock: Clock) -> None:
    one = new_gate(**{"sms": 1.0, "+2": 2.0})
    assert [one.admit("sms", "+1", "c") for _ in range(2)] == [0.0, 1.0]
    assert [one.admit("sms", "+2", "c") for _ in range(3)] == [0.0, 0.0, 0.5]
    assert one.closed() == ["+1", "+2"]
    assert one.next_opening() == 0.5


def test_several_gateways_share_a_rate(clock: Clock) -> None:
    one = Gate({}, Rates({"sms": 4.0}, share=0.5))
    assert [one.admit("sms", "+1", "c") for _ in range(3)] == [0.0, 0.0, 0.5]


def test_on_telegram_a_person_is_written_to_once_a_second_and_others_meanwhile(
    clock: Clock,
) -> None:
    one = new_gate()
    assert one.admit("telegram", "telegram", "a") == 0.0
    assert one.admit("telegram", "telegram", "a") == 1.0
    assert one.admit("telegram", "telegram", "b") == 0.0
    assert one.closed() == []


def test_a_sender_that_is_asked_to_slow_down_is_held_back_longer_each_time(clock: Clock) -> None:
    one = Gate({})
    holds = []
    for _ in range(8):
        assert one.admit("sms", "+1", "c") == 0.0
        holds.append(one.hold("+1", 1.0))
        one.hold("+1", 1.0)  # another that had left before
        assert one.closed() == ["+1"]
        clock.now += 100
    assert holds == [1, 2, 4, 8, 16, 32, 60, 60]
    one.eased("+1")
    assert one.hold("+1", 90.0) == 90.0


def test_without_limits_nothing_waits() -> None:
    one = Gate({})
    assert {one.admit("sms", "+1", "c") for _ in range(1000)} == {0.0}


def test_rates_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUAR_RATES", '{"sms": 3, "+15005550006": 100}')
    assert Settings(_env_file=None).rates == {"sms": 3.0, "+15005550006": 100.0}
    monkeypatch.setenv("SUAR_RATES", '{"sms": 0}')
    with pytest.raises(ValueError, match="SUAR_RATES"):
        Settings(_env_file=None)


async def queue_campaign(house: House, number: int, ours: str = DEMO_SMS_FROM) -> None:
    """Messages to many, as a campaign queues them."""
    now = time.time()
    vault = house.gateway.vault
    async with house.gateway.database.transaction() as connection:
        for one in range(number):
            person = f"{one:032x}"
            address = f"+6285{one:08}"
            await connection.execute(
                contacts.insert().values(
                    id=person, address_key=vault.fingerprint(address), address=vault.seal(address),
                    channel="sms", choices=[], created_at=now, seen_at=now,
                )
            )  # fmt: skip
            wrote = await connection.execute(
                inbound.insert()
                .values(
                    provider_id=f"SMC{one}", contact_id=person, our_address=ours, kind="text",
                    received_at=now, state="done", due_at=now, lease_until=0.0, attempts=0,
                )
                .returning(inbound.c.id)
            )  # fmt: skip
            await connection.execute(
                outbound.insert().values(
                    contact_id=person, inbound_id=wrote.scalar_one(), purpose="campaign",
                    our_address=ours, body=vault.seal("news"), state=OUT_QUEUED, attempts=0,
                    created_at=now, due_at=now, lease_until=0.0, updated_at=now,
                )
            )  # fmt: skip
    house.gateway.sender.wake()


async def left_between(house: House) -> int:
    """How many of the campaign left between the reply's queueing and its leaving.

    Two seconds' worth may have been claimed while the reply was on its way into the queue.
    """
    rows = await house.rows(outbound)
    (reply,) = [row for row in rows if row.purpose == "reply"]
    left = [row.started_at for row in rows if row.purpose == "campaign" and row.started_at]
    return sum(reply.created_at < at < reply.started_at for at in left)


async def campaign_left(house: House) -> int:
    return sum(one["body"] == "news" for one in await house.sent())


async def test_with_500_of_a_campaign_waiting_on_a_slow_sender_a_reply_is_the_next_to_leave(
    open_house: Any, database_url: str
) -> None:
    house: House = await open_house(database_url, rates={"sms": 2.0})
    await house.behave(receipts=False)
    await queue_campaign(house, 500)
    await until(lambda: _campaign_moves(house, 3))
    await house.text("halo", "SM1", sender=OTHER)
    await until(lambda: _is_answered(house, "You said: halo"))
    assert await left_between(house) <= 4
    async with house.gateway.database.transaction() as connection:
        waiting = select(outbound.c.id).where(outbound.c.state == OUT_QUEUED)
        assert len((await connection.execute(waiting)).all()) > 400  # on disk, untouched


async def test_a_slow_sender_does_not_hold_up_another(open_house: Any, tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path}/small.db"
    house: House = await open_house(url, rates={"sms": 0.2, "whatsapp": 1000.0})
    await house.behave(receipts=False)
    began = time.monotonic()
    await queue_campaign(house, 100)
    for number in range(20):
        await house.text(
            f"wa {number}", f"SM{number}", sender=f"whatsapp:+62811000{number:04}",
            To=DEMO_WHATSAPP_FROM,
        )  # fmt: skip
    await until(lambda: _replies_left(house, 20))
    assert await campaign_left(house) <= 2 + 0.2 * (time.monotonic() - began)


async def _replies_left(house: House, number: int) -> bool:
    states = [row for row in await house.rows(outbound) if row.purpose == "reply"]
    return len(states) == number and all(row.state != OUT_QUEUED for row in states)


async def test_a_persons_reply_overtakes_a_campaigns_message_to_them(
    open_house: Any, tmp_path: Any
) -> None:
    house: House = await open_house(f"sqlite:///{tmp_path}/small.db", rates={"sms": 1.0})
    await house.behave(receipts=False)
    await queue_campaign(house, 50)
    await house.text("halo", "SM1", sender="+628500000049")  # the last of the campaign's
    await until(lambda: _is_answered(house, "You said: halo"))
    assert await left_between(house) <= 2


async def _campaign_moves(house: House, number: int) -> bool:
    return await campaign_left(house) >= number


async def _is_answered(house: House, body: str) -> bool:
    return body in [one["body"] for one in await house.sent()]


def test_a_channel_whose_provider_takes_whatever_comes_waits_for_nothing(clock: Clock) -> None:
    one = Gate({}, Rates({}, unlimited={"sms"}))
    assert {one.admit("sms", "+1", "c") for _ in range(100)} == {0.0}
    assert one.admit("telegram", "telegram", "a") == 0.0
    assert one.admit("telegram", "telegram", "a") == 1.0


@pytest.mark.parametrize(
    ("url", "stands_in"),
    [
        ("", False),
        ("https://api.twilio.com", False),
        ("https://api.dublin.ie1.twilio.com", False),
        ("http://127.0.0.1:8090", True),
        ("https://api.twilio.com.example.org", True),
    ],
)
def test_only_a_stand_in_frees_twilios_senders_of_their_rates(url: str, stands_in: bool) -> None:
    settings = Settings(_env_file=None, TWILIO_API_URL=url)  # type: ignore[call-arg]
    assert TwilioAdapter(settings).is_stood_in == stands_in

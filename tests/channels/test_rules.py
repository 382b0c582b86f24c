"""Each of Twilio's errors: what is done about it, in the answer and in a receipt."""

from __future__ import annotations

import pytest

import standin.errors
from channels.ledger import consequences
from channels.ledger.tables import consents, contacts, outbound
from channels.rules import Remedy
from channels.twilio import webhook
from channels.twilio.rules import RULES, page, rule_for
from tests.channels.house import PHONE, House, until
from tests.channels.test_sending import all_have_ended, states

ENDS = {Remedy.TOO_LATE, Remedy.UNREACHABLE, Remedy.OPTED_OUT, Remedy.GIVE_UP, Remedy.ALERT}
IN_RECEIPTS = sorted(code for code in RULES if not standin.errors.is_refusal(code))
IN_ANSWERS = sorted(set(RULES) - set(IN_RECEIPTS))


async def contact(house: House) -> object:
    async with house.gateway.database.transaction() as connection:
        return (await connection.execute(contacts.select())).one()


def test_the_stand_in_plays_each_error_of_the_table() -> None:
    assert set(RULES) <= standin.errors.known()


def test_each_rule_tells_staff_what_it_means_and_what_to_do() -> None:
    for code, rule in RULES.items():
        assert rule.means.endswith("."), code
        assert rule.advice.endswith("."), code
        assert page(code).endswith(str(code))


def test_what_would_harm_is_not_offered_to_be_sent_again() -> None:
    for code, rule in RULES.items():
        if rule.remedy in {Remedy.OPTED_OUT, Remedy.UNREACHABLE, Remedy.LOOK_UP}:
            assert not rule.send_again, code
    assert not rule_for(30007).send_again
    assert not rule_for(99999).send_again
    assert not rule_for(None).send_again


@pytest.mark.parametrize("code", IN_ANSWERS)
async def test_an_error_in_the_answer(small_house: House, code: int) -> None:
    house, rule = small_house, RULES[code]
    await house.behave(script=[str(code)], receipts=False, retry_after_s=0)
    await house.text("halo", "SM1")
    if rule.remedy in ENDS:
        await until(lambda: all_have_ended(house))
        assert await states(house) == [("failed", code)]
        assert await house.sent() == []
    else:
        assert len(await house.until_sent(1, 20)) == 1
        await until(lambda: all_have_ended(house))
    await assert_of_the_person(house, rule.remedy, code)


@pytest.mark.parametrize("code", IN_RECEIPTS)
async def test_an_error_in_a_receipt(
    small_house: House, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consequences, "LATER_SECONDS", 0.0)
    house, rule = small_house, RULES[code]
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    (sent,) = await house.until_sent(1)
    for _ in range(2):  # repeated, as Twilio may
        await tell(house, sent["sid"], "undelivered", code)
    once_more = rule.remedy not in ENDS
    sent_in_all = await house.until_sent(2 if once_more else 1)
    assert [one["body"] for one in sent_in_all] == ["You said: halo"] * (2 if once_more else 1)
    assert (await states(house))[0] == ("undelivered", code)
    await assert_of_the_person(house, rule.remedy, code)


async def assert_of_the_person(house: House, remedy: Remedy, code: int) -> None:
    person = await contact(house)
    opted_out = remedy is Remedy.OPTED_OUT
    assert (person.opted_out_at is not None) == opted_out  # type: ignore[attr-defined]
    recorded = [one.event for one in await house.rows(consents) if one.event != "notice"]
    assert recorded == (["blocked"] if opted_out else [])
    marked = code if remedy is Remedy.UNREACHABLE else None
    assert person.unreachable_code == marked  # type: ignore[attr-defined]


async def tell(house: House, sid: str, status: str, code: int | None = None) -> None:
    """A receipt as Twilio sends it."""
    fields = [
        ("MessageSid", sid), ("MessageStatus", status),
        ("AccountSid", house.gateway.settings.account_sid),
    ]  # fmt: skip
    if code is not None:
        fields.append(("ErrorCode", str(code)))
    assert await house.post(fields, "/twilio/status") == 200


async def test_a_phone_that_was_off_gets_the_message_ten_minutes_later_and_no_third_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    (sent,) = await house.until_sent(1)
    await tell(house, sent["sid"], "undelivered", 30003)
    first, second = await house.rows(outbound)
    assert (first.state, second.state, second.purpose) == ("undelivered", "queued", "later")
    assert 590 < second.due_at - first.created_at < 620
    monkeypatch.setattr(consequences, "LATER_SECONDS", 0.0)
    async with house.gateway.database.transaction() as connection:
        await connection.execute(outbound.update().where(outbound.c.id == 2).values(due_at=0.0))
    house.gateway.sender.wake()
    sent_in_all = await house.until_sent(2)
    await tell(house, sent_in_all[1]["sid"], "undelivered", 30003)
    assert len(await house.until_sent(2)) == 2
    assert [state for state, _ in await states(house)] == ["undelivered", "undelivered"]


async def test_a_message_that_waits_for_the_phone_holds_up_no_reply(house: House) -> None:
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    (sent,) = await house.until_sent(1)
    await tell(house, sent["sid"], "undelivered", 30003)
    await house.text("are you there", "SM2")
    assert len(await house.until_sent(2)) == 2


async def test_what_arrived_after_all_is_not_sent_later(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = small_house
    monkeypatch.setattr(consequences, "LATER_SECONDS", 3.0)
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    (sent,) = await house.until_sent(1)
    await tell(house, sent["sid"], "undelivered", 30003)
    await tell(house, sent["sid"], "delivered")
    await until(lambda: all_have_ended(house))
    assert await states(house) == [("delivered", None)]
    assert len(await house.sent()) == 1


async def test_whoever_says_stop_meanwhile_is_not_written_to_later(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = small_house
    monkeypatch.setattr(consequences, "LATER_SECONDS", 3.0)
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    (sent,) = await house.until_sent(1)
    await tell(house, sent["sid"], "undelivered", 30003)
    await house.text("STOP", "SM2", OptOutType="STOP")
    await until(lambda: all_have_ended(house))
    assert ("withheld", None) in await states(house)
    assert len(await house.sent()) == 1


async def test_an_unreachable_person_who_writes_can_be_reached_again(house: House) -> None:
    await house.behave(receipts=False)
    await house.text("halo", "SM1")
    (sent,) = await house.until_sent(1)
    await tell(house, sent["sid"], "undelivered", 30005)
    person = await contact(house)
    assert person.unreachable_code == 30005  # type: ignore[attr-defined]
    assert person.unreachable_at is not None  # type: ignore[attr-defined]
    await house.text("halo", "SM2")
    person = await contact(house)
    assert (person.unreachable_at, person.unreachable_code) == (None, None)  # type: ignore[attr-defined]


async def test_the_operator_is_called_once_for_each_code(
    small_house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await small_house.behave(numbers={PHONE: 21408}, receipts=False)
    for number in range(3):
        await small_house.text(f"halo {number}", f"SM{number}")
    await until(lambda: all_have_ended(small_house))
    await until(lambda: _has_rows(small_house, 3))
    await until(lambda: all_have_ended(small_house))
    assert sum("operator_needed" in str(record.msg) for record in caplog.records) == 1


async def _has_rows(house: House, number: int) -> bool:
    return len(await house.rows(outbound)) >= number


@pytest.mark.parametrize(
    "outcome",
    ["half_json_after_accept", "html_after_accept", "empty_after_accept", "slow"],
)
async def test_a_broken_answer_is_looked_up_and_not_sent_again(
    small_house: House, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.twilio.http.TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.3)
    await small_house.behave(script=[outcome], slow_ms=1500, receipts=False)
    await small_house.text("halo", "SM1")
    await until(lambda: all_have_ended(small_house))
    assert len(await small_house.sent()) == 1
    ((state, _),) = await states(small_house)
    assert state == "accepted"


def test_a_receipt_carries_what_its_error_asks() -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30006"}
    receipt = webhook.read(form, {})
    assert receipt is not None
    assert receipt.remedy is Remedy.UNREACHABLE  # type: ignore[union-attr]

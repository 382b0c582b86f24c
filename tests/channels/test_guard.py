"""Floods, loops and dear numbers cost little; a frightened person is answered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from phonenumbers import PhoneNumberType

from campaign.live import LiveContent
from channels.destinations import NEVER, Destinations
from channels.guard import NEW_WAIT_SECONDS, Guard, Limits
from channels.ledger.tables import consents, contacts, inbound
from channels.messages import Inbound
from channels.twilio import addresses
from tests import builder
from tests.channels.house import PHONE, House, until


class Clock:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def live(tmp_path: Path) -> LiveContent:
    return LiveContent(builder.content(tmp_path / "content"), drafts=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guard(live: LiveContent, clock: Clock) -> Guard:
    return made(live, clock)


def made(live: LiveContent, clock: Clock, countries: str = "", **limits: Any) -> Guard:
    return Guard(
        Limits(**limits), Destinations(countries, lambda: live.current), lambda: live.current,
        str, clock,
    )  # fmt: skip


def said(text: str, number: int = 0, sender: str = PHONE) -> Inbound:
    return Inbound(
        provider_id=f"SM{number}{text}", channel=addresses.channel(sender), address=sender,
        our_address="+15005550006", kind="text", text=text, country=addresses.country(sender, addresses.number(sender)),
    )  # fmt: skip


def kinds(guard: Guard, number: int, tag: str = "") -> list[str | None]:
    """What becomes of so many different messages: the kind that is stored, or None."""
    found = (guard.admit(said(f"question {tag}{one}", one)) for one in range(number))
    return [one and one.kind for one in found]


def test_twenty_messages_at_once_are_answered_then_comes_one_note_then_silence(
    guard: Guard,
) -> None:
    assert kinds(guard, 30) == ["text"] * 20 + ["slow_down"] + [None] * 9


def test_the_note_does_not_keep_what_was_written(guard: Guard) -> None:
    kinds(guard, 20)
    note = guard.admit(said("my secret"))
    assert note is not None
    assert note.text == ""


def test_whoever_has_waited_is_answered_again(guard: Guard, clock: Clock) -> None:
    kinds(guard, 21)
    clock.now += 100
    assert guard.admit(said("still too early")) is None
    clock.now += 101
    assert kinds(guard, 20, "later") == ["text"] * 20


def test_somebody_else_is_answered_meanwhile(guard: Guard) -> None:
    kinds(guard, 30)
    assert guard.admit(said("halo", sender="+628222222222")) is not None


@pytest.mark.parametrize("word", ["stop", "berhenti", "delete", "hide"])
def test_who_is_limited_is_still_obeyed(guard: Guard, word: str) -> None:
    kinds(guard, 30)
    wish = said(word)
    assert guard.admit(wish) == wish


def test_beyond_ten_wishes_stop_is_obeyed_without_an_answer(guard: Guard) -> None:
    admitted = [guard.admit(said("berhenti", one)) for one in range(12)]
    assert [one and one.opt_out_type for one in admitted] == [None] * 10 + ["STOP"] * 2


def test_who_asks_for_more_again_and_again_is_no_machine(guard: Guard) -> None:
    for text in ("more", "1", "١"):
        assert all(guard.admit(said(text, one)) for one in range(6))


def test_the_same_text_gets_no_third_answer_until_a_while_has_passed(
    guard: Guard, clock: Clock
) -> None:
    taken = [guard.admit(said("I am a machine", one)) is not None for one in range(4)]
    assert taken == [True, True, False, False]
    assert guard.admit(said("something else")) is not None
    clock.now += 700
    assert guard.admit(said("I am a machine", 9)) is not None


@pytest.mark.parametrize("text", ["1", "၁", "۲", ""])
def test_numbers_that_pick_from_a_list_are_no_loop(guard: Guard, text: str) -> None:
    assert all(guard.admit(said(text, one)) for one in range(10))


@pytest.mark.parametrize(
    "text", ["Auto-Reply: I am away", "自动回复: 我在开车", "Out of office: back"]
)
def test_a_telephone_that_answers_by_itself_gets_nothing(guard: Guard, text: str) -> None:
    assert guard.admit(said(text)) is None


@pytest.mark.parametrize("text", ["I am driving to the border", "they drive us, help", "office?"])
def test_a_person_who_writes_of_driving_is_answered(guard: Guard, text: str) -> None:
    assert guard.admit(said(text)) is not None


def test_a_webhook_that_comes_twice_is_judged_once(guard: Guard) -> None:
    same = said("halo")
    assert all(guard.admit(same) for _ in range(5))
    assert guard.admit(said("halo", 2)) is not None


def test_without_limits_all_is_answered(live: LiveContent, clock: Clock) -> None:
    guard = made(live, clock, burst=0)
    assert None not in [guard.admit(said("same", one)) for one in range(50)]


def test_in_a_flood_only_new_contacts_wait(live: LiveContent, clock: Clock) -> None:
    guard = made(live, clock, per_second=1)
    assert [guard.wait_if_new() for _ in range(11)] == [0.0] * 10 + [NEW_WAIT_SECONDS]
    clock.now += 1
    assert guard.wait_if_new() == 0.0


async def test_a_new_contact_waits_and_a_known_one_does_not(house: House) -> None:
    inbox = house.gateway.inbox
    _, taken = await inbox.receive(said("one", 1), take=True)
    assert taken is not None
    await house.gateway.worker._finish(taken, None)
    _, known = await inbox.receive(said("two", 2), take=True, wait_if_new=30)
    assert known is not None
    _, new = await inbox.receive(said("three", 3, "+628333333333"), take=True, wait_if_new=30)
    assert new is None
    assert [row.state for row in await house.rows(inbound)] == ["done", "taken", "waiting"]


@pytest.mark.parametrize(
    ("sender", "refused"),
    [
        ("+628111111111", None), ("+61412345678", None), ("+4915112345678", None),
        ("+2522123456", "country"), ("+5355555555", "country"),
        ("+8821612345678", "premium"), ("+881612345678", "premium"), ("+979123456789", "premium"),
        ("+611900123456", "premium"),
        ("whatsapp:+2522123456", None), ("whatsapp:+8821612345678", None), ("messenger:1", None),
    ],
)  # fmt: skip
def test_by_default_an_sms_goes_to_many_countries_and_to_no_dear_number(
    guard: Guard, sender: str, refused: str | None
) -> None:
    admitted = guard.admit(said("halo", sender=sender))
    assert admitted is not None
    assert admitted.refused == refused
    assert admitted.can_reply == (refused is None)


def test_the_operator_names_countries_all_of_them_or_beginnings_of_numbers(
    live: LiveContent, clock: Clock
) -> None:
    def refused(countries: str, sender: str) -> str | None:
        found = made(live, clock, countries).admit(said("halo", sender=sender))
        return found and found.refused

    assert refused("so, ID", "+252612345678") is None
    assert refused("SO", PHONE) == "country"
    assert refused("*", "+5355555555") is None
    assert refused("*", "+8821612345678") == "premium"
    assert refused("* +88216", "+8821612345678") is None


def test_who_may_not_be_written_to_can_still_stop(guard: Guard) -> None:
    admitted = guard.admit(said("berhenti", sender="+2522123456"))
    assert admitted is not None
    assert (admitted.opt_out_type, admitted.can_reply) == ("STOP", True)


def test_no_mobile_number_of_any_country_is_taken_for_a_dear_one() -> None:
    for region in phonenumbers.SUPPORTED_REGIONS:
        example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
        assert example is None or phonenumbers.number_type(example) not in NEVER


async def test_a_refused_message_is_done_without_reply_and_says_why(house: House) -> None:
    await house.text("halo", "SM1", "+2522123456")
    await house.text("halo", "SM2")
    (sent,) = await house.until_sent(1)
    assert sent["to"] == PHONE
    first, _ = await house.rows(inbound)
    assert (first.state, first.error) == ("done", "country")


async def test_who_hammers_gets_one_note_and_nothing_of_it_is_stored(small_house: House) -> None:
    for number in range(30):
        assert await small_house.text(f"question {number}", f"SM{number}") == 200
    sent = await small_house.until_sent(21)
    assert [one["body"] for one in sent][20:] == ["Reply slow_down."]
    assert len(await small_house.rows(inbound)) == 21


async def test_delete_of_a_limited_contact_erases(house: House) -> None:
    for number in range(22):
        await house.text(f"question {number}", f"SM{number}")
    await house.text("DELETE", "SMdelete")

    async def erased() -> bool:
        return [row.address for row in await house.rows(contacts)] == [b""]

    await until(erased)
    assert [row.event for row in await house.rows(consents)] == ["delete"]


def test_a_message_is_changed_in_nothing_else(guard: Guard) -> None:
    message = replace(said("halo"), payload="x", place="ID")
    assert guard.admit(message) == message

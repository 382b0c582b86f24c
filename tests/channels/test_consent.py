"""STOP, START and HELP come before everything else."""

from __future__ import annotations

import pytest

from channels.ledger.tables import consents, contacts
from tests.channels.house import House, until


@pytest.mark.parametrize("word", ["STOP", "stop.", " Stop ", "End", "berhenti", "بند"])
async def test_a_stop_word_in_any_language_is_obeyed_and_confirmed(
    small_house: House, word: str
) -> None:
    await small_house.text(word, "SM1")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"].startswith("Reply stopped.")
    assert small_house.rasa.asked == []
    (contact,) = await small_house.rows(contacts)
    assert contact.opted_out_at is not None
    assert [row.event for row in await small_house.rows(consents)] == ["stop"]


async def test_start_takes_stop_back_and_both_stay_on_record(small_house: House) -> None:
    await small_house.behave(auto_reply=False)
    await small_house.text("berhenti", "SM1")
    await small_house.text("mulai", "SM2")
    await small_house.until_sent(2)
    (contact,) = await small_house.rows(contacts)
    assert contact.opted_out_at is None
    assert [row.event for row in await small_house.rows(consents)] == ["stop", "start"]


async def test_help_is_answered_without_rasa(small_house: House) -> None:
    await small_house.text("HELP", "SM1")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "Reply help."
    assert small_house.rasa.asked == []


async def test_a_cry_for_help_is_no_keyword(small_house: House) -> None:
    await small_house.text("help me", "SM1")
    (sent,) = await small_house.until_sent(1)
    assert sent["body"] == "You said: help me"


@pytest.mark.parametrize(("kind", "events"), [("STOP", ["stop"]), ("HELP", [])])
async def test_what_twilio_has_answered_is_recorded_and_not_answered_again(
    small_house: House, kind: str, events: list[str]
) -> None:
    await small_house.text(kind, "SM1", OptOutType=kind)
    await small_house.text("next", "SM2", "+628222222222")
    assert len(await small_house.until_sent(1)) == 1
    assert [row.event for row in await small_house.rows(consents)] == events


async def test_who_stopped_and_writes_again_is_answered(small_house: House) -> None:
    await small_house.behave(auto_reply=False)
    await small_house.text("berhenti", "SM1")
    await small_house.text("apakah aman", "SM2")
    sent = await small_house.until_sent(2)
    assert sent[1]["body"] == "You said: apakah aman"


async def test_a_refusal_for_opting_out_is_recorded(small_house: House) -> None:
    await small_house.behave(numbers={"+628111111111": 21610})
    await small_house.text("hi", "SM1")

    async def recorded() -> bool:
        found = await small_house.rows(contacts)
        return bool(found) and found[0].opted_out_at is not None

    await until(recorded)

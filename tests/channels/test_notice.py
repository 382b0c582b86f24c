"""Who answers and what is kept is told once, below the first answer that has room for it."""

from __future__ import annotations

from typing import Any

import pytest

from channels.adapters import CAPABILITIES
from channels.ledger.tables import consents, contacts
from channels.messages import Item, Offer, Rendered
from channels.notice import with_notice
from channels.segments import count
from tests.channels.house import House

SMS, WHATSAPP, WEB = (CAPABILITIES[name] for name in ("sms", "whatsapp", "web"))
URGENT = "Call 110 now. " * 20
NOTICE = "A machine answers here. " * 8


@pytest.fixture
async def telling_house(open_house: Any, database_url: str) -> House:
    house: House = await open_house(database_url, notice=True)
    return house


async def test_it_stands_below_the_first_answer_and_never_again(telling_house: House) -> None:
    await telling_house.text("halo", "SM1")
    await telling_house.until_sent(1)
    await telling_house.text("lagi", "SM2")
    sent = await telling_house.until_sent(2)
    assert [one["body"] for one in sent] == ["You said: halo\nReply notice.", "You said: lagi"]
    (contact,) = await telling_house.rows(contacts)
    assert contact.noticed_at is not None
    assert [row.event for row in await telling_house.rows(consents)] == ["notice"]


@pytest.mark.parametrize("word", ["berhenti", "mulai", "HELP", "HIDE"])
async def test_it_does_not_stand_below_what_a_keyword_gets(telling_house: House, word: str) -> None:
    await telling_house.text(word, "SM1")
    (sent,) = await telling_house.until_sent(1)
    assert "notice" not in sent["body"]
    (contact,) = await telling_house.rows(contacts)
    assert contact.noticed_at is None


def test_it_does_not_make_an_urgent_sms_longer_than_three_segments() -> None:
    assert count(URGENT).segments <= 3
    assert with_notice(Rendered(URGENT), NOTICE, SMS, urgent=True) is None
    assert with_notice(Rendered(URGENT), NOTICE, SMS, urgent=False) is not None
    assert with_notice(Rendered("Call 110."), NOTICE, SMS, urgent=True) is not None


def test_it_waits_for_an_answer_that_has_no_further_parts() -> None:
    assert with_notice(Rendered("One.", rest=("Two.",)), NOTICE, SMS, urgent=False) is None


def test_it_is_a_paragraph_of_its_own_in_a_chat_also_above_choices() -> None:
    reply = Rendered("Text", Offer("Text", (Item("a", "A"),), "Choose"))
    found = with_notice(reply, "Notice", WHATSAPP, urgent=True)
    assert found is not None
    assert found.offer is not None
    assert (found.text, found.offer.text) == ("Text\n\nNotice", "Text\n\nNotice")


def test_a_web_page_tells_it_itself() -> None:
    assert with_notice(Rendered("Text"), NOTICE, WEB, urgent=False) is None


def test_an_answer_that_fills_the_message_keeps_its_room() -> None:
    assert with_notice(Rendered("x" * 1590), NOTICE, WHATSAPP, urgent=False) is None

"""A signed SMS in each language gets the right topic, in that language, word for word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from campaign import content, local_numbers
from campaign.content import Reader
from channels.adapters import CAPABILITIES
from channels.render import Words, render
from channels.understanding import Reply
from suar import paths
from tests.e2e.service import Service

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTIONS = [
    ("en", "+61491570156", "AU", "our boat engine stopped we are at sea", "emergency_at_sea"),
    ("id", "+628111000001", "ID", "apakah aman naik kapal ke malaysia", "risk_sea"),
    ("id", "+628111000002", "ID", "berapa lama penjara untuk penyelundup", "penalties_smugglers"),
    ("ur", "+923001000001", "PK", "ہماری کشتی کا انجن بند ہو گیا ہے ہم سمندر میں ہیں", "emergency_at_sea"),
    ("ur", "+923001000002", "PK", "agent ka license kaise check karun", "check_agency"),
    ("my", "+959771000001", "MM", "ကျွန်တော်တို့ လှေ စက်ပျက်နေတယ် ပင်လယ်ထဲမှာ", "emergency_at_sea"),
]  # fmt: skip


@pytest.mark.parametrize(("locale", "phone", "country", "question", "topic_id"), QUESTIONS)
async def test_the_topic_is_answered_in_the_senders_language(
    service: Service, locale: str, phone: str, country: str, question: str, topic_id: str
) -> None:
    said = await service.ask(question, phone, f"SM{phone[1:]}")
    loaded = content.load(paths.ROOT)
    today = datetime.now(UTC).date()
    reader = Reader(locale, country, named=loaded.country_named(question))
    wanted = loaded.topic_text(loaded.topics[topic_id], reader, today)
    one = local_numbers.digits("1", locale)
    words = Words(more=loaded.reply("more", reader, today, one=one))
    urgent = loaded.topics[topic_id].urgent
    assert said == render(Reply(wanted, locale), CAPABILITIES["sms"], words, urgent=urgent).text


async def test_whatsapp_gets_the_longer_text(service: Service) -> None:
    sms = await service.ask("is it dangerous to go by boat", "+61491570157", "SMform1")
    chat = await service.ask("is it dangerous to go by boat", "whatsapp:+61491570157", "SMform2")
    assert len(chat) > len(sms)


async def test_a_number_picks_from_the_choices_last_offered(service: Service) -> None:
    phone = "+61491570158"
    offered = await service.ask("hello", phone, "SMpick1")
    lines = [line for line in offered.splitlines() if line[:2].strip().isdigit()]
    assert lines, offered
    picked = await service.ask("2", phone, "SMpick2")
    loaded = content.load(paths.ROOT)
    chosen = loaded.topics[loaded.topics["greet_thanks_bye"].related[1]]
    text = loaded.topic_text(chosen, Reader("en", "AU"), datetime.now(UTC).date())
    assert picked.startswith(text[:60])


async def test_a_named_country_changes_the_numbers_that_are_given(service: Service) -> None:
    phone = "+61491570159"
    assert "000" in await service.ask("help me I am in danger", phone, "SMcountry1")
    await service.ask("I am in Malaysia", phone, "SMcountry2")
    assert "999" in await service.ask("help me I am in danger", phone, "SMcountry3")


async def test_a_question_that_is_none_of_ours_is_declined_with_the_menu(
    service: Service,
) -> None:
    said = await service.ask("who won the cricket match yesterday", "+61491570160", "SMoos")
    loaded = content.load(paths.ROOT)
    assert all(loaded.title(topic_id, "en") in said for topic_id in loaded.menu)

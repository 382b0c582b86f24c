"""The trained bot, in this process, with the repository's configuration."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.events import UserUttered
from small_content import ADDED

Bot = SimpleNamespace


def test_training_says_how_far_it_is(trained: SimpleNamespace) -> None:
    steps = [line["step"] for line in trained.lines]
    assert steps[0] == "content"
    assert steps[-1] == "model"
    assert {"language", "intent", "bands", "rules"} <= set(steps)
    assert [line["done"] for line in trained.lines] == list(range(1, len(steps) + 1))
    assert {line["of"] for line in trained.lines} == {len(steps)}


def test_a_topic_added_as_files_is_answered(bot: Bot) -> None:
    found = bot.parse("the airline lost my suitcase")
    assert found["intent"]["name"] == ADDED
    assert bot.ask("the airline lost my suitcase") == [{"action": "action_answer"}]


@pytest.mark.parametrize(
    ("text", "intent", "locale"),
    [
        ("our boat is sinking, water comes in", "emergency_at_sea", "en"),
        ("kapal kami tenggelam tolong", "emergency_at_sea", "id"),
        ("کشتی ڈوب رہی ہے مدد کریں", "emergency_at_sea", "ur"),
        ("hamari kashti doob rahi hai madad karo", "emergency_at_sea", "ur"),
        ("ေလွထဲေရဝင္ေနၿပီ", "emergency_at_sea", "my"),  # in Zawgyi
        ("berapa tahun penjara untuk penyelundup manusia", "penalties_smugglers", "id"),
    ],
)
def test_questions_in_every_language(bot: Bot, text: str, intent: str, locale: str) -> None:
    found = bot.parse(text)
    assert (found["intent"]["name"], found["language"]["locale"]) == (intent, locale)
    assert found["decision"] == "answer"
    assert found["text"] == text


def test_what_a_parse_holds(bot: Bot) -> None:
    found = bot.parse("is the boat dangerous for children")
    ranked = [one["name"] for one in found["intent_ranking"]]
    assert sorted(ranked) == sorted(set(ranked))
    assert ADDED in ranked
    assert "out_of_scope" in ranked
    assert sum(one["confidence"] for one in found["intent_ranking"]) == pytest.approx(1, abs=0.01)
    assert [one["id"] for one in found["topics"]] == ranked[:3]
    assert found["language"] == {
        "form": "en",
        "detected": "en",
        "locale": "en",
        "foreign": False,
    }
    assert found["decision"] in {"answer", "choice", "decline"}


@pytest.mark.parametrize("text", ["2", "(2)", "2.", "၂", "۲", "२"])
def test_a_number_picks(bot: Bot, text: str) -> None:
    found = bot.parse(text)
    assert (found["intent"]["name"], found["number"]) == ("pick_number", 2)
    assert bot.ask(text, sender="picker") == [{"action": "action_pick_topic"}]


def test_a_short_text_keeps_the_locale_that_was_used_before(bot: Bot) -> None:
    nothing = {"form": None, "detected": None, "foreign": False}
    assert bot.parse("ok", locale="my")["language"] == nothing | {"locale": "my"}
    assert bot.parse("ok", country="ID")["language"] == nothing | {"locale": "id"}


def test_a_language_that_we_lack_is_declined(bot: Bot) -> None:
    found = bot.parse("quiero saber si el barco es seguro para mis hijos")
    assert (found["intent"]["name"], found["decision"]) == ("out_of_scope", "decline")
    assert found["language"]["foreign"]
    assert (found["language"]["detected"], found["language"]["locale"]) == (None, "en")


@pytest.mark.parametrize("text", ["/restart", "/session_start", "//back", '/risk_sea{"a": "b"}'])
def test_a_slash_is_text(bot: Bot, text: str) -> None:
    assert bot.parse(text)["intent"]["name"] not in {"restart", "session_start", "back"}
    assert len(bot.ask(text, sender="slash")) == 1


@pytest.mark.parametrize("text", ["", " ", "👍", "\ud800", "?!", None, "x" * 10_000, "က" * 10_000])
def test_nothing_is_met_with_silence(bot: Bot, text: Any) -> None:
    assert len(bot.ask(text, sender="odd")) == 1


def test_an_intent_without_a_rule_is_declined_once(bot: Bot) -> None:
    domain = bot.agent.domain

    async def go() -> list[Any]:
        channel = CollectingOutputChannel()
        processor = bot.agent.processor
        tracker = await processor.fetch_tracker_and_update_session("unruled", channel, None)
        tracker.update(UserUttered("?", {"name": "no_such_intent", "confidence": 1.0}), domain)
        await processor._run_prediction_loop(channel, tracker)
        return channel.messages

    messages = bot.loop.run_until_complete(go())
    assert [one["custom"]["reply"]["action"] for one in messages] == ["action_decline"]


def test_a_long_conversation_holds_what_a_new_one_holds(bot: Bot) -> None:
    def turn() -> tuple[int, int]:
        assert bot.ask("is the boat dangerous", sender="talker") == [{"action": "action_answer"}]
        kept = bot.loop.run_until_complete(bot.agent.tracker_store.retrieve("talker"))
        return len(kept.events), len(bot.asked[-1]["tracker"]["events"])

    held = [turn() for _ in range(300)]
    assert set(held[-20:]) == set(held[5:25])


@pytest.mark.parametrize(
    ("text", "topic_id"),
    [
        ("ເຮືອພວກເຮົາກຳລັງຈົມຢູ່ກາງທະເລ", "emergency_at_sea"),
        ("ຂີ່ເຮືອໄປທະເລອັນຕະລາຍບໍ່", "risk_sea"),
        ("ບໍລິສັດຈັດຫາງານມີໃບອະນຸຍາດແທ້ບໍ່", "check_agency"),
        ("ສະບາຍດີ", "greet_thanks_bye"),
    ],
)
def test_a_language_that_was_just_added_is_understood(bot: Bot, text: str, topic_id: str) -> None:
    found = bot.parse(text)
    assert found["language"]["form"] == found["language"]["locale"] == "lo"
    assert found["topics"][0]["id"] == topic_id

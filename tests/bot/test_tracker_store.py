from __future__ import annotations

import asyncio

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import tracker_store
from bot.tracker_store import BoundedTrackerStore

DOMAIN = Domain.from_dict({"intents": ["hi"], "actions": ["action_answer"]})


async def take_turn(store: BoundedTrackerStore, sender: str, text: str) -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(sender)
    for event in (
        UserUttered(text, {"name": "hi"}),
        ActionExecuted("action_answer"),
        ActionExecuted("action_listen"),
    ):
        tracker.update(event, DOMAIN)
    await store.save(tracker)
    return tracker


def test_only_the_last_turns_are_kept() -> None:
    async def talk() -> DialogueStateTracker | None:
        store = BoundedTrackerStore(DOMAIN, max_turns=2)
        for number in range(5):
            await take_turn(store, "a", f"message {number}")
        return await store.retrieve("a")

    tracker = asyncio.run(talk())
    assert tracker is not None
    texts = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    assert texts == ["message 3", "message 4"]
    assert tracker.events[0] == ActionExecuted("action_listen")
    assert tracker.latest_action_name == "action_listen"


def test_the_conversation_idle_for_longest_makes_room() -> None:
    async def talk() -> list[str]:
        store = BoundedTrackerStore(DOMAIN, max_conversations=2)
        for sender in ("a", "b", "a", "c"):
            await take_turn(store, sender, "hi")
        return sorted(await store.keys())

    assert asyncio.run(talk()) == ["a", "c"]


def test_what_is_idle_for_long_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(tracker_store.time, "monotonic", lambda: now[0])

    async def talk() -> tuple[DialogueStateTracker | None, list[str]]:
        store = BoundedTrackerStore(DOMAIN, idle_seconds=60)
        await take_turn(store, "a", "hi")
        now[0] = 61
        gone = await store.retrieve("a")
        await take_turn(store, "b", "hi")
        return gone, list(await store.keys())

    assert asyncio.run(talk()) == (None, ["b"])


def test_a_turn_that_fails_leaves_the_conversation_as_it_was() -> None:
    async def talk() -> int:
        store = BoundedTrackerStore(DOMAIN)
        await take_turn(store, "a", "hi")
        lost = await store.retrieve("a")
        assert lost is not None
        lost.update(UserUttered("never saved"), DOMAIN)
        again = await store.retrieve("a")
        assert again is not None
        return sum(isinstance(event, UserUttered) for event in again.events)

    assert asyncio.run(talk()) == 1


def test_slots_and_an_unfinished_form_outlive_the_turns_that_filled_them() -> None:
    said = [UserUttered("one"), SlotSet("country", "ID"), SlotSet("name", "x"), ActiveLoop("form")]
    later = [SlotSet("name", None), UserUttered("two")]
    kept = tracker_store.last_turns([*said, *later], turns=1)
    assert kept == [
        SlotSet("country", "ID"),
        ActiveLoop("form"),
        ActionExecuted("action_listen"),
        UserUttered("two"),
    ]


def test_a_finished_form_is_forgotten() -> None:
    events = [UserUttered("one"), ActiveLoop("form"), ActiveLoop(None), UserUttered("two")]
    kept = tracker_store.last_turns(events, turns=1)
    assert kept == [ActionExecuted("action_listen"), UserUttered("two")]


def test_a_conversation_replaced_by_nothing_is_forgotten() -> None:
    async def talk() -> list[str]:
        store = BoundedTrackerStore(DOMAIN)
        await take_turn(store, "a", "hi")
        await store.save(DialogueStateTracker.from_dict("a", [], DOMAIN.slots))
        return list(await store.keys())

    assert asyncio.run(talk()) == []

"""Conversations in memory, of bounded length and number.

Rasa's stores keep every event of a conversation and read all of them on each turn, so that a
person who writes for months waits longer and longer. What matters of a conversation comes with
each message (see `metadata` in the gateway's request); a few turns are enough here, and they hold
what people wrote, so they are forgotten soon.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable
from itertools import islice
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

MAX_TURNS = 1
MAX_CONVERSATIONS = 10_000
IDLE_SECONDS = 3600.0


class BoundedTrackerStore(TrackerStore):
    """Keeps the last turns of the conversations that were last active."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        max_turns: int = MAX_TURNS,
        max_conversations: int = MAX_CONVERSATIONS,
        idle_seconds: float = IDLE_SECONDS,
        **kwargs: Any,
    ) -> None:
        """Make an empty store.

        Args:
            domain: given by Rasa.
            event_broker: given by Rasa.
            max_turns: how many messages of a person are kept, with what followed each.
            max_conversations: above this the conversation idle for longest is dropped.
            idle_seconds: a conversation idle for longer is dropped.
        """
        if min(max_turns, max_conversations) < 1:
            raise ValueError("max_turns and max_conversations must be at least 1")
        super().__init__(domain, event_broker, **kwargs)
        self._max_turns = max_turns
        self._max_conversations = max_conversations
        self._idle_seconds = idle_seconds
        # the one idle for longest comes first
        self._kept: OrderedDict[str, tuple[float, list[Event]]] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the conversation's last turns."""
        await self.stream_events(tracker)
        if not tracker.events:  # how the gateway asks to forget a conversation
            self._kept.pop(tracker.sender_id, None)
            return
        now = time.monotonic()
        self._kept[tracker.sender_id] = (now, last_turns(tracker.events, self._max_turns))
        self._kept.move_to_end(tracker.sender_id)
        while len(self._kept) > self._max_conversations:
            self._kept.popitem(last=False)
        # what is idle for too long stands at the front; a few a turn keep pace
        for sender, (active, _) in list(islice(self._kept.items(), 10)):
            if now - active > self._idle_seconds:
                del self._kept[sender]

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """A tracker with the turns that are kept; None if there are none."""
        active, events = self._kept.get(sender_id, (0.0, []))
        if not events or time.monotonic() - active > self._idle_seconds:
            return None
        tracker = self.init_tracker(sender_id)
        for event in events:
            tracker.update(event)
        return tracker

    async def keys(self) -> Iterable[str]:
        """The ids of the conversations that are kept."""
        return list(self._kept)


def last_turns(events: Iterable[Event], turns: int) -> list[Event]:
    """The events from the `turns`-th last message of the person on.

    They begin with the bot listening, as rules expect before a message. What the events before
    them have left behind, slots that are filled and a form that is being filled in, comes first.
    """
    kept = list(events)
    places = [place for place, event in enumerate(kept) if isinstance(event, UserUttered)]
    if len(places) <= turns:
        return kept
    before, last = kept[: places[-turns]], kept[places[-turns] :]
    listened = ActionExecuted(ACTION_LISTEN_NAME, timestamp=last[0].timestamp)
    return [*_left_behind(before), listened, *last]


def _left_behind(events: list[Event]) -> list[Event]:
    slots = {event.key: event for event in events if isinstance(event, SlotSet)}
    forms = [event for event in events if isinstance(event, ActiveLoop)]
    filled: list[Event] = [event for event in slots.values() if event.value is not None]
    return [*filled, *(form for form in forms[-1:] if form.name)]

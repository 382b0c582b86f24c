"""What is answered and what is not, before anything is stored: floods, loops, dear numbers.

All of it in memory, per gateway. A frightened person may write fifteen messages in a minute and is
answered each time; a machine is not. STOP, DELETE and HIDE are obeyed whatever else is.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from campaign import keywords
from campaign.content import Content
from channels import machines, messages, metrics
from channels.buckets import Bucket
from channels.destinations import Destinations
from channels.messages import Inbound

KEPT_CONTACTS = 100_000
WISHES, WISH_SECONDS = 10, 30.0  # beyond these STOP and DELETE are obeyed without an answer
ANSWERS_TO_A_TEXT = 2  # of one person, the same text; the third is a loop
LOOP_SECONDS, LONGEST_LOOP_SECONDS = 120.0, 600.0
FLOOD_BURST_SECONDS = 10.0
NEW_WAIT_SECONDS = 30.0  # below that after which people are told that their answer is late
REMEMBERED = 8  # messages of a contact, for webhooks that come twice


class Verdict(Enum):
    """What becomes of a message."""

    ANSWER = "answer"
    SLOW_DOWN = "slow_down"  # the one polite note
    OBEY = "obey"  # without an answer
    LIMIT, LOOP = "limit", "loop"  # dropped, and why


@dataclass(frozen=True)
class Limits:
    """How much is answered.

    Args:
        burst: messages of one contact at once; 0 for no limit.
        seconds_each: and then one more every so many seconds.
        per_second: messages of all together; above it those of new contacts wait a little.
    """

    burst: int = 20
    seconds_each: float = 10.0
    per_second: float = 200.0


class _Contact:
    __slots__ = ("answered", "bucket", "judged", "limited", "loop_seconds", "wishes")

    def __init__(self, limits: Limits, now: float) -> None:
        self.bucket = Bucket(limits.burst, limits.seconds_each, now)
        self.wishes = Bucket(WISHES, WISH_SECONDS, now)
        self.limited = False
        self.loop_seconds = LOOP_SECONDS
        self.answered: deque[tuple[int, float]] = deque(maxlen=2 * ANSWERS_TO_A_TEXT)
        self.judged: OrderedDict[str, Verdict] = OrderedDict()


class Guard:
    """Judges messages.

    Args:
        limits: how much is answered.
        destinations: to which numbers.
        content: gives the content, for its keywords.
        fingerprint: the keyed hash of an address: no number is kept here.
        clock: seconds; never goes back.
    """

    def __init__(
        self,
        limits: Limits,
        destinations: Destinations,
        content: Callable[[], Content],
        fingerprint: Callable[[str], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._destinations = destinations
        self._content = content
        self._fingerprint = fingerprint
        self._clock = clock
        self._contacts: OrderedDict[str, _Contact] = OrderedDict()
        rate = limits.per_second
        self._all = Bucket(rate * FLOOD_BURST_SECONDS, 1 / rate, clock())

    def admit(self, message: Inbound) -> Inbound | None:
        """The message as it is to be stored; None if it is dropped."""
        wish = self._wish(message)
        verdict = self._judge(message, wish) if self._limits.burst else Verdict.ANSWER
        if verdict is Verdict.SLOW_DOWN:
            metrics.DROPPED.labels(verdict.value).inc()
            message = replace(message, kind=messages.SLOW_DOWN, text="", payload=None)
        elif verdict is Verdict.OBEY:
            return _obeyed(message, wish)
        elif verdict is not Verdict.ANSWER:
            metrics.DROPPED.labels(verdict.value).inc()
            return None
        return self._within_reach(message, wish)

    def wait_if_new(self) -> float:
        """How long a message of somebody unknown waits: while all are flooding us, a little."""
        return 0.0 if self._all.take(self._clock()) else NEW_WAIT_SECONDS

    def _within_reach(self, message: Inbound, wish: str) -> Inbound:
        refusal = self._destinations.refusal(message)
        if refusal is None:
            return message
        metrics.DROPPED.labels(refusal).inc()
        if wish in {keywords.STOP, keywords.DELETE}:
            return _obeyed(message, wish)
        return replace(message, can_reply=False, refused=refusal)

    def _wish(self, message: Inbound) -> str:
        if message.opt_out_type:
            return message.opt_out_type.lower()
        found = keywords.find(self._content().keywords, message.text)
        return found.wish if found else ""

    def _judge(self, message: Inbound, wish: str) -> Verdict:
        now = self._clock()
        contact = self._contact(message, now)
        verdict = contact.judged.get(message.provider_id)
        if verdict is None:  # else the webhook came twice
            verdict = self._fresh(contact, message, wish, now)
            contact.judged[message.provider_id] = verdict
            if len(contact.judged) > REMEMBERED:
                contact.judged.popitem(last=False)
        return verdict

    def _fresh(self, contact: _Contact, message: Inbound, wish: str, now: float) -> Verdict:
        if wish in {keywords.STOP, keywords.DELETE, keywords.HIDE}:
            beyond = Verdict.LIMIT if wish == keywords.HIDE else Verdict.OBEY
            return Verdict.ANSWER if contact.wishes.take(now) else beyond
        if contact.limited and not contact.bucket.is_full(now):
            return Verdict.LIMIT
        contact.limited = False
        goes_on = wish == keywords.MORE  # a long answer has many parts
        if machines.wrote(message.text) or (not goes_on and _is_said_again(contact, message, now)):
            return Verdict.LOOP
        if not contact.bucket.take(now):
            contact.limited = True
            return Verdict.SLOW_DOWN
        return Verdict.ANSWER

    def _contact(self, message: Inbound, now: float) -> _Contact:
        key = self._fingerprint(message.address)
        contact = self._contacts.get(key)
        if contact is None:
            contact = self._contacts[key] = _Contact(self._limits, now)
            if len(self._contacts) > KEPT_CONTACTS:
                self._contacts.popitem(last=False)
        else:
            self._contacts.move_to_end(key)
        return contact


def _is_said_again(contact: _Contact, message: Inbound, now: float) -> bool:
    """Whether a person says what was answered twice just now. Numbers pick from lists: not they.

    Whoever goes on with it is answered ever more rarely, so that a machine is not kept talking.
    """
    words = keywords.fold(message.text)
    if not words or words.isdigit() or message.payload:
        return False
    said = hash(words)
    times = [at for one, at in contact.answered if one == said]
    if not times:
        contact.loop_seconds = LOOP_SECONDS
    elif sum(now - at < contact.loop_seconds for at in times) >= ANSWERS_TO_A_TEXT:
        contact.loop_seconds = min(LONGEST_LOOP_SECONDS, 2 * contact.loop_seconds)
        return True
    contact.answered.append((said, now))
    return False


def _obeyed(message: Inbound, wish: str) -> Inbound:
    return replace(message, opt_out_type=wish.upper())

"""Which messages may leave now: by their sender's rate, the provider's wishes and its health.

The queue asks before it gives a message out. What may not leave stays in the queue, on disk, and
the senders that it waits for are left out of the search: they hold up nobody else.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from channels.breaker import Breaker
from channels.buckets import Bucket
from channels.messages import Outgoing
from channels.rates import PERSON_SECONDS, Rates, weight
from channels.sending import Provider

FIRST_HOLD_SECONDS = 1.0
LONGEST_HOLD_SECONDS = 60.0
PEOPLE_KEPT = 10_000


@dataclass
class _Ours:
    """One of our own addresses."""

    bucket: Bucket | None
    breaker: Breaker
    held_until: float = 0.0
    holds: int = 0  # in a row
    has_more: bool = False  # something waits in the queue for its turn

    def wait(self) -> float:
        """Seconds until it may send; 0 for now."""
        now = time.monotonic()
        held = self.held_until - now
        bucket = self.bucket.wait(now) if self.bucket else 0.0
        return max(0.0, held, bucket, self.breaker.wait())


@dataclass
class _People:
    """When each person was last written to, on channels that ask for a pause between."""

    last: dict[str, float] = field(default_factory=dict)

    def wait(self, channel: str, contact_id: str) -> float:
        pause = PERSON_SECONDS.get(channel)
        if pause is None or contact_id not in self.last:
            return 0.0
        return max(0.0, self.last[contact_id] + pause - time.monotonic())

    def written_to(self, channel: str, contact_id: str) -> None:
        if channel in PERSON_SECONDS:
            if len(self.last) >= PEOPLE_KEPT:  # pauses are seconds: all but the newest are over
                self.last.clear()
            self.last[contact_id] = time.monotonic()


class Gate:
    """Lets messages out.

    Args:
        providers: who sends, by channel.
        rates: of our senders; None lets everything out as fast as it comes.
    """

    def __init__(self, providers: Mapping[str, Provider], rates: Rates | None = None) -> None:
        self._rates = rates
        by_provider: dict[int, Breaker] = defaultdict(Breaker)
        self._breakers = {name: by_provider[id(one)] for name, one in providers.items()}
        self._ours: dict[str, _Ours] = {}
        self._people = _People()
        self._lock = threading.Lock()  # the ledger asks from the thread that writes

    def closed(self) -> list[str]:
        """Our addresses that nothing may leave from now."""
        with self._lock:
            return [address for address, ours in self._ours.items() if ours.wait()]

    def next_opening(self) -> float | None:
        """Seconds until the first of those may send again; None if none is closed."""
        with self._lock:
            waits = [wait for ours in self._ours.values() if (wait := ours.wait())]
        return min(waits, default=None)

    def admit(self, channel: str, our_address: str, contact_id: str) -> float:
        """Let one message out: 0 if it may leave, else the seconds that it has to wait."""
        with self._lock:
            ours = self._of(channel, our_address)
            if wait := ours.wait():
                ours.has_more = True
                return wait
            if self._limits(channel) and (wait := self._people.wait(channel, contact_id)):
                return wait
            self._people.written_to(channel, contact_id)
            ours.breaker.begin()
            if ours.bucket:
                ours.bucket.spend(1)
            return 0.0

    def admit_past_queue(self, channel: str, our_address: str, contact_id: str) -> bool:
        """The same for a message that has not been queued yet: those in the queue go first."""
        with self._lock:
            ours = self._of(channel, our_address)
            if ours.has_more or ours.breaker.is_open:
                return False
        return not self.admit(channel, our_address, contact_id)

    def _limits(self, channel: str) -> bool:
        return self._rates is not None and self._rates.limits(channel)

    def give_back(self, our_address: str) -> None:
        """A message that was let out does not leave after all."""
        with self._lock:
            if bucket := self._ours[our_address].bucket:
                bucket.spend(-1)

    def searched(self, closed: list[str]) -> None:
        """The queue was searched to its end for all senders but these: the others have no more."""
        with self._lock:
            for address, ours in self._ours.items():
                if address not in closed:
                    ours.has_more = False

    def weigh(self, message: Outgoing) -> None:
        """Count what a message that was let out weighs beyond one, now that its text is known."""
        with self._lock:
            if bucket := self._of(message.channel, message.our_address).bucket:
                bucket.spend(weight(message.channel, message.text) - 1)

    def hold(self, our_address: str, seconds: float) -> float:
        """The provider asks us to slow down: hold a sender back so long, longer each time.

        Returns:
            The seconds until it may send again.
        """
        with self._lock:
            ours, now = self._ours[our_address], time.monotonic()
            if ours.held_until < now:  # else it is one of many that left before
                grown = FIRST_HOLD_SECONDS * 2 ** min(ours.holds, 10)
                seconds = max(seconds, min(LONGEST_HOLD_SECONDS, grown))
                ours.holds += 1
            ours.held_until = max(ours.held_until, now + seconds)
            return ours.held_until - now

    def eased(self, our_address: str) -> None:
        """The provider has taken a message of this sender."""
        with self._lock:
            self._ours[our_address].holds = 0

    def worked(self, channel: str) -> bool:
        """The provider has answered. Returns whether it had counted as away."""
        return self._breaker(channel).worked()

    def failed(self, channel: str) -> bool:
        """The provider has not answered. Returns whether it counts as away from now on."""
        return self._breaker(channel).failed()

    def away(self) -> list[str]:
        """The channels whose provider counts as away."""
        return [channel for channel, breaker in self._breakers.items() if breaker.is_open]

    def _of(self, channel: str, our_address: str) -> _Ours:
        if our_address not in self._ours:
            bucket = self._rates.bucket(channel, our_address) if self._rates else None
            self._ours[our_address] = _Ours(bucket, self._breaker(channel))
        return self._ours[our_address]

    def _breaker(self, channel: str) -> Breaker:
        return self._breakers.setdefault(channel, Breaker())

"""Stops calling a provider that does not answer, and tries now and then whether it is back.

Libraries for this (aiobreaker, purgatory) wrap the call itself. Here the queue has to know before
it gives a message out: what cannot leave stays on disk.
"""

from __future__ import annotations

import time

FAILURES_IN_A_ROW = 8  # at a fifth of all calls failing, by chance once in 400,000 calls
FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 120.0
PROBE_SECONDS = 30.0  # a call that has told nothing by then is counted as lost


class Breaker:
    """The health of one provider, as its last calls show it."""

    def __init__(self) -> None:
        self._failures = 0
        self._pause = FIRST_PAUSE_SECONDS
        self._opens_at = 0.0
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Whether the provider counts as away: messages wait, one call at a time goes out."""
        return self._failures >= FAILURES_IN_A_ROW

    def wait(self) -> float:
        """Seconds until a call may be made; 0 for now."""
        return max(0.0, self._opens_at - time.monotonic()) if self.is_open else 0.0

    def begin(self) -> None:
        """A call is made. While the provider counts as away it is the only one."""
        if self.is_open:
            self._probing = True
            self._opens_at = time.monotonic() + PROBE_SECONDS

    def worked(self) -> bool:
        """The provider has answered, whatever it said. Returns whether it was away."""
        was_open = self.is_open
        self._failures, self._pause, self._probing = 0, FIRST_PAUSE_SECONDS, False
        return was_open

    def failed(self) -> bool:
        """It has not answered. Returns whether it counts as away from now on."""
        if self.is_open:
            if self._probing:  # else a call from before, which tells nothing new
                self._probing = False
                self._pause = min(LONGEST_PAUSE_SECONDS, self._pause * 2)
                self._opens_at = time.monotonic() + self._pause
            return False
        self._failures += 1
        if self._failures < FAILURES_IN_A_ROW:
            return False
        self._opens_at = time.monotonic() + self._pause
        return True

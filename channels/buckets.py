"""Token buckets: so many at once, then one more every so many seconds."""

from __future__ import annotations


class Bucket:
    """One token bucket.

    Args:
        burst: how many it holds, and holds at first.
        seconds_each: how long one more takes to come.
        now: by any clock that never goes back, in seconds; the same one for every call.
    """

    __slots__ = ("_at", "_burst", "_each", "_tokens")

    def __init__(self, burst: float, seconds_each: float, now: float) -> None:
        self._burst = burst
        self._each = seconds_each
        self._tokens = burst
        self._at = now

    def take(self, now: float) -> bool:
        """Take one, if there is one."""
        self._refill(now)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def wait(self, now: float) -> float:
        """Seconds until there is one to take; 0 for now."""
        self._refill(now)
        return max(0.0, 1.0 - self._tokens) * self._each

    def spend(self, tokens: float) -> None:
        """Take so many, there or not: a debt fills up first. Fewer than none gives back."""
        self._tokens -= tokens

    def is_full(self, now: float) -> bool:
        """Whether all that were taken have come back."""
        self._refill(now)
        return self._tokens >= self._burst

    def _refill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + (now - self._at) / self._each)
        self._at = now

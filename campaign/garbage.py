"""How often Python looks for objects that only hold each other.

It looks whenever 700 more objects have been made than freed, which a gateway with some dozen
messages at work passes several times a message: a twentieth of its time, to find next to nothing.
https://docs.python.org/3/library/gc.html#gc.set_threshold
"""

from __future__ import annotations

import gc

YOUNG = 50_000  # objects more made than freed: some megabytes at most wait to be found
OLDER, OLDEST = 20, 10  # looks at the young for each look at those that were left, and so on


def look_rarely() -> None:
    """For a server's process, when it starts."""
    gc.set_threshold(YOUNG, OLDER, OLDEST)

"""What was seen last is remembered, and no more than was asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from channels.recent import Recent


@given(some.lists(some.text(max_size=3), unique=True), some.integers(1, 5))
def test_the_last_are_known_and_the_others_are_not(seen: list[str], most: int) -> None:
    recent = Recent(most)
    for one in seen:
        recent.add(one)
    assert [one for one in seen if one in recent] == seen[-most:]


def test_what_is_seen_twice_takes_one_place() -> None:
    recent = Recent(2)
    for one in ("a", "b", "b"):
        recent.add(one)
    assert "a" in recent

"""Servers look for garbage rarely, and find it all the same."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from campaign import garbage


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


class Ring:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_objects_that_hold_themselves_are_still_freed() -> None:
    gc.collect()
    garbage.look_rarely()
    gone = weakref.ref(Ring())
    assert gone() is not None
    kept = [[] for _ in range(garbage.YOUNG + 1)]
    assert gone() is None
    assert kept


def test_a_thousand_objects_are_no_reason_to_look() -> None:
    gc.collect()
    garbage.look_rarely()
    gone = weakref.ref(Ring())
    kept = [[] for _ in range(1_000)]
    assert gone() is not None
    assert kept

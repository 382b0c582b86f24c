"""What a channel can show. Each adapter describes its own channels with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Capabilities:
    """What a channel can show.

    Args:
        form: which of a topic's texts fits: "sms" or "chat".
        longest: how much one message holds, in UTF-16 code units.
        pictures: whether a picture can go with a text.
        items: how many choices can be pressed; 0 where nothing can.
        item_title: how long the words on one may be, in characters.
        is_billed_by_segment: whether characters and segments cost money.
        tells_notice: whether who answers, and what is kept, is told with the first answer; not
            where the page itself tells it.
    """

    form: str
    longest: int
    pictures: bool = False
    items: int = 0
    item_title: int = 0
    is_billed_by_segment: bool = False
    tells_notice: bool = True

"""A reply as SMS: in parts, so that nobody is sent more than three segments unasked.

What the digit 1 means is never in doubt, because no message offers both a list and more:

- A reply that fits into one message is sent as one: the text, the heading, the numbered list.
- Where only the list makes it too long, it is shortened: to as many choices as fit, at least the
  first three; as a last resort their titles are cut at the end of a word. What is shown keeps its
  numbers, so those of the choices behind it stay right too.
- A longer text goes first, in parts that end in "(1/3) For more, reply 1."; the list stands with
  the last part, which offers no more.
- Whoever is in danger may have no money for another message: an urgent answer is sent whole, with
  its choices, as far as the channel takes it. Its first line holds the number to call.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import regex

from campaign import local_numbers
from channels import parts
from channels.messages import Part
from channels.plain import plain
from channels.segments import count
from channels.understanding import Reply

UNASKED = 3  # segments
MOST = 10  # segments a message: https://www.twilio.com/docs/messaging/api/message-resource, Body
LEAST_SHOWN = 3  # choices
TITLES = (40, 32, 24, 18)  # characters to which titles are cut, tried in this order
SHORTEST_TITLE = 12

_LINK = regex.compile(
    rf"\s*(?<!\()([\u2066-\u2068]?{parts.LINK}\u2069?)(?!\))"
    r"(?:\s*[.,;:\u060c\u06d4\u0964\u104a\u104b\u17d4\u3002\uff0c](?=\s|$))?\s*"
)


@functools.lru_cache(maxsize=1024)  # a few answers are most of them, and cutting takes milliseconds
def in_parts(reply: Reply, heading: str, more: str, *, urgent: bool = False) -> tuple[Part, ...]:
    """The messages that answer, the first to be sent at once, each other when it is asked for.

    Args:
        reply: what to say.
        heading: stands above the numbered list.
        more: how to get the next part, in the reader's language.
        urgent: whether it is for somebody in danger, and goes out whole.
    """
    topics = tuple(one.topic for one in reply.choices)
    titles = [one.title for one in reply.choices]
    whole = _with_list(reply.text, heading, titles)
    if _fits(whole, MOST if urgent else UNASKED):
        return (Part(whole, topics),)
    if titles and (shortened := _shortened(reply.text, heading, titles)):
        return (Part(shortened, topics),)
    for widest in (9, 99, 999):
        texts = list(_texts(reply, heading, more, titles, widest))
        if len(texts) <= widest:
            break
    *before, last = texts
    return (*map(Part, before), Part(last, topics))


def dress(text: str) -> str:
    """A text as SMS: links on a line of their own, so that no full stop goes with them; plain."""
    return plain(_LINK.sub(r"\n\1\n", text).strip() if "." in text else text)


def _texts(
    reply: Reply, heading: str, more: str, titles: Sequence[str], widest: int
) -> Iterator[str]:
    """The parts with their marks, made with room for the number `widest`."""

    def mark(number: int, total: int, words: str = "") -> str:
        numbers = local_numbers.digits(f"{number}/{total}", reply.locale)
        return f"({numbers}) {words}".rstrip()

    asks, ends = mark(widest, widest, more), mark(widest, widest)
    said = parts.split(
        reply.text,
        lambda text: _fits(dress(f"{text}\n{asks}")),
        # With a list the last of the text may have to ask for the list.
        lambda text: _fits(dress(f"{text}\n{asks if titles else ends}")),
    )
    listed = _shortened(said[-1], mark(len(said), len(said), heading), titles) if titles else None
    total = len(said) + bool(titles and not listed)
    for number, text in enumerate(said, 1):
        if number == total:
            yield listed or dress(f"{text}\n{mark(number, total)}")
        else:
            yield dress(f"{text}\n{mark(number, total, more)}")
    if titles and not listed:
        alone = mark(total, total, heading)
        cut = [_cut(title, SHORTEST_TITLE) for title in titles[:LEAST_SHOWN]]
        yield _shortened("", alone, titles) or _with_list("", alone, cut)


def _shortened(text: str, heading: str, titles: Sequence[str]) -> str | None:
    """The text with as many of the choices as fit; None if the least of them do not."""
    least = min(LEAST_SHOWN, len(titles))
    shorter = ([_cut_words(title, most) for title in titles[:least]] for most in TITLES)
    for shown in (*(titles[:number] for number in range(len(titles), least - 1, -1)), *shorter):
        if _fits(together := _with_list(text, heading, shown)):
            return together
    return None


def _with_list(text: str, heading: str, titles: Sequence[str]) -> str:
    listed = [f"{number} {title}" for number, title in enumerate(titles, 1)]
    return dress("\n".join(filter(None, [text, *([heading, *listed] if listed else [])])))


def _cut_words(title: str, most: int) -> str:
    """A title cut at the end of a word; whole where it has no such place."""
    end = max(title.rfind(" ", 0, most), title.rfind("\n", 0, most))
    return f"{title[:end]}…" if len(title) > most and end > 0 else title


def _cut(title: str, most: int) -> str:
    kept = ""
    for cluster in regex.findall(r"\X", title):
        if len(kept) + len(cluster) > most - 1:
            return f"{kept.rstrip()}…"
        kept += cluster
    return kept


def _fits(text: str, most: int = UNASKED) -> bool:
    return count(text).segments <= most

"""Cuts a reply to its channel."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from channels import sms
from channels.capabilities import Capabilities
from channels.messages import Item, Offer, Rendered
from channels.payloads import Payloads
from channels.understanding import Reply

_SENTENCE_END = regex.compile(r"[.!?\u06d4\u061f\u104b\u0964]\s|\n")


@dataclass(frozen=True)
class Words:
    """The service's own words around a reply, in the reader's language.

    `heading` stands above a numbered list; `button` opens a list of things to press; `more` says
    how to get the next part of a long answer.
    """

    heading: str = ""
    button: str = ""
    more: str = ""


def render(
    reply: Reply,
    channel: Capabilities,
    words: Words,
    payloads: Payloads | None = None,
    *,
    urgent: bool = False,
) -> Rendered:
    """The message that answers.

    Args:
        reply: what to say.
        channel: what the channel can show.
        words: around the reply.
        payloads: issues those of choices to press; without, nothing is offered to press.
        urgent: whether it is for somebody in danger.
    """
    if channel.is_billed_by_segment:
        first, *rest = sms.in_parts(reply, words.heading, words.more, urgent=urgent)
        return Rendered(first.text, rest=tuple(rest), choices=first.choices)
    listed = [f"{number} {one.title}" for number, one in enumerate(reply.choices, 1)]
    text = "\n".join([reply.text, *([words.heading, *listed] if listed else [])])
    offer = _offer(reply, channel, words, payloads) if payloads else None
    topics = tuple(one.topic for one in reply.choices)
    return Rendered(_cut(text, channel.longest), offer, choices=topics)


def _offer(reply: Reply, channel: Capabilities, words: Words, payloads: Payloads) -> Offer | None:
    if not 0 < len(reply.choices) <= channel.items:
        return None
    items = (
        Item(payloads.issue(one.topic), shorten(one.title, channel.item_title))
        for one in reply.choices
    )
    return Offer(_cut(reply.text, channel.longest), tuple(items), words.button)


def shorten(text: str, most: int) -> str:
    """Cut to so many characters (code points), between graphemes, with an ellipsis."""
    if len(text) <= most:
        return text
    kept = ""
    for cluster in regex.findall(r"\X", text):
        if len(kept) + len(cluster) > most - 1:
            break
        kept += cluster
    return f"{kept.rstrip()}…"


def _cut(text: str, most: int) -> str:
    """Cut after the last whole sentence that fits; between graphemes if there is none.

    Args:
        text: what to say.
        most: how many UTF-16 code units fit: as such carriers and Twilio count.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * most:
        return text
    kept = units[: 2 * most].decode("utf-16-le", "ignore")
    ends = [match.end() for match in _SENTENCE_END.finditer(kept)]
    if ends and ends[-1] > len(kept) // 2:
        return kept[: ends[-1]].rstrip()
    return "".join(regex.findall(r"\X", kept)[:-1])

"""What a reader's phone will show. The same code answers here and there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from actions.answers import Answers
from actions.turn import Turn
from campaign.content import Content, Reader
from campaign.topics import CHAT, SMS
from channels import messages
from channels.adapters import CAPABILITIES
from channels.render import Words, render
from channels.segments import count
from channels.understanding import Choice, Reply

CHANNELS = (messages.SMS, messages.WHATSAPP, messages.WEB)
SAMPLES = {"country": "…", "emergency_numbers": "…"}  # what is filled in only when it is sent


@dataclass(frozen=True)
class Bubble:
    """One message on the picture of a phone. `cost` is None where no price is set."""

    text: str
    segments: int | None = None
    encoding: str | None = None
    units: int | None = None
    cost: float | None = None
    cut: bool = False


def of_topic(
    content: Content, topic_id: str, locale: str, country: str | None, channel: str, price: float
) -> Bubble:
    """The answer on a topic.

    Args:
        content: as it is, or as it would be.
        topic_id: the topic.
        locale: the reader's language.
        country: where the reader is, if known.
        channel: one of `CHANNELS`.
        price: of one SMS segment, in the operator's currency; 0 where unknown.
    """
    form = SMS if channel == messages.SMS else CHAT
    turn = Turn("", topic_id, locale, None, (), country, form, ())
    answer = Answers(content, today()).answer(turn)
    choices = tuple(Choice(one.topic, one.title) for one in answer.choices)
    heading = content.reply("choices_heading", Reader(locale, country, form), today())
    return _bubble(Reply(answer.text, locale, choices=choices), channel, heading, price)


def of_reply(
    content: Content, reply_id: str, locale: str, country: str | None, channel: str, price: float
) -> Bubble:
    """One of the service's own sentences."""
    form = SMS if channel == messages.SMS else CHAT
    text = content.reply(reply_id, Reader(locale, country, form), today(), **SAMPLES)
    return _bubble(Reply(text, locale), channel, "", price)


def _bubble(reply: Reply, channel: str, heading: str, price: float) -> Bubble:
    text = render(reply, CAPABILITIES[channel], Words(heading)).text
    whole = reply.text.rstrip()[-20:]
    cut = not reply.choices and not text.rstrip().endswith(whole) and channel != messages.SMS
    if channel != messages.SMS:
        return Bubble(text, cut=cut)
    counted = count(text)
    cost = counted.segments * price if price else None
    return Bubble(text, counted.segments, counted.encoding, counted.units, cost)


def today() -> date:
    """The day by which texts expire."""
    return datetime.now(UTC).date()

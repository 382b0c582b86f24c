"""What a reader's phone will show. The same code answers here and there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from actions.answers import Answers
from actions.turn import Turn
from campaign import local_numbers
from campaign.content import Content, Reader
from campaign.topics import CHAT, SMS
from channels import messages
from channels.adapters import CAPABILITIES
from channels.render import Words, render
from channels.segments import count
from channels.understanding import Choice, Reply

CHANNELS = (messages.SMS, messages.WHATSAPP, messages.WEB)
SAMPLES = {
    "country": "…",
    "emergency_numbers": "…",
    "one": "1",
}  # what is filled in only when it is sent


@dataclass(frozen=True)
class Bubble:
    """One message on the picture of a phone. `cost` is None where no price is set.

    `later` are the further parts of a long answer, which are sent when the person asks for more.
    """

    text: str
    segments: int | None = None
    encoding: str | None = None
    units: int | None = None
    cost: float | None = None
    cut: bool = False
    later: tuple[Bubble, ...] = ()


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
    words = _words(content, Reader(locale, country, form))
    urgent = topic_id in content.topics and content.topics[topic_id].urgent
    return _bubble(Reply(answer.text, locale, choices=choices), channel, words, price, urgent)


def of_reply(
    content: Content, reply_id: str, locale: str, country: str | None, channel: str, price: float
) -> Bubble:
    """One of the service's own sentences."""
    form = SMS if channel == messages.SMS else CHAT
    reader = Reader(locale, country, form)
    text = content.reply(reply_id, reader, today(), **SAMPLES)
    whole = reply_id == "holding"  # whoever waits is sent no part of it
    return _bubble(Reply(text, locale), channel, _words(content, reader), price, whole)


def _words(content: Content, reader: Reader) -> Words:
    one = local_numbers.digits("1", reader.locale)
    heading = content.reply("choices_heading", reader, today())
    return Words(heading, more=content.reply("more", reader, today(), one=one))


def _bubble(reply: Reply, channel: str, words: Words, price: float, urgent: bool = False) -> Bubble:
    rendered = render(reply, CAPABILITIES[channel], words, urgent=urgent)
    if channel != messages.SMS:
        whole = reply.text.rstrip()[-20:]
        cut = not reply.choices and not rendered.text.rstrip().endswith(whole)
        return Bubble(rendered.text, cut=cut)
    first = _counted(rendered.text, price)
    return replace(first, later=tuple(_counted(part.text, price) for part in rendered.rest))


def _counted(text: str, price: float) -> Bubble:
    counted = count(text)
    cost = counted.segments * price if price else None
    return Bubble(text, counted.segments, counted.encoding, counted.units, cost)


def today() -> date:
    """The day by which texts expire."""
    return datetime.now(UTC).date()

"""Whether a text fits its channel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import regex

from campaign import limits
from campaign.content import Content, Reader
from campaign.languages import SOURCE
from campaign.lint.finding import ERROR, Finding, Segments, in_topic
from campaign.topics import CHAT, SMS, Topic

URGENT_NUMBER_WITHIN = 70  # characters before the number to call

_CALL = regex.compile(r"\{call:")


def of_topic(
    topic: Topic, content: Content, root: Path, today: date, segments: Segments
) -> Iterator[Finding]:
    """Lengths of a topic's English texts, and where an urgent one has its number."""
    day = min(today, topic.expires)
    for country in (None, *topic.countries):
        sms = content.topic_text(topic, Reader(SOURCE, country, SMS), day)
        if (number := segments(sms)) > limits.SEGMENTS_ENGLISH:
            message = f"{number} segments, at most {limits.SEGMENTS_ENGLISH}"
            advice = f"shorten it: it has {len(sms)} characters with everything filled in"
            key = topic.key_for(SMS, country)
            yield in_topic(topic, root, key, ERROR, "sms-long", message, advice)
        chat = content.topic_text(topic, Reader(SOURCE, country, CHAT), day)
        if len(chat) > limits.CHAT:
            message = f"{len(chat)} characters, at most {limits.CHAT}"
            key = topic.key_for(CHAT, country)
            yield in_topic(topic, root, key, ERROR, "chat-long", message, "shorten it")
    if topic.urgent:
        yield from _number_first(topic, root)


def _number_first(topic: Topic, root: Path) -> Iterator[Finding]:
    keys = [key for key in topic.texts() if key.split(".")[-1] == SMS]
    for key in keys:
        call = _CALL.search(topic.texts()[key])
        if not call or call.start() > URGENT_NUMBER_WITHIN:
            message = f"{{call:…}} must stand in the first {URGENT_NUMBER_WITHIN} characters"
            advice = "begin with whom to call: somebody may be in danger"
            yield in_topic(topic, root, key, ERROR, "urgent-number-late", message, advice)

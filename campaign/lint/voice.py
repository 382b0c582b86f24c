"""Words that the voice forbids (`data/voice.yml`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import regex

from campaign import yamlfile
from campaign.content import Content
from campaign.languages import SOURCE
from campaign.lint.finding import ERROR, Finding, in_topic
from campaign.topics import Topic
from campaign.voice import Forbidden


def of_topic(topic: Topic, content: Content, root: Path) -> Iterator[Finding]:
    """Forbidden words in a topic's English texts."""
    for key, text in topic.texts().items():
        for message, advice in faults(text, content.voice.get(SOURCE, ())):
            yield in_topic(topic, root, key, ERROR, "word-forbidden", message, advice)


def of_replies(content: Content, root: Path) -> Iterator[Finding]:
    """Forbidden words in the service's own sentences."""
    path = root / "data" / "replies.yml"
    for reply_id, text in content.replies.items():
        for message, advice in faults(text, content.voice.get(SOURCE, ())):
            line = yamlfile.line(path, [reply_id, "text"])
            said = f"{reply_id}: {message}"
            key = f"replies/{reply_id}"
            yield Finding(ERROR, "word-forbidden", path, line, said, advice, key)


def faults(text: str, forbidden: tuple[Forbidden, ...]) -> Iterator[tuple[str, str]]:
    """Message and advice for each forbidden word of a text in one language."""
    for one in forbidden:
        if match := regex.search(rf"\b{regex.escape(one.word)}\b", text, regex.IGNORECASE):
            advice = f"say: {one.instead}" if one.instead else "say it another way"
            yield f"“{match.group(0)}”: {one.why}", advice

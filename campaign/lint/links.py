"""Whether topics that are easily confused point to each other, and words lead to one topic only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from campaign.catalogues import FILE
from campaign.content import Content
from campaign.keywords import find, fold
from campaign.languages import SOURCE
from campaign.lint.finding import ERROR, WARNING, Finding, in_topic
from campaign.topics import CHAT, SERVICE, Topic


def of_topic(topic: Topic, content: Content, root: Path) -> Iterator[Finding]:
    """What a topic points to."""
    if topic.kind != SERVICE and not topic.ask:
        message = "no `ask`: other texts cannot lead here"
        advice = "write a few words with which a person can ask for it"
        yield in_topic(topic, root, "title", ERROR, "ask-missing", message, advice)
    if topic.kind != SERVICE and not topic.related:
        message = "no `related` topics: the answer is a dead end"
        yield in_topic(topic, root, "related", WARNING, "dead-end", message, "name two to five")
    for boundary in content.boundaries:
        others = [
            one for one in boundary.between if one != topic.id and _can_be_asked(one, content)
        ]
        if topic.id not in boundary.between or topic.kind == SERVICE or not others:
            continue
        for key, text in topic.texts().items():
            if key.split(".")[-1] != CHAT:
                continue
            if not any(f"{{ask:{other}}}" in text for other in others):
                wanted = " or ".join(f"{{ask:{other}}}" for other in others)
                message = f"does not point to {wanted}"
                advice = f"say how the other case differs and point to it ({boundary.rule})"
                yield in_topic(topic, root, key, ERROR, "boundary-unlinked", message, advice)


def _can_be_asked(topic_id: str, content: Content) -> bool:
    topic = content.topics.get(topic_id)
    return bool(topic and topic.ask)


def ambiguous(content: Content, root: Path) -> Iterator[Finding]:
    """`ask` words that lead to two topics, or are a word such as STOP."""
    leads: dict[tuple[str, str], str] = {}
    for topic in content.topics.values():
        for locale in content.languages.locales if topic.ask else ():
            words = content.ask_words(topic.id, locale)
            path = root / "locales" / locale / FILE
            if locale == SOURCE:
                path = root / "data" / "topics" / f"{topic.id}.yml"
            other = leads.setdefault((locale, fold(words)), topic.id)
            key = f"topics/{topic.id}.ask"
            advice = "choose words that mean this topic only"
            if other != topic.id:
                message = f"“{words}” leads to {other} and to {topic.id}"
                yield Finding(ERROR, "ask-ambiguous", path, 0, message, advice, key)
            if find(content.keywords, words):
                message = f"“{words}” is one of the words in keywords.yml"
                yield Finding(ERROR, "ask-is-keyword", path, 0, message, advice, key)

"""Where the content is that the bot learns from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from campaign import catalogues, keywords, languages, lexicon, questions, topics
from campaign.languages import SOURCE, Languages
from campaign.lexicon import Entry
from campaign.questions import Question
from campaign.topics import ASK, SERVICE, Topic

REPOSITORY = Path(__file__).resolve().parents[1]
VARIABLE = "SUAR_CONTENT"  # another folder with data/ and locales/, for tests and trials


def root() -> Path:
    """The folder that holds `data/` and `locales/`."""
    return Path(os.environ.get(VARIABLE) or REPOSITORY)


def load_topics() -> dict[str, Topic]:
    """Every topic, by id."""
    return topics.load_all(root() / "data" / "topics")


def load_questions() -> list[Question]:
    """Every example question, and what stands in menus and texts for people to send.

    A person who reads a topic's title, or the words that lead to it, writes something like them.
    """
    found = questions.load_all(root() / "data" / "nlu")
    known = {keywords.fold(one.text) for one in found}
    for one in _offered():
        if keywords.fold(one.text) not in known:
            known.add(keywords.fold(one.text))
            found.append(one)
    return found


def _offered() -> Iterator[Question]:
    """The title and `ask` words of each topic that says something, in each locale."""
    translated = catalogues.load_all(root() / "locales")
    for topic in load_topics().values():
        if topic.kind == SERVICE:
            continue
        for key, english in (("title", topic.title), (ASK, topic.ask)):
            if not english:
                continue
            yield Question(topic.id, SOURCE, english)
            for locale, catalogue in translated.items():
                if translation := catalogue.get(f"topics/{topic.id}.{key}"):
                    yield Question(topic.id, locale, translation.text)


def load_languages() -> Languages:
    """The locales, and the forms of them that are understood."""
    return languages.load(root() / "data" / "languages.yml")


def load_lexicon() -> list[Entry]:
    """Every word of the lexicon; none where there is no lexicon."""
    return lexicon.load_all(root() / "data" / "lexicon")

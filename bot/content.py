"""Where the content is that the bot learns from."""

from __future__ import annotations

import os
from pathlib import Path

from campaign import languages, lexicon, questions, topics
from campaign.languages import Languages
from campaign.lexicon import Entry
from campaign.questions import Question
from campaign.topics import Topic

REPOSITORY = Path(__file__).resolve().parents[1]
VARIABLE = "SUAR_CONTENT"  # another folder that holds data/, for tests and trials


def root() -> Path:
    """The folder that holds `data/`."""
    return Path(os.environ.get(VARIABLE) or REPOSITORY)


def load_topics() -> dict[str, Topic]:
    """Every topic, by id."""
    return topics.load_all(root() / "data" / "topics")


def load_questions() -> list[Question]:
    """Every example question."""
    return questions.load_all(root() / "data" / "nlu")


def load_languages() -> Languages:
    """The locales, and the forms of them that are understood."""
    return languages.load(root() / "data" / "languages.yml")


def load_lexicon() -> list[Entry]:
    """Every word of the lexicon; none where there is no lexicon."""
    return lexicon.load_all(root() / "data" / "lexicon")

"""Whether a ten-year-old can read the English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import regex

from campaign import filling
from campaign.lint.finding import WARNING, Finding, in_topic
from campaign.topics import CHAT, SMS, Topic

MAX_WORDS = 15  # a sentence
MAX_GRADE = 7.0
MIN_WORDS = 25  # below that the grade of a text says nothing

_SENTENCE = regex.compile(r"(?<=[.!?:])\s+|\n+")
_WORD = regex.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_WEB = regex.compile(r"\S+\.[a-z]{2,}\S*")
_VOWELS = regex.compile(r"[aeiouy]+")
_SILENT = regex.compile(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$")


def of_topic(topic: Topic, root: Path) -> Iterator[Finding]:
    """Long sentences and hard texts of a topic."""
    for key, text in topic.texts().items():
        if key.split(".")[-1] not in {SMS, CHAT}:
            continue
        for sentence in sentences(text):
            if (number := len(_WORD.findall(sentence))) > MAX_WORDS:
                message = f"a sentence of {number} words, at most {MAX_WORDS}: “{sentence}”"
                advice = "make two sentences of it, or a list"
                yield in_topic(topic, root, key, WARNING, "sentence-long", message, advice)
        if (level := grade(text)) > MAX_GRADE:
            message = f"reads like school year {level:.0f}, at most {MAX_GRADE:.0f}"
            advice = "use shorter words and sentences"
            yield in_topic(topic, root, key, WARNING, "hard-to-read", message, advice)


def sentences(text: str) -> list[str]:
    """The sentences of a text; each line of a list is one."""
    bare = filling.PLACEHOLDER.sub("number", _WEB.sub("page", text))
    return [part.strip(" -") for part in _SENTENCE.split(bare) if _WORD.search(part)]


def grade(text: str) -> float:
    """The school year a text asks for; 0 for a text too short to tell.

    Flesch-Kincaid grade level (Kincaid et al. 1975, Research Branch Report 8-75):
    0.39 words a sentence + 11.8 syllables a word - 15.59.
    """
    parts = sentences(text)
    words = [word for part in parts for word in _WORD.findall(part)]
    if len(words) < MIN_WORDS:
        return 0.0
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / len(parts) + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    """Groups of vowels, without a silent ending."""
    return max(1, len(_VOWELS.findall(_SILENT.sub("", word) if len(word) > 3 else word)))

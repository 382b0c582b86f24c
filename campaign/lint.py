"""What is wrong, or soon will be, with content that loads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import regex

from campaign import filling, questions
from campaign.catalogues import FILE
from campaign.content import Content, Reader
from campaign.helplines import SOURCED
from campaign.keywords import fold
from campaign.languages import SOURCE
from campaign.topics import CHAT, FAQ, SMS, Topic

ERROR, WARNING, NOTE = "error", "warning", "note"
MAX_SEGMENTS_ENGLISH = 2
MAX_SEGMENTS = 10  # 670 units in UCS-2: where the gateway would cut
MAX_CHAT = 900
URGENT_NUMBER_WITHIN = 70  # characters before the number to call
EXPIRES_SOON = timedelta(days=60)
MIN_QUESTIONS = 10

# Three digits or more in prose: a telephone number, an amount or a year of law has no place there.
_NUMBER = regex.compile(r"\p{Nd}[\p{Nd} \-]*\p{Nd}[\p{Nd} \-]*\p{Nd}")
_YEAR = regex.compile(r"(19|20)[0-9]{2}")  # the date of a statement may stand in it
_WEB = regex.compile(r"\S+\.[a-z]{2,}\S*")
_CALL = regex.compile(r"\{call:")

Segments = Callable[[str], int]


@dataclass(frozen=True)
class Finding:
    """One thing to mend. `line` is 0 where the whole file is meant."""

    level: str
    path: Path
    line: int
    message: str


def lint(content: Content, root: Path, today: date, segments: Segments) -> list[Finding]:
    """All findings, errors first.

    Args:
        content: as loaded from `root`.
        root: the folder that holds `data/` and `locales/`.
        today: what is expired on this day is an error.
        segments: counts the SMS segments of a text.
    """
    found = [
        *_topics(content, root, today, segments),
        *_helplines(content, root, today),
        *_translations(content, root, today, segments),
        *_questions(content, root),
    ]
    return sorted(found, key=lambda one: ((ERROR, WARNING, NOTE).index(one.level), str(one.path)))


def _topics(content: Content, root: Path, today: date, segments: Segments) -> Iterator[Finding]:
    for topic in content.topics.values():
        path = root / "data" / "topics" / f"{topic.id}.yml"
        yield from _dates(topic, path, today)
        if topic.kind == FAQ and not topic.sources:
            yield Finding(ERROR, path, 0, "no source: say where the facts come from")
        for key, text in topic.texts().items():
            for number in _numbers_in_prose(text):
                message = (
                    f"{key}: the number {number} stands in the text: use {{call:…}} or {{figure:…}}"
                )
                yield Finding(ERROR, path, 0, message)
        yield from _lengths(content, topic, path, today, segments)


def _dates(topic: Topic, path: Path, today: date) -> Iterator[Finding]:
    if topic.expires < today:
        yield Finding(
            ERROR, path, 0, f"expired on {topic.expires}: check it again and move the date"
        )
    elif topic.expires < today + EXPIRES_SOON:
        yield Finding(WARNING, path, 0, f"expires on {topic.expires}: check it soon")


def _lengths(
    content: Content, topic: Topic, path: Path, today: date, segments: Segments
) -> Iterator[Finding]:
    for country in (None, *topic.countries):
        sms = content.topic_text(topic, Reader(SOURCE, country, SMS), min(today, topic.expires))
        if (number := segments(sms)) > MAX_SEGMENTS_ENGLISH:
            message = (
                f"sms ({country or 'general'}): {number} segments, at most {MAX_SEGMENTS_ENGLISH}"
            )
            yield Finding(ERROR, path, 0, message)
        chat = content.topic_text(topic, Reader(SOURCE, country, CHAT), min(today, topic.expires))
        if len(chat) > MAX_CHAT:
            message = f"chat ({country or 'general'}): {len(chat)} characters, at most {MAX_CHAT}"
            yield Finding(ERROR, path, 0, message)
    if topic.urgent:
        call = _CALL.search(topic.sms)
        if not call or call.start() > URGENT_NUMBER_WITHIN:
            message = f"sms: {{call:…}} must stand in the first {URGENT_NUMBER_WITHIN} characters"
            yield Finding(ERROR, path, 0, message)


def _helplines(content: Content, root: Path, today: date) -> Iterator[Finding]:
    path = root / "data" / "helplines.yml"
    for helpline in content.helplines:
        if helpline.expires < today:
            yield Finding(ERROR, path, 0, f"{helpline.id}: expired on {helpline.expires}: not sent")
        elif not helpline.sendable(today):
            message = (
                f"{helpline.id}: {helpline.status}, not sent: {helpline.note or 'no reason noted'}"
            )
            yield Finding(NOTE, path, 0, message)


def _translations(
    content: Content, root: Path, today: date, segments: Segments
) -> Iterator[Finding]:
    sources = all_strings(content)
    for locale in content.languages.locales:
        if locale == SOURCE:
            continue
        path = root / "locales" / locale / FILE
        catalogue = content.catalogues.get(locale, {})
        missing = [key for key in sources if key not in catalogue]
        if missing:
            message = f"{len(missing)} of {len(sources)} texts are not translated: {missing[0]}, …"
            yield Finding(WARNING, path, 0, message)
        drafts = sum(1 for one in catalogue.values() if not one.reviewed)
        if drafts:
            message = f"{drafts} translations are drafts that nobody has reviewed"
            yield Finding(NOTE, path, 0, message)
        for key, translation in catalogue.items():
            if key not in sources:
                yield Finding(WARNING, path, translation.line, f"{key}: no such text any more")
                continue
            yield from _translation(path, key, sources[key], translation.text, translation.line)
            if translation.source != sources[key]:
                message = f"{key}: the English has changed since: compare the two"
                yield Finding(WARNING, path, translation.line, message)
        yield from _translated_lengths(content, locale, path, today, segments)


def _translation(path: Path, key: str, source: str, text: str, line: int) -> Iterator[Finding]:
    wanted, given = filling.placeholders(source), filling.placeholders(text)
    if wanted != given:
        message = f"{key}: placeholders are {given}, in English {wanted}: make them the same"
        yield Finding(ERROR, path, line, message)
    if sorted(_WEB.findall(source)) and not set(_addresses(source)) <= set(_addresses(text)):
        yield Finding(ERROR, path, line, f"{key}: a web address of the English text is missing")
    for number in _numbers_in_prose(text):
        yield Finding(ERROR, path, line, f"{key}: the number {number} stands in the text")


def _translated_lengths(
    content: Content, locale: str, path: Path, today: date, segments: Segments
) -> Iterator[Finding]:
    for topic in content.topics.values():
        sms = content.topic_text(topic, Reader(locale, None, SMS), min(today, topic.expires))
        if (number := segments(sms)) > MAX_SEGMENTS:
            message = f"topics/{topic.id}.sms: {number} segments, at most {MAX_SEGMENTS}"
            yield Finding(ERROR, path, 0, message)


def _questions(content: Content, root: Path) -> Iterator[Finding]:
    folder = root / "data" / "nlu"
    of_text: dict[str, set[str]] = defaultdict(set)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for question in questions.load_all(folder):
        path = folder / question.language / f"{question.topic_id}.txt"
        counts[question.language, question.topic_id] += 1
        if question.topic_id not in content.topics:
            yield Finding(ERROR, path, 0, f"there is no topic {question.topic_id}")
        of_text[fold(question.text)].add(question.topic_id)
    for text, topic_ids in of_text.items():
        if len(topic_ids) > 1:
            message = f"“{text}” stands under {', '.join(sorted(topic_ids))}: keep it in one"
            yield Finding(ERROR, folder, 0, message)
    for locale in content.languages.locales:
        few = [one for one in content.topics if counts[locale, one] < MIN_QUESTIONS]
        if few:
            message = f"fewer than {MIN_QUESTIONS} questions: {', '.join(few)}"
            yield Finding(WARNING, folder / locale, 0, message)


def all_strings(content: Content) -> dict[str, str]:
    """Every English string that is translated, by its key in the catalogues."""
    found = {
        f"topics/{topic.id}.{key}": text
        for topic in content.topics.values()
        for key, text in topic.texts().items()
    }
    found.update({f"replies/{key}": text for key, text in content.replies.items()})
    sendable = (one for one in content.helplines if one.status == SOURCED)
    found.update({f"helplines/{one.id}.name": one.name for one in sendable})
    return found


def _numbers_in_prose(text: str) -> list[str]:
    bare = _WEB.sub(" ", filling.PLACEHOLDER.sub(" ", text))
    found = (match.group(0).strip() for match in _NUMBER.finditer(bare))
    return [number for number in found if not _YEAR.fullmatch(number)]


def _addresses(text: str) -> list[str]:
    return [address.strip(".,;:()!?") for address in _WEB.findall(text)]

"""Translations: what is missing, outdated, unreviewed, or says something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from campaign import filling, limits
from campaign.catalogues import FILE, Catalogue
from campaign.content import Content, Reader
from campaign.languages import SOURCE
from campaign.lint import prose, voice
from campaign.lint.finding import ERROR, NOTE, WARNING, Finding, Segments
from campaign.strings import all_strings
from campaign.topics import ASK, SMS

Fault = tuple[str, str, str, str]  # level, code, message, advice


def lint(content: Content, root: Path, today: date, segments: Segments) -> Iterator[Finding]:
    """Every locale's catalogue against the English."""
    sources = all_strings(content)
    for locale in content.languages.locales:
        if locale == SOURCE:
            continue
        path = root / "locales" / locale / FILE
        catalogue = content.catalogues.get(locale, {})
        yield from _state(sources, catalogue, path)
        for key, translation in catalogue.items():
            if key not in sources:
                message = f"{key}: no such text any more"
                advice = "run: suar content update"
                yield Finding(
                    WARNING, "translation-orphan", path, translation.line, message, advice, key
                )
                continue
            for level, code, message, advice in faults(
                key, sources[key], translation.text, locale, content
            ):
                said = f"{key}: {message}"
                yield Finding(level, code, path, translation.line, said, advice, key)
            if translation.fuzzy:
                message = f"{key}: marked as fuzzy: somebody was not sure of it"
                advice = "correct it, then take the fuzzy mark away"
                yield Finding(
                    WARNING, "translation-fuzzy", path, translation.line, message, advice, key
                )
            if translation.source != sources[key]:
                message = f"{key}: the English has changed since"
                advice = "compare the two, correct the translation, then run: suar content update"
                yield Finding(
                    WARNING, "translation-outdated", path, translation.line, message, advice, key
                )
        yield from lengths(content, locale, path, today, segments)


def _state(sources: dict[str, str], catalogue: Catalogue, path: Path) -> Iterator[Finding]:
    missing = [key for key in sources if key not in catalogue]
    if missing:
        message = f"{len(missing)} of {len(sources)} texts are not translated: {missing[0]}, …"
        advice = "translate them (docs/translators.md); until then readers get the fallback"
        yield Finding(WARNING, "untranslated", path, 0, message, advice)
    drafts = sum(1 for one in catalogue.values() if not one.reviewed)
    if drafts:
        message = f"{drafts} translations are drafts that nobody has reviewed"
        advice = "let a native reader review them (docs/translators.md)"
        yield Finding(NOTE, "unreviewed", path, 0, message, advice)


def faults(key: str, source: str, text: str, locale: str, content: Content) -> Iterator[Fault]:
    """What is wrong with one translation: level, code, message and advice."""
    wanted, given = filling.placeholders(source), filling.placeholders(text)
    if wanted != given:
        message = f"placeholders are {given}, in English {wanted}"
        yield ERROR, "placeholder-differs", message, "make them the same, letter by letter"
    if not set(prose.addresses(source)) <= set(prose.addresses(text)):
        message = "a web address of the English text is missing"
        yield ERROR, "address-missing", message, "copy it as it stands"
    if not key.endswith(f".{ASK}"):
        for code, message, advice in prose.faults(text):
            yield ERROR, code, message, advice
    for message, advice in voice.faults(text, content.voice.get(locale, ())):
        yield ERROR, "word-forbidden", message, advice
    yield from _too_long(key, text)


def _too_long(key: str, text: str) -> Iterator[Fault]:
    """A text that a menu or the gateway would have to cut; SMS segments: see `lengths`."""
    form = key.rpartition(".")[2] if key.startswith("topics/") else ""
    rules = {
        "title": (limits.TITLE, "title-long", "shorten it: it stands in menus"),
        ASK: (limits.ASK_TRANSLATED, "ask-long", "shorten it: a person must type it"),
    }
    most, code, advice = rules.get(form, (limits.TRANSLATED, "text-long", "shorten it"))
    if len(text) > most:
        yield ERROR, code, f"{len(text):,} characters, at most {most:,}", advice


def lengths(
    content: Content, locale: str, path: Path, today: date, segments: Segments
) -> Iterator[Finding]:
    """SMS texts that the gateway would have to cut."""
    for topic in content.topics.values():
        for country in (None, *topic.countries):
            reader = Reader(locale, country, SMS)
            sms = content.topic_text(topic, reader, min(today, topic.expires))
            if (number := segments(sms)) > limits.SEGMENTS:
                key = f"topics/{topic.id}.{topic.key_for(SMS, country)}"
                message = f"{key}: {number} segments, at most {limits.SEGMENTS}"
                yield Finding(ERROR, "sms-long", path, 0, message, "shorten it", key)

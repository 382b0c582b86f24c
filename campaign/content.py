"""All content of one moment, and the text it gives to one reader."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from campaign import (
    boundaries,
    catalogues,
    figures,
    filling,
    helplines,
    keywords,
    languages,
    local_numbers,
    places,
    replies,
    spoken,
    topics,
    voice,
)
from campaign.boundaries import Boundary
from campaign.catalogues import Catalogue
from campaign.errors import ContentError
from campaign.figures import Figure
from campaign.helplines import Helpline
from campaign.keywords import Keywords
from campaign.languages import SOURCE, Languages
from campaign.spoken import Numbers
from campaign.topics import ASK, CHAT, SMS, Topic
from campaign.voice import Voice

DECLINE_TOPIC = "out_of_scope"  # what is said to a question that is none of ours


@dataclass(frozen=True)
class Reader:
    """For whom a text is made: what decides its words.

    `country` (ISO 3166-1 alpha-2) is where the person is, if known; `named` is a country that
    the message itself names; `form` is "sms" or "chat".
    """

    locale: str
    country: str | None = None
    form: str = SMS
    named: str | None = None


@dataclass(frozen=True)
class Content:
    """Everything in `data/` and `locales/`, as loaded at one moment."""

    topics: dict[str, Topic]
    languages: Languages
    helplines: tuple[Helpline, ...]
    figures: dict[str, Figure]
    replies: dict[str, str]
    menu: tuple[str, ...]
    keywords: Keywords
    numbers: Numbers
    countries: dict[str, list[str]]
    catalogues: dict[str, Catalogue]
    boundaries: tuple[Boundary, ...]
    voice: Voice
    drafts: bool = True

    def topic_text(self, topic: Topic, reader: Reader, today: date) -> str:
        """A topic's text for a reader, with every placeholder filled.

        A topic whose check has expired gives its urgent text all the same (silence would be
        worse), and the sentence "this is being checked" otherwise.
        """
        if today > topic.expires and not topic.urgent:
            return self.reply("expired_topic", reader, today)
        texts = topic.texts()
        keys = [key for form in _forms(reader.form) for key in _keys(topic, form, reader)]
        sources = {f"topics/{topic.id}.{key}": texts[key] for key in keys}
        return self._text(sources, reader, today, {})

    def title(self, topic_id: str, locale: str) -> str:
        """A topic's title for menus."""
        return self._one(f"topics/{topic_id}.title", self.topics[topic_id].title, locale)

    def reply(self, key: str, reader: Reader, today: date, **values: str) -> str:
        """One of the service's own sentences (`data/replies.yml`)."""
        return self._text({f"replies/{key}": self.replies[key]}, reader, today, values)

    def asked(self, text: str) -> list[tuple[str, str]]:
        """The topics whose `ask` words a message is, each with the locale of the words."""
        return self._asked.get(keywords.fold(text), [])

    def ask_words(self, topic_id: str, locale: str) -> str:
        """What a person writes to come to a topic."""
        return self._one(f"topics/{topic_id}.{ASK}", self.topics[topic_id].ask or "", locale)

    def emergency_number(self, reader: Reader, today: date) -> str:
        """What to dial in an emergency where the reader is; words where no number is known."""
        return self._call("emergency", reader, today)

    def country_named(self, text: str) -> str | None:
        """The country that a message names."""
        return self._countries_by_name.only_one_in(text)

    def language_named(self, text: str) -> str | None:
        """The locale whose language a message names."""
        return self._languages_by_name.only_one_in(text)

    def names_other_language(self, text: str) -> bool:
        """Whether a message names a language that we do not have."""
        return self._other_languages.only_one_in(text) is not None

    @functools.cached_property
    def _countries_by_name(self) -> places.Names:
        return places.countries(self.countries, self.languages.locales)

    @functools.cached_property
    def _languages_by_name(self) -> places.Names:
        return places.languages_by_name(self.languages)

    @functools.cached_property
    def _other_languages(self) -> places.Names:
        return places.other_languages(self.languages)

    @functools.cached_property
    def _asked(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for topic in self.topics.values():
            for locale in self.languages.locales if topic.ask else ():
                words, written_in = self._translated(
                    {f"topics/{topic.id}.{ASK}": str(topic.ask)}, locale
                )
                meant = found.setdefault(keywords.fold(words), [])
                if (topic.id, written_in) not in meant:
                    meant.append((topic.id, written_in))
        return found

    def _text(
        self, sources: dict[str, str], reader: Reader, today: date, values: dict[str, str]
    ) -> str:
        text, locale = self._translated(sources, reader.locale)
        names = " · ".join(one.name for one in self.languages.locales.values())
        resolvers = {
            "call": lambda kinds: self._call(kinds, reader, today),
            "figure": lambda figure_id: self._figure(figure_id, locale),
            "date": lambda figure_id: self._date(figure_id, locale),
            "ask": lambda topic_id: self.ask_words(topic_id, locale),
        }
        filled = filling.fill(text, resolvers, {"languages": names, **values})
        return filling.isolate(filled, self.languages.locales[locale].right_to_left)

    def _one(self, key: str, source: str, locale: str) -> str:
        return self._translated({key: source}, locale)[0]

    def _translated(self, sources: dict[str, str], locale: str) -> tuple[str, str]:
        """The text and the locale it was found in.

        `sources` are English texts by key, the most fitting first. The reader's own language
        comes before the better fit: who does not read English is better served by the general
        text than by an English one for the country.
        """
        for candidate in self.languages.chain(locale):
            for key, source in sources.items():
                if candidate == SOURCE:
                    return source, SOURCE
                translation = self.catalogues.get(candidate, {}).get(key)
                if translation and (self.drafts or translation.reviewed):
                    return translation.text, candidate
        raise AssertionError("every chain ends in the source language")

    def _call(self, kinds: str, reader: Reader, today: date) -> str:
        """The number of the country named and that of the person's own, where they differ.

        Someone who names a country may be in it, or write about somebody who is: both numbers
        are given, each with its country, rather than a guess.
        """
        found = {
            country: helpline.dial
            for country in dict.fromkeys((reader.named, reader.country))
            if (helpline := helplines.to_call(self.helplines, kinds.split("|"), country, today))
            and helpline.dial
        }
        if not found:
            key = "local_emergency_number"
            return self._one(f"replies/{key}", self.replies[key], reader.locale)
        if len(set(found.values())) == 1:
            return next(iter(found.values()))
        return " / ".join(
            f"{dial} ({places.country_name(str(country), reader.locale)})"
            for country, dial in found.items()
        )

    def _figure(self, figure_id: str, locale: str) -> str:
        return local_numbers.number(self.figures[figure_id].value, locale)

    def _date(self, figure_id: str, locale: str) -> str:
        """The day up to which a figure was counted."""
        day = self.figures[figure_id].as_of
        return local_numbers.day(day, locale) if day else ""


def _forms(wanted: str) -> tuple[str, ...]:
    """The forms that may stand in for the wanted one in the reader's own language.

    Where the long text is not translated yet, the short one in the reader's language serves
    better than the long one in another.
    """
    return (CHAT, SMS) if wanted == CHAT else (wanted,)


def _keys(topic: Topic, form: str, reader: Reader) -> tuple[str, str]:
    """The text for the reader's country in this form, then the general one."""
    named = topic.key_for(form, reader.named)
    return (named if named != form else topic.key_for(form, reader.country)), form


def load(root: Path, drafts: bool = True) -> Content:
    """Load `data/` and `locales/` below `root`.

    Args:
        root: the folder that holds both.
        drafts: whether translations that nobody has reviewed are served.

    Raises:
        ContentError: for the first fault found, with file and line.
    """
    data = root / "data"
    content = Content(
        topics=topics.load_all(data / "topics"),
        languages=languages.load(data / "languages.yml"),
        helplines=helplines.load(data / "helplines.yml"),
        figures=figures.load_all(data / "figures"),
        replies=replies.load(data / "replies.yml"),
        menu=replies.load_menu(data / "menu.yml"),
        keywords=keywords.load(data / "keywords.yml"),
        numbers=spoken.load(data / "numbers.yml"),
        countries=places.load_aliases(data / "countries.yml"),
        catalogues=catalogues.load_all(root / "locales"),
        boundaries=boundaries.load(data / "boundaries.yml"),
        voice=voice.load(data / "voice.yml"),
        drafts=drafts,
    )
    _check_references(content, data)
    return content


def _check_references(content: Content, data: Path) -> None:
    if DECLINE_TOPIC not in content.topics:
        raise ContentError(data / "topics", 0, f"the topic {DECLINE_TOPIC} is missing")
    for topic in content.topics.values():
        for text in topic.texts().values():
            check_text(text, content, data / "topics" / f"{topic.id}.yml", 1)
    for text in content.replies.values():
        check_text(text, content, data / "replies.yml", 1)
    for locale, catalogue in content.catalogues.items():
        path = data.parent / "locales" / locale / catalogues.FILE
        for translation in catalogue.values():
            check_text(translation.text, content, path, translation.line)
    for topic_id in content.menu:
        if topic_id not in content.topics:
            raise ContentError(data / "menu.yml", 1, f"there is no topic {topic_id}")


def check_text(text: str, content: Content, path: Path, line: int = 0) -> None:
    """Raise ContentError if a text names a figure or a topic that is not there."""
    for match in filling.PLACEHOLDER.finditer(text):
        kind, name, _ = match.groups()
        fault = None
        if kind in {"figure", "date"} and name not in content.figures:
            fault = "there is no such figure"
        elif kind == "date" and content.figures[name].as_of is None:
            fault = "the figure has no as_of date"
        elif kind == "ask" and not (name in content.topics and content.topics[name].ask):
            fault = "there is no such topic, or it has no ask words"
        if fault:
            raise ContentError(path, line, f"{match.group(0)}: {fault}")

"""Chooses the words: a topic's answer, the menu, the choices, the change of language or country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from actions.turn import ANSWER, CHOICE, DECLINE, Choice, Reply, Turn
from campaign import places
from campaign.content import DECLINE_TOPIC, Content, Reader
from campaign.languages import SOURCE
from campaign.topics import SERVICE, SMS, Topic

NEAREST_SHOWN = 3
MENU_SHOWN = 6  # more do not fit on a small screen
COUNTRIES_SHOWN = 9  # one digit each
IN_COUNTRY = "@"  # "check_agency@NP" offers a topic as it is in one country
SHORT = 3  # words: "Malaysia" picks from the list, a whole sentence says more
NEVER_OFFERED = (DECLINE_TOPIC, "greet_thanks_bye")  # nobody means these by a question


class Answers:
    """Answers turns from one state of the content.

    Args:
        content: the content now live.
        today: what is expired on this day is not sent.
    """

    def __init__(self, content: Content, today: date) -> None:
        self._content = content
        self._today = today

    def answer(self, turn: Turn) -> Reply:
        """The text of the topic that was understood."""
        topic = self._content.topics.get(turn.intent)
        return self._topic(topic, turn) if topic else self.decline(turn)

    def offer_topics(self, turn: Turn) -> Reply:
        """The three nearest topics as a numbered choice.

        Where the nearest of all is about somebody in danger, its text comes first and the others
        are offered below: whoever is in danger must not have to answer a question first. That a
        topic is the nearest of those that can be offered is not enough.
        """
        offered = [one for one in turn.topics if one in self._content.topics]
        nearest = self._content.topics[offered[0]] if offered else None
        offered = [one for one in offered if one not in NEVER_OFFERED][:NEAREST_SHOWN]
        if nearest and nearest.urgent and len(offered) > 1:
            return self._urgent_with_choice(offered, turn)
        choices = self._choices(offered, turn.locale)
        if not choices:
            return self.decline(turn)
        urgent = any(self._content.topics[one.topic].urgent for one in choices)
        said = self._say("unsure_urgent" if urgent else "unsure", turn)
        return Reply(None, CHOICE, turn.locale, said, choices=choices)

    def _urgent_with_choice(self, offered: list[str], turn: Turn) -> Reply:
        topic = self._content.topics[offered[0]]
        advice = self._content.topic_text(topic, self._reader(turn), self._today)
        text = f"{advice}\n\n{self._say('unsure', turn)}"
        choices = self._choices(offered[1:], turn.locale)
        return Reply(topic.id, CHOICE, turn.locale, text, choices=choices)

    def pick_topic(self, turn: Turn) -> Reply:
        """The topic that a number picks from those last offered."""
        number = turn.number or 0
        if 1 <= number <= len(turn.choices):
            topic_id, _, country = turn.choices[number - 1].partition(IN_COUNTRY)
            topic = self._content.topics.get(topic_id)
            if topic:
                return self._topic(topic, turn, country or None)
        text = self._say("number_without_menu", turn)
        return Reply(None, CHOICE, turn.locale, text, choices=self._menu(turn.locale))

    def decline(self, turn: Turn) -> Reply:
        """A kind no, with the menu and how to reach a person."""
        if turn.foreign:
            text = self._language_unknown(turn)
        else:
            topic = self._content.topics[DECLINE_TOPIC]
            text = self._content.topic_text(topic, self._reader(turn), self._today)
        return Reply(DECLINE_TOPIC, DECLINE, turn.locale, text, choices=self._menu(turn.locale))

    def _language_unknown(self, turn: Turn) -> str:
        """In English, and in what is most likely read where the number is from."""
        local = self._content.languages.of_country(turn.country)
        said = (
            self._say("language_unknown", replace(turn, locale=locale))
            for locale in (SOURCE, local.id if local else turn.locale)
        )
        return "\n\n".join(dict.fromkeys(said))

    def choose_language(self, turn: Turn) -> Reply:
        """Switches to the language that the message names, or lists the languages."""
        locale = self._content.language_named(turn.text)
        if locale is None and self._content.names_other_language(turn.text):
            return Reply(turn.intent, ANSWER, turn.locale, self._say("language_missing", turn))
        if locale is None:
            return self.answer(turn)
        reader = Reader(locale, turn.country, turn.form)
        text = self._content.reply("language_changed", reader, self._today)
        return Reply(turn.intent, ANSWER, locale, text, choices=self._menu(locale))

    def choose_country(self, turn: Turn) -> Reply:
        """Switches to the country that the message names, or asks for it."""
        country = self._content.country_named(turn.text)
        if country is None:
            return self.answer(turn)
        picked = self._offered_in(country, turn)
        if picked and len(turn.text.split()) <= SHORT:
            return self._topic(picked, turn, country)
        name = places.country_name(country, turn.locale)
        reader = Reader(turn.locale, country, turn.form)
        text = self._content.reply("country_changed", reader, self._today, country=name)
        menu = self._menu(turn.locale)
        return Reply(turn.intent, ANSWER, turn.locale, text, country=country, choices=menu)

    def asked(self, turn: Turn) -> tuple[Topic, Turn] | None:
        """The topic whose `ask` words the message is, and the turn in the words' language."""
        found = {locale: topic_id for topic_id, locale in self._content.asked(turn.text)}
        if not found:
            return None
        locale = turn.locale if turn.locale in found else next(iter(found))
        topic = self._content.topics[found[locale]]
        return topic, replace(turn, locale=locale, intent=topic.id)

    def _topic(self, topic: Topic, turn: Turn, country: str | None = None) -> Reply:
        reader = self._reader(turn, country)
        text = self._content.topic_text(topic, reader, self._today)
        choices = self._countries(topic, reader) or self._related(topic, turn)
        return Reply(topic.id, ANSWER, turn.locale, text, choices=choices, picture=topic.picture)

    def _countries(self, topic: Topic, reader: Reader) -> tuple[Choice, ...]:
        """The countries for which the topic has a text of its own, if the reader's is not known."""
        if topic.urgent or {reader.country, reader.named} & set(topic.countries):
            return ()
        names = {code: places.country_name(code, reader.locale) for code in topic.countries}
        ordered = sorted(names, key=lambda code: names[code])[:COUNTRIES_SHOWN]
        return tuple(Choice(f"{topic.id}{IN_COUNTRY}{code}", names[code]) for code in ordered)

    def _related(self, topic: Topic, turn: Turn) -> tuple[Choice, ...]:
        offered = () if topic.urgent or not self._shows_related(topic, turn) else topic.related
        return self._choices(offered[:MENU_SHOWN], turn.locale)

    def _offered_in(self, country: str, turn: Turn) -> Topic | None:
        """The topic that was just offered by country, if this country was among them."""
        for choice in turn.choices:
            topic_id, _, code = choice.partition(IN_COUNTRY)
            if code == country:
                return self._content.topics.get(topic_id)
        return None

    def _shows_related(self, topic: Topic, turn: Turn) -> bool:
        # On SMS each line costs the service money and the reader a screen.
        return topic.kind == SERVICE or turn.form != SMS

    def _reader(self, turn: Turn, named: str | None = None) -> Reader:
        named = named or self._content.country_named(turn.text)
        return Reader(turn.locale, turn.country, turn.form, named)

    def _say(self, key: str, turn: Turn) -> str:
        return self._content.reply(key, self._reader(turn), self._today)

    def _menu(self, locale: str) -> tuple[Choice, ...]:
        return self._choices(self._content.menu, locale)

    def _choices(self, topic_ids: Iterable[str], locale: str) -> tuple[Choice, ...]:
        return tuple(
            Choice(topic_id, self._content.title(topic_id, locale))
            for topic_id in topic_ids
            if topic_id in self._content.topics
        )

"""Chooses the words: a topic's answer, the menu, the choices, the change of language or country."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from actions.turn import ANSWER, CHOICE, DECLINE, Choice, Reply, Turn
from campaign import places
from campaign.content import DECLINE_TOPIC, Content, Reader
from campaign.topics import SERVICE, SMS, Topic

NEAREST_SHOWN = 3
MENU_SHOWN = 6  # more do not fit on a small screen
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
        """The three nearest topics as a numbered choice."""
        offered = [one for one in turn.topics if one in self._content.topics]
        offered = [one for one in offered if one not in NEVER_OFFERED][:NEAREST_SHOWN]
        choices = self._choices(offered, turn.locale)
        if not choices:
            return self.decline(turn)
        return Reply(None, CHOICE, turn.locale, self._say("unsure", turn), choices=choices)

    def pick_topic(self, turn: Turn) -> Reply:
        """The topic that a number picks from those last offered."""
        number = turn.number or 0
        if 1 <= number <= len(turn.choices):
            topic = self._content.topics.get(turn.choices[number - 1])
            if topic:
                return self._topic(topic, turn)
        text = self._say("number_without_menu", turn)
        return Reply(None, CHOICE, turn.locale, text, choices=self._menu(turn.locale))

    def decline(self, turn: Turn) -> Reply:
        """A kind no, with the menu and how to reach a person."""
        topic = self._content.topics[DECLINE_TOPIC]
        text = self._content.topic_text(topic, self._reader(turn), self._today)
        return Reply(DECLINE_TOPIC, DECLINE, turn.locale, text, choices=self._menu(turn.locale))

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
        name = places.country_name(country, turn.locale)
        reader = Reader(turn.locale, country, turn.form)
        text = self._content.reply("country_changed", reader, self._today, country=name)
        menu = self._menu(turn.locale)
        return Reply(turn.intent, ANSWER, turn.locale, text, country=country, choices=menu)

    def _topic(self, topic: Topic, turn: Turn) -> Reply:
        text = self._content.topic_text(topic, self._reader(turn), self._today)
        offered = () if topic.urgent or not self._shows_related(topic, turn) else topic.related
        choices = self._choices(offered[:MENU_SHOWN], turn.locale)
        return Reply(topic.id, ANSWER, turn.locale, text, choices=choices)

    def _shows_related(self, topic: Topic, turn: Turn) -> bool:
        # On SMS each line costs the service money and the reader a screen.
        return topic.kind == SERVICE or turn.form != SMS

    def _reader(self, turn: Turn) -> Reader:
        named = self._content.country_named(turn.text)
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

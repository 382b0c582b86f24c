"""What the shipped content becomes: in every locale."""

from __future__ import annotations

from datetime import date

import pytest

from actions.answers import Answers
from actions.turn import Turn
from campaign import content, filling
from campaign.content import Reader
from campaign.keywords import DELETE, HELP, HIDE, MORE, START, STOP, find
from campaign.strings import all_strings
from campaign.topics import SERVICE
from channels.adapters import CAPABILITIES
from channels.messages import SMS
from channels.render import Words, render
from channels.segments import count
from channels.understanding import Choice, Reply
from suar import paths

SHIPPED = content.load(paths.ROOT)
TODAY = date.today()
WORDS = ("choices_heading", "list_button", "more")
LOCALES = pytest.mark.parametrize("locale", SHIPPED.languages.locales)


@LOCALES
def test_every_short_text_is_in_the_readers_own_language(locale: str) -> None:
    if locale == "en":
        return
    short = {key for key in all_strings(SHIPPED) if not key.endswith(".chat")}
    assert not short - set(SHIPPED.catalogues[locale])


@LOCALES
def test_every_locale_has_words_for_each_wish_about_the_service(locale: str) -> None:
    wishes = {one.wish for one in SHIPPED.keywords.values() if one.locale == locale}
    assert wishes == {STOP, START, HELP, DELETE, HIDE, MORE}


def test_a_yes_without_marks_is_no_wish_to_stop() -> None:
    assert find(SHIPPED.keywords, "dung") is None  # đúng: right, yes


@LOCALES
@pytest.mark.parametrize("country", [None, "MY"])
def test_the_advice_for_danger_and_the_choice_below_it_fit_into_one_sms(
    locale: str, country: str | None
) -> None:
    heading = SHIPPED.reply("choices_heading", Reader(locale, country), TODAY)
    others = [one.id for one in SHIPPED.topics.values() if one.kind != SERVICE and not one.urgent]
    others.sort(key=lambda one: -len(SHIPPED.title(one, locale)))
    for topic in SHIPPED.topics.values():
        if topic.urgent:
            near = (topic.id, *others[:2])
            turn = Turn("?", "unsure", locale, None, near, country, SMS, ())
            said = Answers(SHIPPED, TODAY).offer_topics(turn)
            choices = tuple(Choice(one.topic, one.title) for one in said.choices)
            reply = Reply(said.text, locale, choices=choices)
            body = render(reply, CAPABILITIES[SMS], Words(heading), urgent=True).text
            assert body.endswith(said.choices[-1].title), (topic.id, len(body))
            assert not filling.placeholders(body)


@LOCALES
def test_no_answer_is_more_than_three_segments_unasked_but_urgent_ones_which_are_whole(
    locale: str,
) -> None:
    for topic in SHIPPED.topics.values():
        for country in (None, *topic.countries):
            turn = Turn("", topic.id, locale, None, (), country, SMS, ())
            said = Answers(SHIPPED, TODAY).answer(turn)
            choices = tuple(Choice(one.topic, one.title) for one in said.choices)
            words = Words(*(SHIPPED.reply(key, Reader(locale), TODAY, one="1") for key in WORDS))
            reply = Reply(said.text, locale, choices=choices)
            rendered = render(reply, CAPABILITIES[SMS], words, urgent=topic.urgent)
            bodies = [rendered.text, *(part.text for part in rendered.rest)]
            if topic.urgent:
                assert len(bodies) == 1
            else:
                assert max(count(body).segments for body in bodies) <= 3, (topic.id, country)
                assert len(bodies) <= 3, (topic.id, country)

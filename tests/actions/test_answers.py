"""The words that answer a turn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.answers import Answers
from actions.turn import Reply, Turn
from campaign import content
from tests import builder

TOPICS = [
    builder.topic("risk_sea", related=["jobs", "danger"]),
    builder.topic("jobs"),
    builder.topic("danger", kind="urgent", related=["risk_sea"]),
    builder.topic("hello", kind="service", related=["risk_sea"]),
    builder.topic("choose_language", kind="service", action="choose_language"),
    builder.topic("choose_country", kind="service", action="choose_country"),
    builder.topic("out_of_scope", kind="service", action="decline"),
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    root: Path = builder.content(tmp_path_factory.mktemp("content"), TOPICS)
    return Answers(content.load(root), date(2026, 11, 24))


def turn(intent: str = "risk_sea", **changes: Any) -> Turn:
    words: dict[str, Any] = {
        "text": "?", "intent": intent, "locale": "en", "number": None, "topics": (),
        "country": "ID", "form": "sms", "choices": (),
    }  # fmt: skip
    return Turn(**(words | changes))


def offered(reply: Reply) -> list[str]:
    return [choice.topic for choice in reply.choices]


def test_an_sms_holds_the_short_text_alone(answers: Answers) -> None:
    reply = answers.answer(turn())
    assert (reply.topic, reply.decision) == ("risk_sea", "answer")
    assert reply.text == "About risk_sea. Call 110."
    assert offered(reply) == []


def test_a_chat_holds_the_longer_text_and_what_is_related(answers: Answers) -> None:
    reply = answers.answer(turn(form="chat"))
    assert reply.text == "More about risk_sea. Call 110."
    assert offered(reply) == ["jobs", "danger"]


def test_a_service_topic_shows_what_is_related_even_by_sms(answers: Answers) -> None:
    assert offered(answers.answer(turn("hello"))) == ["risk_sea"]


def test_an_urgent_answer_never_has_a_menu(answers: Answers) -> None:
    assert offered(answers.answer(turn("danger", form="chat"))) == []


def test_an_intent_without_a_topic_is_declined(answers: Answers) -> None:
    assert answers.answer(turn("gone")).decision == "decline"


def test_the_three_nearest_topics_are_offered_but_not_those_that_nobody_means(
    answers: Answers,
) -> None:
    nearest = ("out_of_scope", "jobs", "greet_thanks_bye", "gone", "risk_sea", "danger", "hello")
    reply = answers.offer_topics(turn("unsure", topics=nearest))
    assert (reply.decision, reply.text) == ("choice", "Reply unsure_urgent.")
    assert offered(reply) == ["jobs", "risk_sea", "danger"]


def test_the_number_to_call_is_given_first_only_where_one_topic_is_about_danger(
    answers: Answers,
) -> None:
    assert answers.offer_topics(turn("unsure", topics=("jobs", "hello"))).text == "Reply unsure."
    assert "urgent" in answers.offer_topics(turn("unsure", topics=("jobs", "danger"))).text


def test_with_nothing_near_the_question_is_declined(answers: Answers) -> None:
    assert answers.offer_topics(turn("unsure")).decision == "decline"


def test_who_may_be_in_danger_is_told_what_to_do_before_being_asked(answers: Answers) -> None:
    reply = answers.offer_topics(turn("unsure", topics=("danger", "jobs", "risk_sea")))
    advice = answers.answer(turn("danger")).text
    assert reply.text == f"{advice}\n\nReply unsure."
    assert (reply.decision, offered(reply)) == ("choice", ["jobs", "risk_sea"])


def test_what_is_most_likely_no_question_of_ours_is_not_taken_for_danger(answers: Answers) -> None:
    reply = answers.offer_topics(turn("unsure", topics=("out_of_scope", "danger", "jobs")))
    assert (reply.topic, reply.text) == (None, "Reply unsure_urgent.")


@pytest.mark.parametrize(("number", "topic"), [(1, "jobs"), (2, "danger")])
def test_a_number_picks_from_what_was_offered(answers: Answers, number: int, topic: str) -> None:
    picked = answers.pick_topic(turn("pick_number", number=number, choices=("jobs", "danger")))
    assert picked.topic == topic


@pytest.mark.parametrize(
    ("number", "choices"), [(0, ("jobs",)), (2, ("jobs",)), (1, ()), (None, ("jobs",)), (1, ("x",))]
)
def test_a_number_that_picks_nothing_gets_the_menu(
    answers: Answers, number: int | None, choices: tuple[str, ...]
) -> None:
    reply = answers.pick_topic(turn("pick_number", number=number, choices=choices))
    assert reply.text == "Reply number_without_menu."
    assert offered(reply) == ["risk_sea"]


def test_declining_offers_the_menu(answers: Answers) -> None:
    reply = answers.decline(turn("out_of_scope"))
    assert (reply.topic, reply.decision) == ("out_of_scope", "decline")
    assert offered(reply) == ["risk_sea"]


def test_a_message_in_a_language_that_we_lack_is_told_so_in_english_and_in_that_of_the_country(
    tmp_path: Path,
) -> None:
    root = builder.content(tmp_path, TOPICS)
    key = "replies/language_unknown"
    builder.translate(root, "id", {key: "Balasan."}, sources={key: "Reply language_unknown."})
    answers = Answers(content.load(root), date(2026, 11, 24))
    reply = answers.decline(turn("out_of_scope", foreign=True, country="ID"))
    assert reply.text == "Reply language_unknown.\n\nBalasan."
    assert (reply.topic, reply.decision, offered(reply)) == (
        "out_of_scope",
        "decline",
        ["risk_sea"],
    )


def test_a_language_that_we_lack_from_an_english_or_unknown_country_is_told_so_once(
    answers: Answers,
) -> None:
    for country in ("AU", None):
        reply = answers.decline(turn("out_of_scope", foreign=True, country=country))
        assert reply.text == "Reply language_unknown."


def test_a_named_language_is_switched_to(answers: Answers) -> None:
    reply = answers.choose_language(turn("choose_language", text="bahasa please"))
    assert (reply.locale, reply.text) == ("id", "Reply language_changed.")


def test_a_language_that_we_lack_is_told_so(answers: Answers) -> None:
    reply = answers.choose_language(turn("choose_language", text="speak Swahili"))
    assert (reply.locale, reply.text) == ("en", "Reply language_missing.")


def test_without_a_name_the_languages_are_listed(answers: Answers) -> None:
    assert answers.choose_language(turn("choose_language")).topic == "choose_language"


def test_a_named_country_is_remembered_and_confirmed_by_its_name(answers: Answers) -> None:
    reply = answers.choose_country(turn("choose_country", text="I am in Thailand"))
    assert (reply.country, reply.text) == ("TH", "Now for Thailand.")


def test_without_a_name_the_country_is_asked_for(answers: Answers) -> None:
    reply = answers.choose_country(turn("choose_country", text="change country"))
    assert (reply.country, reply.topic) == (None, "choose_country")


def test_a_turn_is_read_though_parts_are_missing() -> None:
    assert Turn.read({}) == Turn("", "", "en", None, (), None, "sms", ())
    assert Turn.read({"metadata": {"locale": "ur", "form": "chat"}}).locale == "ur"


def test_the_nearest_topics_are_filled_up_from_the_ranking() -> None:
    read = Turn.read({"topics": [{"id": "a"}], "intent_ranking": [{"name": "a"}, {"name": "b"}]})
    assert read.topics == ("a", "b")


BY_COUNTRY = [
    builder.topic(
        "fees",
        ask="agency fees",
        related=["risk_sea"],
        countries={"NP": {"sms": "Fees in Nepal."}, "BD": {"sms": "Fees in Bangladesh."}},
    ),
    builder.topic("risk_sea", ask="by boat"),
    builder.topic("choose_country", kind="service", action="choose_country"),
    builder.topic("out_of_scope", kind="service", action="decline"),
]
TRANSLATIONS = {"id": {"topics/fees.ask": "biaya agen", "topics/risk_sea.ask": "naik kapal"}}


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    root = builder.content(tmp_path_factory.mktemp("fees"), BY_COUNTRY, translations=TRANSLATIONS)
    return Answers(content.load(root), date(2026, 11, 24))


def test_who_is_in_another_country_gets_the_general_text_and_the_countries_to_choose(
    fees: Answers,
) -> None:
    reply = fees.answer(turn("fees", country="ID"))
    assert reply.text == "About fees. Call 110."
    assert [(one.topic, one.title) for one in reply.choices] == [
        ("fees@BD", "Bangladesh"),
        ("fees@NP", "Nepal"),
    ]


@pytest.mark.parametrize("asked", [{"country": "NP"}, {"text": "agency fees in Nepal please"}])
def test_who_is_in_or_names_a_country_gets_its_text_and_no_list(
    fees: Answers, asked: dict[str, str]
) -> None:
    reply = fees.answer(turn("fees", **asked))
    assert (reply.text, offered(reply)) == ("Fees in Nepal.", [])


def test_a_number_picks_a_country_for_this_answer_and_the_persons_own_stays(fees: Answers) -> None:
    reply = fees.pick_topic(turn("number", number=2, choices=("fees@BD", "fees@NP")))
    assert (reply.topic, reply.text, reply.country) == ("fees", "Fees in Nepal.", None)


def test_a_country_s_name_picks_from_the_list_just_offered(fees: Answers) -> None:
    reply = fees.choose_country(
        turn("choose_country", text="Nepal", choices=("fees@BD", "fees@NP"))
    )
    assert (reply.topic, reply.text, reply.country) == ("fees", "Fees in Nepal.", None)


@pytest.mark.parametrize(
    ("text", "choices"), [("I am in Nepal now", ("fees@BD", "fees@NP")), ("Nepal", ("fees@BD",))]
)
def test_saying_where_one_is_still_changes_the_country(
    fees: Answers, text: str, choices: tuple[str, ...]
) -> None:
    reply = fees.choose_country(turn("choose_country", text=text, choices=choices))
    assert (reply.text, reply.country) == ("Now for Nepal.", "NP")


@pytest.mark.parametrize(
    ("text", "locale", "found"),
    [
        ("By boat!", "en", ("risk_sea", "en")),
        ("naik kapal", "id", ("risk_sea", "id")),
        ("Biaya  agen", "en", ("fees", "id")),
        ("by boat", "ur", ("risk_sea", "en")),
    ],
)
def test_the_words_we_gave_to_write_lead_to_their_topic_in_the_language_they_are_in(
    fees: Answers, text: str, locale: str, found: tuple[str, str]
) -> None:
    asked = fees.asked(turn("something_else", text=text, locale=locale))
    assert asked is not None
    topic, new_turn = asked
    assert (topic.id, new_turn.locale) == found


def test_other_words_are_left_to_what_was_understood(fees: Answers) -> None:
    assert fees.asked(turn("fees", text="is it safe by boat")) is None

"""Choices fill a template within Twilio's limits, or go as plain text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.messages import MESSENGER, RCS, SMS, WHATSAPP, Item, Offer
from channels.twilio import templates
from channels.twilio.capabilities import CAPABILITIES
from channels.twilio.templates import BUTTONS, CHIPS, LIST, Template
from standin.contents import Contents


def offer(*titles: str, text: str = "Did you mean one of these?", button: str = "Choose") -> Offer:
    items = tuple(Item(f"topic_{number}~mark", title) for number, title in enumerate(titles, 1))
    return Offer(text, items, button)


@pytest.mark.parametrize(
    ("channel", "titles", "name"),
    [
        (WHATSAPP, ["Yes", "No"], "suar_buttons_2_v1"),
        (WHATSAPP, ["A title of more than twenty"], "suar_list_1_v1"),
        (WHATSAPP, ["a", "b", "c", "d"], "suar_list_4_v1"),
        (MESSENGER, ["a", "b", "c", "d"], "suar_buttons_4_v1"),
        (RCS, ["a", "b"], "suar_chips_2_v1"),
    ],
)
def test_the_channel_and_the_titles_decide_the_template(
    channel: str, titles: list[str], name: str
) -> None:
    filled = templates.fill(offer(*titles), "plain", channel)
    assert filled is not None
    assert filled.template.name == name


@pytest.mark.parametrize("channel", [SMS, "telegram", "web"])
def test_other_channels_have_no_templates(channel: str) -> None:
    assert templates.fill(offer("a"), "plain", channel) is None


def test_a_title_too_long_for_a_list_stands_whole_below_its_beginning() -> None:
    title = "What happens to people on the boats"
    filled = templates.fill(offer(title, "Short"), "plain", WHATSAPP)
    assert filled is not None
    assert filled.variables["title1"] == "What happens to people…"
    assert filled.variables["about1"] == title
    assert (filled.variables["title2"], filled.variables["about2"]) == ("Short", "2")


def test_titles_too_long_for_buttons_are_numbered_in_the_text() -> None:
    numbered = "Which?\n1 What happens to people on the boats\n2 Short"
    filled = templates.fill(
        offer("What happens to people on the boats", "Short"), numbered, MESSENGER
    )
    assert filled is not None
    assert filled.variables["text"] == numbered
    assert (filled.variables["title1"], filled.variables["title2"]) == ("1", "2")


@pytest.mark.parametrize(
    "unfit",
    [
        offer(),
        offer(*"abcdefghijk"),
        offer("a", text="x" * 1025),
        offer("a", text=" "),
        offer("a", " "),
        Offer("text", (Item("x" * 201, "a"),), "Choose"),
    ],
)
def test_what_does_not_fit_goes_as_plain_text(unfit: Offer) -> None:
    for channel in (WHATSAPP, MESSENGER, RCS):
        assert templates.fill(unfit, "y" * 1025, channel) is None


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=1200)
offers = st.builds(
    Offer,
    texts,
    st.lists(st.builds(Item, st.text(max_size=220), st.text(max_size=90)), max_size=12).map(tuple),
    st.text(max_size=40),
)


@given(offers, texts, st.sampled_from([WHATSAPP, MESSENGER, RCS]))
def test_whatever_is_filled_the_stand_in_for_twilio_shows(
    any_offer: Offer, numbered: str, channel: str
) -> None:
    filled = templates.fill(any_offer, numbered, channel)
    if filled is None:
        return
    contents = Contents()
    made = contents.create(filled.template.definition())
    shown, approved = contents.show(made.sid, json.dumps(dict(filled.variables)), channel)
    assert not shown.fault(channel, approved)
    assert [choice["id"] for choice in shown.choices] == [one.payload for one in any_offer.items]


@given(st.lists(st.text(min_size=1, max_size=90), min_size=1, max_size=10))
def test_each_cut_is_between_graphemes_and_keeps_the_beginning(titles: list[str]) -> None:
    filled = templates.fill(offer(*titles), "numbered", WHATSAPP)
    if filled is None or filled.template.kind != LIST:
        return
    for number, title in enumerate(titles, 1):
        shown = filled.variables[f"title{number}"]
        assert shown == title or title.startswith(shown.removesuffix("…"))


def test_a_channel_needs_its_own_templates_only() -> None:
    assert {one.kind for one in templates.wanted({WHATSAPP})} == {LIST, BUTTONS}
    assert {one.kind for one in templates.wanted({MESSENGER})} == {BUTTONS}
    assert {one.kind for one in templates.wanted({RCS})} == {CHIPS}
    assert templates.wanted({SMS}) == []


def test_every_template_keeps_to_the_limits_of_variables() -> None:
    for template in templates.wanted({WHATSAPP, MESSENGER, RCS}):
        variables = template.definition()["variables"]
        assert len(variables) <= 100
        assert all(len(name) <= 16 for name in variables)


def test_what_a_channel_can_show_is_what_templates_hold() -> None:
    for channel in (WHATSAPP, MESSENGER, RCS):
        assert CAPABILITIES[channel].items == templates.MOST
    assert CAPABILITIES[SMS].items == 0


def test_names_are_ours_and_say_their_version() -> None:
    assert templates.OURS.fullmatch(Template(LIST, 4).name)
    assert not templates.OURS.fullmatch("suar_back")

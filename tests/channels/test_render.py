"""A reply is cut to its channel, and costs no more than it must."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.adapters import CAPABILITIES
from channels.render import Words
from channels.render import render as render_for
from channels.segments import count
from channels.sms import UNASKED
from channels.twilio.capabilities import LONGEST
from channels.understanding import Choice, Reply


def render(reply: Reply, channel: str, heading: str) -> str:
    return render_for(reply, CAPABILITIES[channel], Words(heading)).text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“Don’t”", '"Don\'t"'),
        ("1 – 2 — 3", "1 - 2 - 3"),
        ("wait…", "wait..."),
        ("a\u00a0b", "a b"),
    ],
)
def test_characters_that_only_look_special_become_plain_in_sms(text: str, plain: str) -> None:
    assert render(Reply(text, "en"), "sms", "") == plain
    assert render(Reply(text, "en"), "whatsapp", "") == text


def test_an_sms_that_is_ucs2_all_the_same_keeps_its_typography() -> None:
    assert render(Reply("Chờ… “được”", "vi"), "sms", "") == "Chờ… “được”"


def test_the_joiners_of_persian_and_burmese_stay() -> None:
    assert render(Reply("می\u200cخواهم", "ur"), "sms", "") == "می\u200cخواهم"


def test_choices_stand_below_the_heading_with_numbers() -> None:
    reply = Reply("Which?", "en", choices=(Choice("a", "Boats"), Choice("b", "Jobs")))
    assert render(reply, "sms", "Reply with a number:") == (
        "Which?\nReply with a number:\n1 Boats\n2 Jobs"
    )


@given(st.text(max_size=4000))
def test_nothing_longer_than_a_channel_takes_is_sent(text: str) -> None:
    sms = render(Reply(text, "en"), "sms", "")
    assert len(sms) <= LONGEST
    assert count(sms).segments <= UNASKED
    assert len(render(Reply(text, "en"), "whatsapp", "")) <= 1600


def test_a_long_text_ends_with_a_whole_sentence() -> None:
    cut = render(Reply("This is a sentence. " * 200, "en"), "whatsapp", "")
    assert cut.endswith("sentence.")
    assert len(cut) <= LONGEST

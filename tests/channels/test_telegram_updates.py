"""Any body is read as something, or nothing, or no JSON; never as an error."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import messages
from channels.messages import Inbound
from channels.telegram import commands, updates
from channels.telegram.addresses import of_bot
from channels.telegram.updates import NOTHING, Malformed, Ours, Read
from tests.channels.bot_api import TOKEN, message

OURS = Ours(of_bot(TOKEN), lambda topic: f"{topic}~mark", lambda tag: tag)
NAMES = st.sampled_from(
    ["update_id", "message", "callback_query", "my_chat_member", "edited_message", "message_id",
     "chat", "id", "type", "from", "is_bot", "language_code", "text", "caption", "location",
     "latitude", "longitude", "reply_markup", "inline_keyboard", "callback_data", "data",
     "new_chat_member", "status", "photo", "pinned_message"]
)  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60)
    | st.sampled_from(["private", "kicked", "/start x", "/danger", "a~b"])
)  # fmt: skip
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6)
)


def read(body: bytes) -> Read:
    return updates.read(body, OURS)


def check(found: Read) -> None:
    assert found.press is None or len(found.press) <= 64
    if found.inbound is None:
        return
    assert isinstance(found.inbound, Inbound)
    assert len(found.inbound.provider_id) <= 64
    assert len(found.inbound.payload or "") <= 64
    assert len(found.inbound.our_address) <= 128
    assert found.inbound.kind in {
        messages.TEXT, messages.EMPTY, messages.MEDIA, messages.LOCATION
    }  # fmt: skip
    found.inbound.text.encode()


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_are_no_json(body: bytes) -> None:
    with contextlib.suppress(Malformed):
        check(read(body))


@given(VALUES)
def test_any_json_is_read_as_something_or_nothing(words: Any) -> None:
    check(read(json.dumps(words).encode()))


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.dictionaries(NAMES, VALUES, max_size=4))
def test_a_genuine_message_with_anything_changed_in_it_is_read(
    inner: dict[str, Any], outer: dict[str, Any]
) -> None:
    whole = {"update_id": 1, "message": message("halo") | inner} | outer
    check(read(json.dumps(whole).encode()))


@given(st.text(max_size=200))
def test_any_text_is_some_persons_words(text: str) -> None:
    said = commands.read(text)
    assert said.topic is None or said.topic in commands.TOPICS.values()
    if not text.strip().startswith("/"):
        assert said.text == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/start", ("start", None)),
        ("/start risk_sea", ("start", None)),
        ("/Stop@SuarBot", ("stop", None)),
        ("/delete", ("delete", None)),
        ("/hide", ("hide", None)),
        ("/danger", ("danger", "emergency_danger")),
        ("/danger at sea", ("danger at sea", None)),
        ("/help\nme", ("help me", None)),
        ("/مدد", ("/مدد", None)),
        ("/", ("/", None)),
        ("no /start here", ("no /start here", None)),
    ],
)
def test_commands(text: str, said: tuple[str, str | None]) -> None:
    assert commands.read(text) == said


def test_an_update_holds_no_name_after_it_is_read() -> None:
    found = read(json.dumps({"update_id": 1, "message": message("halo")}).encode())
    assert "Siti" not in repr(found)
    assert "siti_rahma" not in repr(found)


@pytest.mark.parametrize(
    "place", [{"latitude": 3.1, "longitude": 101.7}, {"latitude": 3, "longitude": 101}]
)
def test_a_place_is_a_place(place: dict[str, float]) -> None:
    words = {"update_id": 1, "message": message(location=place)}
    found = read(json.dumps(words).encode()).inbound
    assert found is not None
    assert (found.kind, found.place) == (messages.LOCATION, "MY")
    assert str(place["latitude"]) not in repr(found)


def test_a_place_that_is_none_is_nothing() -> None:
    words = {"update_id": 1, "message": message(location={"latitude": 300, "longitude": 0})}
    assert read(json.dumps(words).encode()) == NOTHING

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import rasa
from rasa.core.actions.action import RemoteAction

from bot.lean import RASA_VERSION, action_check, install

GOOD: list[dict[str, Any]] = [
    {},
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"custom": {"a": 1}}]},
]
BAD: list[Any] = [
    [],
    "no",
    {"events": "no"},
    {"events": None},
    {"events": {}},
    {"responses": ["no"]},
    {"responses": None},
    {"responses": {}},
    {"events": [], "responses": [{}, 1]},
    {"events": [{"event": 5}]},
]


@pytest.fixture
def action(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    original = RemoteAction._validate_action_result
    monkeypatch.setattr(RemoteAction, "_validate_action_result", original)  # restored afterwards
    action_check.install()
    return RemoteAction("action_answer", None)


def test_rasa_is_the_release_that_the_check_was_written_for() -> None:
    assert rasa.__version__ == RASA_VERSION


@pytest.mark.parametrize("result", GOOD)
def test_what_rasa_accepts_is_accepted(action: RemoteAction, result: dict[str, Any]) -> None:
    jsonschema.validate(result, RemoteAction.action_response_format_spec())
    assert action._validate_action_result(result)


@pytest.mark.parametrize("result", BAD)
def test_what_rasa_refuses_is_refused(action: RemoteAction, result: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(result, RemoteAction.action_response_format_spec())
    with pytest.raises(jsonschema.ValidationError):
        action._validate_action_result(result)


def test_what_ours_answer_needs_no_validator() -> None:
    assert action_check.is_plain({"events": [], "responses": [{"custom": {"a": 1}}]})
    assert not any(map(action_check.is_plain, BAD))


def test_another_release_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = RemoteAction._validate_action_result
    monkeypatch.setattr(rasa, "__version__", "3.7.0")
    assert not install()
    assert RemoteAction._validate_action_result is before

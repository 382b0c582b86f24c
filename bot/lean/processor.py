"""A turn without the work that cannot matter here.

Rasa 3.6.21 does on every turn, whatever the model:

- it asks the policies what to do after the message, and again after the action, by comparing the
  conversation with every rule;
- it copies the conversation and looks for effects for the action that only listens, too;
- it makes the action anew, and all of its own default actions, to find the one that was predicted;
- it looks at each slot's mappings, though the domain has no slots of its own;
- it builds an empty domain to see whether its own is empty, to warn of unknown intents.

`LeanProcessor` leaves out each of these only where the result is known to be the same, and is
upstream's own otherwise. Rasa names its processor in the code (`rasa.core.agent`), so `install`
replaces it there.
"""

from __future__ import annotations

import copy
import time
from typing import Any

import rasa.core.agent
from rasa.core.actions.action import Action, ActionListen, action_for_index
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    DEFAULT_SLOT_NAMES,
    PREVIOUS_ACTION,
    USER,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME

Turn = tuple[str, str]  # the last message's intent, the last action


class LeanProcessor(MessageProcessor):
    """`MessageProcessor`, with the same answers and the same events on the tracker."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what `MessageProcessor` takes."""
        super().__init__(*args, **kwargs)
        self._has_slots = has_slots(self.domain)
        self._intents = frozenset(self.domain.intents)
        nodes = self.graph_runner._instantiated_nodes.values()
        policies = [one._component for one in nodes if isinstance(one._component, Policy)]
        self._forgetful = not self._has_slots and all(map(is_forgetful, policies))
        self._predicted: dict[Turn, PolicyPrediction] = {}
        self._actions: dict[int, Action] = {}

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """The tracker, with the slots that the message fills."""
        if not self._has_slots:
            return tracker
        return await super().run_action_extract_slots(output_channel, tracker)

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        if parse_data["entities"] or parse_data["intent"]["name"] not in self._intents:
            super()._check_for_unseen_features(parse_data)

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """Whether another action follows."""
        if type(action) is not ActionListen:
            return await super()._run_action(action, tracker, output_channel, nlg, prediction)
        self._log_action_on_tracker(tracker, action, [], prediction)
        return self.should_predict_another_action(action.name())

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        """The next action, and what predicts it. Raises ActionLimitReached."""
        goes_on = self.should_predict_another_action(tracker.latest_action_name)
        if not self._forgetful or self.is_action_limit_reached(tracker, goes_on):
            return super().predict_next_with_tracker_if_should(tracker)
        prediction = self._predict_next_with_tracker(tracker)
        index = prediction.max_confidence_index
        if index not in self._actions:
            self._actions[index] = action_for_index(index, self.domain, self.action_endpoint)
        return self._actions[index], prediction

    def _predict_next_with_tracker(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        turn = plain_turn(tracker) if self._forgetful else None
        if turn is None:
            return super()._predict_next_with_tracker(tracker)
        if turn not in self._predicted:
            self._predicted[turn] = super()._predict_next_with_tracker(tracker)
        return _made_anew(self._predicted[turn])


def has_slots(domain: Domain) -> bool:
    """Whether a message can fill a slot."""
    own = [slot for slot in domain.slots if slot.name not in DEFAULT_SLOT_NAMES]
    return bool(own or domain.forms or domain.entities)


def is_forgetful(policy: Policy) -> bool:
    """Whether a policy goes by the last message's intent and the last action, and nothing else."""
    return type(policy) is RulePolicy and not any(map(_looks_back, policy.lookup[RULES]))


def plain_turn(tracker: DialogueStateTracker) -> Turn | None:
    """What a forgetful policy goes by; None where something else decides."""
    message = tracker.latest_message
    if message is None or message.entities or tracker.followup_action or tracker.active_loop_name:
        return None
    action = next(
        (e for e in reversed(tracker.events)
         if isinstance(e, (ActionExecuted, ActionExecutionRejected))), None,
    )  # fmt: skip
    intent, name = message.intent.get("name"), tracker.latest_action_name
    if isinstance(action, ActionExecutionRejected) or intent is None or name is None:
        return None
    return intent, name


def _looks_back(rule: str) -> bool:
    """Whether a rule, as the policy keeps it, holds more than one message."""
    states = RulePolicy._rule_key_to_state(rule)
    messages = sum(
        USER in state and state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME) == ACTION_LISTEN_NAME
        for state in states
    )
    return messages > 1 or len(states) > 2


def _made_anew(prediction: PolicyPrediction) -> PolicyPrediction:
    """The same prediction now: its events go onto a tracker, which writes to them."""
    found = copy.copy(prediction)
    found.events = [copy.copy(event) for event in prediction.events]
    for event in found.events:
        event.timestamp = time.time()
        event.metadata = {}
    return found


def install() -> None:
    """Have Rasa work with this processor."""
    rasa.core.agent.MessageProcessor = LeanProcessor

"""The custom actions by the names that the domain gives them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.answers import Answers
from actions.turn import Reply, Turn
from campaign.live import LiveContent

REPLIES: dict[str, Callable[[Answers, Turn], Reply]] = {
    "action_answer": Answers.answer,
    "action_choose_country": Answers.choose_country,
    "action_choose_language": Answers.choose_language,
    "action_decline": Answers.decline,
    "action_offer_topics": Answers.offer_topics,
    "action_pick_topic": Answers.pick_topic,
}


def executor(live: LiveContent) -> ActionExecutor:
    """rasa-sdk's executor with all our actions, each answering from the live content."""
    executor = ActionExecutor()
    for name, reply in REPLIES.items():
        executor.register_function(name, _action(reply, live))
    return executor


def _action(reply: Callable[[Answers, Turn], Reply], live: LiveContent) -> Callable[..., Any]:
    async def run(
        dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        answers = Answers(live.current, datetime.now(UTC).date())
        turn = Turn.read(tracker.latest_message)
        say = reply
        if asked := answers.asked(turn):  # words that we gave to write: whatever Rasa made of them
            topic, turn = asked
            say = REPLIES[f"action_{topic.action}"]
        dispatcher.utter_message(json_message=say(answers, turn).payload())
        return []

    return run

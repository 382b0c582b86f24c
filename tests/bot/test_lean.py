"""The lean parts give what the parts of the pinned Rasa give that they stand in for."""

from __future__ import annotations

import ast
import asyncio
import inspect
from types import SimpleNamespace
from typing import Any

import pytest
import rasa.core.agent
import rasa.core.processor
from aiohttp import ClientConnectionError, web
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError

from bot.lean import processor
from bot.lean.endpoint import KeptAlive, without_history
from bot.lean.processor import LeanProcessor
from bot.lean.runner import StraightRunner

Bot = SimpleNamespace
TEXTS = [
    "is the boat dangerous for children",
    "2",
    "who won the cricket",
    "hello",
    "our engine stopped, water comes into the boat",
    "hello",
    "x" * 1600,
    "is the boat dangerous for children",
]


@pytest.fixture(scope="module")
def upstream(trained: SimpleNamespace, bot: Bot) -> Any:
    """The same model in Rasa's own processor, with Rasa's own runner."""
    ours = rasa.core.processor.DaskGraphRunner
    rasa.core.processor.DaskGraphRunner = DaskGraphRunner
    try:
        made = rasa.core.processor.MessageProcessor(
            str(trained.model),
            bot.agent.tracker_store,
            bot.agent.lock_store,
            action_endpoint=bot.agent.action_endpoint,
            generator=bot.agent.nlg,
        )
    finally:
        rasa.core.processor.DaskGraphRunner = ours
    return made


def test_the_lean_parts_are_at_work(bot: Bot) -> None:
    assert isinstance(bot.agent.processor, LeanProcessor)
    assert isinstance(bot.agent.processor.graph_runner, StraightRunner)
    assert bot.agent.processor._forgetful


def test_a_conversation_has_the_same_events_and_replies_as_upstream(
    bot: Bot, upstream: Any
) -> None:
    def talk(one: Any, sender: str) -> list[Any]:
        found: list[Any] = []
        for text in [*TEXTS, *TEXTS]:  # the second time what was predicted is remembered
            channel = CollectingOutputChannel()
            message = UserMessage(text, channel, sender, input_channel="rest")
            bot.loop.run_until_complete(one.handle_message(message))
            tracker = bot.loop.run_until_complete(bot.agent.tracker_store.retrieve(sender))
            found.append([sent["custom"] for sent in channel.messages])
            found.append([told(event) for event in tracker.events])
        return found

    assert talk(bot.agent.processor, "lean") == talk(upstream, "stock")


def told(event: Any) -> tuple[Any, ...]:
    known = event.as_dict()
    kept = ("event", "name", "policy", "confidence", "text", "value", "use_text_for_featurization")
    return tuple(known.get(key) for key in kept)


def test_a_remembered_prediction_does_not_share_its_events(bot: Bot) -> None:
    bot.ask("hello", sender="twice")
    bot.ask("hello", sender="twice")
    tracker = bot.loop.run_until_complete(bot.agent.tracker_store.retrieve("twice"))
    stamps = [event.timestamp for event in tracker.events]
    assert stamps == sorted(stamps)


def test_a_conversation_that_does_not_end_is_cut_off_as_upstream(bot: Bot, upstream: Any) -> None:
    going_on = [UserUttered("hello", {"name": "greet_thanks_bye"})]
    going_on += [ActionExecuted("action_answer")] * bot.agent.processor.max_number_of_predictions
    for one in (bot.agent.processor, upstream):
        with pytest.raises(ActionLimitReached):
            one.predict_next_with_tracker_if_should(
                DialogueStateTracker.from_events("endless", going_on)
            )


def test_a_rejected_action_is_predicted_anew(bot: Bot) -> None:
    tracker = DialogueStateTracker.from_events(
        "rejected",
        [
            ActionExecuted("action_listen"),
            UserUttered("hello", {"name": "greet_thanks_bye"}),
            ActionExecutionRejected("action_answer"),
        ],
    )
    assert processor.plain_turn(tracker) is None


@pytest.mark.parametrize(
    "words",
    [
        {"slots": {"country": {"type": "text", "mappings": [{"type": "from_text"}]}}},
        {"entities": ["country"]},
        {"forms": {"report": {"required_slots": []}}},
    ],
)
def test_a_domain_with_something_to_fill_is_left_to_upstream(words: dict[str, Any]) -> None:
    assert processor.has_slots(Domain.from_dict(words))
    assert not processor.has_slots(Domain.from_dict({"intents": ["hello"]}))


def test_a_policy_whose_rules_look_further_back_is_left_to_upstream() -> None:
    policy = RulePolicy.__new__(RulePolicy)
    heard = '{"prev_action": {"action_name": "action_listen"}, "user": {"intent": "a"}}'
    done = '{"prev_action": {"action_name": "action_answer"}, "user": {"intent": "a"}}'
    policy.lookup = {"rules": {f"[{heard}, {done}]": "action_listen"}}
    assert processor.is_forgetful(policy)
    policy.lookup = {"rules": {f"[{heard}, {done}, {heard}]": "action_answer"}}
    assert not processor.is_forgetful(policy)


def test_upstream_copies_for_lines_of_the_log_only() -> None:
    tree = ast.parse(inspect.getsource(rasa.core.processor))
    logged = [
        shown
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "structlogger.debug"
        for word in call.keywords
        for shown in ast.walk(word.value)
    ]
    copies = [
        one for one in ast.walk(tree) if isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Name) and one.value.id == "copy"
    ]  # fmt: skip
    assert copies
    assert {one.attr for one in copies} == {"deepcopy"}
    assert not [one.lineno for one in copies if one not in logged]


def test_the_graph_gives_what_dask_gives(bot: Bot, upstream: Any) -> None:
    for text in TEXTS:
        parse = bot.agent.processor._parse_message_with_graph
        empty = DialogueStateTracker.from_events("x", [])
        assert parse(UserMessage(text), empty) == upstream._parse_message_with_graph(
            UserMessage(text), empty
        )


def test_an_input_with_the_name_of_a_node_is_refused_as_by_dask(bot: Bot) -> None:
    name = next(iter(bot.agent.processor.graph_runner._instantiated_nodes))
    with pytest.raises(GraphRunError):
        bot.agent.processor.graph_runner.run({name: "x"}, [name])


def test_actions_are_called_over_one_connection_without_the_history() -> None:
    connections: set[Any] = set()
    asked: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        connections.add(request.transport)
        asked.append(await request.json())
        return web.json_response({"events": [], "responses": []})

    async def refuse(_: web.Request) -> web.Response:
        return web.json_response({"error": "no", "action_name": "a"}, status=400)

    async def run() -> None:
        app = web.Application()
        app.router.add_post("/webhook", answer)
        app.router.add_post("/refuse", refuse)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        endpoint = KeptAlive(f"{url}/webhook")
        call = {"tracker": {"events": [{"event": "user"}], "latest_message": {"text": "x"}}}
        for _ in range(3):
            assert await endpoint.request(json=call) == {"events": [], "responses": []}
        with pytest.raises(ClientResponseError) as error:
            await KeptAlive(f"{url}/refuse").request(json=call)
        assert error.value.status == 400
        await runner.cleanup()

    asyncio.run(run())
    assert len(connections) == 1
    assert asked == [{"tracker": {"events": [], "latest_message": {"text": "x"}}}] * 3


def test_calls_that_are_made_together_go_in_one_request() -> None:
    asked: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(await request.json())
        return web.json_response(
            [None if call["next_action"] == "fails" else call for call in asked[-1]]
        )

    async def run() -> list[Any]:
        app = web.Application()
        app.router.add_post("/webhook/together", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        endpoint = KeptAlive(f"http://127.0.0.1:{runner.addresses[0][1]}/webhook")
        calls = (endpoint.request(json={"next_action": name}) for name in ("a", "fails", "b"))
        found = await asyncio.gather(*calls, return_exceptions=True)
        await runner.cleanup()
        gone = (endpoint.request(json={"next_action": name}) for name in ("c", "d"))
        return [*found, *await asyncio.gather(*gone, return_exceptions=True)]

    first, failed, last, *gone = asyncio.run(run())
    assert asked == [[{"next_action": "a"}, {"next_action": "fails"}, {"next_action": "b"}]]
    assert [first, last] == [{"next_action": "a"}, {"next_action": "b"}]
    assert isinstance(failed, ClientResponseError)
    assert all(isinstance(one, ClientConnectionError) for one in gone)


def test_a_call_without_a_tracker_is_sent_as_it_is() -> None:
    assert without_history({"next_action": "a"}) == {"next_action": "a"}

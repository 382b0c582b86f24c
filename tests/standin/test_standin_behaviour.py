"""Going wrong on purpose."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from standin.behaviour import Behaviour, BehaviourError, Dice
from tests.standin.harness import PHONE, Standin


async def test_429_says_when_to_come_back_and_takes_nothing(standin: Standin) -> None:
    await standin.behave(rate_429=1, retry_after_s=7)
    form = {"To": PHONE, "From": standin.settings.sms_from, "Body": "x"}
    url = f"{standin.url}{standin.path}.json"
    async with standin.session.post(url, data=form, auth=standin.auth) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
        assert (await answer.json())["code"] == 20429
    assert await standin.messages() == []


async def test_500_before_accept_takes_nothing(standin: Standin) -> None:
    await standin.behave(rate_500_before_accept=1)
    status, answer = await standin.send()
    assert (status, answer["code"]) == (500, 20500)
    assert await standin.messages() == []


async def test_500_after_accept_delivers_all_the_same(standin: Standin) -> None:
    await standin.behave(rate_500_after_accept=1)
    assert (await standin.send(Body="on its way"))[0] == 500
    assert [message["body"] for message in await standin.messages()] == ["on its way"]


async def test_drop_after_accept_closes_the_connection(standin: Standin) -> None:
    await standin.behave(rate_drop_after_accept=1)
    with pytest.raises(aiohttp.ClientConnectionError):
        await standin.send()
    assert len(await standin.messages()) == 1


async def test_hang_after_accept_never_answers(standin: Standin) -> None:
    await standin.behave(rate_hang_after_accept=1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.0):
            await standin.send()
    assert len(await standin.messages()) == 1


async def test_latency(standin: Standin) -> None:
    await standin.behave(latency_ms=150)
    begun = time.monotonic()
    await standin.send()
    assert time.monotonic() - begun >= 0.15


async def test_a_script_comes_before_the_rates(standin: Standin) -> None:
    await standin.behave(script=["429", "ok", "500_before_accept"], rate_429=1)
    found = [(await standin.send())[0] for _ in range(4)]
    assert found == [429, 201, 500, 429]


async def test_the_same_seed_fails_the_same_requests(standin: Standin) -> None:
    async def run() -> list[int]:
        await standin.behave(seed=3, rate_429=0.3, rate_500_before_accept=0.3)
        return [(await standin.send())[0] for _ in range(30)]

    first = await run()
    assert first == await run()
    assert {201, 429, 500} == set(first)


def test_rates_are_kept_in_the_long_run() -> None:
    behaviour = Behaviour(seed=1, rate_429=0.2, rate_drop_after_accept=0.1, rate_undelivered=0.5)
    dice = Dice(behaviour)
    outcomes = [dice.request(behaviour) for _ in range(10_000)]
    assert 0.18 < outcomes.count("429") / 10_000 < 0.22
    assert 0.08 < outcomes.count("drop_after_accept") / 10_000 < 0.12
    lost = sum(dice.message(behaviour) == 30003 for _ in range(10_000))
    assert 0.47 < lost / 10_000 < 0.53


async def test_a_number_can_have_a_code_of_its_own(standin: Standin) -> None:
    await standin.behave(numbers={PHONE: 21614, "+628555550199": 30005})
    assert (await standin.send())[1]["code"] == 21614
    _, message = await standin.send(To="+628555550199")
    assert message["status"] == "queued"

    async def fetch() -> dict[str, Any]:
        return (await standin.rest("GET", f"{standin.path}/{message['sid']}.json"))[1]

    await standin.until_status(message["sid"], "undelivered")
    assert (await fetch())["error_code"] == 30005
    assert (await fetch())["error_message"] == "Unknown destination handset"


@pytest.mark.parametrize(
    "words",
    [
        {"rate_429": 2},
        {"rate_429": 0.6, "rate_drop_after_accept": 0.6},
        {"latency_ms": -1},
        {"latency_ms": "soon"},
        {"script": ["explode"]},
        {"receipts": 1},
        {"no_such_thing": 1},
        {"outside_window": "maybe"},
    ],
)
def test_an_impossible_behaviour_is_refused(words: dict[str, Any]) -> None:
    with pytest.raises(BehaviourError):
        Behaviour().changed(words)


async def test_the_reason_of_a_refusal_is_told(standin: Standin) -> None:
    status, answer = await standin.post("behaviour", rate_429=2)
    assert status == 400
    assert "between 0 and 1" in answer["error"]


async def test_reset_forgets_messages_opt_outs_and_behaviour(standin: Standin) -> None:
    await standin.write("STOP")
    await standin.behave(rate_429=1)
    await standin.post("reset")
    assert await standin.messages() == []
    assert (await standin.send())[0] == 201

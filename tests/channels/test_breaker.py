"""A provider that does not answer is left alone for a while; messages wait."""

from __future__ import annotations

import pytest

from channels import breaker
from channels.breaker import FAILURES_IN_A_ROW, Breaker
from channels.ledger.tables import outbound
from channels.settings import DEMO_AUTH_TOKEN
from tests.channels.house import House, message, until


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(breaker, "time", found)
    return found


def test_after_some_failures_in_a_row_nothing_is_called_and_the_news_comes_once(
    clock: Clock,
) -> None:
    one = Breaker()
    assert [one.failed() for _ in range(FAILURES_IN_A_ROW + 3)].count(True) == 1
    assert one.is_open
    assert one.wait() == breaker.FIRST_PAUSE_SECONDS
    clock.now += breaker.FIRST_PAUSE_SECONDS
    assert one.wait() == 0.0


def test_an_answer_between_begins_the_count_anew(clock: Clock) -> None:
    one = Breaker()
    for _ in range(3):
        for _ in range(FAILURES_IN_A_ROW - 1):
            assert not one.failed()
        assert not one.worked()
    assert not one.is_open


def test_one_call_tries_whether_it_is_back_and_the_pause_grows(clock: Clock) -> None:
    one = Breaker()
    for _ in range(FAILURES_IN_A_ROW):
        one.failed()
    pauses = []
    for _ in range(8):
        clock.now += one.wait()
        one.begin()
        assert one.wait() > 0  # nobody else meanwhile
        assert not one.failed()
        assert not one.failed()  # a call from before tells nothing new
        pauses.append(one.wait())
    assert pauses == [10, 20, 40, 80, 120, 120, 120, 120]
    clock.now += one.wait()
    one.begin()
    assert one.worked()
    assert (one.is_open, one.wait()) == (False, 0.0)


def test_a_try_that_tells_nothing_is_not_waited_for_for_ever(clock: Clock) -> None:
    one = Breaker()
    for _ in range(FAILURES_IN_A_ROW):
        one.failed()
    clock.now += one.wait()
    one.begin()
    clock.now += breaker.PROBE_SECONDS
    assert one.wait() == 0.0


async def readiness(house: House) -> dict[str, object]:
    async with house.session.get(f"{house.url}/readyz") as answer:
        assert answer.status == 200
        found: dict[str, object] = await answer.json()
        return found


async def test_while_the_provider_is_away_messages_wait_and_then_all_are_sent_once(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("channels.sender.LOOK_UP_AFTER_SECONDS", 0.1)
    monkeypatch.setattr(breaker, "FIRST_PAUSE_SECONDS", 0.3)
    monkeypatch.setattr(breaker, "LONGEST_PAUSE_SECONDS", 0.3)
    await house.behave(rate_500_before_accept=1.0, receipts=False)
    for number in range(30):
        await house.text("halo", f"SM{number}", sender=f"+62811000{number:04}")
    assert (await readiness(house))["provider"] in {"ok", "waiting"}
    await until(lambda: _is_waiting(house))
    assert (await readiness(house))["waiting_channels"] == ["sms", "whatsapp", "messenger", "rcs"]
    await house.behave(rate_500_before_accept=0.0)
    assert len(await house.until_sent(30)) == 30
    assert {row.state for row in await house.rows(outbound)} == {"accepted"}
    assert (await readiness(house))["provider"] == "ok"
    assert sum("provider_away" in str(record.msg) for record in caplog.records) == 1


async def _is_waiting(house: House) -> bool:
    return (await readiness(house))["provider"] == "waiting"


async def test_with_credentials_refused_nothing_fails_and_everything_waits(
    open_house: object, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sender.FIRST_RETRY_SECONDS", 0.1)
    url = f"sqlite:///{tmp_path}/small.db"
    house: House = await open_house(url, auth_token="f" * 32)  # type: ignore[operator]
    assert house.gateway.settings.auth_token != DEMO_AUTH_TOKEN
    for number in range(FAILURES_IN_A_ROW + 2):
        fields = message("halo", f"SM{number}", sender=f"+62811000{number:04}")
        assert await house.post(fields, token="f" * 32) == 200
    await until(lambda: _is_waiting(house))
    assert {row.state for row in await house.rows(outbound)} <= {"queued", "sending"}
    assert await house.sent() == []

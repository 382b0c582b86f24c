"""What the metrics tell: how long people wait, in which stage, and what the dashboards may ask."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import structlog
from prometheus_client import REGISTRY, Metric

from channels import gauges
from suar import paths
from tests.channels.house import House, until

DEPLOY = paths.ROOT / "deploy"


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_the_length_and_the_age_of_the_queues_are_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gauges, "EVERY_SECONDS", 0.05)
    house.rasa.ready = house.rasa.actions_ready = False
    await house.text("apakah aman", "SM1")
    await house.text("apakah aman", "SM2", "+628222222222")

    async def told() -> bool:
        await house.gateway.database.write(gauges.look)
        return value("suar_queue_length", queue="inbound") == 2

    await until(told)
    assert value("suar_queue_age_seconds", queue="inbound") > 0
    house.rasa.ready = house.rasa.actions_ready = True
    await house.until_sent(2)
    await house.gateway.database.write(gauges.look)
    assert value("suar_queue_length", queue="inbound") == 0
    assert value("suar_queue_age_seconds", queue="inbound") == 0


async def test_each_stage_of_a_message_is_timed(small_house: House) -> None:
    stages = ("store", "understand", "answer", "send", "reply")
    before = [value(f"suar_{stage}_seconds_count") for stage in stages]
    await small_house.text("apakah aman", "SM1")
    await small_house.until_sent(1)

    async def timed_once() -> bool:
        after = [value(f"suar_{stage}_seconds_count") for stage in stages]
        return [b - a for a, b in zip(before, after, strict=True)] == [1] * len(stages)

    await until(timed_once)


async def test_one_number_follows_a_message_through_the_log(small_house: House) -> None:
    with structlog.testing.capture_logs(
        processors=[structlog.contextvars.merge_contextvars]
    ) as events:
        small_house.rasa.answers = False
        await small_house.text("apakah aman", "SM1")

        async def waited() -> bool:
            return any(event["event"] == "rasa_unavailable" for event in events)

        await until(waited)
        await small_house.behave(script=["drop_after_accept"])
        small_house.rasa.answers = True
        await small_house.until_sent(1)

        async def looked_up() -> bool:
            return any(event["event"] == "looked_up" for event in events)

        await until(looked_up)
    told = {one["event"]: one["message"] for one in events if "message" in one}
    assert told["rasa_unavailable"] == told["looked_up"] == 1


@pytest.mark.parametrize("file", ["grafana-dashboard.json", "prometheus-alerts.yml"])
def test_what_is_watched_is_told(file: str) -> None:
    asked = set(re.findall(r"suar_[a-z_]+", (DEPLOY / file).read_text()))
    known = {name for metric in REGISTRY.collect() for name in _names(metric)}
    assert asked
    assert asked <= known


def test_the_dashboard_is_whole() -> None:
    dashboard = json.loads(Path(DEPLOY / "grafana-dashboard.json").read_text())
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(ids)) == len(ids)
    assert all(panel["targets"] for panel in dashboard["panels"])


def _names(metric: Metric) -> set[str]:
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
    return {metric.name + ending for ending in endings.get(metric.type, ("",))}

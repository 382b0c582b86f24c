"""One file a topic."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import topics
from campaign.errors import ContentError
from tests import builder
from tests.campaign.faults import fault_of


def load(tmp_path: Path, *raw: dict) -> dict[str, topics.Topic]:
    for one in raw:
        builder.write(tmp_path / f"{one['id']}.yml", one)
    return topics.load_all(tmp_path)


def test_a_topic_is_named_as_its_file(tmp_path: Path) -> None:
    path = tmp_path / "risk_lake.yml"
    builder.write(path, builder.topic("risk_sea"))
    message = "id is risk_sea, but the file is named risk_lake: make them the same"
    assert fault_of(topics.load, path).message == message


def test_related_topics_must_exist(tmp_path: Path) -> None:
    raw = builder.topic("risk_sea", related=["risk_land"])
    with pytest.raises(ContentError, match="related names risk_land, and there is no such topic"):
        load(tmp_path, raw)
    assert load(tmp_path, builder.topic("risk_land"))["risk_sea"].related == ("risk_land",)


def test_what_may_be_left_out_has_a_default(tmp_path: Path) -> None:
    raw = builder.topic("greet")
    del raw["related"], raw["sources"]
    topic = load(tmp_path, raw)["greet"]
    assert (topic.action, topic.related, topic.sources, topic.countries) == ("answer", (), (), {})


@pytest.mark.parametrize(("kind", "urgent"), [("faq", False), ("urgent", True), ("service", False)])
def test_only_the_urgent_kind_is_urgent(tmp_path: Path, kind: str, urgent: bool) -> None:
    assert load(tmp_path, builder.topic("one", kind=kind))["one"].urgent is urgent


def test_texts_that_differ_in_a_country_have_keys_of_their_own(tmp_path: Path) -> None:
    countries = {"PK": {"chat": "pk chat"}, "AU": {"sms": "au sms", "chat": "au chat"}}
    topic = load(tmp_path, builder.topic("one", sms="s", chat="c", countries=countries))["one"]
    assert topic.texts() == {
        "title": "One",
        "sms": "s",
        "chat": "c",
        "ask": "one",
        "countries.AU.sms": "au sms",
        "countries.AU.chat": "au chat",
        "countries.PK.chat": "pk chat",
    }
    assert list(topic.texts())[4] == "countries.AU.sms"  # in the countries' order


@pytest.mark.parametrize(
    ("form", "country", "key"),
    [
        ("sms", None, "sms"),
        ("sms", "ID", "sms"),
        ("sms", "AU", "countries.AU.sms"),
        ("chat", "AU", "chat"),
    ],
)
def test_the_text_of_a_country_is_taken_where_there_is_one(
    tmp_path: Path, form: str, country: str | None, key: str
) -> None:
    topic = load(tmp_path, builder.topic("one", countries={"AU": {"sms": "au"}}))["one"]
    assert topic.key_for(form, country) == key
    assert key in topic.texts()

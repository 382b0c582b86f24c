from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rasa.shared.core.events import ActionExecuted, UserUttered
from small_content import ADDED, DATA, add_topic

from bot.content import REPOSITORY
from bot.importer import CampaignImporter
from campaign.errors import ContentError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("SUAR_CONTENT", str(tmp_path))
    return tmp_path


def rules(importer: CampaignImporter) -> dict[str, str]:
    found = {}
    for step in importer.get_stories().story_steps:
        intents = [one.intent_name for one in step.events if isinstance(one, UserUttered)]
        actions = [one.action_name for one in step.events if isinstance(one, ActionExecuted)]
        if intents:
            found[intents[0]] = actions[-1] if actions[-1] != "action_listen" else actions[-2]
    return found


def test_every_intent_has_a_rule(folder: Path) -> None:
    importer = CampaignImporter("config.yml")
    assert rules(importer) == {
        "check_agency": "action_answer",
        "choose_language": "action_choose_language",
        "emergency_at_sea": "action_answer",
        "greet_thanks_bye": "action_answer",
        "out_of_scope": "action_decline",
        "penalties_smugglers": "action_answer",
        "pick_number": "action_pick_topic",
        "risk_sea": "action_answer",
        "unsure": "action_offer_topics",
    }
    assert set(rules(importer)) == set(importer.get_domain().intents) - DEFAULT_INTENTS


DEFAULT_INTENTS = {"back", "restart", "session_start", "nlu_fallback"}


def test_a_topic_is_added_by_its_file_and_questions(folder: Path) -> None:
    before = rules(CampaignImporter("config.yml"))
    add_topic(folder)
    importer = CampaignImporter("config.yml")
    assert rules(importer) == before | {ADDED: "action_answer"}
    texts = [
        m.get("text") for m in importer.get_nlu_data().intent_examples if m.get("intent") == ADDED
    ]
    assert "my suitcase is lost" in texts


def test_each_example_carries_its_language(folder: Path) -> None:
    examples = CampaignImporter("config.yml").get_nlu_data().intent_examples
    assert {one.get("training_language") for one in examples} == {"en", "id", "ur", "ur_Latn", "my"}


def test_sessions_never_end(folder: Path) -> None:
    session = CampaignImporter("config.yml").get_domain().session_config
    assert not session.are_sessions_enabled()


def test_questions_without_a_topic_are_refused_by_name(folder: Path) -> None:
    (folder / "data/nlu/en/nothing.txt").write_text("where\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"nothing\.txt:1: there is no topic nothing"):
        CampaignImporter("config.yml").get_nlu_data()


def test_the_configuration_leaves_nothing_to_rasa() -> None:
    config = CampaignImporter(str(REPOSITORY / "config.yml")).get_config()
    assert {"recipe", "language", "pipeline", "policies", "assistant_id"} <= set(config)
    assert [one["name"] for one in config["policies"]] == ["RulePolicy"]

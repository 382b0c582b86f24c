"""A bad setting is said in one line that names it; the demo needs none."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from channels.settings import DEMO_ACCOUNT_SID
from channels.vault import Vault, new_secret
from suar import environment
from suar.problem import Problem

ACCOUNT = {"TWILIO_ACCOUNT_SID": DEMO_ACCOUNT_SID, "SUAR_DEMO": "0"}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in os.environ:
        if name.startswith(("SUAR_", "TWILIO_", "TELEGRAM_", "SENTRY_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "SECRET_FILE", tmp_path / "secret.key")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"SUAR_PORT": "many"}, "SUAR_PORT"),
        ({"SUAR_PORT": "70000"}, "SUAR_PORT"),
        ({"SUAR_PUBLIC_URL": "suar.example"}, "SUAR_PUBLIC_URL: must begin with http"),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_ACCOUNT_SID: a Twilio account SID is AC and 32"),
        ({"SUAR_TRUSTED_PROXIES": "10.0.0.0/8"}, "SUAR_TRUSTED_PROXIES"),
        ({"SUAR_SECRET_KEY": "short"}, "SUAR_SECRET_KEY"),
        (ACCOUNT, "TWILIO_AUTH_TOKEN, SUAR_PUBLIC_URL, SUAR_SECRET_KEY"),
        ({"TELEGRAM_BOT_TOKEN": "1:a"}, "Set SUAR_PUBLIC_URL, SUAR_SECRET_KEY"),
        ({"TELEGRAM_BOT_TOKEN": "my token"}, "TELEGRAM_BOT_TOKEN: a bot token is a number"),
        ({"TELEGRAM_SECRET_TOKEN": "my secret"}, "TELEGRAM_SECRET_TOKEN: wanted 1 to 256"),
        ({"TELEGRAM_API_URL": "telegram"}, "TELEGRAM_API_URL: must begin with http"),
    ],
)
def test_a_bad_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], says: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Problem, match=says) as caught:
        environment.settings()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["SUAR_SECRET_KEY", "TELEGRAM_BOT_TOKEN", "TELEGRAM_SECRET_TOKEN"])
def test_a_bad_secret_is_not_repeated_in_the_error(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "hunter2 hunter2")
    with pytest.raises(Problem) as caught:
        environment.settings()
    assert "hunter2" not in str(caught.value)


def test_without_credentials_it_is_the_demo_with_a_secret_of_its_own(tmp_path: Path) -> None:
    first, second = environment.settings(), environment.settings()
    assert first.is_demo
    assert first.serves_drafts
    assert first.account_sid == DEMO_ACCOUNT_SID
    assert first.secret_key == second.secret_key
    Vault(first.secret_key)
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_with_credentials_it_is_no_demo_and_serves_no_drafts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {
        "TWILIO_ACCOUNT_SID": DEMO_ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": "x",
        "SUAR_PUBLIC_URL": "https://suar.example/",
        "SUAR_SECRET_KEY": new_secret(),
    }.items():
        monkeypatch.setenv(name, value)
    found = environment.settings()
    assert (found.is_demo, found.serves_drafts) == (False, False)
    assert found.public_url == "https://suar.example"


def test_a_taken_port_is_said_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Problem, match="SUAR_PORT=8081 make run"):
            environment.check_port(taken.getsockname()[1])

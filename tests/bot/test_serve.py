"""Rasa as it is served: what is in its logs, and where it listens."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.content import REPOSITORY

SECRET = "Sentinelword"
SENDER = "sender5e47"
START_SECONDS = 120


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def post(url: str, body: bytes) -> Any:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code


def wait_until_up(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "Rasa stopped"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("Rasa did not come up")


def test_no_text_and_no_sender_is_logged_even_when_the_action_server_is_down(
    trained: SimpleNamespace, tmp_path: Path
) -> None:
    port, nobody = free_port(), free_port()
    log = tmp_path / "log"
    command = [sys.executable, "-m", "bot.serve", "--model", str(trained.model)]
    command += ["--port", str(port), "--actions-url", f"http://127.0.0.1:{nobody}/webhook"]
    environment = os.environ | {"LOG_LEVEL": "DEBUG"}
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, cwd=REPOSITORY, env=environment
        )
        try:
            base = f"http://127.0.0.1:{port}"
            wait_until_up(f"{base}/status", server)
            texts = [
                f"our boat is sinking {SECRET}",
                f"/{SECRET}@0.5{{}} {SECRET}",
                f'/restart{{"{SECRET}": 1}}',
                f"ကယ်ပါ {SECRET}",
                "2",
            ]
            for text in texts:
                body = {"sender": SENDER, "message": text, "metadata": {"locale": SECRET}}
                answered = post(f"{base}/webhooks/rest/webhook", json.dumps(body).encode())
                assert answered == []  # the action could not be run
                bodies = json.dumps([body, {"sender": SENDER, SECRET: text}]).encode()
                assert post(f"{base}/webhooks/together/webhook", bodies) == [[], None]
            parsed = post(f"{base}/model/parse", json.dumps({"text": texts[0]}).encode())
            assert parsed["intent"]["name"] == "emergency_at_sea"
            post(f"{base}/webhooks/rest/webhook", f'{{"sender": "{SENDER}" {SECRET}'.encode())
            post(f"{base}/model/parse", f'["{SECRET}"]'.encode())
            post(f"{base}/conversations/{SENDER}/messages", f'{{"text": "{SECRET}"}}'.encode())
        finally:
            server.terminate()
            server.wait(60)
    written = log.read_text(encoding="utf-8", errors="replace")
    assert "Couldn't connect to the server" in written  # what went wrong can be seen
    assert "DEBUG" in written
    for private in (SECRET, SECRET.casefold(), SENDER, "sinking", "ကယ်"):
        assert private not in written
    assert listens_on_loopback_only(written, port)


def listens_on_loopback_only(written: str, port: int) -> bool:
    return f"Starting Rasa server on http://127.0.0.1:{port}" in written

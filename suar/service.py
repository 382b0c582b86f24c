"""The servers that make up the service, and how they know of each other."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from channels.settings import Settings
from suar import environment, paths
from suar.supervisor import Server

PORTS_FILE = "ports.json"


@dataclass(frozen=True)
class Ports:
    """Where the inner servers listen, on this machine only: each Rasa has its action server."""

    rasa: tuple[int, ...]
    actions: tuple[int, ...]
    standin: int

    @classmethod
    def free(cls, workers: int = 1) -> Ports:
        """Whatever is free, so that several services on one machine never meet."""
        rasa = tuple(environment.free_port() for _ in range(workers))
        actions = tuple(environment.free_port() for _ in range(workers))
        return cls(rasa, actions, environment.free_port())

    def save(self, folder: Path) -> None:
        """Leave word for the command line of where a running service's Rasa is."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PORTS_FILE).write_text(json.dumps(asdict(self)))

    @classmethod
    def saved(cls, folder: Path) -> Ports | None:
        """Those of the service that runs, or ran last."""
        try:
            saved = json.loads((folder / PORTS_FILE).read_text())
            return cls(tuple(saved["rasa"]), tuple(saved["actions"]), saved["standin"])
        except (OSError, ValueError, TypeError, KeyError):
            return None


def servers(settings: Settings, ports: Ports) -> list[Server]:
    """All servers of the service, the stand-in for Twilio only where it is wanted."""
    found = [standin(settings, ports)] if needs_standin(settings) else []
    for number, (its_rasa, its_actions) in enumerate(zip(ports.rasa, ports.actions, strict=True)):
        found.append(rasa(its_rasa, its_actions, number))
        found.append(actions(settings, its_actions, number))
    return found + [gateway(settings, ports, number) for number in range(gateways(settings))]


def gateways(settings: Settings) -> int:
    """How many: SQLite serves one."""
    return 1 if settings.database_url.startswith("sqlite") else settings.workers


def needs_standin(settings: Settings) -> bool:
    """In the demo, unless the operator names another."""
    return settings.is_demo and not settings.api_url


def rasa(port: int, actions_port: int, number: int = 0) -> Server:
    """Rasa, in its own environment, with nothing secret in it."""
    command = [
        str(paths.BOT_PYTHON), "-m", "bot.serve",
        "--model", str(paths.MODEL),
        "--port", str(port),
        "--actions-url", f"{environment.demo_address(actions_port)}/webhook",
    ]  # fmt: skip
    secrets = dict.fromkeys(
        ("SUAR_SECRET_KEY", "TWILIO_AUTH_TOKEN", "TELEGRAM_BOT_TOKEN", "SENTRY_DSN"), ""
    )
    return Server(
        _name("rasa", number),
        command,
        {"PYTHONPATH": str(paths.ROOT), **secrets},
        health=f"{environment.demo_address(port)}/status",
    )


def actions(settings: Settings, port: int, number: int = 0) -> Server:
    """The action server."""
    command = [sys.executable, "-m", "actions", "--port", str(port)]
    command += ["--content", str(settings.content)]
    command += [] if settings.serves_drafts else ["--reviewed-only"]
    health = f"{environment.demo_address(port)}/ready"
    return Server(_name("actions", number), command, health=health)


def gateway(settings: Settings, ports: Ports, number: int = 0) -> Server:
    """What faces the internet. Several share its port; each has a port of its own for metrics."""
    api = environment.demo_address(ports.standin) if needs_standin(settings) else settings.api_url
    metrics = settings.metrics_port + number if settings.metrics_port else 0
    # Of several that share a port, whichever it is would answer.
    is_alone = gateways(settings) == 1
    return Server(
        _name("gateway", number),
        [sys.executable, "-m", "suar.gateway"],
        {
            "SUAR_PORT": str(settings.port),
            "SUAR_PUBLIC_URL": settings.public_url,
            "SUAR_SECRET_KEY": settings.secret_key,
            "SUAR_DEMO": str(settings.is_demo),
            "SUAR_CONTENT": str(settings.content),
            "SUAR_RASA_URL": " ".join(map(environment.demo_address, ports.rasa)),
            "SUAR_ACTIONS_URL": " ".join(map(environment.demo_address, ports.actions)),
            "SUAR_WORKERS": str(settings.workers),
            "SUAR_METRICS_PORT": str(metrics),
            "TWILIO_ACCOUNT_SID": settings.account_sid,
            "TWILIO_AUTH_TOKEN": settings.auth_token,
            "TWILIO_API_URL": api,
        },
        health=f"{environment.demo_address(settings.port)}/healthz" if is_alone else "",
    )


def _name(server: str, number: int) -> str:
    return f"{server}-{number + 1}" if number else server


def standin(settings: Settings, ports: Ports) -> Server:
    """The stand-in for Twilio."""
    command = [
        sys.executable, "-m", "standin",
        "--port", str(ports.standin),
        "--webhook-url", f"{environment.demo_address(settings.port)}/twilio/message",
    ]  # fmt: skip
    account = {
        "TWILIO_ACCOUNT_SID": settings.account_sid,
        "TWILIO_AUTH_TOKEN": settings.auth_token,
        "SUAR_PUBLIC_URL": settings.public_url,
    }
    return Server("standin", command, account)

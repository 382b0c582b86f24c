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
    """Where the inner servers listen, on this machine only."""

    rasa: int
    actions: int
    standin: int

    @classmethod
    def free(cls) -> Ports:
        """Whatever is free, so that several services on one machine never meet."""
        return cls(*(environment.free_port() for _ in range(3)))

    def save(self, folder: Path) -> None:
        """Leave word for the command line of where a running service's Rasa is."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PORTS_FILE).write_text(json.dumps(asdict(self)))

    @classmethod
    def saved(cls, folder: Path) -> Ports | None:
        """Those of the service that runs, or ran last."""
        try:
            return cls(**json.loads((folder / PORTS_FILE).read_text()))
        except (OSError, ValueError, TypeError):
            return None


def servers(settings: Settings, ports: Ports) -> list[Server]:
    """All servers of the service, the stand-in for Twilio only where it is wanted."""
    inner = [rasa(ports), actions(settings, ports), gateway(settings, ports)]
    return [standin(settings, ports), *inner] if needs_standin(settings) else inner


def needs_standin(settings: Settings) -> bool:
    """In the demo, unless the operator names another."""
    return settings.is_demo and not settings.api_url


def rasa(ports: Ports) -> Server:
    """Rasa, in its own environment, with nothing secret in it."""
    command = [
        str(paths.BOT_PYTHON), "-m", "bot.serve",
        "--model", str(paths.MODEL),
        "--port", str(ports.rasa),
        "--actions-url", f"{environment.demo_address(ports.actions)}/webhook",
    ]  # fmt: skip
    secrets = dict.fromkeys(("SUAR_SECRET_KEY", "TWILIO_AUTH_TOKEN", "SENTRY_DSN"), "")
    return Server("rasa", command, {"PYTHONPATH": str(paths.ROOT), **secrets})


def actions(settings: Settings, ports: Ports) -> Server:
    """The action server."""
    command = [sys.executable, "-m", "actions", "--port", str(ports.actions)]
    command += ["--content", str(settings.content)]
    command += [] if settings.serves_drafts else ["--reviewed-only"]
    return Server("actions", command)


def gateway(settings: Settings, ports: Ports) -> Server:
    """What faces the internet."""
    api = environment.demo_address(ports.standin) if needs_standin(settings) else settings.api_url
    return Server(
        "gateway",
        [sys.executable, "-m", "suar.gateway"],
        {
            "SUAR_PORT": str(settings.port),
            "SUAR_PUBLIC_URL": settings.public_url,
            "SUAR_SECRET_KEY": settings.secret_key,
            "SUAR_DEMO": str(settings.is_demo),
            "SUAR_CONTENT": str(settings.content),
            "SUAR_RASA_URL": environment.demo_address(ports.rasa),
            "SUAR_ACTIONS_URL": environment.demo_address(ports.actions),
            "TWILIO_ACCOUNT_SID": settings.account_sid,
            "TWILIO_AUTH_TOKEN": settings.auth_token,
            "TWILIO_API_URL": api,
        },
    )


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

"""Rasa's own environment, the secret key, the ports: what must be there before a start."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsError

from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, Settings
from channels.vault import Vault, VaultError, new_secret
from suar import paths
from suar.problem import Problem

SECRET_FILE = paths.VAR / "secret.key"


def uv() -> str:
    """The uv that runs us, or the one on the path, or the project's own."""
    own = paths.ROOT / ".uv" / "bin" / "uv"
    found = os.environ.get("UV") or shutil.which("uv") or (str(own) if own.exists() else None)
    if found is None:
        raise Problem("uv is not installed. `make run` fetches it; or see docs/operators.md.")
    return found


def prepare_rasa() -> None:
    """Make or refresh Rasa's environment.

    Raises:
        Problem: there is no Python 3.10, or a package cannot be had.
    """
    command = [uv(), "sync", "--quiet", "--project", str(paths.BOT), "--no-default-groups"]
    if paths.BOT_PYTHON.exists():
        command.append("--inexact")  # what tests have added there may stay
    else:
        command.append("--compile-bytecode")  # Rasa's first import takes 40 s without
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, cwd=paths.ROOT, env=environment
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1].strip()
        if "interpreter" in done.stderr.lower():
            last = "Python 3.10 is missing: install it (for example `pyenv install 3.10`)"
        raise Problem(f"Rasa's environment could not be made: {last}")


def settings() -> Settings:
    """The settings, with what the demo fills in by itself.

    Raises:
        Problem: a setting is bad or missing; the line names it and says what is wanted.
    """
    try:
        found = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Problem(f"{name}: {first['msg'].removeprefix('Value error, ')}.") from None
    except SettingsError:  # what is no JSON fails before the fields are looked at
        raise Problem('SUAR_TRUSTED_PROXIES: wanted a list such as ["10.0.0.0/8"].') from None
    found = found.model_copy(update={"content": paths.ROOT / found.content})
    if found.is_demo:
        return _for_demo(found)
    missing = [
        name
        for name, value in (
            *_twilio(found),
            ("SUAR_PUBLIC_URL", found.public_url),
            ("SUAR_SECRET_KEY (make one with `uv run suar secret`)", found.secret_key),
        )
        if not value
    ]
    if missing:
        raise Problem(f"Set {', '.join(missing)} in the environment or in .env.")
    _check_secret(found.secret_key)
    return found


def var() -> Path:
    """The folder for logs and process ids."""
    return Path(os.environ.get("SUAR_VAR") or paths.VAR)


def demo_address(port: int) -> str:
    """Where this machine's gateway answers."""
    return f"http://127.0.0.1:{port}"


def check_port(port: int) -> None:
    """Raise if the port of the gateway is taken."""
    if not is_free(port):
        raise Problem(f"Port {port} is taken. Choose another: SUAR_PORT=8081 make run")


def is_free(port: int) -> bool:
    """Whether a server could listen there on this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Any port on which nobody listens, for an inner server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _twilio(found: Settings) -> tuple[tuple[str, str], ...]:
    """What Twilio needs; nothing where only another provider is used."""
    account = ("TWILIO_ACCOUNT_SID", found.account_sid)
    token = ("TWILIO_AUTH_TOKEN", found.auth_token)
    return () if found.telegram_bot_token and not any((account[1], token[1])) else (account, token)


def _for_demo(found: Settings) -> Settings:
    filled: dict[str, Any] = {
        "demo": True,
        "account_sid": found.account_sid or DEMO_ACCOUNT_SID,
        "auth_token": found.auth_token or DEMO_AUTH_TOKEN,
        "public_url": found.public_url or demo_address(found.port),
        "secret_key": found.secret_key or _own_secret(SECRET_FILE),
    }
    _check_secret(filled["secret_key"])
    return found.model_copy(update=filled)


def _own_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(new_secret())
    return path.read_text().strip()


def _check_secret(secret: str) -> None:
    try:
        Vault(secret)
    except VaultError as error:
        raise Problem(f"{error}. Make one with `uv run suar secret`.") from None

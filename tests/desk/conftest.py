"""A gateway with the desk in it, on a small content folder that is a git repository."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
import pytest
from aiohttp import ClientResponse, test_utils

from campaign import content as contents
from campaign import extraction
from channels.app import Gateway
from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, Settings
from channels.vault import new_secret
from desk.accounts import Accounts
from desk.app import mount
from tests import builder

PASSWORD = "a password of many words"
TOPICS = [
    builder.topic(
        "risk_sea",
        ask="by boat",
        sms="Boats sink. Call {call:emergency}.",
        countries={"PK": {"sms": "Boats from here sink."}},
        related=["out_of_scope"],
    ),
    builder.topic("out_of_scope", kind="service"),
]


@dataclass
class Browser:
    """Someone at the desk: one cookie jar."""

    client: test_utils.TestClient  # type: ignore[type-arg]
    key: str = ""
    born: float = field(default_factory=time.time)

    async def get(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path)
        assert answer.status == status, (path, answer.status, await answer.text())
        return await answer.text()

    async def post(self, path: str, **fields: str) -> ClientResponse:
        """Send a form as the page would: with its token."""
        token = await self.form_token()
        return await self.client.post(path, data={"form_token": token, **fields})

    async def form_token(self) -> str:
        page = await self.get("/desk/content/languages")
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', page)
        assert found
        return found.group(1)

    async def sign_in(self, name: str, password: str = PASSWORD, code: str = "") -> ClientResponse:
        fields = {"name": name, "password": password, "code": code or self.code()}
        return await self.client.post("/desk/sign-in", data=fields, allow_redirects=False)

    def code(self, steps: int = 0) -> str:
        """The code of this browser's first time step (RFC 6238), or of one after it.

        Not the clock's: a test that begins at the end of a step would get two codes for one.
        """
        return pyotp.TOTP(self.key).at(self.born + 30 * steps)


@dataclass
class Desk:
    """The desk and its parts."""

    gateway: Gateway
    accounts: Accounts
    root: Path
    new_browser: Callable[[], Awaitable[Browser]]

    async def join(self, role: str, *languages: str, name: str = "Ayu Lestari") -> Browser:
        """Somebody with an account, signed in."""
        browser = await self.new_browser()
        token = await self.accounts.invite(role, languages, "a test")
        invite = await self.accounts.open_invite(token)
        assert invite
        browser.key = invite.totp_secret
        fields = {"name": name, "password": PASSWORD, "password_again": PASSWORD}
        answer = await browser.client.post(
            f"/desk/join/{token}", data={**fields, "code": browser.code()}
        )
        assert answer.status == 200, await answer.text()
        return browser

    def file(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def log(self) -> list[str]:
        command = ["git", "-C", str(self.root), "log", "--pretty=%an: %s"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split(
            "\n"
        )


@pytest.fixture
async def desk(tmp_path: Path, database_url: str) -> AsyncIterator[Desk]:
    root = builder.content(tmp_path / "content", TOPICS, **{"figures/x": [builder.figure("f", 5)]})
    builder.ask(root, "en", "risk_sea", "is it safe by boat")
    extraction.update(contents.load(root), root)
    git = ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@t"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Begin"]):
        subprocess.run([*git, *command], check=True)  # noqa: ASYNC221
    settings = Settings(
        content=root, database_url=database_url, secret_key=new_secret(), demo=False,
        account_sid=DEMO_ACCOUNT_SID, auth_token=DEMO_AUTH_TOKEN, allow_drafts=True,
        public_url="http://127.0.0.1", rasa_url="http://127.0.0.1:1",
        actions_url="http://127.0.0.1:1", sms_price=0.05, api_url="http://127.0.0.1:1",
    )  # fmt: skip
    gateway = Gateway(settings)
    app = gateway.application()
    mount(app, gateway)
    server = test_utils.TestServer(app)
    clients: list[test_utils.TestClient] = []  # type: ignore[type-arg]

    async def new_browser() -> Browser:
        clients.append(test_utils.TestClient(server))
        await clients[-1].start_server() if not server.started else None
        return Browser(clients[-1])

    await server.start_server()
    yield Desk(gateway, Accounts(gateway.database, gateway.vault), root, new_browser)
    for client in clients:
        await client.session.close()
    await server.close()

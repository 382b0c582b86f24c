"""`suar whatsapp sync` brings the templates at Twilio up to date, and touches nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import test_utils

import standin.app
from channels.settings import DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, Settings
from channels.twilio.contents import ContentApi
from channels.twilio.http import PooledHttp
from channels.twilio.templates import LIST, Template
from standin.settings import Settings as Twilio
from suar import whatsapp
from suar.problem import Problem


@pytest.fixture
async def url() -> AsyncIterator[str]:
    twilio = Twilio(account_sid=DEMO_ACCOUNT_SID, auth_token=DEMO_AUTH_TOKEN)
    async with test_utils.TestServer(standin.app.create(twilio)) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
async def api(url: str) -> AsyncIterator[ContentApi]:
    http = PooledHttp()
    yield ContentApi(http, DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, url)
    await http.close()


def settings(**changes: Any) -> Settings:
    wanted = {
        "account_sid": DEMO_ACCOUNT_SID,
        "auth_token": DEMO_AUTH_TOKEN,
        "demo": False,
        "whatsapp_from": "whatsapp:+15005550006",
    }
    return Settings(_env_file=None, **(wanted | changes))


async def sync(url: str, **changes: Any) -> list[str]:
    said: list[str] = []
    await whatsapp.synchronise(settings(**changes), url, said.append)
    return said


async def test_the_first_time_all_are_made_and_then_none(url: str) -> None:
    assert (await sync(url))[-1] == "20 made, 0 removed, 0 were there already."
    assert await sync(url) == ["0 made, 0 removed, 20 were there already."]


async def test_only_ours_are_removed_when_stale_changed_or_doubled(
    url: str, api: ContentApi
) -> None:
    await sync(url)

    class Changed(Template):
        def definition(self) -> dict[str, Any]:
            words = super().definition()
            words["types"]["twilio/list-picker"]["button"] = "Pick"
            return words

    class Named(Template):
        def definition(self) -> dict[str, Any]:
            return super().definition() | {"friendly_name": self.name.replace("v1", "v0")}

    class Foreign(Template):
        def definition(self) -> dict[str, Any]:
            return super().definition() | {"friendly_name": "suar_back"}

    first = next(one for one in await api.ours() if one.name == "suar_list_4_v1")
    await api.delete(first.sid)
    for template in (Changed(LIST, 4), Named(LIST, 4), Template(LIST, 5), Foreign(LIST, 1)):
        await api.create(template)
    said = await sync(url)
    assert said[-1] == "1 made, 3 removed, 19 were there already."
    assert sorted(line.split()[1] for line in said[:-1]) == [
        "suar_list_4_v0", "suar_list_4_v1", "suar_list_4_v1", "suar_list_5_v1",
    ]  # fmt: skip
    assert (await sync(url))[-1].startswith("0 made, 0 removed")


async def test_a_channel_that_is_given_up_needs_its_templates_no_more(url: str) -> None:
    await sync(url, messenger_from="messenger:1", rcs_from="rcs:agent")
    assert (await sync(url))[-1] == "0 made, 10 removed, 20 were there already."


async def test_without_such_a_channel_it_says_what_to_set(url: str) -> None:
    with pytest.raises(Problem, match="TWILIO_WHATSAPP_FROM"):
        await sync(url, whatsapp_from="")


async def test_a_wrong_token_and_a_silent_twilio_are_named(url: str) -> None:
    with pytest.raises(Problem, match="TWILIO_AUTH_TOKEN"):
        await sync(url, auth_token="wrong")
    with pytest.raises(Problem, match="does not answer"):
        await sync("http://127.0.0.1:1")

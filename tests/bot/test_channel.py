"""Several messages in one request: each gets its own answer, and one that fails harms no other."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from sanic import Sanic

from bot.channel import Together, _answers


def message(sender: str, text: str, **more: Any) -> dict[str, Any]:
    return {"sender": sender, "message": text, "metadata": {"locale": "en"}, **more}


def test_each_message_gets_its_answer_in_order(bot: SimpleNamespace) -> None:
    messages = [message("one", "our boat is sinking"), message("two", "the airline lost my bag")]

    async def go() -> list[Any]:
        each = (_answers(bot.agent.handle_message, one) for one in messages)
        return list(await asyncio.gather(*each))

    found = bot.loop.run_until_complete(go())
    assert [[one["recipient_id"] for one in answers] for answers in found] == [["one"], ["two"]]
    assert all("reply" in answers[0]["custom"] for answers in found)


def test_a_message_that_fails_gives_null_and_its_text_is_not_logged(caplog: Any) -> None:
    async def fail(_: object) -> None:
        raise ValueError("a secret text")

    assert asyncio.new_event_loop().run_until_complete(_answers(fail, message("one", "x"))) is None
    assert asyncio.new_event_loop().run_until_complete(_answers(fail, {})) is None
    assert "secret" not in caplog.text


def test_the_gateway_finds_it_where_it_looks() -> None:
    app = Sanic("together")
    app.blueprint(Together().blueprint(None), url_prefix=f"/webhooks/{Together.name()}")  # type: ignore[arg-type]
    app.router.finalize()
    assert any("/".join(route) == "webhooks/together/webhook" for route in app.router.routes_all)

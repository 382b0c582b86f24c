"""The gateway's way in: several people's messages in one request.

Rasa's own REST channel takes one message a request, which under load costs as much as the answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]

logger = logging.getLogger(__name__)


class Together(InputChannel):
    """`POST /webhooks/together/webhook` with a list of what the REST channel takes.

    It gives a list of what the REST channel gives, in the same order; null where a message failed.
    No two messages of a list are of one sender: their order would be lost.
    """

    @classmethod
    def name(cls) -> str:
        """In the address."""
        return "together"

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The one route."""
        webhook = Blueprint("together_webhook")

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            each = (_answers(on_new_message, message) for message in request.json)
            return response.json(await asyncio.gather(*each))

        return webhook


async def _answers(
    on_new_message: OnNewMessage, message: dict[str, Any]
) -> list[dict[str, Any]] | None:
    collector = CollectingOutputChannel()
    try:
        await on_new_message(
            UserMessage(
                message["message"],
                collector,
                message["sender"],
                input_channel=Together.name(),
                metadata=message["metadata"],
            )
        )
    except Exception as error:  # one message must not stop the others
        logger.error("a message failed: %s", type(error).__name__)
        return None
    return list(collector.messages)

"""Runs the action server: `python -m actions --port 5055`."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from actions.registered import executor
from campaign import garbage
from campaign.errors import ContentError
from campaign.live import LiveContent

logger = logging.getLogger("actions")


App = Sanic[Any, Any]


def build(live: LiveContent) -> App:
    """rasa-sdk's web application, lists of calls, a readiness check, the watch on the content."""

    async def ready(_: object) -> HTTPResponse:
        fault = str(live.fault) if live.fault else None
        return json({"topics": len(live.current.topics), "fault": fault})

    async def watch(app: App) -> None:
        app.add_task(live.watch(_changed))

    async def together(request: Request) -> HTTPResponse:
        return json([await _run(actions, call) for call in request.json])

    actions = executor(live)
    app: App = create_app(actions)
    app.add_route(ready, "/ready")
    app.add_route(together, "/webhook/together", methods=["POST"])
    app.register_listener(watch, "before_server_start")
    return app


async def _run(actions: ActionExecutor, call: dict[str, Any]) -> dict[str, Any] | None:
    """What rasa-sdk's own webhook answers to a call; None where the action failed."""
    try:
        result = await actions.run(call)
    except Exception as error:  # one call must not stop the others
        logger.error("an action failed: %s", type(error).__name__)
        return None
    return result.model_dump() if result else None


def _changed(fault: ContentError | None) -> None:
    if fault:
        logger.error("content refused, the last good one stays live: %s", fault)
    else:
        logger.info("content loaded")


def main() -> None:
    """Read the arguments and serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m actions", description=__doc__)
    parser.add_argument("--port", type=int, default=5055)
    parser.add_argument("--content", type=Path, default=Path(), help="holds data/ and locales/")
    parser.add_argument("--reviewed-only", action="store_true", help="serve no draft translations")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    garbage.look_rarely()
    live = LiveContent(arguments.content, drafts=not arguments.reviewed_only)
    build(live).run(
        host="127.0.0.1",
        port=arguments.port,
        single_process=True,
        access_log=False,
        motd=False,
    )


if __name__ == "__main__":
    main()

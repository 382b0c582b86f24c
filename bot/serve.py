"""Runs Rasa: `python -m bot.serve --model PATH --port N --actions-url URL`.

It listens on 127.0.0.1 only, has the HTTP API on (`/status`, `/model/parse`), and its logs hold
neither texts nor sender ids (`bot.quiet`).
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

from bot import quiet
from bot.content import REPOSITORY
from bot.lean import no_tensorflow
from campaign import garbage

HOST = "127.0.0.1"
RESPONSE_SECONDS = 60


def serve(model: Path, port: int, actions_url: str) -> None:
    """Serve until stopped.

    Args:
        model: the trained model.
        port: where to listen.
        actions_url: the action server's webhook.
    """
    os.environ.update(
        SUAR_ACTIONS_URL=actions_url,  # endpoints.yml asks for it
        RASA_TELEMETRY_ENABLED="false",
        TF_CPP_MIN_LOG_LEVEL="3",
        # One small product of a vector and a matrix a message: more threads only wait for each
        # other, at more than twice the processor time.
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
    )
    garbage.look_rarely()
    no_tensorflow.install()
    from rasa.core.run import serve_application  # noqa: PLC0415 (takes seconds)
    from rasa.core.utils import AvailableEndpoints  # noqa: PLC0415

    from bot import lean  # noqa: PLC0415
    from bot.lean.endpoint import KeptAlive  # noqa: PLC0415

    if not lean.install():
        logging.getLogger("bot").warning("another Rasa than expected: turns will be slow")
    endpoints = AvailableEndpoints.read_endpoints(str(REPOSITORY / "endpoints.yml"))
    endpoints.action = KeptAlive(endpoints.action.url, **endpoints.action.kwargs)
    serve_application(
        model_path=str(model),
        interface=HOST,
        port=port,
        credentials=str(REPOSITORY / "credentials.yml"),
        endpoints=endpoints,
        enable_api=True,
        response_timeout=RESPONSE_SECONDS,
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 if there is no model."""
    parser = argparse.ArgumentParser(prog="python -m bot.serve", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--actions-url", required=True)
    options = parser.parse_args(arguments)
    level = logging.getLevelName(os.environ.get("LOG_LEVEL", "INFO").upper())
    quiet.install(level if isinstance(level, int) else logging.INFO)
    if not options.model.is_file():
        print(f"There is no model at {options.model}: train one first.", file=sys.stderr)
        return 1
    serve(options.model, options.port, options.actions_url)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The gateway with the desk in it: `python -m suar.gateway`."""

from __future__ import annotations

import sys

from aiohttp import web

from channels.__main__ import main
from channels.app import Gateway
from desk.app import mount
from desk.studio.teaching import Course
from suar import paths, training


def with_desk(app: web.Application, gateway: Gateway) -> None:
    """Add the desk; where Rasa is installed here, the model can be trained from it."""
    command = (sys.executable, "-m", "suar", "train", "--force")
    course = Course(command, paths.MODEL, training.is_needed, gateway.settings.rasa_urls)
    mount(app, gateway, course if paths.BOT_PYTHON.exists() else None)


if __name__ == "__main__":
    main(with_desk)

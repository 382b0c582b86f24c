"""Trains the model from the browser, and lets Rasa take it up without a restart."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import structlog
from aiohttp import web

from desk import guard
from desk.guard import ACCOUNTS
from desk.pages import page

LOADING_SECONDS = 120.0

log = structlog.get_logger("teaching")
routes = web.RouteTableDef()


@dataclass(frozen=True)
class Course:
    """How the model is trained here.

    `command` trains it; `model` is where it then lies; `needed` tells whether questions or topics
    have changed since; `rasa_urls` are where Rasas listen.
    """

    command: tuple[str, ...]
    model: Path
    needed: Callable[[], bool]
    rasa_urls: list[str]


class Teaching:
    """One training at a time.

    Args:
        course: how, or None where this gateway cannot train.
    """

    def __init__(self, course: Course | None) -> None:
        self.course = course
        self.said = ""
        self._task: asyncio.Task[None] | None = None
        self._began = 0.0

    @property
    def running(self) -> bool:
        """Whether a training runs now."""
        return self._task is not None and not self._task.done()

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return time.monotonic() - self._began

    def start(self) -> None:
        """Begin, unless one runs."""
        if self.course and not self.running:
            self._began = time.monotonic()
            self.said = ""
            self._task = asyncio.create_task(self._teach(self.course))

    async def stop(self) -> None:
        """End with the gateway."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _teach(self, course: Course) -> None:
        process = await asyncio.create_subprocess_exec(
            *course.command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
        )
        try:
            _, errors = await process.communicate()
        except asyncio.CancelledError:
            process.terminate()
            raise
        if process.returncode:
            last = errors.decode(errors="replace").strip().splitlines()[-1:]
            self.said = f"The training failed: {' '.join(last) or 'no reason given'}"
            log.error("training_failed")
        else:
            self.said = await self._take_up(course)
            log.info("trained", seconds=round(self.seconds))

    async def _take_up(self, course: Course) -> str:
        """Let each Rasa load the new model; the old one answers until then."""
        async with aiohttp.ClientSession() as session:
            for url in course.rasa_urls:
                if fault := await _load(session, url, course.model):
                    return f"Trained, but Rasa {fault}: restart the service."
        return f"Done after {self.seconds:.0f} s: new questions are understood now."


async def _load(session: aiohttp.ClientSession, rasa_url: str, model: Path) -> str | None:
    """Have a Rasa load a model. Returns what went wrong."""
    try:
        async with session.put(
            f"{rasa_url}/model",
            json={"model_file": str(model)},
            timeout=aiohttp.ClientTimeout(total=LOADING_SECONDS),
        ) as answer:
            return None if answer.status == 204 else f"did not take it up ({answer.status})"
    except (aiohttp.ClientError, TimeoutError):
        return "does not answer"


TEACHING = web.AppKey("teaching", Teaching)


@routes.get("/content/teach")
async def teach_page(request: web.Request) -> web.Response:
    """How far the teaching is."""
    teaching = request.app[TEACHING]
    course = teaching.course
    needed = await asyncio.to_thread(course.needed) if course and not teaching.running else False
    return page(request, "teach.html", teaching=teaching, needed=needed)


@routes.post("/content/teach")
async def teach(request: web.Request) -> web.Response:
    """Begin to train."""
    who = guard.editors_only(request)
    request.app[TEACHING].start()
    await request.app[ACCOUNTS].record(who, "taught", "the model")
    raise web.HTTPSeeOther("/desk/content/teach")


async def stop_with(app: web.Application) -> None:
    """For `on_cleanup`."""
    await app[TEACHING].stop()

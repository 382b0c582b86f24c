"""Ends a server that lives and no longer answers, so that it is started again."""

from __future__ import annotations

import asyncio
import time

import aiohttp

EVERY_SECONDS = 5.0
ANSWERS_WITHIN_SECONDS = 20.0
SILENT_SECONDS = 90.0  # longer than a loaded machine keeps a server that works from answering


async def end_if_silent(process: asyncio.subprocess.Process, url: str) -> None:
    """Kill a server that has answered before, and then has not for so long.

    What it answers does not matter, and how long it takes to its first answer: a model is loaded.

    Args:
        process: the server's.
        url: what it answers at once.
    """
    heard: float | None = None
    timeout = aiohttp.ClientTimeout(total=ANSWERS_WITHIN_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        while True:
            if await _answers(session, url):
                heard = time.monotonic()
            elif heard is not None and time.monotonic() - heard > SILENT_SECONDS:
                process.kill()
                return
            await asyncio.sleep(EVERY_SECONDS)


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url):
            return True
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False

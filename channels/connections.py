"""Connections to other servers, kept alive."""

from __future__ import annotations

import aiohttp


def kept_alive(most: int, seconds: float) -> aiohttp.ClientSession:
    """A session of at most so many connections; to be made where a loop runs.

    Args:
        most: how many at once.
        seconds: how long one call may take in all.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=most),
        timeout=aiohttp.ClientTimeout(total=seconds),
        cookie_jar=aiohttp.DummyCookieJar(),  # no server that we call has any business with one
    )

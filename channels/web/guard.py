"""Keeps the page to the person in front of it: where requests come from, how many, what may run."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web

from channels.settings import Settings

COOKIE = "suar-chat"
PATH = "/chat"


def comes_from_us(request: web.Request, public_url: str) -> bool:
    """Whether nothing says that another site has sent this.

    Old browsers do not say where a request comes from, and for the sake of `no-referrer` a form's
    Origin is "null": the form's token must tell then. A WebSocket always has its Origin.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site not in {None, "same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin in {None, "null"}:
        return True
    return urlsplit(str(origin)).netloc == request.host or origin == _origin(public_url)


def client(request: web.Request, settings: Settings) -> str | None:
    """The address that a request comes from; None where a proxy that we do not know hides it."""
    remote = request.remote or ""
    try:
        if any(ip_address(remote) in network for network in settings.trusted_proxies):
            remote = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return remote if ip_address(remote).is_global else None
    except ValueError:
        return None


class Limit:
    """So many in so many seconds, for each of those that are counted.

    Args:
        most: how many.
        seconds: in which time.
        kept: how many are counted at most; whoever came longest ago is forgotten first.
    """

    def __init__(self, most: int, seconds: float, kept: int = 20_000) -> None:
        self._most = most
        self._seconds = seconds
        self._kept = kept
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, who: str) -> bool:
        """Count one more, unless there were too many."""
        now = time.monotonic()
        times = self._times.setdefault(who, deque())
        self._times.move_to_end(who)
        while times and times[0] < now - self._seconds:
            times.popleft()
        if len(self._times) > self._kept:
            self._times.popitem(last=False)
        if len(times) >= self._most:
            return False
        times.append(now)
        return True


class Rates:
    """How much may be written from one address and by all; how much by one, the core decides."""

    def __init__(self) -> None:
        # Many phones share an address: behind a mobile operator, in a camp, in a shelter.
        self._address = Limit(240, 60.0)
        self._all = Limit(3000, 60.0)

    def allow(self, address: str | None) -> bool:
        """Whether one more message may come."""
        if address and not self._address.allows(address):
            return False
        return self._all.allows("all")


def headers(settings: Settings, sites: Iterable[str] = ()) -> dict[str, str]:
    """The headers of a page.

    Args:
        settings: our address, and where "leave quickly" leads.
        sites: who may show it in a frame.
    """
    framers = " ".join(sites)
    # Safari before 15.4 does not take 'self' to mean our WebSocket as well.
    socket = f" wss://{urlsplit(settings.public_url).netloc}" if settings.is_https else ""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src 'self'{socket}; "
        # A form's redirect counts as well: the way out without JavaScript.
        f"form-action 'self' {_origin(settings.web_exit_url)}; "
        f"base-uri 'none'; frame-ancestors {framers or "'none'"}"
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        **({} if framers else {"X-Frame-Options": "DENY"}),
    }


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

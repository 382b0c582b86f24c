"""How Twilio calls a webhook: a signed form, and again when no connection could be made.

https://www.twilio.com/docs/usage/webhooks/webhooks-security
https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp
from twilio.request_validator import RequestValidator

# Twilio's own limits: 10 s to connect, 15 s for the answer. Waiting here for a free connection, as
# calls do when hundreds of receipts come at once, is not the webhook's fault and does not count.
_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=15)
# Twilio tries once more by default; here it goes on for the time given, so that a service that is
# killed and started again in a test finds every message waiting.
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 1.0

Form = list[tuple[str, str]]


@dataclass
class Delivery:
    """What came of a call: the webhook's answer, or the reason there was none."""

    attempts: int = 0
    status: int | None = None
    body: str = ""
    error: str | None = None

    def as_json(self) -> dict[str, object]:
        """Give it as the control API shows it."""
        return {"attempts": self.attempts, "status": self.status, "error": self.error}


def signature(auth_token: str, url: str, form: Form) -> str:
    """Sign a form as Twilio does."""
    signed: str = RequestValidator(auth_token).compute_signature(url, dict(form))
    return signed


async def post(
    session: aiohttp.ClientSession,
    url: str,
    form: Form,
    *,
    headers: dict[str, str],
    retry_for_s: float,
    tried: Callable[[Delivery], None] = lambda delivery: None,
) -> Delivery:
    """Post the form until somebody answers, whatever the answer, or the time is over.

    `tried` hears of each attempt that found nobody.
    """
    delivery = Delivery()
    give_up_at = time.monotonic() + retry_for_s
    pause = _FIRST_PAUSE_S
    headers = headers | {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    body = urlencode(form).encode()
    while True:
        delivery.attempts += 1
        try:
            async with session.post(
                url, data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as answer:
                delivery.status, delivery.error = answer.status, None
                delivery.body = await answer.text(errors="replace")
                return delivery
        except TimeoutError:
            # Twilio does not repeat a request that was taken and not answered in time.
            delivery.error = "no answer in time"
            return delivery
        except (aiohttp.ClientError, OSError) as error:
            delivery.status, delivery.error = None, f"no connection: {error}"
        if time.monotonic() + pause > give_up_at:
            return delivery
        tried(delivery)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_S)

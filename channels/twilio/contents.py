"""Twilio's Content API: which of our templates are there, and making them.

https://www.twilio.com/docs/content/content-api-resources
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import structlog

from channels.sending import NotSent
from channels.twilio.http import PooledHttp, UnsureError
from channels.twilio.templates import OURS, Template

TWILIO = "https://content.twilio.com"
PAGE = 500
MOST_PAGES = 20
KEEP_SECONDS = 600.0  # so soon the gateway sees what `suar whatsapp sync` has done
WITHIN_SECONDS = 5.0  # far below the lease of a message

log = structlog.get_logger("contents")


class ContentsError(Exception):
    """The Content API refused or did not answer. The message says so without any secret."""


@dataclass(frozen=True)
class Stored:
    """A template as it lies at Twilio."""

    sid: str
    name: str
    types: dict[str, Any]
    variables: dict[str, Any]

    def is_as(self, template: Template) -> bool:
        """Whether it is the template, unchanged."""
        definition = template.definition()
        return (self.name, self.types, set(self.variables)) == (
            template.name,
            definition["types"],
            set(definition["variables"]),
        )


class ContentApi:
    """The Content API of one account.

    Args:
        http: the connections.
        account_sid, auth_token: the account.
        url: the API's base; empty for Twilio's own.
    """

    def __init__(self, http: PooledHttp, account_sid: str, auth_token: str, url: str = "") -> None:
        self._http = http
        self._auth = (account_sid, auth_token)
        self._url = f"{url or TWILIO}/v1/Content"

    async def ours(self) -> list[Stored]:
        """The templates that we made.

        Raises:
            ContentsError: see there.
        """
        url: str | None = f"{self._url}?PageSize={PAGE}"
        found: list[Stored] = []
        for _ in range(MOST_PAGES):
            if url is None:
                break
            page = await self._ask("GET", url)
            found += [
                Stored(one["sid"], one["friendly_name"], one["types"], one.get("variables") or {})
                for one in page["contents"]
                if OURS.fullmatch(one.get("friendly_name") or "")
            ]
            following = (page.get("meta") or {}).get("next_page_url")
            # Only ever at the address that we were given: the answer cannot send us elsewhere.
            url = urljoin(self._url, "?" + following.partition("?")[2]) if following else None
        return found

    async def create(self, template: Template) -> str:
        """Make a template. Returns its sid. Raises ContentsError."""
        made = await self._ask("POST", self._url, template.definition())
        return str(made["sid"])

    async def delete(self, sid: str) -> None:
        """Remove a template. Raises ContentsError."""
        await self._ask("DELETE", f"{self._url}/{sid}")

    async def _ask(self, method: str, url: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = await self._http.request(
                method,
                url,
                data=json.dumps(body) if body else None,
                headers={"Content-Type": "application/json"} if body else None,
                auth=self._auth,
            )
        except (NotSent, UnsureError) as error:
            raise ContentsError("the Content API does not answer, or is too busy") from error
        try:
            said = json.loads(answer.text) if answer.text else {}
        except ValueError as error:
            raise ContentsError(f"the Content API answers {answer.status_code}, no JSON") from error
        if answer.status_code >= 300:
            raise ContentsError(_refusal(answer.status_code, said))
        return said


class Contents:
    """Knows the sids of our templates: asks Twilio now and then, and not at every message.

    Args:
        api: where to ask.
    """

    def __init__(self, api: ContentApi) -> None:
        self._api = api
        self._sids: dict[str, str] = {}
        self._asked_at = 0.0
        self._asking = asyncio.Lock()

    async def sid(self, template: Template) -> str | None:
        """The template's sid; None where it is not at Twilio, or Twilio does not say."""
        if self._is_old():
            async with self._asking:
                if self._is_old():
                    await self._refresh()
        return self._sids.get(template.name)

    def forget(self) -> None:
        """A template was refused: do without until Twilio is asked again."""
        self._sids = {}

    async def _refresh(self) -> None:
        self._asked_at = time.monotonic()
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                found = await self._api.ours()
        except (ContentsError, TimeoutError, AttributeError, KeyError, TypeError) as error:
            # The message goes as plain text meanwhile: nobody waits for buttons.
            log.warning("templates_not_known", error=type(error).__name__)
            return
        self._sids = {one.name: one.sid for one in found}

    def _is_old(self) -> bool:
        return not self._asked_at or time.monotonic() - self._asked_at > KEEP_SECONDS


def _refusal(status: int, said: Any) -> str:
    code = said.get("code") if isinstance(said, dict) else None
    reason = str(said.get("message", ""))[:200] if isinstance(said, dict) else ""
    if status in {401, 403}:
        return "Twilio refuses the account: see TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"
    return f"the Content API answers {status} (code {code}): {reason}"

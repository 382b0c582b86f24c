"""Who is on the page, without a name: a random token that only we can have issued.

A token is `<random>.<issued>.<locale>.<mark>`. The ledger knows a contact by a keyed hash of the
random part, so neither the database nor its key gives anybody a token to write with.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from dataclasses import dataclass, replace

from channels.messages import WEB
from channels.vault import Vault

TOKEN = re.compile(r"([A-Za-z0-9_-]{22})\.(\d{10,11})\.([A-Za-z_]{0,8})\.([0-9a-f]{32})")
MARK = 32  # hexadecimal digits of the keyed hash: 128 bits
RANDOM_BYTES = 16


@dataclass(frozen=True)
class Session:
    """One person on one browser, for as long as they write.

    `issued` is in seconds since 1970; `locale` is what they chose on the page, "" for nothing.
    """

    random: str
    issued: int
    locale: str = ""


class Sessions:
    """Issues and reads tokens.

    Args:
        vault: whose key marks them.
        idle_seconds: a session ends when nothing was written for so long.
    """

    def __init__(self, vault: Vault, idle_seconds: float) -> None:
        self._vault = vault
        self._idle_seconds = idle_seconds

    def new(self, locale: str = "") -> Session:
        """A session of somebody who has just come."""
        return Session(secrets.token_urlsafe(RANDOM_BYTES), int(time.time()), locale)

    def speaking(self, session: Session, locale: str) -> Session:
        """The same session in a language that the person has chosen."""
        return replace(session, locale=locale)

    def token(self, session: Session) -> str:
        """What the browser keeps."""
        said = f"{session.random}.{session.issued}.{session.locale}"
        return f"{said}.{self._mark(said)}"

    def read(self, token: str) -> Session | None:
        """The session of a token; None if we did not issue it."""
        found = TOKEN.fullmatch(token)
        if found is None:
            return None
        random, issued, locale, mark = found.groups()
        said = f"{random}.{issued}.{locale}"
        genuine = hmac.compare_digest(mark, self._mark(said))
        return Session(random, int(issued), locale) if genuine else None

    def address(self, session: Session) -> str:
        """The contact's address: it cannot be turned back into a token."""
        return f"{WEB}:{self._hash('address', session.random)}"

    def form_token(self, session: Session) -> str:
        """What only a page that we gave to this session can send along."""
        return self._hash("form", session.random)

    def is_over(self, session: Session, seen_at: float | None) -> bool:
        """Whether nothing was written for too long; `seen_at` is when something last was."""
        return self.seconds_left(session, seen_at) <= 0

    def seconds_left(self, session: Session, seen_at: float | None) -> float:
        """How long it still lasts if nothing is written."""
        return max(session.issued, seen_at or 0.0) + self._idle_seconds - time.time()

    def _mark(self, said: str) -> str:
        return self._hash("token", said)

    def _hash(self, purpose: str, text: str) -> str:
        return self._vault.fingerprint(f"web {purpose} {text}")[:MARK]

"""What a button carries: a topic, and a mark that we issued it. Else it is no answer to us."""

from __future__ import annotations

import hmac

from channels.vault import Vault

MARK = 12  # characters of the fingerprint: 48 bits, and a guess gives no more than a public topic
BETWEEN = "~"


class Payloads:
    """Issues and reads payloads; one stays good however old its button is.

    Args:
        vault: whose key marks them.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def issue(self, topic: str) -> str:
        """The payload of a choice; at most 64 bytes, which is what Telegram allows."""
        return f"{topic}{BETWEEN}{self._mark(topic)}"

    def read(self, payload: str) -> str | None:
        """The choice that a payload stands for; None if we did not issue it."""
        topic, _, mark = payload.rpartition(BETWEEN)
        genuine = hmac.compare_digest(mark.encode(), self._mark(topic).encode())
        return topic if topic and genuine else None

    def _mark(self, topic: str) -> str:
        return self._vault.fingerprint(f"button {topic}")[:MARK]

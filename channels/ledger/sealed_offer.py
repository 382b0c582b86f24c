"""Choices to press, as they lie sealed in the ledger."""

from __future__ import annotations

import json
from dataclasses import asdict

from channels.messages import Item, Offer
from channels.vault import Vault


def seal_offer(vault: Vault, offer: Offer | None) -> bytes | None:
    """Sealed JSON; None for no offer."""
    return vault.seal(json.dumps(asdict(offer))) if offer else None


def open_offer(vault: Vault, sealed: bytes | None) -> Offer | None:
    """What `seal_offer` sealed."""
    if sealed is None:
        return None
    words = json.loads(vault.open(sealed))
    return Offer(words["text"], tuple(Item(**one) for one in words["items"]), words["button"])

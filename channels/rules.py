"""What an error of a provider asks of us, in words that belong to no provider.

Each adapter has a table of its provider's errors (`channels/twilio/rules.py`). What is done about
one is the same whether the provider answers with it or tells it later in a receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Remedy(Enum):
    """What is done about an error."""

    RETRY = "tried again, with longer and longer pauses"
    SLOW_DOWN = "tried again, and this sender of ours is held back for a while"
    LOOK_UP = "looked up at the provider first: it may have been sent"
    WAIT = "nothing is sent for a while, messages wait, the operator is alerted"
    LATER = "tried once more, ten minutes later"
    UNREACHABLE = "not tried again; the person counts as unreachable until they write"
    OPTED_OUT = "not tried again; recorded as an opt-out"
    TOO_LATE = "not tried again in any form"
    REOPEN = "not tried again; an approved template asks the person to write again"
    GIVE_UP = "not tried again"
    ALERT = "not tried again; the operator is alerted"


@dataclass(frozen=True)
class Rule:
    """One error.

    Args:
        means: what has happened, in plain words.
        remedy: what the service does.
        advice: what staff can do.
        send_again: whether staff may have such a message sent again: it certainly did not
            arrive, and sending again can help and harms nobody.
    """

    means: str
    remedy: Remedy
    advice: str
    send_again: bool = False


# Codes of our own, where a message ends without any from a provider.
NEVER_REACHED, IN_DOUBT = 1, 2

OWN: Mapping[int, Rule] = {
    NEVER_REACHED: Rule(
        "The provider could not be reached for four hours.",
        Remedy.GIVE_UP,
        "Send again when the provider is back.",
        send_again=True,
    ),
    IN_DOUBT: Rule(
        "The provider could not be reached for four hours to ask whether it had the message.",
        Remedy.GIVE_UP,
        "Do not send again: it may have arrived. Ask the operator to look in the provider's log.",
    ),
}

UNKNOWN = Rule(
    "The provider gave no reason that Suar knows.",
    Remedy.GIVE_UP,
    "Ask the operator to look the code up in the provider's documentation.",
)


def rule_in(table: Mapping[int, Rule], code: int | None) -> Rule:
    """The rule for a code: ours, the provider's, or that for what nobody knows."""
    return OWN.get(code or 0) or table.get(code or 0, UNKNOWN)

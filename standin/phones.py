"""What the people at the other end have said that binds Twilio: STOP, START, and anything at all.

https://help.twilio.com/articles/223134027 (the keywords)
"""

from collections import OrderedDict
from datetime import datetime, timedelta

STOP = frozenset(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"])
START = frozenset(["START", "YES", "UNSTOP"])
HELP = frozenset(["HELP", "INFO"])

AUTO_REPLIES = {
    "STOP": (
        "You have successfully been unsubscribed. You will not receive any more messages from "
        "this number. Reply START to resubscribe."
    ),
    "START": (
        "You have successfully been re-subscribed to messages from this number. Reply HELP for "
        "help. Reply STOP to unsubscribe. Msg&Data Rates May Apply."
    ),
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}

_KEEP = 50_000


class Phones:
    """Remembers, for each pair of phone and sender, opt-outs and when the phone last wrote."""

    def __init__(self) -> None:
        self._opted_out: set[tuple[str, str]] = set()
        self._last_heard: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def hear(self, phone: str, sender: str, body: str, at: datetime) -> str | None:
        """Take note of a message; give STOP, START or HELP if an SMS says so, else None."""
        pair = (phone, sender)
        self._last_heard[pair] = at
        self._last_heard.move_to_end(pair)
        if len(self._last_heard) > _KEEP:
            self._last_heard.popitem(last=False)
        keyword = None if ":" in phone else _keyword(body)
        if keyword == "STOP":
            self._opted_out.add(pair)
        elif keyword == "START":
            self._opted_out.discard(pair)
        return keyword

    def has_opted_out(self, phone: str, sender: str) -> bool:
        """Tell whether the phone has said STOP to this sender and not START since."""
        return (phone, sender) in self._opted_out

    def is_open(self, phone: str, sender: str, at: datetime, window: timedelta) -> bool:
        """Tell whether the phone wrote to this sender within the window."""
        heard = self._last_heard.get((phone, sender))
        return heard is not None and at - heard < window


def _keyword(body: str) -> str | None:
    word = body.strip().upper()
    kinds = {"STOP": STOP, "START": START, "HELP": HELP}
    return next((kind for kind, words in kinds.items() if word in words), None)

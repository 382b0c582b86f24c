"""What to do about each of Twilio's errors: one table.

https://www.twilio.com/docs/api/errors gives a page for each code.
"""

from __future__ import annotations

from enum import Enum


class Rule(Enum):
    """What an error asks of us."""

    RETRY = "retry with back-off"
    SLOW_DOWN = "retry, and hold back this sender for a while"
    OPTED_OUT = "the person wants nothing more: record it"
    GIVE_UP = "it will never arrive: the message ends failed"
    ALERT = "the operator must mend something: the message ends failed"


RULES: dict[int, Rule] = {
    20003: Rule.ALERT,  # credentials
    20429: Rule.SLOW_DOWN,  # too many requests, not processed
    21211: Rule.GIVE_UP,  # invalid To
    21408: Rule.ALERT,  # region not permitted
    21606: Rule.ALERT,  # From is not ours
    21610: Rule.OPTED_OUT,
    21611: Rule.SLOW_DOWN,  # this sender's queue is full
    21612: Rule.GIVE_UP,  # no route to this number
    21614: Rule.GIVE_UP,  # not a mobile number
    30001: Rule.SLOW_DOWN,  # queue overflow
    30022: Rule.SLOW_DOWN,  # rate
    30034: Rule.ALERT,  # sender not registered
    63003: Rule.GIVE_UP,  # no such user on this channel
    63007: Rule.ALERT,  # sender not set up for this channel
    63016: Rule.GIVE_UP,  # outside WhatsApp's window
    63018: Rule.SLOW_DOWN,  # rate
    63024: Rule.GIVE_UP,  # invalid recipient
    63032: Rule.GIVE_UP,  # WhatsApp limits this user
    63033: Rule.OPTED_OUT,  # blocked us
    63049: Rule.GIVE_UP,  # WhatsApp limits this user
    63050: Rule.GIVE_UP,  # WhatsApp limits this user
}


def rule_for(code: int | None) -> Rule:
    """The rule for an error that Twilio answered; refused for an unknown reason is final."""
    return RULES.get(code or 0, Rule.GIVE_UP)

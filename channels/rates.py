"""How many messages a second each of our senders may send, and how many it has left.

Twilio would queue what is too much and send it in the order in which it came: a reply behind a
campaign, and out of our hands. So it waits in our own queue, where replies go first.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping

import phonenumbers
from phonenumbers import PhoneNumberType

from channels import numbers, segments
from channels.buckets import Bucket
from channels.messages import MESSENGER, RCS, SMS, TELEGRAM, WEB, WHATSAPP

# Messages a second of one sender; for SMS segments a second.
# https://help.twilio.com/articles/115002943027 (SMS by kind of number)
# https://www.twilio.com/docs/whatsapp/best-practices-and-faqs (80, on request up to 400)
# https://developers.facebook.com/docs/messenger-platform/overview/rate-limiting (a page: 300)
# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
LONG_CODE, TOLL_FREE, SHORT_CODE = 1.0, 3.0, 100.0
RATES: Mapping[str, float] = {WHATSAPP: 80.0, MESSENGER: 300.0, RCS: 80.0, TELEGRAM: 30.0}
SHORT_CODE_DIGITS = 6
# Seconds between two messages to one person. Telegram's page above; else the provider sees to it.
PERSON_SECONDS: Mapping[str, float] = {TELEGRAM: 1.0}


def usual(channel: str, our_address: str) -> float | None:
    """What a sender may send a second when nobody has said otherwise; None for no limit."""
    if channel != SMS:
        return RATES.get(channel)
    if not our_address.startswith("+"):
        is_short = our_address.isdigit() and len(our_address) <= SHORT_CODE_DIGITS
        return SHORT_CODE if is_short else LONG_CODE
    number = numbers.read(our_address)
    is_toll_free = number and phonenumbers.number_type(number) == PhoneNumberType.TOLL_FREE
    return TOLL_FREE if is_toll_free else LONG_CODE


def weight(channel: str, text: str) -> int:
    """What a text takes of its sender's rate."""
    return segments.count(text).segments if channel == SMS else 1


class Rates:
    """The limits of all senders.

    Args:
        told: messages a second by channel or by our own address, before what is usual.
        share: of them, where several gateways send.
        unlimited: channels whose provider takes whatever comes.
    """

    def __init__(
        self,
        told: Mapping[str, float],
        share: float = 1.0,
        unlimited: Collection[str] = (),
    ) -> None:
        self._told = told
        self._share = share
        self._unlimited = frozenset(unlimited) | {WEB}

    def limits(self, channel: str) -> bool:
        """Whether a channel has limits at all."""
        return channel not in self._unlimited

    def bucket(self, channel: str, our_address: str) -> Bucket | None:
        """A bucket for a sender; None where it has no limit."""
        if not self.limits(channel):
            return None
        for name in (our_address, channel):
            if name in self._told:
                return _bucket(self._told[name] * self._share)
        rate = usual(channel, our_address)
        return _bucket(rate * self._share) if rate else None


def _bucket(rate: float) -> Bucket:
    """A second's worth may leave at once."""
    return Bucket(max(1.0, rate), 1 / rate, time.monotonic())

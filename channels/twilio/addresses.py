"""Twilio's addresses: opaque strings, of which only a number tells more.

https://www.twilio.com/docs/messaging/channels
"""

from __future__ import annotations

import re

import phonenumbers

from channels import numbers
from channels.messages import MESSENGER, RCS, SMS, WHATSAPP

PREFIXES = {"whatsapp:": WHATSAPP, "messenger:": MESSENGER, "rcs:": RCS}
MAX_LENGTH = 256

# WhatsApp users need not show a number. Each has an id then, for one business: the country (ISO
# 3166-1 alpha-2), a full stop, up to 128 letters and digits.
# https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
_USER_ID = re.compile(r"(?P<country>[A-Z]{2})\.(ENT\.)?[A-Za-z0-9]{1,128}")
_WHATSAPP = "whatsapp:"

# On a keypad: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE. Twilio gives these for a
# caller who is not known: https://help.twilio.com/articles/223179988
UNKNOWN_SENDERS = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})


def channel(address: str) -> str:
    """The channel of an address."""
    for prefix, name in PREFIXES.items():
        if address.startswith(prefix):
            return name
    return SMS


def number(address: str) -> phonenumbers.PhoneNumber | None:
    """The number in an address; None for user names, ids and letters."""
    plain = address
    for prefix in PREFIXES:
        plain = plain.removeprefix(prefix)
    read = numbers.read(plain)
    # "Possible" is enough: some numbers in real use are not "valid" to the metadata.
    return read if read is not None and phonenumbers.is_possible_number(read) else None


def user_id(text: str) -> str | None:
    """A WhatsApp user's id as an address, from `ExternalUserId`; None for anything else."""
    bare = text.removeprefix(_WHATSAPP)
    return _WHATSAPP + bare if _USER_ID.fullmatch(bare) else None


def country(address: str, of_number: phonenumbers.PhoneNumber | None) -> str | None:
    """The country (ISO 3166-1 alpha-2) of an address.

    Args:
        address: with a number, or a WhatsApp user's id.
        of_number: the number in it, as `number` reads it.
    """
    of_user = _USER_ID.fullmatch(address, len(_WHATSAPP)) if address.startswith(_WHATSAPP) else None
    if of_user:
        code = of_user["country"]
        return code if code in phonenumbers.SUPPORTED_REGIONS else None
    return numbers.country(of_number) if of_number else None


def can_be_written_to(address: str, of_number: phonenumbers.PhoneNumber | None) -> bool:
    """Whether a reply could arrive: not at a sender's name, a short code or an unknown caller.

    Args:
        address, of_number: as for `country`.
    """
    if not address or len(address) > MAX_LENGTH or address in UNKNOWN_SENDERS:
        return False
    return channel(address) != SMS or of_number is not None

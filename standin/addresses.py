"""Addresses as Twilio writes them: +62…, whatsapp:+62…, whatsapp:ID.name, messenger:123."""

import re

import phonenumbers

# Of WhatsApp users without a visible number: a country, a full stop, an id.
# https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
_USER_NAME = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


def channel(address: str) -> str:
    """Give the channel an address belongs to: sms, whatsapp, messenger, rcs, …"""
    name, colon, _ = address.partition(":")
    return name if colon else "sms"


def bare(address: str) -> str:
    """Give the address without its channel."""
    return address.partition(":")[2] or address


def join(channel_name: str, address: str) -> str:
    """Give an address with its channel written before it, unless it is there or is SMS."""
    return address if channel_name == "sms" or ":" in address else f"{channel_name}:{address}"


def is_reachable(address: str) -> bool:
    """Tell whether a message can be addressed so; a number has to be possible, not in use."""
    kind, rest = channel(address), bare(address)
    if kind == "messenger":
        return bool(rest)
    if kind == "whatsapp" and _USER_NAME.fullmatch(rest):
        return True
    return bool(re.fullmatch(r"\+[1-9]\d{5,14}", rest)) and _is_possible(rest)


def country(address: str) -> str:
    """Give the country of a number, or an empty string."""
    try:
        number = phonenumbers.parse(bare(address))
    except phonenumbers.NumberParseException:
        return ""
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return phonenumbers.region_code_for_number(number) or ("" if region == "ZZ" else region)


def _is_possible(number: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False

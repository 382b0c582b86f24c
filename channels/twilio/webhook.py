"""Reads Twilio's webhooks: a message from a person, or what became of one to a person.

https://www.twilio.com/docs/messaging/guides/webhook-request
https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""

from __future__ import annotations

from collections.abc import Mapping

from channels import messages, places
from channels.ledger import tables
from channels.messages import Inbound, Receipt
from channels.twilio import addresses
from channels.twilio.rules import remedy_for

MAX_ID = 64
MAX_PAYLOAD = 200
MAX_OURS = 128
MAX_CODE = 6  # digits; Twilio's have five
OPT_OUT_TYPES = {"STOP", "START", "HELP"}
# Twilio obeys and answers these itself, by default and without telling us, where they are all of a
# message by SMS or RCS to a number of full length, not a short code; what we sent after them it
# would refuse with 21610. https://help.twilio.com/articles/223134027
STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"}
)

# Twilio's status → the ledger's state.
STATES = {
    "accepted": tables.OUT_ACCEPTED,
    "queued": tables.OUT_ACCEPTED,
    "sending": tables.OUT_ACCEPTED,
    "sent": tables.OUT_SENT,
    "delivered": tables.OUT_DELIVERED,
    "read": tables.OUT_READ,
    "undelivered": tables.OUT_UNDELIVERED,
    "failed": tables.OUT_FAILED,
    "canceled": tables.OUT_FAILED,
}


def read(
    form: Mapping[str, str],
    query: Mapping[str, str],
    *,
    answers_stop: bool = True,
    can_reopen: bool = False,
) -> Inbound | Receipt | None:
    """What a webhook says, whichever of our two addresses it was sent to.

    Args:
        form: the fields, the signature checked.
        query: the URL's own, which we gave Twilio.
        answers_stop: whether Twilio answers STOP by itself, as it does unless told otherwise.
        can_reopen: see `rules.remedy_for`.

    Returns:
        None for what carries nothing to act on.
    """
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    if not _fits(sid, MAX_ID):
        return None
    status = (form.get("MessageStatus") or form.get("SmsStatus") or "").lower()
    if status in STATES:
        return _receipt(sid, status, form, query, can_reopen)
    return _inbound(sid, form, answers_stop)


def receipt(
    sid: str, status: str, code: int | None, can_reopen: bool, ours: int | None = None
) -> Receipt | None:
    """What a status of Twilio's says of a message; None if nothing new.

    Args:
        sid: Twilio's id of it.
        status: in lower case.
        code: Twilio's error code.
        can_reopen: see `rules.remedy_for`.
        ours: our own number of it, where it is known.
    """
    state = STATES.get(status)
    return Receipt(sid, state, ours, code, remedy_for(code, can_reopen)) if state else None


def _receipt(
    sid: str, status: str, form: Mapping[str, str], query: Mapping[str, str], can_reopen: bool
) -> Receipt | None:
    if form.get("EventType", "").upper() == "READ":
        status = "read"
    given, ours = form.get("ErrorCode", ""), query.get("id", "")
    code = int(given) if _small_number(given) and len(given) <= MAX_CODE else None
    return receipt(sid, status, code, can_reopen, int(ours) if _small_number(ours) else None)


def _inbound(sid: str, form: Mapping[str, str], answers_stop: bool) -> Inbound | None:
    known_as = addresses.user_id(form.get("ExternalUserId", ""))
    sender, ours = form.get("From", "") or known_as or "", form.get("To", "")
    if not _fits(ours, MAX_OURS):
        return None
    place = form.get("Latitude", ""), form.get("Longitude", "")
    kind, text = _kind(form, place)
    of_number = addresses.number(sender)
    opt_out_type = form.get("OptOutType", "").upper()
    if not opt_out_type and answers_stop and _is_answered_stop(sender, ours, text):
        opt_out_type = "STOP"
    return Inbound(
        provider_id=sid,
        channel=addresses.channel(sender),
        address=sender[: addresses.MAX_LENGTH],
        our_address=ours,
        kind=kind,
        text=text,
        country=addresses.country(sender, of_number),
        opt_out_type=opt_out_type if opt_out_type in OPT_OUT_TYPES else None,
        can_reply=addresses.can_be_written_to(sender, of_number),
        payload=_payload(form),
        place=places.country(*place) if kind == messages.LOCATION else None,
        known_as=known_as,
    )


def _kind(form: Mapping[str, str], place: tuple[str, str]) -> tuple[str, str]:
    """What a message is, and its text; photos and recordings are never fetched."""
    if places.is_place(*place):
        return messages.LOCATION, ""  # what stands beside it may be the address
    text = form.get("Body", "")
    if not text.strip():
        text = form.get("ButtonText", "") or form.get("ListTitle", "")
    has_media = form.get("NumMedia", "0") not in {"", "0"} or "MediaUrl0" in form
    if has_media:
        return messages.MEDIA, text
    return messages.TEXT if text.strip() else messages.EMPTY, text


def _payload(form: Mapping[str, str]) -> str | None:
    """What a pressed button or a chosen item carries (an item under either name)."""
    found = form.get("ButtonPayload") or form.get("ListId") or ""
    return found if _fits(found, MAX_PAYLOAD) else None


def _fits(text: str, most: int) -> bool:
    """Whether the ledger can hold it as it is; PostgreSQL holds no NUL."""
    return 0 < len(text) <= most and "\0" not in text


def _is_answered_stop(sender: str, ours: str, text: str) -> bool:
    by_number = ours.startswith(("+", "rcs:"))
    is_sms = addresses.channel(sender) in {messages.SMS, messages.RCS}
    return by_number and is_sms and text.strip().upper() in STOP_WORDS


def _small_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15

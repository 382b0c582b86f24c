"""Reads Twilio's webhooks: a message from a person, or what became of one to a person.

https://www.twilio.com/docs/messaging/guides/webhook-request
https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""

from __future__ import annotations

from collections.abc import Mapping

from channels import messages
from channels.ledger import tables
from channels.messages import Inbound, Receipt
from channels.twilio import addresses

MAX_ID = 64
MAX_PAYLOAD = 200
OPT_OUT_TYPES = {"STOP", "START", "HELP"}

# Twilio's status → the ledger's state. Statuses before acceptance say nothing new.
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


def read(form: Mapping[str, str], query: Mapping[str, str]) -> Inbound | Receipt | None:
    """What a webhook says, whichever of our two addresses it was sent to.

    Args:
        form: the fields, the signature checked.
        query: the URL's own, which we gave Twilio.

    Returns:
        None for what carries nothing to act on.
    """
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    if not sid or len(sid) > MAX_ID:
        return None
    status = form.get("MessageStatus") or form.get("SmsStatus") or ""
    if status.lower() in STATES:
        return _receipt(sid, status.lower(), form, query)
    return _inbound(sid, form)


def _receipt(sid: str, status: str, form: Mapping[str, str], query: Mapping[str, str]) -> Receipt:
    read = form.get("EventType", "").upper() == "READ"
    code, ours = form.get("ErrorCode", ""), query.get("id", "")
    return Receipt(
        provider_id=sid,
        state=tables.OUT_READ if read else STATES[status],
        outbound_id=int(ours) if _small_number(ours) else None,
        error_code=int(code) if _small_number(code) else None,
    )


def _inbound(sid: str, form: Mapping[str, str]) -> Inbound | None:
    sender, ours = form.get("From", ""), form.get("To", "")
    if not ours or len(ours) > addresses.MAX_LENGTH:
        return None
    text = form.get("Body", "")
    opt_out_type = form.get("OptOutType", "").upper()
    return Inbound(
        provider_id=sid,
        channel=addresses.channel(sender),
        address=sender[: addresses.MAX_LENGTH],
        our_address=ours,
        kind=_kind(form, text),
        text=text,
        country=addresses.country(sender),
        opt_out_type=opt_out_type if opt_out_type in OPT_OUT_TYPES else None,
        can_reply=addresses.can_be_written_to(sender),
        payload=form.get("ButtonPayload", "")[:MAX_PAYLOAD] or None,
    )


def _kind(form: Mapping[str, str], text: str) -> str:
    if text.strip():
        return messages.TEXT
    has_media = form.get("NumMedia", "0") not in {"", "0"} or "MediaUrl0" in form
    return messages.MEDIA if has_media else messages.EMPTY


def _small_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15

"""A message as Twilio's REST API shows it, and as the control API and the page are shown it.

https://www.twilio.com/docs/messaging/api/message-resource
"""

from dataclasses import asdict
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from standin.errors import describe
from standin.messages import Message

API_VERSION = "2010-04-01"


def messages_path(account_sid: str) -> str:
    """Give the path of an account's messages, without .json."""
    return f"/{API_VERSION}/Accounts/{account_sid}/Messages"


def for_twilio(message: Message, account_sid: str) -> dict[str, Any]:
    """Give the Message resource; numbers that Twilio writes as strings are strings."""
    path = f"{messages_path(account_sid)}/{message.sid}"
    # No sender has been picked yet, so Twilio does not know the segments either.
    waiting = message.service_sid is not None and message.status == "accepted"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": _rfc2822(message.created),
        "date_sent": _rfc2822(message.sent),
        "date_updated": _rfc2822(message.updated),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": describe(message.error_code),
        "from": None if waiting else message.sender,
        "messaging_service_sid": message.service_sid,
        "num_media": str(len(message.media)),
        "num_segments": "0" if waiting else str(message.segments.segments),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": message.recipient,
        "uri": f"{path}.json",
    }


def for_page(message: Message) -> dict[str, Any]:
    """Give everything that is known of a message."""
    return {
        "seq": message.seq,
        "sid": message.sid,
        "direction": message.direction,
        "channel": message.channel,
        "from": message.sender,
        "to": message.recipient,
        "body": message.body,
        "status": message.status,
        "error_code": message.error_code,
        "error_message": describe(message.error_code),
        "encoding": message.segments.encoding,
        "segments": message.segments.segments,
        "units": message.segments.units,
        "kind": message.kind,
        "media": list(message.media),
        "content_sid": message.content_sid,
        "content_variables": message.content_variables,
        "shown": asdict(message.shown) if message.shown else None,
        "messaging_service_sid": message.service_sid,
        "status_callback": message.status_callback,
        "created_at": message.created.isoformat(),
        "webhook": message.webhook,
        "history": [
            {"status": step.status, "at": step.at.isoformat(), "error_code": step.error_code}
            for step in message.history
        ],
    }


def _rfc2822(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment)

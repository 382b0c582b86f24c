"""Whether Twilio takes a message, and what it makes of the request.

https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
"""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from channels import segments
from standin import addresses
from standin.errors import RefusedError, is_refusal
from standin.exchange import Exchange
from standin.messages import Message, new_sid

_LONGEST_BODY = 1600
_OUTSIDE_WINDOW = 63016
_INVALID_CONTENT = 63021  # https://www.twilio.com/docs/api/errors/63021


def message(exchange: Exchange, form: Iterable[tuple[str, str]]) -> Message:
    """Turn a request's form into a message, not yet on the shelf; raise RefusedError instead."""
    fields = dict(form)
    media = tuple(value for name, value in form if name == "MediaUrl" and value)
    to = fields.get("To", "").strip()
    if not to:
        raise RefusedError(21604)
    if not addresses.is_reachable(to):
        raise RefusedError(21211, to)
    body, shown, approved = fields.get("Body", ""), None, False
    variables = fields.get("ContentVariables") or None
    if content_sid := fields.get("ContentSid") or None:
        channel = addresses.channel(to)
        shown, approved = exchange.contents.show(content_sid, variables, channel)
        body = shown.body
    elif variables:
        raise RefusedError(21654)
    if not (body.strip() or media):
        raise RefusedError(21602)
    if len(body) > _LONGEST_BODY:
        raise RefusedError(21617)
    callback = fields.get("StatusCallback") or None
    if callback and not _is_url(callback):
        raise RefusedError(21609, callback)
    service_sid = fields.get("MessagingServiceSid") or None
    sender = _sender(exchange, fields.get("From", "").strip(), service_sid, to)
    _obey_the_other_end(exchange, sender, to, approved)
    return Message(
        sid=new_sid(bool(media)),
        direction="outbound-api",
        channel=addresses.channel(to),
        sender=sender,
        recipient=to,
        body=body,
        segments=segments.count(body),
        created=exchange.now(),
        status="accepted" if service_sid else "queued",
        service_sid=service_sid,
        status_callback=callback,
        media=media,
        content_sid=content_sid,
        content_variables=variables,
        shown=shown,
        approved=approved,
    )


def fate(exchange: Exchange, taken: Message) -> int | None:
    """Decide whether an accepted message arrives: None, or the code its receipt carries."""
    # The dice fall for every message, so that the outcome does not hang on what else is wrong.
    thrown = exchange.dice.message(exchange.behaviour)
    if _is_outside_window(exchange, taken.sender, taken.recipient, taken.approved):
        return _OUTSIDE_WINDOW
    if taken.shown and taken.shown.fault(taken.channel, taken.approved):
        return _INVALID_CONTENT
    return exchange.behaviour.numbers.get(taken.recipient, thrown)


def _sender(exchange: Exchange, sender: str, service_sid: str | None, to: str) -> str:
    """Find which of our addresses sends: the one asked for, or the service's for the channel."""
    settings = exchange.settings
    channel = addresses.channel(to)
    ours = settings.senders().get(channel, "")
    if service_sid and service_sid != settings.messaging_service_sid:
        raise RefusedError(21703, service_sid)
    if not sender:
        if not service_sid:
            raise RefusedError(21603)
        if not ours:
            raise RefusedError(63007)
        return ours
    if sender == ours:
        return sender
    if sender in settings.senders().values():
        raise RefusedError(21910)
    raise RefusedError(63007) if ":" in sender or channel != "sms" else RefusedError(21606, sender)


def _obey_the_other_end(exchange: Exchange, sender: str, to: str, approved: bool) -> None:
    if exchange.phones.has_opted_out(to, sender):
        raise RefusedError(21610)
    code = exchange.behaviour.numbers.get(to)
    if code is not None and is_refusal(code):
        raise RefusedError(code, to)
    strict = exchange.behaviour.outside_window == "error"
    if strict and _is_outside_window(exchange, sender, to, approved):
        raise RefusedError(_OUTSIDE_WINDOW)


def _is_outside_window(exchange: Exchange, sender: str, to: str, approved: bool) -> bool:
    if addresses.channel(to) != "whatsapp" or approved:
        return False
    window = timedelta(seconds=exchange.behaviour.window_s)
    return not exchange.phones.is_open(to, sender, exchange.now(), window)


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)

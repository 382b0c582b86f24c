"""A telephone writes: the form Twilio makes of it, and the call to the webhook.

https://www.twilio.com/docs/messaging/guides/webhook-request
"""

import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from channels import segments
from standin import addresses
from standin.exchange import Exchange
from standin.messages import Message, new_sid
from standin.phones import AUTO_REPLIES
from standin.posting import Delivery, Form
from standin.resource import API_VERSION

# Names the control API takes in small letters, and Twilio's names for them.
_ALIASES = {
    "latitude": "Latitude",
    "longitude": "Longitude",
    "label": "Label",
    "address": "Address",
    "profile_name": "ProfileName",
    "button_payload": "ButtonPayload",
    "button_text": "ButtonText",
    "list_id": "ListId",
    "list_title": "ListTitle",
    "external_user_id": "ExternalUserId",
}
_OWN = {"from", "to", "body", "channel", "message_sid", "sign", "retry_for_s", "wait"}
_SIGNING = (True, False, "wrong-url", "tampered")


class InboundError(ValueError):
    """What was asked for is not a message a telephone could send."""


def read(exchange: Exchange, words: Mapping[str, Any]) -> Message:
    """Turn the control API's JSON into a message."""
    channel = str(words.get("channel") or addresses.channel(str(words.get("from") or "")))
    if channel not in exchange.settings.senders():
        raise InboundError(f"channel is one of {', '.join(exchange.settings.senders())}")
    sender = addresses.join(channel, str(words.get("from") or "").strip())
    if not addresses.is_reachable(sender):
        raise InboundError(f"from: {sender!r} is not an address on {channel}")
    if words.get("sign", True) not in _SIGNING:
        raise InboundError(f"sign is one of {_SIGNING}")
    ours = exchange.settings.senders()[channel]
    body = _whole(str(words.get("body") or ""))
    media = tuple(str(value) for name, value in words.items() if name.startswith("MediaUrl"))
    return Message(
        sid=str(words.get("message_sid") or new_sid(bool(media))),
        direction="inbound",
        channel=channel,
        sender=sender,
        recipient=addresses.join(channel, str(words.get("to") or ours)),
        body=body,
        segments=segments.count(body),
        created=exchange.now(),
        status="received",
        media=media,
        kind=_message_type(media, words),
    )


def form(exchange: Exchange, message: Message, words: Mapping[str, Any]) -> Form:
    """Build the form Twilio posts, with the fields it leaves blank left blank."""
    fields = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "SmsStatus": "received",
        "AccountSid": exchange.settings.account_sid,
        "ApiVersion": API_VERSION,
        "From": message.sender,
        "To": message.recipient,
        "Body": message.body,
        "NumMedia": str(len(message.media)),
        "NumSegments": "1" if message.channel != "sms" else str(message.segments.segments),
    }
    if message.channel == "sms":
        for end, address in (("From", message.sender), ("To", message.recipient)):
            fields |= {f"{end}City": "", f"{end}State": "", f"{end}Zip": ""}
            fields[f"{end}Country"] = addresses.country(address)
    if message.channel == "whatsapp":
        fields |= {"ProfileName": "A person", "ReferralNumMedia": "0"}
        fields["MessageType"] = message.kind
        if addresses.bare(message.sender).startswith("+"):
            fields["WaId"] = addresses.bare(message.sender).removeprefix("+")
    for name, value in words.items():
        if name not in _OWN:
            fields[_ALIASES.get(name, name)] = _whole(str(value))
    for number in range(len(message.media)):
        fields.setdefault(f"MediaContentType{number}", "image/jpeg")
    return list(fields.items())


def _message_type(media: tuple[str, ...], words: Mapping[str, Any]) -> str:
    if "latitude" in words or "Latitude" in words:
        return "location"
    if "list_id" in words:
        return "interactive"
    if "button_payload" in words or "ButtonPayload" in words:
        return "button"
    return "image" if media else "text"


async def send(exchange: Exchange, message: Message, words: Mapping[str, Any]) -> Delivery:
    """Keep the message, let the exchange hear it, and call the webhook with it."""
    filled = form(exchange, message, words)
    known = exchange.shelf.get(message.sid)
    if known is None:
        exchange.take(message)
        filled += _hear(exchange, message)
    else:  # the same message again, as Twilio may send it
        message = known

    def note(delivery: Delivery) -> None:
        message.webhook = delivery.as_json()
        exchange.show(message)

    filled, headers = _signed(exchange, filled, words.get("sign", True))
    headers["I-Twilio-Idempotency-Token"] = str(uuid.uuid4())
    headers["User-Agent"] = "TwilioProxy/1.1"
    url = exchange.settings.signed_url()
    retry_for_s = float(words.get("retry_for_s", 15))
    delivery = await exchange.post(url, filled, headers, retry_for_s, note)
    note(delivery)
    return delivery


def _hear(exchange: Exchange, message: Message) -> Form:
    """Note STOP and START, and answer them as Twilio does before the service hears of it."""
    phone, sender = message.sender, message.recipient
    keyword = exchange.phones.hear(phone, sender, message.body, message.created)
    if keyword is None:
        return []
    if exchange.behaviour.auto_reply:
        _auto_reply(exchange, message, AUTO_REPLIES[keyword])
    return [("OptOutType", keyword)] if exchange.behaviour.advanced_opt_out else []


def _auto_reply(exchange: Exchange, heard: Message, body: str) -> None:
    reply = Message(
        sid=new_sid(),
        direction="outbound-reply",
        channel=heard.channel,
        sender=heard.recipient,
        recipient=heard.sender,
        body=body,
        segments=segments.count(body),
        created=exchange.now(),
        status="queued",
    )
    exchange.take(reply)
    for status in ("sent", "delivered"):
        exchange.enter(reply, status)


def _signed(exchange: Exchange, filled: Form, sign: Any) -> tuple[Form, dict[str, str]]:
    """Sign the form, or do it wrong in the way that was asked for."""
    url = exchange.settings.signed_url()
    if sign is False:
        return filled, {}
    if sign == "wrong-url":
        url += "-elsewhere"
    headers = {"X-Twilio-Signature": exchange.sign(url, filled)}
    if sign == "tampered":
        changed = f" {secrets.token_hex(2)}"
        filled = [(name, value + changed if name == "Body" else value) for name, value in filled]
    return filled, headers


def _whole(text: str) -> str:
    """Replace lone surrogates, which no form can carry."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

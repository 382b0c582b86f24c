"""What becomes of an accepted message, and the status callbacks that tell of it.

https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""

import asyncio

from standin import addresses
from standin.behaviour import Behaviour
from standin.exchange import Exchange
from standin.messages import Message
from standin.posting import Form
from standin.resource import API_VERSION

_RETRY_FOR_S = 15.0
MEDIA_FAILED = 63019  # https://www.twilio.com/docs/api/errors/63019


async def deliver(
    exchange: Exchange, message: Message, behaviour: Behaviour, error_code: int | None
) -> None:
    """Take a message through its states and call its status callback at each.

    The behaviour is the one at the time the message was accepted, whatever it is later.
    """
    if error_code is None and not await _has_its_media(exchange, message):
        error_code = MEDIA_FAILED
    forms: list[Form] = []
    for status in _states(behaviour, message, error_code):
        await asyncio.sleep(behaviour.receipt_delay_ms / 1000)
        failed = status == "undelivered"
        exchange.enter(message, status, error_code if failed else None)
        forms.append(callback_form(exchange, message))
        if not behaviour.receipts_reversed:
            await _call(exchange, behaviour, message, forms.pop())
    for form in reversed(forms):
        await _call(exchange, behaviour, message, form)


async def _has_its_media(exchange: Exchange, message: Message) -> bool:
    return all([await exchange.fetches(url) for url in message.media])


def _states(behaviour: Behaviour, message: Message, error_code: int | None) -> list[str]:
    """Give the states that follow the first one, for which Twilio makes no callback."""
    states = ["queued"] if message.status == "accepted" else []
    states += ["sending", "sent"]
    if error_code is not None:
        return [*states, "undelivered"]
    if not behaviour.receipts:
        return states
    states.append("delivered")
    # Only channels report that a message was read.
    if behaviour.read_receipts and message.channel != "sms":
        states.append("read")
    return states


async def _call(exchange: Exchange, behaviour: Behaviour, message: Message, form: Form) -> None:
    if not (message.status_callback and behaviour.receipts):
        return
    headers = {"X-Twilio-Signature": exchange.sign(message.status_callback, form)}
    for _ in range(2 if behaviour.receipts_duplicated else 1):
        await exchange.post(message.status_callback, form, headers, _RETRY_FOR_S)


def callback_form(exchange: Exchange, message: Message) -> Form:
    """Build the callback for the state a message is in."""
    form = {
        "ApiVersion": API_VERSION,
        "MessageStatus": message.status,
        "SmsSid": message.sid,
        "SmsStatus": message.status,
        "To": message.recipient,
        "From": message.sender,
        "MessageSid": message.sid,
        "AccountSid": exchange.settings.account_sid,
    }
    if message.service_sid:
        form["MessagingServiceSid"] = message.service_sid
    if message.error_code is not None:
        form["ErrorCode"] = str(message.error_code)
    if message.channel == "sms":
        if message.status in ("delivered", "undelivered"):
            form["RawDlrDoneDate"] = exchange.now().strftime("%y%m%d%H%M")
    else:
        form |= _channel_fields(message)
    return list(form.items())


def _channel_fields(message: Message) -> dict[str, str]:
    """Give what callbacks of WhatsApp and Messenger carry besides."""
    fields = {
        "ChannelInstallSid": "XE" + "0" * 31 + "1",
        "ChannelPrefix": message.channel,
        "ChannelToAddress": addresses.bare(message.recipient),
        "StructuredMessage": "false",
    }
    if message.status in ("delivered", "read", "undelivered"):
        fields["EventType"] = message.status.upper()
    if message.status == "undelivered":
        # Twilio sends the field, and sends it empty; what the channel said stands beside it.
        fields["ErrorMessage"] = ""
        fields["ChannelStatusMessage"] = "The channel did not deliver the message"
    return fields

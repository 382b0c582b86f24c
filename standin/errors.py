"""Twilio's error codes: the HTTP status, and the sentence that comes with each.

https://www.twilio.com/docs/api/errors
"""

from typing import Any

# The account's requests that Twilio refuses at once: code -> (HTTP status, message).
_REFUSALS: dict[int, tuple[int, str]] = {
    10001: (403, "Account is not active"),
    20003: (401, "Authenticate"),
    20403: (403, "Forbidden"),
    20404: (404, "The requested resource {value} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service unavailable"),
    20001: (400, "Unknown parameters: {value}"),
    21211: (400, "Invalid 'To' Phone Number: {value}"),
    21265: (400, "'To' number cannot be a Short Code: {value}"),
    21408: (
        400,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' "
        "number: {value}",
    ),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        "The 'From' phone number provided ({value}) is not a valid message-capable Twilio phone "
        "number for this destination",
    ),
    21608: (400, "The number {value} is unverified. Trial accounts cannot message it."),
    21609: (400, "The 'StatusCallback' URL {value} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (429, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The message cannot be sent with this combination of 'To' and 'From'"),
    21614: (400, "'To' number is not a valid mobile number: {value}"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
    21654: (400, "ContentSid Required"),
    21655: (400, "The ContentSid is Invalid"),
    21656: (400, "The Content Variables parameter is invalid"),
    21703: (404, "The Messaging Service {value} was not found"),
    21910: (
        400,
        "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel",
    ),
    63007: (400, "Twilio could not find a Channel with the specified From address"),
}

# What a receipt says of a message that was accepted and did not arrive.
_RECEIPTS: dict[int, str] = {
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30022: "US A2P 10DLC - Rate limits exceeded",
    30023: "US A2P 10DLC - Daily message cap reached",
    30032: "Toll-free number has not been verified",
    30034: "US A2P 10DLC - Message from an unregistered number",
    30410: "Provider timeout error",
    30500: "Twilio internal error",
    63003: "Channel could not find To address",
    63014: "Channel message blocked by user action",
    63016: (
        "Failed to send freeform message because you are outside the allowed window. If you are "
        "using WhatsApp, please use a Message Template."
    ),
    63017: "Rate limit exceeded",
    63018: "Rate limit exceeded for Channel",
    63019: "Media failed to download",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
    63032: "We cannot send this message to this user at this time because of a WhatsApp limitation",
    63033: "Recipient blocked to receive message",
    63049: "Meta chose not to deliver this WhatsApp marketing message",
    63050: "Message limited by WhatsApp for this recipient",
}


class RefusedError(Exception):
    """A request that Twilio would refuse.

    Attributes:
        code: Twilio's error code.
        status: the HTTP status that comes with it.
    """

    def __init__(self, code: int, value: str = "") -> None:
        status, text = _REFUSALS.get(code, (400, describe(code) or f"Error {code}"))
        self.code = code
        self.status = status
        self.text = text.format(value=value)
        super().__init__(f"{code}: {self.text}")

    def as_json(self) -> dict[str, Any]:
        """Give the body of the answer."""
        return {
            "code": self.code,
            "message": self.text,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def is_refusal(code: int) -> bool:
    """Tell codes that come at once, in the answer, from those that come later, in a receipt."""
    return code in _REFUSALS or code // 1000 in (20, 21)


def known() -> set[int]:
    """Give the codes that there is a sentence for."""
    return {*_REFUSALS, *_RECEIPTS}


def describe(code: int | None) -> str | None:
    """Give the sentence that a receipt's code stands for."""
    return None if code is None else _RECEIPTS.get(code, f"Error {code}")

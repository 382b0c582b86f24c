"""What to do about each of Twilio's errors: one table.

Each code has a page: https://www.twilio.com/docs/api/errors/30003 and so on (`page`). Codes come
in the answer to a request, in a receipt, or in either; the rule is the same. Codes 1 and 2 are
our own (`channels.rules`).
"""

from __future__ import annotations

from channels.rules import Remedy, Rule, rule_in

RULES: dict[int, Rule] = {
    # The account and its requests.
    10001: Rule(
        "The Twilio account is not active.",
        Remedy.WAIT,
        "Tell the operator: is there money in the account? Messages wait up to four hours.",
        send_again=True,
    ),
    20003: Rule(
        "Twilio does not accept our credentials.",
        Remedy.WAIT,
        "Tell the operator: the account's token may have changed. Messages wait up to four hours.",
        send_again=True,
    ),
    20403: Rule(
        "The Twilio account may not send.",
        Remedy.WAIT,
        "Tell the operator: the account may be suspended. Messages wait up to four hours.",
        send_again=True,
    ),
    20429: Rule(
        "Too many requests at once; Twilio did not take this one.",
        Remedy.SLOW_DOWN,
        "Nothing, it is tried again by itself. Send again if it ended here all the same.",
        send_again=True,
    ),
    20500: Rule(
        "Twilio had a fault; whether it took the message is not known.",
        Remedy.LOOK_UP,
        "Nothing: the service asks Twilio and sends only what is not there.",
    ),
    20503: Rule(
        "Twilio was not available; whether it took the message is not known.",
        Remedy.LOOK_UP,
        "Nothing: the service asks Twilio and sends only what is not there.",
    ),
    # The message as it was handed over.
    21211: Rule(
        "The person's number is not valid.",
        Remedy.UNREACHABLE,
        "Nothing: the number cannot be written to.",
    ),
    21265: Rule(
        "The person's number is a short code, which cannot be written to.",
        Remedy.UNREACHABLE,
        "Nothing: the number cannot be written to.",
    ),
    21408: Rule(
        "Sending to this country is switched off in the Twilio account.",
        Remedy.ALERT,
        "Ask the operator to allow the country under Geo permissions, then send again.",
        send_again=True,
    ),
    21606: Rule(
        "Our own number cannot send to this destination.",
        Remedy.ALERT,
        "Ask the operator to check TWILIO_SMS_FROM and the number in Twilio's console, then send "
        "again.",
        send_again=True,
    ),
    21608: Rule(
        "A trial account may write to numbers it has verified only.",
        Remedy.ALERT,
        "Ask the operator to upgrade the Twilio account, then send again.",
        send_again=True,
    ),
    21610: Rule(
        "The person has opted out at Twilio.",
        Remedy.OPTED_OUT,
        "Nothing. They can send START to hear from us again.",
    ),
    21611: Rule(
        "Our number's queue at Twilio is full.",
        Remedy.SLOW_DOWN,
        "Nothing, it is tried again by itself. Send again if it ended here all the same.",
        send_again=True,
    ),
    21612: Rule(
        "There is no way from our number to this one.",
        Remedy.GIVE_UP,
        "Ask the operator whether another of our numbers can reach the country.",
    ),
    21614: Rule(
        "The person's number is not a mobile number.",
        Remedy.UNREACHABLE,
        "Nothing: the number cannot get text messages.",
    ),
    21617: Rule(
        "The text is longer than 1,600 characters.",
        Remedy.ALERT,
        "Shorten the topic's text. Sending the same text again would fail again.",
    ),
    21654: Rule(
        "Words for a template came without the template.",
        Remedy.ALERT,
        "Ask the operator to run `suar whatsapp sync`.",
        send_again=True,
    ),
    21655: Rule(
        "The template does not exist at Twilio.",
        Remedy.ALERT,
        "Ask the operator to run `suar whatsapp sync`, and to check TWILIO_WHATSAPP_TEMPLATE_SID.",
        send_again=True,
    ),
    21656: Rule(
        "Twilio does not take the words for the template.",
        Remedy.ALERT,
        "It went as plain text, where it could. Ask the operator to run `suar whatsapp sync`.",
        send_again=True,
    ),
    21703: Rule(
        "The Messaging Service that we name does not exist.",
        Remedy.ALERT,
        "Ask the operator to check TWILIO_MESSAGING_SERVICE_SID, then send again.",
        send_again=True,
    ),
    # The way to an SMS phone.
    30001: Rule(
        "The queue was full or the message waited too long in it.",
        Remedy.SLOW_DOWN,
        "It was tried once more. Send again at a quieter time.",
        send_again=True,
    ),
    30002: Rule(
        "The Twilio account was suspended before the message went out.",
        Remedy.ALERT,
        "Ask the operator to settle it with Twilio, then send again.",
        send_again=True,
    ),
    30003: Rule(
        "The phone is off or has no signal.",
        Remedy.LATER,
        "It was tried once more. Send again later: the phone may be on again.",
        send_again=True,
    ),
    30004: Rule(
        "The message was blocked: by the carrier, or by the person.",
        Remedy.GIVE_UP,
        "Nothing. If many from one carrier are blocked, tell the operator.",
    ),
    30005: Rule(
        "The number does not exist or is no longer in use.",
        Remedy.UNREACHABLE,
        "Nothing: the number cannot be reached.",
    ),
    30006: Rule(
        "A landline, or a carrier that cannot be reached.",
        Remedy.UNREACHABLE,
        "Nothing: the number cannot be reached.",
    ),
    30007: Rule(
        "The carrier took the message for spam and filtered it.",
        Remedy.ALERT,
        "Do not send it again: that makes filtering worse. Tell the operator; with Twilio they can "
        "find out which words or which sender is to blame.",
    ),
    30008: Rule(
        "It did not arrive, and the carrier does not say why.",
        Remedy.LATER,
        "It was tried once more. Send again once if the answer is important.",
        send_again=True,
    ),
    30022: Rule(
        "More than the carrier allows our number in this time.",
        Remedy.SLOW_DOWN,
        "It was tried once more. Send again at a quieter time.",
        send_again=True,
    ),
    30023: Rule(
        "More than the carrier allows our number in a day.",
        Remedy.ALERT,
        "Send again tomorrow. Ask the operator to raise the limit.",
        send_again=True,
    ),
    30032: Rule(
        "Our toll-free number is not verified.",
        Remedy.ALERT,
        "Ask the operator to have the number verified, then send again.",
        send_again=True,
    ),
    30034: Rule(
        "Our number is not registered with the carriers of the United States.",
        Remedy.ALERT,
        "Ask the operator to register it (A2P 10DLC), then send again.",
        send_again=True,
    ),
    30410: Rule(
        "The carrier did not answer Twilio in time.",
        Remedy.LATER,
        "It was tried once more. Send again later.",
        send_again=True,
    ),
    30500: Rule(
        "Twilio had a fault while it worked on the message.",
        Remedy.LATER,
        "It was tried once more. Send again later.",
        send_again=True,
    ),
    # WhatsApp, Messenger and RCS.
    63003: Rule(
        "The person is not on this channel.",
        Remedy.UNREACHABLE,
        "Nothing: they cannot be reached there.",
    ),
    63007: Rule(
        "Our sender is not set up for this channel.",
        Remedy.ALERT,
        "Ask the operator to check the sender in Twilio's console, then send again.",
        send_again=True,
    ),
    63014: Rule(
        "The person has blocked us.",
        Remedy.OPTED_OUT,
        "Nothing. They can write to us again at any time.",
    ),
    63016: Rule(
        "More than a day since the person wrote: WhatsApp lets only approved templates through.",
        Remedy.TOO_LATE,
        "Nothing: WhatsApp would refuse it again. When the person writes, they are answered. The "
        "operator can have such people asked to write again (TWILIO_WHATSAPP_TEMPLATE_SID).",
    ),
    63017: Rule(
        "The account sends faster than it may.",
        Remedy.SLOW_DOWN,
        "Nothing, it is tried again by itself. Send again if it ended here all the same.",
        send_again=True,
    ),
    63018: Rule(
        "Our sender sends faster than it may.",
        Remedy.SLOW_DOWN,
        "It was tried once more. Send again at a quieter time.",
        send_again=True,
    ),
    63019: Rule(
        "The picture could not be fetched.",
        Remedy.GIVE_UP,
        "Nothing: the text was sent without its picture. If it happens often, tell the operator.",
    ),
    63021: Rule(
        "The channel does not show a message of this form.",
        Remedy.GIVE_UP,
        "Nothing: it was sent once more as plain text. If it happens often, tell the operator.",
    ),
    63024: Rule(
        "WhatsApp does not know this person.",
        Remedy.UNREACHABLE,
        "Nothing: they cannot be reached there.",
    ),
    63032: Rule(
        "WhatsApp does not let this person get our message at present.",
        Remedy.GIVE_UP,
        "Nothing: WhatsApp would refuse it again.",
    ),
    63033: Rule(
        "The person has blocked us.",
        Remedy.OPTED_OUT,
        "Nothing. They can write to us again at any time.",
    ),
    63049: Rule(
        "WhatsApp holds back messages of this kind from this person.",
        Remedy.GIVE_UP,
        "Nothing: WhatsApp would refuse it again.",
    ),
    63050: Rule(
        "WhatsApp limits what this person gets.",
        Remedy.GIVE_UP,
        "Nothing: WhatsApp would refuse it again.",
    ),
}


def rule_for(code: int | None) -> Rule:
    """The rule for an error of Twilio's; what nobody knows is final."""
    return rule_in(RULES, code)


# The template is not there, or does not take its words: the text goes without.
CONTENT_REFUSED = frozenset({21654, 21655, 21656})


def remedy_for(code: int | None, can_reopen: bool) -> Remedy:
    """What an error asks of us.

    Args:
        code: Twilio's.
        can_reopen: whether there is an approved template that asks somebody to write again.
    """
    remedy = rule_for(code).remedy
    return Remedy.REOPEN if remedy is Remedy.TOO_LATE and can_reopen else remedy


def page(code: int) -> str:
    """Twilio's own page on an error."""
    return f"https://www.twilio.com/docs/api/errors/{code}"

"""The content templates with which choices are sent to press, and how one is filled.

Every word in a template is a variable, so that one for each number of choices serves all
languages. Within WhatsApp's 24-hour window such templates need no approval.

https://www.twilio.com/docs/content/twilio-quick-reply
https://www.twilio.com/docs/content/twiliolist-picker
https://www.twilio.com/docs/content/twiliocard
https://www.twilio.com/docs/content/using-variables-with-content-api
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.messages import MESSENGER, RCS, WHATSAPP, Offer
from channels.render import shorten

VERSION = 1  # to be raised whenever `_types` changes: a template at Twilio is never altered
OURS = re.compile(r"suar_(list|buttons|chips)_\d+_v\d+")

LIST, BUTTONS, CHIPS = "list", "buttons", "chips"
KINDS = {WHATSAPP: (LIST, BUTTONS), MESSENGER: (BUTTONS,), RCS: (CHIPS,)}
MOST = 10  # items of a list, buttons of a quick reply
MOST_BUTTONS_ON_WHATSAPP = 3  # without approval
BODY, TITLE, ITEM, DESCRIPTION, ID, BUTTON = 1024, 20, 24, 72, 200, 20  # characters


@dataclass(frozen=True)
class Template:
    """One kind of template for one number of choices."""

    kind: str
    count: int

    @property
    def name(self) -> str:
        """What it is called at Twilio (`friendly_name`)."""
        return f"suar_{self.kind}_{self.count}_v{VERSION}"

    def definition(self) -> dict[str, Any]:
        """What makes it at Twilio: the body of a request to the Content API."""
        variables = {"text": "Did you mean one of these?"}
        if self.kind == LIST:
            variables["button"] = "Choose"
        for number in range(1, self.count + 1):
            variables[f"title{number}"] = f"Choice {number}"
            variables[f"id{number}"] = f"choice_{number}"
            if self.kind == LIST:
                variables[f"about{number}"] = f"What choice {number} is about"
        return {
            "friendly_name": self.name,
            "language": "en",  # one must be named; the words come with each message
            "variables": variables,
            "types": self._types(),
        }

    def _types(self) -> dict[str, Any]:
        numbers = range(1, self.count + 1)
        if self.kind == LIST:
            items = [
                {
                    "item": _open(f"title{number}"),
                    "id": _open(f"id{number}"),
                    "description": _open(f"about{number}"),
                }
                for number in numbers
            ]
            body = {"body": _open("text"), "button": _open("button"), "items": items}
            return {"twilio/list-picker": body}
        actions = [
            {
                "type": "QUICK_REPLY",
                "title": _open(f"title{number}"),
                "id": _open(f"id{number}"),
            }
            for number in numbers
        ]
        # RCS knows no quick replies of its own: a card without a picture is shown as chips.
        kind = "twilio/quick-reply" if self.kind == BUTTONS else "twilio/card"
        return {kind: {"body": _open("text"), "actions": actions}}


@dataclass(frozen=True)
class Filled:
    """A template and the words for one message."""

    template: Template
    variables: Mapping[str, str]


def wanted(channels: set[str]) -> list[Template]:
    """The templates that these channels need."""
    kinds = dict.fromkeys(
        kind for channel, its in KINDS.items() if channel in channels for kind in its
    )
    return [Template(kind, count) for kind in kinds for count in range(1, MOST + 1)]


def fill(offer: Offer, numbered: str, channel: str) -> Filled | None:
    """The template for an offer, within all of Twilio's limits.

    Args:
        offer: the choices.
        numbered: the same message as plain text, with a numbered list.
        channel: where it goes.

    Returns:
        None if it does not fit: the plain text is to be sent.
    """
    count = len(offer.items)
    if channel not in KINDS or not 0 < count <= MOST:
        return None
    titles = [item.title for item in offer.items]
    are_short = all(_length(title) <= TITLE for title in titles)
    if channel == WHATSAPP and not (are_short and count <= MOST_BUTTONS_ON_WHATSAPP):
        return _checked(Template(LIST, count), _list(offer))
    if are_short:
        return _checked(Template(KINDS[channel][-1], count), _pressed(offer, offer.text, titles))
    # What does not fit on a button stands in the text, and its number on the button.
    numbers = [str(number) for number in range(1, count + 1)]
    return _checked(Template(KINDS[channel][-1], count), _pressed(offer, numbered, numbers))


def _list(offer: Offer) -> dict[str, str]:
    filled = {"text": offer.text, "button": shorten(offer.button, BUTTON)}
    for number, item in enumerate(offer.items, 1):
        filled[f"title{number}"] = shorten(item.title, ITEM)
        filled[f"id{number}"] = item.payload
        # Twilio wants a description: the whole title where it was cut, else the number to type.
        is_cut = len(item.title) > ITEM
        filled[f"about{number}"] = shorten(item.title, DESCRIPTION) if is_cut else str(number)
    return filled


def _pressed(offer: Offer, text: str, titles: list[str]) -> dict[str, str]:
    filled = {"text": text}
    for number, (item, title) in enumerate(zip(offer.items, titles, strict=True), 1):
        filled[f"title{number}"], filled[f"id{number}"] = title, item.payload
    return filled


def _checked(template: Template, variables: dict[str, str]) -> Filled | None:
    most = {"text": BODY, "button": BUTTON, "about": DESCRIPTION, "id": ID}
    most["title"] = ITEM if template.kind == LIST else TITLE
    fits = all(
        value.strip() and _length(value) <= most[name.rstrip("0123456789")]
        for name, value in variables.items()
    )
    return Filled(template, variables) if fits else None


def _length(text: str) -> int:
    """In UTF-16 code units: never fewer than there are characters, whoever counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _open(variable: str) -> str:
    return f"{{{{{variable}}}}}"

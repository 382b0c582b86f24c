"""Content templates: Twilio's Content API, and what a template looks like once it is filled.

https://www.twilio.com/docs/content/content-api-resources
https://www.twilio.com/docs/content/using-variables-with-content-api
"""

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from standin.errors import RefusedError

LIST_PICKER, QUICK_REPLY, CARD, TEXT = (
    "twilio/list-picker", "twilio/quick-reply", "twilio/card", "twilio/text",
)  # fmt: skip
# On which channels a type can be shown; a card on WhatsApp needs an approval.
CHANNELS = {
    LIST_PICKER: ("whatsapp",),
    QUICK_REPLY: ("whatsapp", "messenger"),
    CARD: ("rcs", "messenger"),
    TEXT: ("sms", "whatsapp", "messenger", "rcs"),
}
# Characters, by the pages of the types; the same for what a variable puts there.
_LONGEST = {"body": 1024, "button": 20, "id": 200, "description": 72, "item": 24, "title": 20}
_LONGEST_TEXT = 1600
_MOST_CHOICES = 10
_MOST_UNAPPROVED_BUTTONS = 3
_MOST_VARIABLES, _LONGEST_KEY, _LONGEST_VALUE = 100, 16, 1600
_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
_KEY = re.compile(rf"\w{{1,{_LONGEST_KEY}}}")


@dataclass
class Content:
    """One template."""

    sid: str
    name: str
    language: str
    variables: dict[str, str]
    types: dict[str, Any]
    created: datetime
    approved: bool = False


@dataclass(frozen=True)
class Shown:
    """A filled template as a phone shows it; `choices` are pressed one by one or from a list."""

    type: str
    body: str
    button: str | None = None
    choices: list[dict[str, str]] = field(default_factory=list)

    def fault(self, channel: str, approved: bool) -> bool:
        """Whether the channel would not show it."""
        most = _MOST_CHOICES
        if self.type == QUICK_REPLY and channel == "whatsapp" and not approved:
            most = _MOST_UNAPPROVED_BUTTONS
        if channel not in CHANNELS[self.type] or len(self.choices) > most:
            return True
        longest = _LONGEST | ({"body": _LONGEST_TEXT} if self.type == TEXT else {})
        if self.type == LIST_PICKER:
            longest["title"] = longest["item"]
        texts = [("body", self.body)]
        texts += [("button", self.button)] if self.button is not None else []
        texts += [pair for choice in self.choices for pair in choice.items()]
        return not all(text.strip() and len(text) <= longest[name] for name, text in texts)


class Contents:
    """The account's templates, oldest first."""

    def __init__(self) -> None:
        self._contents: dict[str, Content] = {}

    def create(self, words: Any) -> Content:
        """Make one; raise RefusedError if Twilio would refuse it."""
        if not isinstance(words, dict):
            raise RefusedError(20001, "the body")
        types, variables = words.get("types"), words.get("variables") or {}
        if not isinstance(words.get("language"), str) or not words["language"]:
            raise RefusedError(20001, "language")
        if not isinstance(types, dict) or not types or set(types) - set(CHANNELS):
            raise RefusedError(20001, "types")
        if not _are_variables(variables):
            raise RefusedError(20001, "variables")
        used = {name for text in _texts(types) for name in _VARIABLE.findall(text)}
        if used - set(variables):
            raise RefusedError(20001, "variables")
        made = Content(
            f"HX{secrets.token_hex(16)}",
            str(words.get("friendly_name") or ""),
            words["language"],
            variables,
            types,
            datetime.now(UTC),
        )
        for kind in types:
            self._show(made, kind, variables)
        self._contents[made.sid] = made
        return made

    def get(self, sid: str) -> Content | None:
        """Find one."""
        return self._contents.get(sid)

    def remove(self, sid: str) -> bool:
        """Forget one; tell whether it was there."""
        return self._contents.pop(sid, None) is not None

    def all(self) -> list[Content]:
        """Give them all."""
        return list(self._contents.values())

    def show(self, sid: str, variables: str | None, channel: str) -> tuple[Shown, bool]:
        """Fill a template for a channel; give it, and whether WhatsApp has approved it."""
        content = self._contents.get(sid)
        if content is None:
            raise RefusedError(21655)
        try:
            given = json.loads(variables or "{}")
        except ValueError:
            raise RefusedError(21656) from None
        if not _are_variables(given):
            raise RefusedError(21656)
        # "Twilio sends the most complex translation that the channel supports."
        fitting = [kind for kind in CHANNELS if kind in content.types and channel in CHANNELS[kind]]
        kind = fitting[0] if fitting else next(iter(content.types))
        return self._show(content, kind, content.variables | given), content.approved

    def _show(self, content: Content, kind: str, variables: dict[str, str]) -> Shown:
        shape = _filled(content.types[kind], variables)
        try:
            choices = [
                {"title": one["item"], "id": one["id"], "description": one["description"]}
                for one in shape.get("items", [])
            ] + [
                {"title": one["title"], "id": one["id"]}
                for one in shape.get("actions", [])
                if one["type"] == "QUICK_REPLY"
            ]
            body = str(shape.get("body") or shape["title"])
        except (KeyError, TypeError, AttributeError):
            raise RefusedError(20001, kind) from None
        return Shown(kind, body, shape.get("button"), choices)


def for_twilio(content: Content, account_sid: str, url: str) -> dict[str, Any]:
    """Give the Content resource."""
    own = f"{url}/{content.sid}"
    at = content.created.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "sid": content.sid,
        "account_sid": account_sid,
        "friendly_name": content.name,
        "language": content.language,
        "variables": content.variables,
        "types": content.types,
        "date_created": at,
        "date_updated": at,
        "url": own,
        "links": {
            "approval_fetch": f"{own}/ApprovalRequests",
            "approval_create": f"{own}/ApprovalRequests/whatsapp",
        },
    }


def page(contents: Contents, account_sid: str, url: str, size: int, number: int) -> dict[str, Any]:
    """Give one page of the list."""
    every = contents.all()
    shown = every[number * size : (number + 1) * size]
    more = len(every) > (number + 1) * size

    def at(its_number: int) -> str:
        return f"{url}?PageSize={size}&Page={its_number}"

    return {
        "contents": [for_twilio(content, account_sid, url) for content in shown],
        "meta": {
            "page": number,
            "page_size": size,
            "first_page_url": at(0),
            "previous_page_url": at(number - 1) if number else None,
            "url": at(number),
            "next_page_url": at(number + 1) if more else None,
            "key": "contents",
        },
    }


def _are_variables(given: Any) -> bool:
    return (
        isinstance(given, dict)
        and len(given) <= _MOST_VARIABLES
        and all(
            _KEY.fullmatch(name) and isinstance(value, str) and len(value) <= _LONGEST_VALUE
            for name, value in given.items()
        )
    )


def _filled(shape: Any, variables: dict[str, str]) -> Any:
    if isinstance(shape, str):
        return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), shape)
    if isinstance(shape, list):
        return [_filled(one, variables) for one in shape]
    if isinstance(shape, dict):
        return {name: _filled(one, variables) for name, one in shape.items()}
    return shape


def _texts(shape: Any) -> Iterator[str]:
    if isinstance(shape, str):
        yield shape
    elif isinstance(shape, list | dict):
        for one in shape.values() if isinstance(shape, dict) else shape:
            yield from _texts(one)

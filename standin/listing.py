"""The list of messages: filters and pages.

https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from standin import resource
from standin.errors import RefusedError
from standin.exchange import Exchange
from standin.messages import Message

_PAGE_SIZE, _LARGEST_PAGE = 50, 1000


def page(exchange: Exchange, query: Mapping[str, str], uri: str) -> dict[str, Any]:
    """Give one page of the messages that the query asks for, newest first."""
    size = min(max(_number(query, "PageSize", _PAGE_SIZE), 1), _LARGEST_PAGE)
    number = max(_number(query, "Page", 0), 0)
    # The token names the last message of the page before, so that new ones do not shift pages.
    after = exchange.shelf.get(query.get("PageToken", "").removeprefix("PA"))
    skip = 0 if after else number * size
    wanted = exchange.shelf.newest(
        lambda message: _is_wanted(message, query) and (not after or message.seq < after.seq)
    )
    found = list(islice(wanted, skip, skip + size + 1))
    shown, more = found[:size], len(found) > size
    account = exchange.settings.account_sid
    path = f"{resource.messages_path(account)}.json"
    next_token = f"PA{shown[-1].sid}" if more else None
    return {
        "messages": [resource.for_twilio(message, account) for message in shown],
        "uri": uri,
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(len(shown) - 1, 0),
        "first_page_uri": _uri(path, query, size, 0, None),
        "previous_page_uri": _uri(path, query, size, number - 1, None) if number else None,
        "next_page_uri": _uri(path, query, size, number + 1, next_token) if more else None,
    }


def _is_wanted(message: Message, query: Mapping[str, str]) -> bool:
    # What has not been sent yet is found by the time it was made.
    moment = message.sent or message.created
    return (
        query.get("To", message.recipient) == message.recipient
        and query.get("From", message.sender) == message.sender
        and ("DateSent" not in query or moment.date() == _moment(query["DateSent"]).date())
        and ("DateSent>" not in query or moment >= _moment(query["DateSent>"]))
        and ("DateSent<" not in query or moment <= _moment(query["DateSent<"]))
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(20001, text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    return int(text) if text.isdecimal() else default


def _uri(path: str, query: Mapping[str, str], size: int, number: int, token: str | None) -> str:
    filters = {
        name: query[name]
        for name in ("To", "From", "DateSent", "DateSent>", "DateSent<")
        if name in query
    }
    place = {"PageSize": str(size), "Page": str(number)}
    return f"{path}?{urlencode(filters | place | ({'PageToken': token} if token else {}))}"

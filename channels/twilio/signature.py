"""Checks that a webhook comes from Twilio and for our account.

https://www.twilio.com/docs/usage/security#validating-requests
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlparse

from aiohttp import web
from multidict import MultiDict
from twilio.request_validator import RequestValidator, add_port, remove_port
from yarl import query_to_pairs

_HOST = re.compile(r"[A-Za-z0-9.\-:\[\]]{1,255}")
MAX_FIELDS = 200  # Twilio sends some thirty

Network = IPv4Network | IPv6Network


class Forged(Exception):
    """The request is not Twilio's, or not for us. The message says why, without its content."""


def form_of(body: bytes) -> MultiDict[str]:
    """The fields of a form, blank and repeated ones kept: the signature covers them all.

    Raises:
        Forged: it is no form that Twilio would send.
    """
    try:
        fields = query_to_pairs(body.decode("utf-8"), max_fields=MAX_FIELDS)
    except ValueError as error:  # UnicodeDecodeError is one
        raise Forged("the body is not a form in UTF-8") from error
    return MultiDict(fields)


def public_url(request: web.Request, base: str, trusted: Iterable[Network]) -> str:
    """The URL that Twilio called, as it signed it.

    Args:
        request: the webhook.
        base: SUAR_PUBLIC_URL; it decides where it is set.
        trusted: proxies whose X-Forwarded-Proto and X-Forwarded-Host are believed.
    """
    if base:
        return base + request.raw_path
    scheme, host = request.scheme, request.host
    if request.remote and any(ip_address(request.remote) in network for network in trusted):
        scheme = request.headers.get("X-Forwarded-Proto", scheme).split(",")[0].strip()
        host = request.headers.get("X-Forwarded-Host", host).split(",")[0].strip()
    if scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        raise Forged("the address it was sent to is not usable")
    return f"{scheme}://{host}{request.raw_path}"


def check(
    url: str, form: MultiDict[str], signature: str | None, auth_token: str, account_sid: str
) -> None:
    """Raise `Forged` unless Twilio signed the form for our account.

    Args:
        url: as Twilio called it.
        form: every field.
        signature: the header X-Twilio-Signature.
        auth_token: the account's secret.
        account_sid: the account's id.
    """
    if not signature:
        raise Forged("there is no signature")
    try:
        genuine = _is_genuine(url, form, signature, RequestValidator(auth_token))
    except ValueError as error:  # a port that is no number
        raise Forged("the address it was sent to is not usable") from error
    if not genuine:
        raise Forged("the signature does not fit: is SUAR_PUBLIC_URL what Twilio calls?")
    if form.get("AccountSid") != account_sid:
        raise Forged("it is for another account")


def _is_genuine(
    url: str, form: MultiDict[str], signature: str, validator: RequestValidator
) -> bool:
    """Whether Twilio signed the form, which it does with or without the port in the address.

    As `RequestValidator.validate`, but compared in a time that tells nothing of where two differ.
    """
    given = signature.encode("utf-8", "surrogateescape")
    return any(
        hmac.compare_digest(validator.compute_signature(one, form).encode(), given)
        for one in _as_signed(url)
    )


def _as_signed(url: str) -> Iterator[str]:
    """The address in the forms that Twilio may have signed, the likeliest first."""
    yield url
    parsed = urlparse(url)
    yield remove_port(parsed)
    yield add_port(parsed)

"""To which numbers an SMS may go.

Whoever earns on the SMS that we send to a number (premium numbers, satellite and global networks,
some carriers) can have us send them by writing to us: "SMS pumping". People in danger write from
foreign SIM cards, too: the countries allowed by default are many.
https://www.twilio.com/docs/glossary/what-is-sms-pumping-fraud
"""

from __future__ import annotations

from collections.abc import Callable

import phonenumbers
from phonenumbers import PhoneNumberType

from campaign.content import Content
from channels import numbers
from channels.messages import RCS, SMS, Inbound

# Beside the countries of the campaign's languages and helplines: where people on the way, and
# those who have arrived, buy their SIM cards.
WIDE = frozenset(
    {
        "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR",
        "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT",
        "RO", "RS", "SE", "SI", "SK", "AL", "BA", "ME", "MK", "MD", "UA", "TR", "GE", "AM",
        "AZ", "US", "CA", "NZ", "AU", "JP", "KR", "TW", "HK", "MO", "SG", "BN", "TL", "LA",
        "MV", "BT", "MN", "KZ", "KG", "UZ", "TJ", "TM", "SA", "AE", "QA", "KW", "BH", "OM",
        "JO", "LB", "IQ", "IR", "SY", "YE", "EG", "IL", "PS", "FJ", "PG", "NR", "VU", "SB",
        "NC", "WS", "TO",
    }
)  # fmt: skip
EVERYWHERE = "*"
NEVER = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
        PhoneNumberType.PAGER,
        PhoneNumberType.VOICEMAIL,
    }
)
NO_COUNTRY = "001"  # https://en.wikipedia.org/wiki/UN_M49: satellite, global, universal numbers


class Destinations:
    """The numbers that are answered by SMS.

    Args:
        wanted: countries by their ISO 3166-1 codes, with spaces or commas between, "*" for all,
            and beginnings of numbers as `+88216`; empty for the default.
        content: gives the content, whose countries the default holds.
    """

    def __init__(self, wanted: str, content: Callable[[], Content]) -> None:
        words = wanted.replace(",", " ").split()
        self._beginnings = tuple(word for word in words if word.startswith("+"))
        self._countries = frozenset(word.upper() for word in words if not word.startswith("+"))
        self._content = content

    def refusal(self, message: Inbound) -> str | None:
        """Why a message gets no answer: "country" or "premium"; None where it gets one."""
        if message.channel not in {SMS, RCS}:
            return None
        address = message.address.removeprefix("rcs:")
        if self._beginnings and address.startswith(self._beginnings):
            return None
        number = numbers.read(address)
        if number is None:
            return None  # whether it can be written to is the adapter's to say
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
        if region == NO_COUNTRY or phonenumbers.number_type(number) in NEVER:
            return "premium"
        return None if self._allows(message.country) else "country"

    def _allows(self, country: str | None) -> bool:
        if EVERYWHERE in self._countries or country is None:
            return True
        if self._countries:
            return country in self._countries
        content = self._content()
        return (
            country in WIDE
            or content.languages.of_country(country) is not None
            or any(one.country == country for one in content.helplines)
        )

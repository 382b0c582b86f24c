"""What is spent, by day (UTC), channel and country: for the daily cap and for accounts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from channels import numbers
from channels.ledger.prepared import Prepared
from channels.ledger.tables import contacts, spending
from channels.messages import SMS, Outgoing
from channels.segments import count


def today(now: float) -> str:
    """The day of a time in seconds since 1970, as the table has it."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()


def note(connection: Connection, message: Outgoing, segments: int | None, now: float) -> None:
    """Count a message that the provider has taken.

    Args:
        connection: in a transaction.
        message: as sent.
        segments: as the provider says; of an SMS they are counted here if it does not.
        now: seconds since 1970.
    """
    if message.channel == SMS and not segments:
        segments = count(message.text).segments
    told = {
        "day": today(now),
        "spent": segments or 0,
        "who": message.contact_id,
        "number_of": _country(message.address),
    }
    made = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRES
    made.change(connection, told)


def _country(address: str) -> str | None:
    number = numbers.read(address.rpartition(":")[2])  # "whatsapp:+62…"
    return numbers.country(number) if number else None


def segments_on(connection: Connection, day: str) -> int:
    """How many SMS segments were sent on a day."""
    total = select(func.sum(spending.c.segments)).where(
        spending.c.day == day, spending.c.channel == SMS
    )
    return int(connection.execute(total).scalar() or 0)


class Spent(NamedTuple):
    """What was sent on a day over a channel to the numbers of a country ("" if not known)."""

    day: str
    channel: str
    country: str
    messages: int
    segments: int

    def cost(self, price: float) -> float:
        """What its SMS cost, at so much a segment; other channels have prices of other kinds."""
        return self.segments * price if self.channel == SMS else 0.0


def since(connection: Connection, day: str) -> list[Spent]:
    """What was sent from a day on, the newest day first."""
    order = (spending.c.day.desc(), spending.c.channel, spending.c.country)
    rows = connection.execute(select(spending).where(spending.c.day >= day).order_by(*order))
    return [Spent(*row) for row in rows]


def first_day(days: int, now: float) -> str:
    """The first of so many days, of which today is the last."""
    return today(now - (days - 1) * 86_400)


def _insert(dialect: Any) -> Prepared:
    spent = bindparam("spent", type_=spending.c.segments.type)
    number_of = bindparam("number_of", type_=contacts.c.country.type)
    row = select(
        bindparam("day", type_=spending.c.day.type),
        contacts.c.channel,
        # Where a message goes has its price, not where the person says that they are.
        func.coalesce(number_of, contacts.c.country, ""),
        literal(1),
        spent,
    ).where(contacts.c.id == bindparam("who"))
    made = dialect.insert(spending).from_select(list(spending.c.keys()), row)
    added = {name: spending.c[name] + made.excluded[name] for name in ("messages", "segments")}
    key = list(spending.primary_key)
    return Prepared(made.on_conflict_do_update(index_elements=key, set_=added))


_SQLITE, _POSTGRES = _insert(sqlite), _insert(postgresql)

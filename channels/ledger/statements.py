"""The statements that every message passes, made once.

Putting a statement together costs more than carrying it out: each stands here with its parameters
open (`channels.ledger.prepared`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, bindparam, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from channels.ledger import hints, queue
from channels.ledger.prepared import Prepared
from channels.ledger.tables import (
    IN_BEHIND,
    IN_NEXT,
    IN_OPEN,
    IN_TAKEN,
    IN_WAITING,
    OUT_OPEN,
    OUT_SENDING,
    contacts,
    inbound,
    outbound,
)
from channels.messages import CAMPAIGN, LATER

# Parameters that are compared with, apart from columns that are written.
WHO, WHICH, LEASE, CLOSED = "its_contact", "its_id", "its_lease", "closed"


def _told(*columns: str) -> dict[str, BindParameter[Any]]:
    """Columns that are written as they are told, each in a parameter of its own name."""
    return {column: bindparam(column) for column in columns}


NEXT_INBOUND = queue.due(inbound, IN_NEXT, (IN_TAKEN,))
# A message to many, and one that waits for a phone to be on, hold up no reply to the same person.
PATIENT = f"IN ('{CAMPAIGN}', '{LATER}')"
_NEXT_OUTBOUND = queue.next_of_each_contact(
    outbound, OUT_OPEN, (OUT_SENDING,), f"earlier.purpose {PATIENT}"
).where(outbound.c.our_address.not_in(bindparam(CLOSED, expanding=True)))
# Written out, not bound: only then can each be looked for in its own index.
NEXT_OUTBOUND = _NEXT_OUTBOUND.where(text(f"outbound.purpose != '{CAMPAIGN}'")).with_hint(
    outbound, hints.in_order("outbound_queue"), "sqlite"
)
NEXT_OF_CAMPAIGNS = _NEXT_OUTBOUND.where(text(f"outbound.purpose = '{CAMPAIGN}'")).with_hint(
    outbound, hints.in_order("outbound_campaigns"), "sqlite"
)
LOCK_CONTACT = Prepared(
    select(contacts.c.id).where(contacts.c.id == bindparam(WHO)).with_for_update()
)
# In the order of the index of open rows: PostgreSQL, which has no hints, then takes that one.
OPEN_OF_CONTACT = Prepared(
    select(inbound.c.id)
    .where(inbound.c.contact_id == bindparam(WHO), queue.is_open("inbound", IN_OPEN))
    .with_hint(inbound, hints.of_contact("inbound"), "sqlite")
    .order_by(inbound.c.contact_id, inbound.c.id)
    .limit(1)
)
UNSENT_OF_CONTACT = Prepared(
    select(outbound.c.id)
    .where(
        outbound.c.contact_id == bindparam(WHO),
        queue.is_open("outbound", OUT_OPEN),
        # Not plainly the column: PostgreSQL might go through all that waits for anybody.
        text(f"NOT coalesce(purpose, '') {PATIENT}"),
    )
    .with_hint(outbound, hints.of_contact("outbound"), "sqlite")
    .order_by(outbound.c.contact_id, outbound.c.id)
    .limit(1)
)
FINISH = Prepared(
    update(inbound)
    .where(inbound.c.id == bindparam(WHICH), inbound.c.lease_until == bindparam(LEASE))
    .values(**_told("state", "finished_at", "error"), lease_until=0.0)
)
# The oldest message behind the one that was just finished.
MOVE_UP = Prepared(
    update(inbound)
    .where(
        inbound.c.id
        == select(func.min(inbound.c.id))
        .where(inbound.c.contact_id == bindparam(WHO), queue.is_open("inbound", IN_OPEN))
        .with_hint(inbound, hints.of_contact("inbound"), "sqlite")
        .scalar_subquery(),
        inbound.c.state == IN_BEHIND,
    )
    .values(state=IN_WAITING)
)
# What is not told stays as it was.
LEARN = Prepared(
    update(contacts)
    .where(contacts.c.id == bindparam(WHO))
    .values(
        locale=func.coalesce(bindparam("locale", type_=contacts.c.locale.type), contacts.c.locale),
        country=func.coalesce(
            bindparam("country", type_=contacts.c.country.type), contacts.c.country
        ),
    )
)
LEARN_CHOICES = Prepared(
    update(contacts)
    .where(contacts.c.id == bindparam(WHO))
    .values(choices=bindparam("choices", type_=contacts.c.choices.type))
)
LEARN_REST = Prepared(
    update(contacts)
    .where(contacts.c.id == bindparam(WHO))
    .values(rest=bindparam("rest", type_=contacts.c.rest.type))
)
ACCEPTED = Prepared(
    update(outbound)
    .where(
        outbound.c.id == bindparam(WHICH),
        outbound.c.state == OUT_SENDING,
        outbound.c.lease_until == bindparam(LEASE),
    )
    .values(**_told("state", "provider_id", "segments", "updated_at"), lease_until=0.0)
)


def record(lower: tuple[str, ...]) -> Prepared:
    """Write down what a receipt says.

    Args:
        lower: the states of messages that it changes.
    """
    theirs = outbound.c.provider_id == bindparam("provider_id")
    ours = outbound.c.provider_id.is_(None) & (outbound.c.id == bindparam(WHICH))
    return Prepared(
        update(outbound)
        .where(or_(theirs, ours), queue.is_open("outbound", lower))
        .values(**_told("state", "provider_id", "error_code", "updated_at"), lease_until=0.0)
    )


class Inserts:
    """The insertions, in the dialect of the database.

    Args:
        is_sqlite: or else PostgreSQL.
    """

    def __init__(self, is_sqlite: bool) -> None:
        insert: Any = sqlite.insert if is_sqlite else postgresql.insert
        contact = insert(contacts)
        self.contact = Prepared(
            contact.on_conflict_do_update(
                index_elements=["address_key"],
                # Whoever writes can be reached again.
                set_={
                    "seen_at": contact.excluded.seen_at,
                    "unreachable_at": None,
                    "unreachable_code": None,
                },
            ).returning(contacts)
        )
        self.inbound = Prepared(
            insert(inbound)
            .on_conflict_do_nothing(index_elements=["provider_id"])
            .returning(inbound.c.id)
        )
        self.outbound = Prepared(insert(outbound).on_conflict_do_nothing().returning(outbound.c.id))

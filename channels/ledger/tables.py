"""The ledger's tables. Times are seconds since 1970 (UTC)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from channels.messages import CAMPAIGN

metadata = MetaData()

# SQLite numbers rows by itself only in a column of type INTEGER.
_Number = BigInteger().with_variant(Integer, "sqlite")

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(32), primary_key=True),  # random: what Rasa and the logs may know
    Column("address_key", String(64), nullable=False, unique=True),  # Vault.fingerprint
    Column("address", LargeBinary, nullable=False),  # sealed
    Column("channel", String(16), nullable=False),
    Column("locale", String(16)),
    Column("country", String(2)),
    Column("choices", JSON, nullable=False),  # topics last offered, for a number in answer
    Column("opted_out_at", Double),
    Column("noticed_at", Double),  # told that a machine answers, and what is kept
    Column("rest", LargeBinary),  # sealed: the parts of a long answer not sent yet
    Column("unreachable_at", Double),
    Column("unreachable_code", Integer),
    Column("erase_asked_at", Double),  # the address goes when the last message is on its way
    Column("created_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
)

inbound = Table(
    "inbound",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("provider_id", String(64), nullable=False, unique=True),
    Column("contact_id", String(32), ForeignKey("contacts.id"), nullable=False),
    Column("our_address", String(128), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("body", LargeBinary),  # sealed; emptied after SUAR_KEEP_TEXTS_DAYS
    Column("opt_out_type", String(8)),
    Column("payload", String(200)),  # of the button that was pressed
    Column("place", String(2)),  # the country of a shared location
    Column("received_at", Double, nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", Double, nullable=False),
    Column("lease_until", Double, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("holding_at", Double),
    Column("finished_at", Double),
    Column("error", String(64)),
)

outbound = Table(
    "outbound",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("contact_id", String(32), ForeignKey("contacts.id"), nullable=False),
    Column("inbound_id", _Number, ForeignKey("inbound.id"), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("our_address", String(128), nullable=False),
    Column("body", LargeBinary),  # sealed; emptied after SUAR_KEEP_TEXTS_DAYS
    Column("state", String(12), nullable=False),
    Column("provider_id", String(64), unique=True),
    Column("segments", Integer),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("lease_until", Double, nullable=False),
    Column("started_at", Double),  # of the attempt whose outcome may be unknown
    Column("updated_at", Double, nullable=False),
    Column("error_code", Integer),
    Column("media", String(128)),
    Column("offer", LargeBinary),  # sealed: choices to press
    # However often a message is worked on, it gets one reply.
    UniqueConstraint("inbound_id", "purpose", name="uq_outbound_one_reply"),
)

# What people wished: triggers refuse to change or delete a row (migration 0007).
consents = Table(
    "consents",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("contact_id", String(32), ForeignKey("contacts.id"), nullable=False),
    Column("address_key", String(64)),  # Vault.fingerprint: outlives the contact's number
    Column("event", String(8), nullable=False),
    Column("source", String(16), nullable=False),
    Column("sender", String(128)),  # our address that it was said to
    Column("at", Double, nullable=False),
)

# Who wants nothing but answers, from which address of ours.
opt_outs = Table(
    "opt_outs",
    metadata,
    Column("address_key", String(64), primary_key=True),
    Column("our_address", String(128), primary_key=True),
    Column("at", Double, nullable=False),
)

# What was spent, by day (UTC) and country: for the cap, and for the operator's accounts.
spending = Table(
    "spending",
    metadata,
    Column("day", String(10), primary_key=True),  # 2026-11-28
    Column("channel", String(16), primary_key=True),
    Column("country", String(2), primary_key=True),  # "" where it is not known
    Column("messages", Integer, nullable=False),
    Column("segments", Integer, nullable=False),
)

# Behind: an earlier message of the contact is open; whoever finishes that one lets it move up.
IN_WAITING, IN_TAKEN, IN_BEHIND = "waiting", "taken", "behind"
IN_DONE, IN_DEAD = "done", "dead"
IN_NEXT = (IN_WAITING, IN_TAKEN)
IN_OPEN = (*IN_NEXT, IN_BEHIND)

OUT_QUEUED, OUT_SENDING, OUT_UNSURE = "queued", "sending", "unsure"
OUT_ACCEPTED, OUT_SENT, OUT_DELIVERED, OUT_READ = "accepted", "sent", "delivered", "read"
OUT_UNDELIVERED, OUT_FAILED = "undelivered", "failed"
OUT_WITHHELD = "withheld"  # not sent, because the person wants it so: no fault of anybody's
OUT_OPEN = (OUT_QUEUED, OUT_SENDING, OUT_UNSURE)
OUT_BAD = (OUT_FAILED, OUT_UNDELIVERED)

# The queues stay small however large the ledger grows: their indexes hold open rows only.
for _table, _open in ((inbound, IN_OPEN), (outbound, OUT_OPEN)):
    _is_open = _table.c.state.in_(_open)
    Index(
        f"ix_{_table.name}_open",
        _table.c.contact_id,
        _table.c.id,
        sqlite_where=_is_open,
        postgresql_where=_is_open,
    )
# In the order in which they are worked on: SQLite would else go through the whole table. What goes
# to many stands apart, so that nothing to one person is looked for behind it.
for _number, _queue, _which in (
    (inbound.c.id, "inbound_queue", inbound.c.state.in_(IN_NEXT)),
    (
        outbound.c.id,
        "outbound_queue",
        outbound.c.state.in_(OUT_OPEN) & (outbound.c.purpose != CAMPAIGN),
    ),
    (
        outbound.c.id,
        "outbound_campaigns",
        outbound.c.state.in_(OUT_OPEN) & (outbound.c.purpose == CAMPAIGN),
    ),
):
    Index(f"ix_{_queue}", _number, sqlite_where=_which, postgresql_where=_which)
# Whose text is emptied already is not looked at again, however many they are.
for _age in (inbound.c.received_at, outbound.c.created_at):
    _has_text = _age.table.c.body.is_not(None)
    Index(
        f"ix_{_age.table.name}_texts",
        _age,
        sqlite_where=_has_text,
        postgresql_where=_has_text,
    )
    # One contact's messages: to show them, to erase them.
    Index(f"ix_{_age.table.name}_contact", _age.table.c.contact_id, _age.table.c.id)
# What staff look at: few among many.
for _table, _bad in ((outbound, OUT_BAD), (inbound, (IN_DEAD,))):
    _is_bad = _table.c.state.in_(_bad)
    Index(f"ix_{_table.name}_bad", _table.c.id, sqlite_where=_is_bad, postgresql_where=_is_bad)
Index("ix_consents_contact", consents.c.contact_id)
_erase_asked = contacts.c.erase_asked_at.is_not(None)
Index(
    "ix_contacts_to_erase",
    contacts.c.id,
    sqlite_where=_erase_asked,
    postgresql_where=_erase_asked,
)

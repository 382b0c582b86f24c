"""The desk's tables, beside the ledger's. Times are seconds since 1970 (UTC)."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Double, Integer, LargeBinary, String, Table

from channels.ledger.tables import metadata

_Number = BigInteger().with_variant(Integer, "sqlite")

staff = Table(
    "staff",
    metadata,
    Column("id", String(32), primary_key=True),  # random
    Column("name", String(64), nullable=False, unique=True),
    Column("password_hash", String(256), nullable=False),  # argon2id
    Column("totp_secret", LargeBinary, nullable=False),  # sealed
    Column("totp_step", BigInteger, nullable=False),  # of the last code used: none is used twice
    Column("role", String(16), nullable=False),
    Column("languages", JSON, nullable=False),  # of a translator
    Column("failures", Integer, nullable=False),
    Column("locked_until", Double, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("disabled_at", Double),
)

invites = Table(
    "staff_invites",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("invited_by", String(64), nullable=False),
    Column("totp_secret", LargeBinary, nullable=False),  # sealed; shown on the page of the link
    Column("expires_at", Double, nullable=False),
    Column("used_at", Double),
)

sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", String(32), nullable=False, index=True),
    Column("created_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
)

audit = Table(
    "staff_audit",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("at", Double, nullable=False, index=True),
    Column("name", String(64), nullable=False),  # as it was then
    Column("action", String(32), nullable=False),
    Column("subject", String(200), nullable=False),
)

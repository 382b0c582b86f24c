"""Staff accounts: invitations, sign-in, sessions, and the audit trail."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass

import regex
from sqlalchemy import RowMapping, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.ledger.database import Database
from channels.vault import Vault
from desk import secrets
from desk.roles import Member
from desk.tables import audit, invites, sessions, staff

INVITE_SECONDS = 24 * 3600.0
SESSION_SECONDS = 12 * 3600.0
IDLE_SECONDS = 2 * 3600.0
MAX_FAILURES = 5
LOCK_SECONDS = 15 * 60.0
# Controls, and what turns the direction of writing: a name must look as it is. The joiners that
# Persian and Sinhala need are not among them.
_HIDDEN = regex.compile(r"[\p{Cc}\p{Cs}\p{Bidi_Control}]")
SEEN_EVERY_SECONDS = 60.0  # how often a session's last use is written down


class Refused(Exception):
    """What was asked cannot be done; the text says what to do."""


@dataclass(frozen=True)
class Invite:
    """An open invitation. `totp_secret` is shown once, on the page of its link."""

    role: str
    languages: tuple[str, ...]
    totp_secret: str


class Accounts:
    """All that is kept of staff.

    Args:
        database: where the ledger is too.
        vault: seals the secrets of one-time codes.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def invite(self, role: str, languages: tuple[str, ...], invited_by: str) -> str:
        """Make a one-time link's token, good for a day."""
        token = secrets.new_token()
        row = {
            "token_hash": secrets.token_hash(token),
            "role": role,
            "languages": list(languages),
            "invited_by": invited_by,
            "totp_secret": self._vault.seal(secrets.new_totp_secret()),
            "expires_at": time.time() + INVITE_SECONDS,
        }
        async with self._database.transaction() as connection:
            await connection.execute(insert(invites).values(row))
            await _record(connection, invited_by, "invited", f"{role} {' '.join(languages)}")
        return token

    async def open_invite(self, token: str) -> Invite | None:
        """The invitation of a token, if it is still good."""
        async with self._database.transaction() as connection:
            row = await _open_invite(connection, token)
        if row is None:
            return None
        secret = self._vault.open(row["totp_secret"])
        return Invite(row["role"], tuple(row["languages"]), secret)

    async def join(self, token: str, name: str, password: str, code: str) -> Member:
        """Make an account from an invitation.

        Raises:
            Refused: the link is used up, the name is taken, the password short or the code wrong.
        """
        name = " ".join(name.split())
        if not 2 <= len(name) <= 64 or _HIDDEN.search(name):
            raise Refused("Write your name: 2 to 64 characters, none of them hidden.")
        if not secrets.MIN_PASSWORD <= len(password) <= secrets.MAX_PASSWORD:
            raise Refused(f"The password needs {secrets.MIN_PASSWORD} characters or more.")
        hashed = await asyncio.to_thread(secrets.hash_password, password)
        async with self._database.transaction() as connection:
            row = await _open_invite(connection, token)
            if row is None:
                raise Refused("This link has been used or is too old. Ask for a new one.")
            if await _by_name(connection, name):
                raise Refused("This name is taken. Choose another.")
            step = secrets.code_step(self._vault.open(row["totp_secret"]), code, 0)
            if step is None:
                raise Refused("The code does not match. Wait for the next one and try again.")
            member = Member(uuid.uuid4().hex, name, row["role"], tuple(row["languages"]))
            await connection.execute(
                insert(staff).values(
                    id=member.id,
                    name=name,
                    password_hash=hashed,
                    totp_secret=row["totp_secret"],
                    totp_step=step,
                    role=row["role"],
                    languages=row["languages"],
                    failures=0,
                    locked_until=0.0,
                    created_at=time.time(),
                )
            )
            used = invites.c.token_hash == secrets.token_hash(token)
            await connection.execute(update(invites).where(used).values(used_at=time.time()))
            await _record(connection, name, "joined", row["role"])
        return member

    async def sign_in(self, name: str, password: str, code: str) -> str | None:
        """A new session's token; None if anything does not match, or the account is locked."""
        name = _HIDDEN.sub("\ufffd", " ".join(name.split())[:64])
        async with self._database.transaction() as connection:
            row = await _by_name(connection, name)
        stored = row["password_hash"] if row else None
        fits = await asyncio.to_thread(secrets.password_fits, password, stored)
        async with self._database.transaction() as connection:
            row = await _by_name(connection, name)
            if row is None or row["disabled_at"] or row["locked_until"] > time.time():
                await _record(connection, name, "refused", "unknown, disabled or locked")
                return None
            step = secrets.code_step(self._vault.open(row["totp_secret"]), code, row["totp_step"])
            if not fits or step is None:
                await _count_failure(connection, row)
                return None
            await connection.execute(
                update(staff)
                .where(staff.c.id == row["id"])
                .values(failures=0, locked_until=0.0, totp_step=step)
            )
            await _record(connection, name, "signed_in", "")
            return await _new_session(connection, row["id"])

    async def session_of(self, member: Member) -> str:
        """A session for someone who has just joined."""
        async with self._database.transaction() as connection:
            return await _new_session(connection, member.id)

    async def member(self, token: str) -> Member | None:
        """Who a session's token belongs to, if the session is still good."""
        now = time.time()
        async with self._database.transaction() as connection:
            found = await connection.execute(
                select(staff, sessions.c.seen_at)
                .join(sessions, sessions.c.staff_id == staff.c.id)
                .where(
                    sessions.c.token_hash == secrets.token_hash(token),
                    sessions.c.created_at > now - SESSION_SECONDS,
                    sessions.c.seen_at > now - IDLE_SECONDS,
                    staff.c.disabled_at.is_(None),
                )
            )
            row = found.mappings().first()
            if row is None:
                return None
            if row["seen_at"] < now - SEEN_EVERY_SECONDS:
                this = sessions.c.token_hash == secrets.token_hash(token)
                await connection.execute(update(sessions).where(this).values(seen_at=now))
        return _member(row)

    async def sign_out(self, token: str) -> None:
        """End a session."""
        async with self._database.transaction() as connection:
            this = sessions.c.token_hash == secrets.token_hash(token)
            await connection.execute(delete(sessions).where(this))

    async def everyone(self) -> list[RowMapping]:
        """All accounts, by name."""
        async with self._database.transaction() as connection:
            found = await connection.execute(select(staff).order_by(staff.c.name))
            return list(found.mappings())

    async def disable(self, staff_id: str, by: Member) -> None:
        """Close an account and end its sessions.

        Raises:
            Refused: it is one's own, or the last administrator's.
        """
        if staff_id == by.id:
            raise Refused("You cannot close your own account. Ask another administrator.")
        async with self._database.transaction() as connection:
            this = staff.c.id == staff_id
            await connection.execute(update(staff).where(this).values(disabled_at=time.time()))
            await connection.execute(delete(sessions).where(sessions.c.staff_id == staff_id))
            await _record(connection, by.name, "closed_account", staff_id)

    async def record(self, by: Member, action: str, subject: str) -> None:
        """Write a line of the audit trail. The subject never holds a text."""
        async with self._database.transaction() as connection:
            await _record(connection, by.name, action, subject)

    async def trail(self, most: int = 200) -> list[RowMapping]:
        """The newest lines of the audit trail."""
        async with self._database.transaction() as connection:
            found = await connection.execute(select(audit).order_by(audit.c.id.desc()).limit(most))
            return list(found.mappings())


async def _by_name(connection: AsyncConnection, name: str) -> RowMapping | None:
    same = func.lower(staff.c.name) == name.lower()
    found = await connection.execute(select(staff).where(same))
    return found.mappings().first()


async def _open_invite(connection: AsyncConnection, token: str) -> RowMapping | None:
    found = await connection.execute(
        select(invites).where(
            invites.c.token_hash == secrets.token_hash(token),
            invites.c.used_at.is_(None),
            invites.c.expires_at > time.time(),
        )
    )
    return found.mappings().first()


async def _count_failure(connection: AsyncConnection, row: RowMapping) -> None:
    failures = row["failures"] + 1
    locked = failures >= MAX_FAILURES
    await connection.execute(
        update(staff)
        .where(staff.c.id == row["id"])
        .values(
            failures=0 if locked else failures,
            locked_until=time.time() + LOCK_SECONDS if locked else 0.0,
        )
    )
    await _record(connection, row["name"], "locked" if locked else "refused", "sign-in")


async def _new_session(connection: AsyncConnection, staff_id: str) -> str:
    token, now = secrets.new_token(), time.time()
    await connection.execute(delete(sessions).where(sessions.c.created_at < now - SESSION_SECONDS))
    await connection.execute(
        insert(sessions).values(
            token_hash=secrets.token_hash(token), staff_id=staff_id, created_at=now, seen_at=now
        )
    )
    return token


async def _record(connection: AsyncConnection, name: str, action: str, subject: str) -> None:
    await connection.execute(
        insert(audit).values(at=time.time(), name=name[:64], action=action, subject=subject[:200])
    )


def _member(row: RowMapping) -> Member:
    return Member(row["id"], row["name"], row["role"], tuple(row["languages"]))

"""Asks a connection to PostgreSQL whether it lives, if it has rested for a while.

SQLAlchemy's `pool_pre_ping` asks before every transaction, which takes three trips to the server,
and waits for the answer as long as TCP does. A connection that the server has closed is known as
closed without asking. Only what lies between the two (a firewall, a load balancer) can drop one
without a word, and only one that has rested.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError, InvalidatePoolError

RESTED_SECONDS = 5.0
ANSWERS_WITHIN_SECONDS = 2.0
_SINCE = "rests_since"  # time.monotonic()


def ask_the_rested(engine: Engine) -> None:
    """Let no transaction of this engine begin on a connection that is known as lost.

    A lost one is replaced by a new one; if it had to be asked, all others are replaced as well.

    Args:
        engine: of asyncpg.
    """
    event.listen(engine, "checkin", _rest)
    event.listen(engine, "checkout", _ask)


def _rest(_connection: Any, record: Any) -> None:
    record.info[_SINCE] = time.monotonic()


def _ask(connection: Any, record: Any, _proxy: Any) -> None:
    if connection.driver_connection.is_closed():
        raise DisconnectionError("closed by the server")
    rested_since = record.info.get(_SINCE)
    if rested_since is None or time.monotonic() - rested_since < RESTED_SECONDS:
        return
    try:
        connection.run_async(lambda raw: raw.execute("SELECT 1", timeout=ANSWERS_WITHIN_SECONDS))
    except Exception as error:
        raise InvalidatePoolError("it does not answer") from error

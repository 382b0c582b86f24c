"""`suar desk`: who may enter the desk."""

from __future__ import annotations

import asyncio
import os

from channels.ledger.database import Database
from channels.vault import Vault
from desk.accounts import Accounts
from desk.roles import ROLES
from suar import environment, paths
from suar.problem import Problem

BY = "command line"


def invite(role: str, languages: tuple[str, ...]) -> str:
    """Make a one-time link for a member of staff.

    Raises:
        Problem: there is no such role.
    """
    if role not in ROLES:
        raise Problem(f"--role is {role}; wanted: {', '.join(ROLES)}")
    os.chdir(paths.ROOT)  # as `suar up` does: the database is found from there
    settings = environment.settings()

    async def make() -> str:
        database = Database(settings.database_url)
        try:
            await database.migrate()
            return await Accounts(database, Vault(settings.secret_key)).invite(role, languages, BY)
        finally:
            await database.close()

    return f"{settings.public_url}/desk/join/{asyncio.run(make())}"

"""
Passwords for the logins of the service, and a login of its own for each tenant that asks for one.

The roles themselves come with the migrations. Run this as whoever runs the migrations. Passwords are
hashed here, so that the server's log never sees one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import DictRow, dict_row

from daysheet.core.errors import UnknownThing
from daysheet.warehouse.database import database_errors
from daysheet.warehouse.queries import query

WORKER_LOGIN: Final = "daysheet_worker_login"
API_LOGIN: Final = "daysheet_api_login"
MIGRATOR: Final = "daysheet_migrator"
BACKUP: Final = "daysheet_backup"
LOGINS: Final = (WORKER_LOGIN, API_LOGIN, MIGRATOR, BACKUP)

READER_SETTINGS: Final = {
    "default_transaction_read_only": "on",
    "statement_timeout": "120s",
    "idle_in_transaction_session_timeout": "60s",
}

_Connection = psycopg.AsyncConnection[DictRow]


def reader_login(tenant_id: int) -> str:
    """
    Return the name of a tenant's own login.

    >>> reader_login(42)
    'daysheet_reader_t42'
    """
    return f"daysheet_reader_t{int(tenant_id)}"


async def set_passwords(connection_url: str, passwords: Mapping[str, str]) -> None:
    """Give the service's logins their passwords."""
    if unknown := passwords.keys() - set(LOGINS):
        raise UnknownThing(f"{', '.join(sorted(unknown))} is no login of the service: {', '.join(LOGINS)}.")
    async with _changing_roles(connection_url) as connection:
        for login, password in passwords.items():
            await _set_password(connection, login, password)


async def ensure_reader(connection_url: str, tenant_id: int, password: str) -> str:
    """
    Make a login that reads one tenant and no other, or give it a new password; return its name.

    Its tenant is its name, not a setting, so it may be handed to any program.
    """
    login = reader_login(tenant_id)
    name = sql.Identifier(login)
    async with _changing_roles(connection_url) as connection:
        if not await _found(connection, query("roles", "tenant_exists"), {"tenant_id": tenant_id}):
            raise UnknownThing(f"There is no tenant {tenant_id}.")
        if not await _found(connection, query("roles", "role_exists"), {"role": login}):
            await connection.execute(sql.SQL("create role {} login inherit").format(name))
        if not await _found(connection, query("roles", "is_member"), {"role": login, "granted": "daysheet_reader"}):
            await connection.execute(sql.SQL("grant daysheet_reader to {}").format(name))
        for setting, value in READER_SETTINGS.items():
            await connection.execute(
                sql.SQL("alter role {} set {} = {}").format(name, sql.Identifier(setting), sql.Literal(value))
            )
        await _set_password(connection, login, password)
    return login


async def drop_reader(connection_url: str, tenant_id: int) -> None:
    """Take a tenant's own login away; that there is none is as good."""
    async with _changing_roles(connection_url) as connection:
        await connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(reader_login(tenant_id))))


@asynccontextmanager
async def _changing_roles(connection_url: str) -> AsyncIterator[_Connection]:
    async with (
        database_errors(),
        await psycopg.AsyncConnection.connect(
            connection_url, autocommit=True, prepare_threshold=None, row_factory=dict_row
        ) as connection,
        connection.transaction(),
    ):
        await connection.execute(query("roles", "one_at_a_time"))
        yield connection


async def _found(connection: _Connection, statement: LiteralString, values: Mapping[str, Any]) -> bool:
    row = await (await connection.execute(statement, values)).fetchone()
    assert row is not None
    return bool(row["found"])


async def _set_password(connection: _Connection, login: str, password: str) -> None:
    verifier = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    await connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(verifier)))

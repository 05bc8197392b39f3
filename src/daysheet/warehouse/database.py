"""
Connections to PostgreSQL, each transaction in the name of one tenant and one role.

A login has no rights of its own: they come with `set local role`, and the tenant with
`set local app.tenant_id`, so nothing is left on a pooled connection for the next request.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, Literal

import psycopg
from psycopg import sql
from psycopg.errors import ProgramLimitExceeded
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from daysheet.core.errors import DatabaseBusy, RowRefused

Role = Literal["daysheet_service", "daysheet_reader", "daysheet_editor", "daysheet_analyst", "daysheet_scheduler"]
SERVICE: Final[Role] = "daysheet_service"
CONNECT_SECONDS_MAX: Final = 15

Connection = psycopg.AsyncConnection[DictRow]


@asynccontextmanager
async def database_errors() -> AsyncIterator[None]:
    """Turn a lost or refused database into `DatabaseBusy`; our own mistakes stay what they are."""
    try:
        yield
    except (psycopg.OperationalError, PoolTimeout) as error:
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise DatabaseBusy(
            f"The database is not there or broke off ({first_line}). "
            "Nothing that was reported as stored is lost; run the same command again."
        ) from error


# The last three are the driver's, where it cannot write a value as the column's type.
REFUSALS: Final = (
    psycopg.DataError,
    psycopg.IntegrityError,
    ProgramLimitExceeded,
    ValueError,
    OverflowError,
    TypeError,
)


@contextmanager
def refused_rows(table: str) -> Iterator[None]:
    """Turn what the driver or the database has against a row into `RowRefused`; the reason names no value."""
    try:
        yield
    except REFUSALS as error:
        raise RowRefused(table, _reason_of(error)) from error


def _reason_of(error: Exception) -> str:
    reason = type(error).__name__
    if isinstance(error, psycopg.Error):
        places = (("constraint", error.diag.constraint_name), ("column", error.diag.column_name))
        reason += "".join(f", {word} {name}" for word, name in places if name)
    return reason


async def act_for(connection: Connection, tenant_id: int, role: Role = SERVICE, *, read_only: bool = False) -> None:
    """Make the rest of this transaction act for one tenant, in one role."""
    statements = sql.SQL("set local role {}; set local app.tenant_id = {}").format(
        sql.Identifier(role), sql.Literal(str(int(tenant_id)))
    )
    if read_only:
        statements = sql.SQL("set transaction read only; ") + statements
    await connection.execute(statements)


async def name_tenant(connection: Connection, tenant_id: int) -> None:
    """Make the rest of this transaction act for another tenant, in the role that it has; fit for a pipeline."""
    await connection.execute(sql.SQL("set local app.tenant_id = {}").format(sql.Literal(str(int(tenant_id)))))


class Database:
    """The warehouse as the running service sees it: through a login that owns nothing."""

    def __init__(self, url: str, *, connections_max: int = 4) -> None:
        self._url = url
        # What the callers of this process share, such as a trip that they make together.
        self.shared: dict[tuple[str, int], Any] = {}
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=connections_max,
            open=False,
            timeout=CONNECT_SECONDS_MAX,
            kwargs={"autocommit": True, "row_factory": dict_row, "connect_timeout": CONNECT_SECONDS_MAX},
        )

    async def __aenter__(self) -> Database:
        async with database_errors():
            await self._pool.open(wait=True, timeout=CONNECT_SECONDS_MAX)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def tenant(
        self, tenant_id: int, role: Role = SERVICE, *, read_only: bool = False
    ) -> AsyncIterator[Connection]:
        """Open a transaction for one tenant."""
        async with database_errors(), self._pool.connection() as connection, connection.transaction():
            await act_for(connection, tenant_id, role, read_only=read_only)
            yield connection

    @asynccontextmanager
    async def nobody(self, role: Role = SERVICE) -> AsyncIterator[Connection]:
        """Open a transaction for what belongs to no tenant, such as the budget of a credential."""
        async with database_errors(), self._pool.connection() as connection, connection.transaction():
            await connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
            yield connection

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Connection]:
        """Open a connection of its own, for work that keeps temporary tables over several transactions."""
        async with database_errors():
            connection: Connection = await psycopg.AsyncConnection.connect(
                self._url, autocommit=True, row_factory=dict_row, connect_timeout=CONNECT_SECONDS_MAX
            )
        try:
            yield connection
        finally:
            await asyncio.shield(connection.close())

"""
Brings a database to this release: numbered files of plain SQL, each applied once, in order.

Run it over a direct connection: the lock needs a session, which a transaction pooler does not give.

A file begins with `set local role daysheet_owner`, so that what it makes belongs to the owner. One that
adds a foreign key to a table with rows must not: behind the wall the key would be checked only against
the rows of one tenant. Such a file runs as whoever migrates, who passes the walls.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import DictRow, dict_row

from daysheet.core.errors import DatabaseBusy, NeedsOperator, SchemaMismatch
from daysheet.warehouse.queries import query
from daysheet.warehouse.statements import statements

SERVER_VERSION_MIN: Final = 15
LOCK_WAIT_SECONDS: Final = 0.1
LOCK_ATTEMPTS_MAX: Final = 3000
NO_TRANSACTION: Final = "-- no-transaction"

_Connection = psycopg.AsyncConnection[DictRow]


@dataclass(frozen=True, kw_only=True)
class MigrationSet:
    """The migrations of one owner: the warehouse itself, or a vendor by its name."""

    name: str
    folder: Traversable | Path


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One file, as it is in this release."""

    set_name: str
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Checksum of the file, by which a later edit is noticed."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def title(self) -> str:
        """Name of the file for messages."""
        return f"{self.set_name}/{self.name}"


def read_migrations(migration_set: MigrationSet) -> list[Migration]:
    """Return the files of a set in the order they are applied."""
    found = sorted(migration_set.folder.iterdir(), key=lambda file: file.name)
    return [
        Migration(set_name=migration_set.name, name=file.name, sql=file.read_text(encoding="utf-8"))
        for file in found
        if file.name.endswith(".sql")
    ]


async def migrate(connection_url: str, sets: Sequence[MigrationSet]) -> list[str]:
    """
    Apply what is missing and return the titles of what was applied.

    Everything is checked before anything is applied. Several may run this at once: one works,
    the others wait for it and then find nothing left to do.
    """
    async with _connected(connection_url) as connection, _alone(connection):
        missing = _missing(sets, await _applied(connection))
        await _prepare(connection)
        for migration in missing:
            await _apply(connection, migration)
        return [migration.title for migration in missing]


async def pending(connection_url: str, sets: Sequence[MigrationSet]) -> list[str]:
    """Return the titles of what `migrate` would apply; refuses what `migrate` refuses, changes nothing."""
    async with _connected(connection_url) as connection:
        return [migration.title for migration in _missing(sets, await _applied(connection))]


@asynccontextmanager
async def _connected(connection_url: str) -> AsyncIterator[_Connection]:
    try:
        connection = await psycopg.AsyncConnection.connect(
            connection_url, autocommit=True, prepare_threshold=None, row_factory=dict_row
        )
    except psycopg.OperationalError as error:
        raise DatabaseBusy(f"The database cannot be reached: {error}") from error
    async with connection:
        found = await _one(connection, query("migrating", "server_version"))
        if found["version"] < SERVER_VERSION_MIN * 10_000:
            raise NeedsOperator(
                f"The server is PostgreSQL {found['version'] // 10_000}; {SERVER_VERSION_MIN} or newer is needed."
            )
        yield connection


@asynccontextmanager
async def _alone(connection: _Connection) -> AsyncIterator[None]:
    # Tried again and again, not waited for: a waiting pg_advisory_lock() holds a snapshot, and
    # CREATE INDEX CONCURRENTLY of the one who has the lock waits for every snapshot.
    for _ in range(LOCK_ATTEMPTS_MAX):
        if (await _one(connection, query("migrating", "take_lock")))["taken"]:
            break
        await asyncio.sleep(LOCK_WAIT_SECONDS)
    else:
        raise DatabaseBusy("Somebody else has been migrating this database for minutes. Try again later.")
    try:
        yield
    finally:
        if not connection.closed and not connection.broken:
            await connection.execute(query("migrating", "release_lock"))


async def _one(connection: _Connection, query: LiteralString) -> dict[str, Any]:
    row = await (await connection.execute(query)).fetchone()
    assert row is not None
    return row


async def _applied(connection: _Connection) -> dict[tuple[str, str], str]:
    if not (await _one(connection, query("migrating", "have_schema")))["record_exists"]:
        return {}
    rows = await (await connection.execute(query("migrating", "applied"))).fetchall()
    return {(row["set_name"], row["name"]): row["sha256"] for row in rows}


async def _prepare(connection: _Connection) -> None:
    have = await _one(connection, query("migrating", "have_schema"))
    if not have["schema_exists"]:
        await connection.execute(query("migrating", "make_schema"))
    if not have["record_exists"]:
        await connection.execute(query("migrating", "make_record"))


def _missing(sets: Sequence[MigrationSet], applied: Mapping[tuple[str, str], str]) -> list[Migration]:
    missing: list[Migration] = []
    for migration_set in sets:
        migrations = read_migrations(migration_set)
        done = {name: sha256 for (set_name, name), sha256 in applied.items() if set_name == migration_set.name}
        _refuse_misfit(migration_set.name, migrations, done)
        missing += [migration for migration in migrations if migration.name not in done]
    return missing


def _refuse_misfit(set_name: str, migrations: Sequence[Migration], done: Mapping[str, str]) -> None:
    if unknown := sorted(done.keys() - {migration.name for migration in migrations}):
        raise SchemaMismatch(
            f"The database is newer than this program: it has {set_name}/{unknown[-1]}, which this release lacks. "
            "Update the program."
        )
    for migration in migrations:
        if migration.name not in done:
            if done and migration.name < max(done):
                raise SchemaMismatch(
                    f"{migration.title} sorts before {max(done)}, which is applied. Give it a higher number."
                )
        elif done[migration.name] != migration.sha256:
            raise SchemaMismatch(
                f"{migration.title} was changed after it was applied. Restore the file and put the change in a new one."
            )


async def _apply(connection: _Connection, migration: Migration) -> None:
    alone = migration.sql.startswith(NO_TRANSACTION)
    try:
        if alone:
            await _run(connection, migration)
        else:
            async with connection.transaction():
                await _run(connection, migration)
    except psycopg.errors.LockNotAvailable as error:
        raise DatabaseBusy(f"Migration {migration.title} waited too long for a lock. Try again.") from error
    except psycopg.Error as error:
        kept = "Some of its statements may have been applied." if alone else "Nothing of it was applied."
        said = error.diag.message_primary or str(error)
        raise NeedsOperator(f"Migration {migration.title} failed: {said} ({error.sqlstate}). {kept}") from error


async def _run(connection: _Connection, migration: Migration) -> None:
    for statement in statements(migration.sql):
        # A file of ours, sent as it stands and without parameters: %, $1 and ? mean nothing special.
        await connection.execute(statement)
    await connection.execute(
        query("migrating", "record"),
        {"set_name": migration.set_name, "name": migration.name, "sha256": migration.sha256},
    )

"""Keys of the API: those of each tenant, behind its wall, and those of the host, outside of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from daysheet.core.access import Caller, actor_of, check_gift
from daysheet.core.errors import UnknownThing
from daysheet.core.tokens import Token
from daysheet.warehouse.auditing import write_entry, write_host_entry
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query

# That something was used is written down once in this time, not at every request.
NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class NewKeyRow:
    """What is stored of a key that is being made."""

    name: str
    key_digest: bytes = field(repr=False)
    is_test: bool
    scopes: list[str]
    locations: list[int] | None
    expires_at: datetime | None


class ApiKeys:
    """The keys of one tenant."""

    def __init__(self, database: Database, tenant_id: int) -> None:
        self._database = database
        self._tenant_id = tenant_id

    async def used(self, key_id: int, token: Token | None, now: datetime) -> dict[str, Any] | None:
        """
        Return the key that a token stands for, and note that it was used; None where it opens nothing.

        Each refusal takes the same one look.
        """
        async with self._database.tenant(self._tenant_id) as connection:
            row = await self._one(connection, "key_of", key_id=key_id)
            is_right = token is not None and token.is_of(row["key_digest"] if row else bytes(32))
            if row is None or not is_right or not _is_open(row, now):
                return None
            if _is_unnoted(row, now):
                await self._one(connection, "touch_key", key_id=key_id, now=now, noted_before=now - NOTED_EVERY)
        return row

    async def add(self, row: NewKeyRow, now: datetime, actor: str) -> dict[str, Any]:
        """Store a key; raises `UnknownThing` for a location that is not the tenant's."""
        async with self._database.tenant(self._tenant_id) as connection:
            await check_locations(connection, self._tenant_id, row.locations)
            made = await self._one(connection, "add_key", **vars(row), now=now, made_by=actor)
            assert made is not None
            await write_entry(connection, self._tenant_id, now, actor, "key.made", _described(made))
        return made

    async def all(self) -> list[dict[str, Any]]:
        """Return the keys, newest first."""
        async with self._database.tenant(self._tenant_id) as connection:
            return await self._rows(connection, "keys")

    async def revoke(self, key_id: int, now: datetime, by: Caller | str) -> bool:
        """Take a key back; False where that was done before. Raises `UnknownThing`, `ForbiddenByScope`."""
        async with self._database.tenant(self._tenant_id) as connection:
            rights = await self._one(connection, "rights_of_key", key_id=key_id)
            if rights is None:
                raise UnknownThing(f"There is no key {key_id}. See: daysheet keys list")
            check_gift(by, rights["scopes"], rights["locations"])
            done = await self._one(connection, "revoke_key", key_id=key_id, now=now)
            if done is not None:
                await write_entry(connection, self._tenant_id, now, actor_of(by), "key.revoked", f"key {key_id}")
        return done is not None

    async def _one(self, connection: Connection, name: str, /, **values: Any) -> dict[str, Any] | None:
        rows = await self._rows(connection, name, **values)
        return rows[0] if rows else None

    async def _rows(self, connection: Connection, name: str, /, **values: Any) -> list[dict[str, Any]]:
        return await _rows(connection, name, tenant_id=self._tenant_id, **values)


class HostKeys:
    """The keys of the host."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def used(self, key_id: int, token: Token, now: datetime) -> dict[str, Any] | None:
        """Return the key that a token stands for, and note that it was used; None where it opens nothing."""
        async with self._database.nobody() as connection:
            rows = await _rows(connection, "host_key_of", key_id=key_id)
            is_right = token.is_of(rows[0]["key_digest"] if rows else bytes(32))
            if not rows or not is_right or rows[0]["revoked_at"] is not None:
                return None
            if _is_unnoted(rows[0], now):
                await _rows(connection, "touch_host_key", key_id=key_id, now=now, noted_before=now - NOTED_EVERY)
        return rows[0]

    async def add(self, name: str, key_digest: bytes, now: datetime, actor: str) -> dict[str, Any]:
        """Store a key."""
        async with self._database.nobody() as connection:
            rows = await _rows(connection, "add_host_key", name=name, key_digest=key_digest, now=now, made_by=actor)
            made = rows[0]
            await write_host_entry(connection, now, actor, "host_key.made", f"host key {made['key_id']}")
        return made

    async def all(self) -> list[dict[str, Any]]:
        """Return the keys, newest first."""
        async with self._database.nobody() as connection:
            return await _rows(connection, "host_keys")

    async def revoke(self, key_id: int, now: datetime, actor: str) -> bool:
        """Take a key back; False where that was done before. Raises `UnknownThing`."""
        async with self._database.nobody() as connection:
            if not await _rows(connection, "host_key_exists", key_id=key_id):
                raise UnknownThing(f"There is no host key {key_id}. See: daysheet keys list --host")
            done = await _rows(connection, "revoke_host_key", key_id=key_id, now=now)
            if done:
                await write_host_entry(connection, now, actor, "host_key.revoked", f"host key {key_id}")
        return bool(done)


async def check_locations(connection: Connection, tenant_id: int, locations: Iterable[int] | None) -> None:
    """Raise `UnknownThing` for a location that is not the tenant's."""
    if locations is None:
        return
    unknown = await _rows(connection, "unknown_locations", tenant_id=tenant_id, locations=list(locations))
    if unknown:
        raise UnknownThing(f"There is no location {unknown[0]['location_id']}. See: daysheet locations list")


def _described(row: dict[str, Any]) -> str:
    where = "" if row["locations"] is None else f" at locations {', '.join(map(str, row['locations']))}"
    return f"key {row['key_id']}: {', '.join(row['scopes'])}{where}"


def _is_open(row: dict[str, Any], now: datetime) -> bool:
    is_timely = row["expires_at"] is None or now < row["expires_at"]
    return is_timely and row["revoked_at"] is None and row["tenant_status"] == "active"


def _is_unnoted(row: dict[str, Any], now: datetime) -> bool:
    noted_at: datetime | None = row["last_used_at"]
    return noted_at is None or noted_at <= now - NOTED_EVERY


async def _rows(connection: Connection, name: str, /, **values: Any) -> list[dict[str, Any]]:
    cursor = await connection.execute(query("access", name), values)
    return await cursor.fetchall() if cursor.description else []

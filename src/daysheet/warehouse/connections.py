"""Connections and tenants: who is served, with which credential, at which vendor."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from daysheet.core.errors import NameTaken, UnknownThing
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query
from daysheet.warehouse.sealing import Vault


@dataclass(frozen=True, kw_only=True)
class ConnectionRow:
    """
    One credential at one vendor, and its plan there if somebody said; the secret itself stays sealed.

    `rotations` is how often a person has replaced it. Where it is `public_only`, it is called at public addresses only.
    """

    tenant_id: int
    connection_id: int
    name: str
    vendor: str
    base_url: str
    sealed_secret: bytes
    budget_key: str
    calls_per_minute: int | None
    status: str
    status_reason: str | None
    plan: str | None = None
    rotations: int = 0
    public_only: bool = False

    @property
    def identity(self) -> tuple[str, ...]:
        """What the secret is sealed to: it opens in this row only."""
        return ("connection", str(self.tenant_id), self.name)


class Connections:
    """The connections of one tenant."""

    def __init__(self, database: Database, vault: Vault, tenant_id: int) -> None:
        self._database = database
        self._vault = vault
        self._tenant_id = tenant_id

    async def all(self) -> list[ConnectionRow]:
        """Return the tenant's connections by name."""
        async with self._database.tenant(self._tenant_id) as connection:
            rows = await (
                await connection.execute(query("connections", "list_connections"), {"tenant_id": self._tenant_id})
            ).fetchall()
        return [ConnectionRow(**row) for row in rows]

    async def one(self, name: str) -> ConnectionRow:
        """Return one connection; raises `UnknownThing`."""
        known = await self.all()
        for each in known:
            if each.name == name:
                return each
        names = ", ".join(repr(each.name) for each in known) or "none yet"
        raise UnknownThing(f"There is no connection {name!r}. Connections: {names}. Make one: daysheet connect VENDOR")

    async def add(
        self,
        *,
        name: str,
        vendor: str,
        base_url: str,
        secret: Mapping[str, str],
        budget_key: str,
        calls_per_minute: int | None,
        now: datetime,
        public_only: bool = False,
    ) -> ConnectionRow:
        """Store a connection with its secret sealed; raises `NameTaken`."""
        sealed = self._vault.seal(json.dumps(dict(secret)).encode(), "connection", str(self._tenant_id), name)
        parameters = {
            "tenant_id": self._tenant_id,
            "name": name,
            "vendor": vendor,
            "base_url": base_url,
            "sealed_secret": sealed,
            "budget_key": budget_key,
            "calls_per_minute": calls_per_minute,
            "public_only": public_only,
            "now": now,
        }
        try:
            async with self._database.tenant(self._tenant_id) as connection:
                await connection.execute(query("connections", "add_connection"), parameters)
        except psycopg.errors.UniqueViolation:
            raise NameTaken(
                f"There is a connection {name!r} already. "
                f"Choose another --name, or give it a new credential: daysheet connections rotate {name}"
            ) from None
        return await self.one(name)

    def secret_of(self, row: ConnectionRow) -> dict[str, str]:
        """Open the secret of a connection."""
        opened: dict[str, str] = json.loads(self._vault.open(row.sealed_secret, *row.identity))
        return opened

    async def rotate(self, row: ConnectionRow, secret: Mapping[str, str], budget_key: str, now: datetime) -> None:
        """Replace the secret and take the connection into use again."""
        sealed = self._vault.seal(json.dumps(dict(secret)).encode(), *row.identity)
        await self._change("rotate_secret", row, sealed_secret=sealed, budget_key=budget_key, now=now)

    async def reseal(self, row: ConnectionRow, secret: Mapping[str, str]) -> None:
        """
        Keep the secret as the vendor has renewed it; it draws from the same budget as before.

        Nothing happens where a person has replaced it since *row* was read.
        """
        sealed = self._vault.seal(json.dumps(dict(secret)).encode(), *row.identity)
        await self._change("reseal_secret", row, sealed_secret=sealed, rotations=row.rotations)

    async def set_status(self, row: ConnectionRow, status: str, reason: str | None, now: datetime) -> None:
        """Mark a connection as active, needing a new credential, or paused."""
        await self._change("set_status", row, status=status, reason=reason, now=now)

    async def judge(
        self, row: ConnectionRow, secret: Mapping[str, str], status: str, reason: str | None, now: datetime
    ) -> None:
        """
        Mark a connection by what the vendor said to a secret, as active or needing a new credential.

        Nothing happens where the connection has another secret by now, or is paused.
        """
        for known in await self.all():
            if known.connection_id == row.connection_id and self.secret_of(known) == dict(secret):
                sealed = known.sealed_secret
                await self._change("judge_secret", row, sealed_secret=sealed, status=status, reason=reason, now=now)

    async def remove(self, row: ConnectionRow) -> None:
        """Remove a connection with its cursors, logs, raw pages and quarantine; the mirrored rows stay."""
        await self._change("remove_connection", row)

    async def _change(self, name: str, row: ConnectionRow, **parameters: Any) -> None:
        async with self._database.tenant(self._tenant_id) as connection:
            await connection.execute(
                query("connections", name),
                {"tenant_id": self._tenant_id, "connection_id": row.connection_id, **parameters},
            )


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """A business."""

    tenant_id: int
    name: str


class Tenants:
    """The businesses of this install."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[Tenant]:
        """Return all tenants."""
        async with self._database.nobody("daysheet_scheduler") as connection:
            rows = await (await connection.execute(query("connections", "list_tenants"))).fetchall()
        return [Tenant(**row) for row in rows]

    async def served(self) -> Sequence[Tenant]:
        """Return the tenants that the host has not suspended: for the others nothing is read, and nobody is told."""
        async with self._database.nobody("daysheet_scheduler") as connection:
            rows = await (await connection.execute(query("connections", "list_served_tenants"))).fetchall()
        return [Tenant(**row) for row in rows]

    async def ensure(self, name: str) -> Tenant:
        """Return the tenant of that name, new or not."""
        async with self._database.nobody("daysheet_scheduler") as connection:
            await connection.execute(query("connections", "add_tenant"), {"name": name})
        return next(each for each in await self.all() if each.name == name)

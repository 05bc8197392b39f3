"""Two businesses made alike, before whose door a test stands with a clock of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

import psycopg
import pytest
from argon2 import PasswordHasher

from daysheet.core.access import ROLES, Caller
from daysheet.operations.identity import passwords, people
from daysheet.operations.identity.access import NewKey, make_key
from daysheet.operations.identity.people import Session
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Connections, Tenant, Tenants
from daysheet.warehouse.database import Connection, Database, Role
from tests.operations.mover import office_at

BEGIN: Final = datetime(2026, 3, 4, 12, tzinfo=UTC)
PASSWORD: Final = "four invented words here"
HOME: Final = "192.0.2.10"
ANA: Final = "ana@example.com"

_numbers = count(1)


class CountingDatabase(Database):
    """A database that counts how often it was looked into."""

    looks = 0

    @asynccontextmanager
    async def tenant(
        self, tenant_id: int, role: Role = "daysheet_service", *, read_only: bool = False
    ) -> AsyncIterator[Connection]:
        self.looks += 1
        async with super().tenant(tenant_id, role, read_only=read_only) as connection:
            yield connection


@dataclass(kw_only=True)
class Doorstep:
    """Two tenants alike in everything but their numbers, and whoever wants to get in."""

    database: CountingDatabase
    owner_url: str
    own: Tenant
    other: Tenant
    now: datetime = field(default=BEGIN)

    @property
    def office(self) -> Office:
        return office_at(self.database, self.owner_url, lambda: self.now)

    def wait(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    async def key(self, tenant: Tenant | None = None, **more: Any) -> NewKey:
        given: dict[str, Any] = {"name": "dashboard", "scopes": {"read:metrics"}, "by": "the command line"}
        return await make_key(self.office, tenant or self.own, **given | more)

    async def person(self, tenant: Tenant | None = None, **more: Any) -> dict[str, Any]:
        given: dict[str, Any] = {"email": ANA, "name": "Ana Vogel", "role": "owner", "password": PASSWORD}
        return await people.add_person(self.office, tenant or self.own, **{**given, "by": "the command line"} | more)

    async def sign_in(
        self, email: str = ANA, password: str = PASSWORD, address: str = HOME, tenant: Tenant | None = None
    ) -> Session:
        return await people.sign_in(self.office, (tenant or self.own).name, email, password, address)

    async def location(self, tenant: Tenant, name: str = "North") -> int:
        """Give a tenant a location and return its number."""
        connection = Connections(self.database, self.office.vault, tenant.tenant_id)
        row = await connection.add(
            name=f"shop {next(_numbers)}",
            vendor="tekmetric",
            base_url="https://shop.example.com",
            secret={},
            budget_key="none",
            calls_per_minute=None,
            now=self.now,
        )
        found = self.ask(
            "insert into control.locations (tenant_id, connection_id, vendor, source_id, name, first_seen_at)"
            " values (%s, %s, 'tekmetric', %s, %s, %s) returning location_id",
            *(tenant.tenant_id, row.connection_id, str(next(_numbers)), name, self.now),
        )
        return int(found[0][0])

    def ask(self, question: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        """Return the rows that the superuser sees."""
        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            cursor = owner.execute(question.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def found_in_clear(self, canaries: Sequence[str]) -> list[str]:
        """Return the tables that hold one of these texts in any column, as text or as bytes."""
        tables = self.ask("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'control'")
        hidden = [form for each in canaries for form in (each, each.encode().hex())]
        look = (
            "select 1 from {} as x where exists"
            " (select from unnest(%s::text[]) as hidden (text) where position(hidden.text in x::text) > 0)"
        )
        return sorted(table for (table,) in tables if self.ask(look.format(table), hidden))


def make_hashing_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passwords be hashed in no time, all of them alike: what is tried is who gets in, not how long that takes."""
    monkeypatch.setattr(passwords, "PASSES", 1)
    monkeypatch.setattr(passwords, "MEMORY_KIBIBYTES", 8)
    monkeypatch.setattr(passwords, "LANES", 1)
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(1, 8, 1))


def caller(role: str, locations: frozenset[int] | None = None) -> Caller:
    """Return somebody who is signed in with a role."""
    return Caller(
        tenant_id=1,
        tenant_name="north",
        actor="person 4",
        is_session=True,
        scopes=ROLES[role],
        locations=locations,
        csrf="invented",
        name="Somebody",
    )


@asynccontextmanager
async def open_doorstep(worker_url: str, owner_url: str) -> AsyncIterator[Doorstep]:
    """Make the two businesses; the warehouse may hold others."""
    database = CountingDatabase(worker_url)
    async with database:
        number = next(_numbers)
        own, other = [await Tenants(database).ensure(f"{name} {number}") for name in ("north", "south")]
        yield Doorstep(database=database, owner_url=owner_url, own=own, other=other)

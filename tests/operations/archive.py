"""A business whose logs a test fills, as if it had been read for years."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from psycopg import sql

from daysheet.operations.office import Office
from daysheet.warehouse.connections import Connections, Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.sealing import Vault
from tests.operations.mover import office_at

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
_tenants = count(1)


@dataclass(kw_only=True)
class Archive:
    """A business whose logs a test fills."""

    office: Office
    tenant: Tenant
    connection_id: int
    told: list[dict[str, Any]] = field(default_factory=list)

    async def do(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        place = {"tenant": self.tenant.tenant_id, "connection": self.connection_id}
        async with self.office.database.tenant(self.tenant.tenant_id) as connection:
            cursor = await connection.execute(statement.encode(), {**place, **values})
            return await cursor.fetchall() if cursor.description else []

    async def run(
        self, days_ago: float, *, status: str = "completed", stream: str = "orders", received: int = 1, passes: int = 1
    ) -> uuid.UUID:
        """Let a run have read a stream some days ago."""
        values: dict[str, Any] = {"run": uuid.uuid4(), "at": NOW - timedelta(days=days_ago), "status": status}
        await self.do(
            "insert into control.runs (tenant_id, run_id, connection_id, kind, status, started_at, finished_at) "
            "values (%(tenant)s, %(run)s, %(connection)s, 'sync', %(status)s, %(at)s, %(at)s)",
            **values,
        )
        await self.do(
            "insert into control.sync_log (tenant_id, run_id, stream, status, started_at, received, same, details) "
            "values (%(tenant)s, %(run)s, %(stream)s, %(status)s, %(at)s, %(received)s, %(received)s, "
            "jsonb_build_object('passes', %(passes)s::integer))",
            **values,
            stream=stream,
            received=received,
            passes=passes,
        )
        run_id: uuid.UUID = values["run"]
        return run_id

    async def set_aside(
        self,
        source_id: str,
        *,
        resolved_days_ago: float | None,
        run_id: uuid.UUID | None = None,
        accepted: bool = False,
    ) -> None:
        """Let something be in quarantine since 1,000 days, or have been until some days ago."""
        resolved_at = None if resolved_days_ago is None else NOW - timedelta(days=resolved_days_ago)
        await self.do(
            "insert into control.quarantine (tenant_id, connection_id, stream, source_id, reason, problems, payload, "
            "payload_hash, run_id, first_seen_at, last_seen_at, resolved_at, accepted_at) values (%(tenant)s, "
            "%(connection)s, 'orders', %(source_id)s, 'odd', '[]', 'x', 'x', %(run)s, %(at)s, %(at)s, %(resolved)s, "
            "%(accepted)s)",
            source_id=source_id,
            run=run_id or uuid.uuid4(),
            at=NOW - timedelta(days=1_000),
            resolved=resolved_at,
            accepted=NOW if accepted else None,
        )

    async def page(self, run_id: uuid.UUID, days_ago: float) -> None:
        """Let another page be kept, of the same text as all, that a run fetched some days ago."""
        await self.do(
            "insert into control.raw_bodies (tenant_id, body_hash, body, record_count, bytes) "
            "values (%(tenant)s, 'h', 'x', 1, 1) on conflict do nothing"
        )
        await self.do(
            "insert into control.raw_pages (tenant_id, connection_id, run_id, stream, list_name, page_number, "
            "fetched_at, body_hash) select %(tenant)s, %(connection)s, %(run)s, 'orders', 'records', count(*), %(at)s, "
            "'h' from control.raw_pages",
            run=run_id,
            at=NOW - timedelta(days=days_ago),
        )

    async def compared(self, run_id: uuid.UUID, days_ago: float, stream: str = "orders") -> None:
        """Let counts of a run have been compared some days ago."""
        await self.do(
            "insert into control.count_checks (tenant_id, run_id, stream, location_id, connection_id, checked_at, "
            "announced, held, set_aside) values (%(tenant)s, %(run)s, %(stream)s, 0, %(connection)s, %(at)s, 2, 1, 0)",
            run=run_id,
            stream=stream,
            at=NOW - timedelta(days=days_ago),
        )

    async def noted(self, days_ago: float) -> None:
        """Let the audit log have an entry of some days ago."""
        await self.do(
            "insert into control.audit_log (tenant_id, at, actor, action, thing) "
            "values (%(tenant)s, %(at)s, 'a', 'b', 'c')",
            at=NOW - timedelta(days=days_ago),
        )

    async def runs(self) -> set[uuid.UUID]:
        return {row["run_id"] for row in await self.do("select run_id from control.runs")}

    async def waiting(self) -> set[str]:
        return {row["source_id"] for row in await self.do("select source_id from control.quarantine")}

    async def sizes(self) -> dict[str, int]:
        """Return how many rows the business has in each table of the service."""
        tables = await self.do(
            "select c.table_name as name from information_schema.columns as c join information_schema.tables as t "
            "using (table_schema, table_name) where c.table_schema = 'control' and c.column_name = 'tenant_id' "
            "and t.table_type = 'BASE TABLE'"
        )
        found = {}
        for each in tables:
            counted = sql.SQL("select count(*) as rows from control.{}").format(sql.Identifier(each["name"]))
            async with self.office.database.tenant(self.tenant.tenant_id) as connection:
                found[each["name"]] = (await (await connection.execute(counted)).fetchall())[0]["rows"]
        return found

    async def another_connection(self) -> Archive:
        """Return the same business with another connection in the place of the first."""
        return await connected(self.office, self.tenant, "another")

    def tell(self, event: str, **words: Any) -> None:
        self.told.append({"event": event, **words})


@asynccontextmanager
async def open_archive(url: str, **days: Any) -> AsyncIterator[Archive]:
    """Open a warehouse with one business, in an office whose logs are kept for some days."""
    async with Database(url) as database:
        yield await archive_in(replace(office_at(database, url, lambda: NOW), **days))


async def archive_in(office: Office) -> Archive:
    """Make a business with one connection."""
    tenant = await Tenants(office.database).ensure(f"archive {next(_tenants)}")
    return await connected(office, tenant, "main")


async def connected(office: Office, tenant: Tenant, name: str) -> Archive:
    """Make a connection of a business."""
    row = await Connections(office.database, Vault(bytes(32)), tenant.tenant_id).add(
        name=name,
        vendor="tekmetric",
        base_url="https://shop.example.com",
        secret={},
        budget_key="none",
        calls_per_minute=None,
        now=NOW,
    )
    return Archive(office=office, tenant=tenant, connection_id=row.connection_id)

"""A warehouse that records are read into without a vendor's server: the real intake, loader and database."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from daysheet.core.clock import Clock
from daysheet.core.records import Record, tables_of
from daysheet.core.vendor import Vendor
from daysheet.engine.decoding import Decoder
from daysheet.engine.intake import Intake
from daysheet.engine.isolating import load_apart
from daysheet.engine.pages import Page, kept
from daysheet.engine.targets import deriving_of, scope_of, target_of
from daysheet.vendors.tekmetric import VENDOR
from daysheet.warehouse.batches import Batch, Counts, Target
from daysheet.warehouse.connections import Connections, Tenants
from daysheet.warehouse.cursors import Cursors
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.loading import Loader
from daysheet.warehouse.log import RunLog
from daysheet.warehouse.mirror import Location
from daysheet.warehouse.quarantine import unpack
from daysheet.warehouse.sealing import Vault
from daysheet.warehouse.setbacks import Versions
from tests.engine.meaning import Rows, key_of

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
SHOP = 7
PLACE = Location(
    location_id=1,
    source_id=str(SHOP),
    name="Main Street",
    time_zone="America/Chicago",
    time_zone_source="person",
    currency="USD",
    in_scope=True,
)


def page_of(records: Sequence[bytes], fetched_at: datetime = NOW) -> Page:
    """Return a page of some records."""
    count = len(records)
    body = b"[" + b",".join(records) + b"]"
    return Page(body=body, records=tuple(records), total=count, pages=1, is_last=True, fetched_at=fetched_at)


@dataclass(kw_only=True)
class Store:
    """One stream, of one shop where the vendor has it by shop, ready to take pages."""

    record: Record
    target: Target
    intake: Intake
    loader: Loader
    owner_url: str
    counts: Counts = field(default_factory=Counts)

    async def take(self, *records: bytes, fetched_at: datetime = NOW, position: str | None = None) -> Counts:
        """Read a page of records and store what comes of it; return the counters of that page."""
        page = page_of(records, fetched_at)
        batch = await self.intake.batch_of([self.intake.records_of(page)], [kept(page, "records", 0)])
        batch.position = {"next": position} if position else None
        counts = await self.load(batch)
        self.intake.settled()
        return counts

    async def load(self, batch: Batch) -> Counts:
        """Store a batch."""
        counts = await load_apart(self.loader, batch)
        self.counts.add(counts)
        return counts

    def held(self) -> Rows:
        """Return the rows of the stream's tables, as the superuser sees them."""
        found: Rows = {}
        with psycopg.connect(self.owner_url, row_factory=dict_row) as connection:
            for table in tables_of(self.record):
                statement = sql.SQL("select * from {}").format(sql.Identifier(self.target.schema, table.name))
                for row in connection.execute(statement):
                    found.setdefault(table.name, {})[key_of(table, row)] = row
        return found

    def position(self) -> Any:
        """Return where the reading of the stream would go on."""
        with psycopg.connect(self.owner_url) as connection:
            row = connection.execute(
                "select position from control.sync_cursors where stream = %s", (self.target.stream,)
            ).fetchone()
        return row and row[0]

    def set_aside(self) -> list[dict[str, Any]]:
        """Return what waits in the quarantine of the stream, with the payloads unpacked."""
        with psycopg.connect(self.owner_url, row_factory=dict_row) as connection:
            rows = connection.execute(
                "select source_id, path, reason, problems, payload from control.quarantine "
                "where stream = %s and resolved_at is null order by quarantine_id",
                (self.target.stream,),
            ).fetchall()
        return [{**row, "payload": unpack(row["payload"])} for row in rows]


@dataclass(kw_only=True)
class Warehouse:
    """A tenant with one connection, and a run under way."""

    vendor: Vendor
    owner_url: str
    database: Database
    session: Connection
    tenant_id: int
    connection_id: int
    run_id: uuid.UUID
    clock: Clock

    async def store(self, stream_name: str) -> Store:
        """Return a stream, ready to take pages."""
        stream = self.vendor.stream(stream_name)
        target = target_of(
            self.vendor,
            stream,
            PLACE if stream.per_location else None,
            tenant_id=self.tenant_id,
            connection_id=self.connection_id,
            run_id=self.run_id,
        )
        cursor = await Cursors(self.database, self.clock).claim(target)
        await RunLog(self.database, self.tenant_id, self.run_id, self.connection_id, self.clock).open(target)
        deriving = deriving_of(self.vendor, target)
        loader = Loader(self.session, target, cursor.fence, self.clock, lambda verb, detail: None, None, deriving)
        intake = Intake(
            decoder=Decoder(stream.record),
            scope=scope_of(target, PLACE if stream.per_location else None),
            stream=stream.name,
            lookup=Versions(self.database, target).lookup,
        )
        return Store(record=stream.record, target=target, intake=intake, loader=loader, owner_url=self.owner_url)


@asynccontextmanager
async def opened(owner_url: str, vendor: Vendor = VENDOR) -> AsyncIterator[Warehouse]:
    """Open a migrated database as a warehouse of one vendor."""

    def clock() -> datetime:
        return NOW

    async with Database(owner_url) as database, database.session() as session:
        tenant = await Tenants(database).ensure("main street")
        connections = Connections(database, Vault(bytes(32)), tenant.tenant_id)
        known = await connections.all()
        row = known[0] if known else await connections.add(
            name="main-street",
            vendor=vendor.name,
            base_url="https://example.com",
            secret={},
            budget_key="main-street",
            calls_per_minute=None,
            now=NOW,
        )  # fmt: skip
        run_id = uuid.uuid4()
        await RunLog(database, tenant.tenant_id, run_id, row.connection_id, clock).begin("sync")
        yield Warehouse(
            vendor=vendor,
            owner_url=owner_url,
            database=database,
            session=session,
            tenant_id=tenant.tenant_id,
            connection_id=row.connection_id,
            run_id=run_id,
            clock=clock,
        )

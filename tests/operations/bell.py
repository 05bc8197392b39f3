"""Alerts of one business: a clock that a test moves, levers for what goes wrong, and a real service that is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

from psycopg import sql
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.operations.alerts import alerting, alerting_watch
from daysheet.operations.alerts.alerting_watch import DeliveryReport, LookReport
from daysheet.operations.office import Office
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric import VENDOR
from daysheet.warehouse.connections import ConnectionRow, Tenant, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.opening import Opened, Urls
from daysheet.warehouse.sealing import Vault

BEGIN: Final = datetime(2026, 3, 4, 18, tzinfo=UTC)
CANARY: Final = "canary-5f1c0a"
NAME: Final = "main-street"

_tenants = count(1)


@dataclass
class Receiver:
    """A service that is told over HTTP; `status` is how it answers, and what it did not take is in `refused`."""

    status: int = 200
    told: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    # While it is set, an answer waits until as many wait for each other.
    together: asyncio.Barrier | None = None

    @property
    def app(self) -> Starlette:
        """The service."""

        async def take(request: Request) -> Response:
            body = await request.json()
            self.paths.append(request.url.path)
            self.arrived.set()
            if self.together is not None:
                await self.together.wait()
            (self.told if self.status < 400 else self.refused).append(body)
            return Response(status_code=self.status)

        return Starlette(routes=[Route("/{rest:path}", take, methods=["POST"])])

    @property
    def titles(self) -> list[str]:
        """The subjects of what it took."""
        return [each["title"] for each in self.told]

    @property
    def text(self) -> str:
        """Everything it took, in one text."""
        return "\n\n".join(f"{each['title']}\n{each['message']}" for each in self.told)


@dataclass(kw_only=True)
class Bell:
    """A business with its alerts."""

    office: Office
    tenant: Tenant
    receiver: Receiver
    address: str
    now: datetime = BEGIN

    def wait(self, **how_long: float) -> None:
        """Let time pass."""
        self.now += timedelta(**how_long)

    async def channel(self, name: str = "owner", **more: Any) -> None:
        """Make a channel to the service, with a secret in its address."""
        host = self.address.removeprefix("http://")
        await alerting.add_channel(self.office, self.tenant, name, f"json://{host}/{CANARY}/{name}", **more)

    async def look(self) -> LookReport:
        """Look once, a minute later, without sending."""
        self.wait(minutes=1)
        found = await alerting_watch.look(self.office, self.tenant)
        assert found is not None
        return found

    async def deliver(self) -> DeliveryReport:
        """Send what is due."""
        return await alerting_watch.deliver(self.office, self.tenant)

    async def go_on(self, minutes: int = 1) -> None:
        """Look and send every minute."""
        for _ in range(minutes):
            await self.look()
            await self.deliver()

    async def do(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Carry out a statement as the service."""
        place = {"tenant_id": self.tenant.tenant_id, "now": self.now}
        async with self.office.database.tenant(self.tenant.tenant_id) as connection:
            cursor = await connection.execute(statement.encode(), {**place, **values})
            return await cursor.fetchall() if cursor.description else []

    async def connection(self, name: str = NAME) -> ConnectionRow:
        """Make a connection."""
        return await self.office.connections(self.tenant).add(
            name=name,
            vendor=VENDOR.name,
            base_url="https://shop.example.com",
            secret={"client_id": f"{self.tenant.name}/{name}", "client_secret": CANARY},
            budget_key=f"{self.tenant.name}/{name}",
            calls_per_minute=None,
            now=self.now,
        )

    async def refuse(self, row: ConnectionRow) -> None:
        """Let the vendor refuse a credential."""
        reason = f"tekmetric refused the credentials of connection {row.name!r} (HTTP 401)."
        await self.office.connections(self.tenant).set_status(row, "needs_reauth", reason, self.now)

    async def accept(self, row: ConnectionRow) -> None:
        """Let it accept the credential again."""
        await self.office.connections(self.tenant).set_status(row, "active", None, self.now)

    async def fail(self, row: ConnectionRow, name: str = "board", *, failures: int = 3, **next_in: float) -> None:
        """Let the readings of a schedule have failed so often; 0 is a reading that went well."""
        await self.do(
            "insert into control.schedules as mine (tenant_id, connection_id, name, kind, every_seconds, next_due_at, "
            "last_finished_at, failures, reason) values (%(tenant_id)s, %(connection_id)s, %(name)s, 'board', 600, "
            "%(next)s, %(now)s, %(failures)s, %(reason)s) on conflict (tenant_id, connection_id, name) do update "
            "set failures = excluded.failures, reason = excluded.reason, next_due_at = excluded.next_due_at, "
            "last_finished_at = excluded.last_finished_at",
            connection_id=row.connection_id,
            name=name,
            failures=failures,
            reason="The vendor cannot be reached." if failures else None,
            next=self.now + timedelta(**(next_in or {"minutes": 2})),
        )

    async def set_aside(self, row: ConnectionRow, *source_ids: str) -> None:
        """Put records into quarantine, each with a person's name in it."""
        for source_id in source_ids:
            await self.do(
                "insert into control.quarantine (tenant_id, connection_id, stream, source_id, reason, problems, "
                "payload, payload_hash, run_id, first_seen_at, last_seen_at) values (%(tenant_id)s, "
                "%(connection_id)s, 'repair_orders', %(source_id)s, 'unreadable', %(problems)s, 'x', "
                "sha256(convert_to(%(source_id)s, 'UTF8')), gen_random_uuid(), %(now)s, %(now)s)",
                connection_id=row.connection_id,
                source_id=source_id,
                problems=f'[{{"found": "{CANARY}"}}]',
            )

    async def location(self, row: ConnectionRow, source_id: str, name: str, zone: str = "America/Chicago") -> None:
        """Make a shop."""
        await self.do(
            "insert into control.locations (tenant_id, connection_id, vendor, source_id, name, time_zone, currency, "
            "first_seen_at) values (%(tenant_id)s, %(connection_id)s, 'tekmetric', %(source_id)s, %(name)s, %(zone)s, "
            "'USD', %(now)s)",
            connection_id=row.connection_id,
            source_id=source_id,
            name=name,
            zone=zone,
        )

    async def day(self, shop: int, on: date, *, sales: int, cost: int, unknown: int = 0) -> None:
        """Let a shop have had sales of parts that cost so much, in cents; of some the cost is not known."""
        columns = await self.do(
            "select column_name, data_type from information_schema.columns where table_schema = 'tekmetric' "
            "and table_name = 'daily_shop_metrics'"
        )
        values: dict[str, Any] = {row["column_name"]: 0 for row in columns}
        values |= {"tenant_id": self.tenant.tenant_id, "tm_shop_id": shop, "metric_date": on, "built_at": self.now}
        values |= {"parts_net_cents": sales + unknown, "costed_parts_net_cents": sales, "parts_cost_cents": cost}
        statement = sql.SQL("insert into tekmetric.daily_shop_metrics ({}) values ({})").format(
            sql.SQL(", ").join(map(sql.Identifier, values)), sql.SQL(", ").join(map(sql.Placeholder, values))
        )
        async with self.office.database.tenant(self.tenant.tenant_id) as connection:
            await connection.execute(statement, values)

    async def read(self, row: ConnectionRow) -> None:
        """Let a run of the connection have come to its end now."""
        await self.do(
            "insert into control.runs (tenant_id, run_id, connection_id, kind, status, started_at, finished_at) "
            "values (%(tenant_id)s, gen_random_uuid(), %(connection_id)s, 'sync', 'completed', %(now)s, %(now)s)",
            connection_id=row.connection_id,
        )

    async def messages(self) -> list[tuple[str, str]]:
        """Return each message that was written down, by what it is about, and its state."""
        rows = await self.do(
            "select event, state from control.alert_messages where tenant_id = %(tenant_id)s order by message_id"
        )
        return [(row["event"], row["state"]) for row in rows]


@asynccontextmanager
async def open_bell(url: str) -> AsyncIterator[Bell]:
    """Open a new business's alerts, and a service that can be told."""
    receiver = Receiver()
    async with Database(url, connections_max=8) as database, served(receiver.app) as address:
        office = Office(
            home=Path("/nowhere"),
            opened=Opened(urls=Urls(owner="", worker="", api=""), key=bytes(32), is_embedded=False, migrated=()),
            database=database,
            vault=Vault(bytes(32)),
            vendors={VENDOR.name: VENDOR},
            clock=lambda: bell.now,
            raw_page_days=30,
        )
        tenant = await Tenants(database).ensure(f"bell {next(_tenants)}")
        bell = Bell(office=office, tenant=tenant, receiver=receiver, address=address)
        yield bell

"""A mover whose layers a test writes itself: the tables, the merge and the board are the real ones."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, Final
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from daysheet.vendors.smartmoving import VENDOR
from daysheet.warehouse.connections import Connections, Tenants
from daysheet.warehouse.database import Database
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.dispatching import Dispatch, Found, Shown
from daysheet.warehouse.location_sources import LocationSources, NewLocation
from daysheet.warehouse.sealing import Vault
from tests.stories.business import worker_url

DAY: Final = date(2026, 8, 19)
HALIFAX: Final = "America/Halifax"
BOOKED, CANCELLED, LOST, BAD_LEAD, NEW_LEAD = 4, 20, 30, 50, 0
LOCAL: Final = (
    "local_stage",
    "local_stage_at",
    "local_stage_by",
    "local_stage_on",
    "local_tags",
    "local_notes",
    "priority",
    "truck_number",
)

_numbers = count(1)


def instant(day: date, hour: int = 0, zone: str = HALIFAX) -> datetime:
    """Return an hour of a day in a zone, as UTC."""
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


MORNING, NOON, EVENING = instant(DAY, 8), instant(DAY, 12), instant(DAY, 20)


@dataclass(kw_only=True)
class Job:
    """A job as the vendor has it."""

    yard: Yard
    id: uuid.UUID
    opportunity_id: uuid.UUID
    number: str

    async def is_now(self, **values: Any) -> None:
        """Let the vendor say something else of the job: `service_on`, `confirmed`."""
        await self.yard.write("jobs", "sm_id", self.id, values)

    async def opportunity_is_now(self, **values: Any) -> None:
        """Let the vendor say something else of its opportunity: `status`, `deleted_at`."""
        await self.yard.write("opportunities", "sm_id", self.opportunity_id, values)

    async def happened(self, **instants: datetime | None) -> None:
        """Let the vendor tell when work began, ended, was completed or closed."""
        values = {"started_at": None, "ended_at": None, "completed_at": None, "closed_at": None, **instants}
        await self.yard.write("job_times", "sm_id", self.id, values)

    async def reaches(self, vendor_stage: str) -> None:
        """Let the vendor's data give this stage."""
        if vendor_stage == "TENTATIVE":
            await self.opportunity_is_now(status=NEW_LEAD)
        elif vendor_stage == "CONFIRMED":
            await self.is_now(confirmed=True)
        elif vendor_stage == "ONSITE":
            await self.happened(started_at=MORNING)
        elif vendor_stage == "COMPLETED":
            await self.happened(started_at=MORNING, completed_at=NOON)
        elif vendor_stage == "CANCELLED":
            await self.opportunity_is_now(status=CANCELLED)
        else:
            assert vendor_stage == "SCHEDULED"

    async def made_at(self, now: datetime) -> dict[str, Any]:
        """Merge the layers as a sync does, and return the row."""
        async with self.yard.database.tenant(self.yard.tenant_id) as connection:
            await self.yard.deriving.make(connection, [self.id], now, "sync")
        return await self.row()

    async def row(self) -> dict[str, Any]:
        """Return the row as it is stored."""
        return (await self.yard.ask("select * from smartmoving.truck_journeys where sm_job_id = %s", self.id))[0]

    async def local(self) -> dict[str, Any]:
        """Return what dispatch said."""
        row = await self.row()
        return {name: row[name] for name in LOCAL}

    async def found(self) -> Found:
        """Return what a person finds by its id."""
        return (await self.yard.dispatch.named(str(self.id), datetime.now(UTC)))[0]

    async def say(self, now: datetime, **said: Any) -> Shown:
        """Let dispatch say something of it."""
        return await self.yard.dispatch.say(await self.found(), said, "Ana", now)

    async def seen_at(self, now: datetime) -> Shown:
        """Return it as the board shows it at a moment."""
        return await self.yard.dispatch.one(await self.found(), now)

    async def history(self) -> list[tuple[str, str | None, str, str, str | None]]:
        """Return what changed, from what, to what, what made us look, and why."""
        rows = (await self.seen_at(datetime.now(UTC))).history
        return [(row["what"], row["was"], row["became"], row["cause"], row["reason"]) for row in rows]


@dataclass(kw_only=True)
class Yard:
    """One tenant with one connection, and branches in several zones."""

    url: str
    superuser: psycopg.AsyncConnection[dict[str, Any]]
    database: Database
    tenant_id: int
    connection_id: int

    @property
    def dispatch(self) -> Dispatch:
        """The board of this tenant."""
        assert VENDOR.derivation is not None
        return Dispatch(self.database, self.tenant_id, VENDOR.package, VENDOR.derivation)

    @property
    def deriving(self) -> Deriving:
        """What makes the journeys of this connection."""
        assert VENDOR.derivation is not None
        return Deriving(
            package=VENDOR.package,
            derivation=VENDOR.derivation,
            tenant_id=self.tenant_id,
            connection_id=self.connection_id,
        )

    async def ask(self, question: str, *values: Any) -> list[dict[str, Any]]:
        """Return the rows that the superuser sees."""
        cursor = await self.superuser.execute(question.encode(), values or None)
        return await cursor.fetchall() if cursor.description else []

    async def insert(self, table: str, **values: Any) -> None:
        """Write a row of a layer."""
        row = {"tenant_id": self.tenant_id, "connection_id": self.connection_id, **values}
        statement = sql.SQL("insert into {} ({}) values ({})").format(
            sql.Identifier(VENDOR.name, table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join([sql.Placeholder()] * len(row)),
        )
        await self.superuser.execute(statement, list(row.values()))

    async def write(self, table: str, key: str, value: Any, values: dict[str, Any]) -> None:
        """Change a row of a layer."""
        statement = sql.SQL("update {} set ({}) = row({}) where {} = %s").format(
            sql.Identifier(VENDOR.name, table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join([sql.Placeholder()] * len(values)),
            sql.Identifier(key),
        )
        await self.superuser.execute(statement, [*values.values(), value])

    async def branch(self, name: str, zone: str | None) -> str:
        """List a branch, mapped to a new location in *zone*, or not mapped at all."""
        branch = uuid.uuid4()
        seen = {"first_seen_at": instant(DAY), "changed_at": instant(DAY), "is_complete": True}
        await self.insert("branches", sm_id=branch, name=name, is_primary=False, **seen)
        if zone is not None:
            sources = LocationSources(self.database, self.tenant_id, self.connection_id, VENDOR.name)
            new = NewLocation(name=name, time_zone=zone, currency="CAD")
            await sources.map([str(branch)], new, self.deriving, instant(DAY))
        return name

    async def job(
        self,
        *,
        branch: str | None,
        on: date = DAY,
        status: int = BOOKED,
        confirmed: bool = False,
        number: str | None = None,
        now: datetime | None = None,
    ) -> Job:
        """Give the account an opportunity with one job, and make its journey, a week before its day."""
        quote = 130_000 + next(_numbers)
        job = Job(yard=self, id=uuid.uuid4(), opportunity_id=uuid.uuid4(), number=number or f"{quote}-1")
        own = {"sm_opportunity_id": job.opportunity_id, "job_number": job.number, "service_on": on}
        seen = {"first_seen_at": instant(DAY), "changed_at": instant(DAY), "is_complete": True}
        await self.insert(
            "opportunities",
            sm_id=job.opportunity_id,
            quote_number=quote,
            branch_name=branch,
            opportunity_type=0,
            **{"status": status, "volume_cubic_feet": 0, "weight_pounds": 0, "has_trip_info": False, **seen},
        )
        lists: dict[str, Any] = {"addresses": ["14 Sample Street"], "crew_names": []}
        await self.insert("jobs", sm_id=job.id, service_type_id=1, confirmed=confirmed, **own, **lists)
        await self.insert("job_time_lists", sm_id=job.opportunity_id, **seen)
        await self.insert("job_times", sm_id=job.id, service_type_id=1, **own)
        await job.made_at(now or instant(on - timedelta(days=7)))
        return job

    async def as_role(self, role: str, statement: str) -> Sequence[tuple[Any, ...]]:
        """Do something in a role of this tenant; whatever it changes is undone."""
        async with await psycopg.AsyncConnection.connect(self.url) as connection:
            await connection.execute(f"set local role {role}; set local app.tenant_id = '{self.tenant_id}'".encode())
            rows = await (await connection.execute(statement.encode())).fetchall()
            await connection.rollback()
            return rows


@asynccontextmanager
async def open_yard(url: str, *, worker: str | None = None, tenant_name: str | None = None) -> AsyncIterator[Yard]:
    """Open the warehouse for a new tenant with one connection; *worker* is the worker's way into it."""
    async with (
        await psycopg.AsyncConnection.connect(url, autocommit=True, row_factory=dict_row) as superuser,
        Database(worker or worker_url(url)) as database,
    ):
        tenant = await Tenants(database).ensure(tenant_name or f"yard {next(_numbers)}")
        row = await Connections(database, Vault(bytes(32)), tenant.tenant_id).add(
            name="movers",
            vendor=VENDOR.name,
            base_url="https://data.example.com/v1",
            secret={"api_key": "k"},
            budget_key="movers",
            calls_per_minute=None,
            now=instant(DAY),
        )
        yield Yard(
            url=url,
            superuser=superuser,
            database=database,
            tenant_id=tenant.tenant_id,
            connection_id=row.connection_id,
        )

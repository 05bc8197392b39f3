"""What tests of SmartMoving ask of a warehouse, and do to it as people would."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from daysheet.engine.run import RunOutcome
from daysheet.vendors.smartmoving import VENDOR
from daysheet.warehouse.connections import Connections, Tenants
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.location_sources import LocationSources, NewLocation
from daysheet.warehouse.sealing import Vault
from tests.stories.business import Business

Row = dict[str, Any]

LAYERS = ("customers", "opportunities")
BOOKKEEPING = ("tenant_id", "connection_id", "first_seen_at", "changed_at")


async def read(business: Business, *more: str, first: date | None = None, last: date | None = None) -> RunOutcome:
    """Read the list of customers, their opportunities, and *more* streams of some days; all must go well."""
    outcome = await business.run(*LAYERS, *more, since=_midnight(first), until=last)
    assert outcome.errors == []
    return outcome


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


async def journeys(business: Business) -> dict[str, Row]:
    """Return the journeys of the connection by job number, those without one by the id of their job."""
    rows = await business.ask(
        "select * from smartmoving.truck_journeys where tenant_id = %s and connection_id = %s",
        business.tenant_id,
        business.connection_id,
    )
    return {row["job_number"] or str(row["sm_job_id"]): row for row in rows}


async def journey(business: Business) -> Row:
    """Return the one journey that there is."""
    (row,) = (await journeys(business)).values()
    return row


def without_bookkeeping(row: Row) -> Row:
    """Return what a journey says, without when it was written and where."""
    return {name: value for name, value in row.items() if name not in BOOKKEEPING}


def deriving_of(business: Business) -> Deriving:
    """Return the derived tables of a business."""
    assert VENDOR.derivation is not None
    return Deriving(
        package=VENDOR.package,
        derivation=VENDOR.derivation,
        tenant_id=business.tenant_id,
        connection_id=business.connection_id,
    )


async def make_again(business: Business, cause: str = "clock") -> None:
    """Make every journey anew, as a sync would."""
    keys = await business.ask(
        "select sm_id as key from smartmoving.customer_jobs union select sm_id from smartmoving.jobs "
        "union select sm_job_id from smartmoving.truck_journeys"
    )
    async with business.database.tenant(business.tenant_id) as connection:
        await deriving_of(business).make(connection, [each["key"] for each in keys], business.clock(), cause)


async def dispatch(business: Business, job_number: str, stage: str) -> None:
    """Set a stage as dispatch does, a moment after what was read."""
    business.wait(seconds=1)
    await business.ask(
        "update smartmoving.truck_journeys set local_stage = %s, local_stage_at = %s, local_stage_by = 'dispatch', "
        "local_stage_on = service_date where tenant_id = %s and connection_id = %s and job_number = %s",
        stage,
        business.clock(),
        business.tenant_id,
        business.connection_id,
        job_number,
    )
    await make_again(business, "user")


async def place(
    business: Business, *source_ids: str, name: str = "Halifax", zone: str = "America/Halifax", currency: str = "CAD"
) -> int:
    """Map branches to one new location; return its number."""
    sources = LocationSources(business.database, business.tenant_id, business.connection_id, VENDOR.name)
    location = NewLocation(name=name, time_zone=zone, currency=currency)
    return await sources.map(source_ids, location, deriving_of(business), business.clock())


async def changes(business: Business, what: str = "status") -> list[tuple[str | None, str, str | None]]:
    """Return what the history tells, oldest first: before, after, why."""
    rows = await business.ask(
        "select was, became, reason from smartmoving.journey_status_history where what = %s order by observed_at", what
    )
    return [(row["was"], row["became"], row["reason"]) for row in rows]


async def drifted(business: Business, kind: str) -> list[tuple[str, str]]:
    """Return what was noticed of a kind that nobody has declared: where, and what."""
    rows = await business.ask("select name, word from control.drift where kind = %s order by name, word", kind)
    return [(row["name"], row["word"]) for row in rows]


async def another(business: Business, simulator: Any, *, tenant: str = "main street", name: str = "annex") -> Business:
    """Connect another account, for the same tenant or for another one."""
    found = await Tenants(business.database).ensure(tenant)
    connections = Connections(business.database, Vault(bytes(32)), found.tenant_id)
    row = await connections.add(
        name=name,
        vendor=VENDOR.name,
        base_url=business.base_url,
        secret=simulator.secret,
        budget_key=name,
        calls_per_minute=None,
        now=business.clock(),
    )
    return replace(business, simulator=simulator, tenant_id=found.tenant_id, connection_id=row.connection_id)

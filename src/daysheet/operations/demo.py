"""
The demo: simulators of every vendor, connected, read and compared with their own truth.

It goes over real HTTP and into a real PostgreSQL, as any other install does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from daysheet.core.differences import Difference
from daysheet.core.errors import NameTaken
from daysheet.core.events import Observe
from daysheet.core.records import tables_of
from daysheet.core.vendor import Vendor
from daysheet.engine.run import RunOutcome, Wish
from daysheet.operations.comparing import compare
from daysheet.operations.connecting import connect
from daysheet.operations.office import Office
from daysheet.operations.placing import locations
from daysheet.operations.syncing import sync_one
from daysheet.simulation.clock import Clock
from daysheet.simulation.serving import served
from daysheet.warehouse.connections import ConnectionRow, Tenant, Tenants
from daysheet.warehouse.contents import counts_of

SEED: Final = 1
ORDERS: Final = 600
EVENTS_BETWEEN_RUNS: Final = 25


@dataclass(kw_only=True)
class Act:
    """One vendor of the demo: its simulator, its connection, and what its last run did."""

    vendor: Vendor
    simulator: Any
    row: ConnectionRow
    run: RunOutcome | None = None
    rows: dict[str, int] = field(default_factory=dict)
    differences: dict[str, list[Difference]] = field(default_factory=dict)


@asynccontextmanager
async def staged(
    office: Office, simulator_of: Callable[[Vendor], Callable[..., Any]], orders: int
) -> AsyncIterator[tuple[Tenant, list[Act]]]:
    """Start a simulator of each vendor, over real HTTP, and connect it."""
    tenant = await Tenants(office.database).ensure("demo")
    acts: list[Act] = []
    for vendor in office.vendors.values():
        simulator = simulator_of(vendor)(seed=SEED, orders=orders, clock=Clock.ticking())
        async with served(simulator.app) as base_url:
            acts.append(
                Act(
                    vendor=vendor,
                    simulator=simulator,
                    row=await _connected(office, tenant, vendor, simulator, base_url),
                )
            )
            yield tenant, acts


async def _connected(office: Office, tenant: Tenant, vendor: Vendor, simulator: Any, base_url: str) -> ConnectionRow:
    connections = office.connections(tenant)
    for row in await connections.all():
        if row.name == f"{vendor.name}-demo":
            await connections.remove(row)
    try:
        row, _ = await connect(
            office, tenant, vendor, name=f"{vendor.name}-demo", base_url=base_url, secret=simulator.secret
        )
    except NameTaken:
        row = await connections.one(f"{vendor.name}-demo")
    return row


async def perform(office: Office, tenant: Tenant, act: Act, observe: Observe) -> None:
    """Read a vendor once and compare the warehouse with the simulator's truth."""
    act.run = await sync_one(office, tenant, act.row, Wish(), observe)
    zones: Mapping[str, str] = {
        each["source_id"]: each["time_zone"]
        for each in await locations(office, tenant)
        if each["vendor"] == act.vendor.name and each["time_zone"]
    }
    expected = act.simulator.expected(zones)
    act.differences = await compare(office.database, act.vendor, tenant.tenant_id, act.row.connection_id, expected)
    tables = [
        table.name for stream in act.vendor.streams if stream.points_to is None for table in tables_of(stream.record)
    ]
    act.rows = await counts_of(office.database, tenant.tenant_id, act.vendor.name, tables)


def live_on(act: Act) -> None:
    """Let the business live for a while."""
    act.simulator.live(EVENTS_BETWEEN_RUNS)

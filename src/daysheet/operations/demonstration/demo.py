"""
The demo: simulators of every vendor, connected, read and compared with their own truth.

It goes over real HTTP and into a real PostgreSQL, as any other install does. Every demo begins with
empty tables, and it never plays in a home that keeps a real business.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from daysheet.core.differences import Difference
from daysheet.core.errors import DaysheetError, SettingWrong
from daysheet.core.events import Observe, nobody
from daysheet.core.records import tables_of
from daysheet.core.vendor import Vendor
from daysheet.engine.run import RunOutcome, Wish
from daysheet.operations.connections.connecting import Discovery, connect
from daysheet.operations.demonstration.comparing import Remembered, compare, compare_derived
from daysheet.operations.entries.entering import SINCE_EVER, set_rates
from daysheet.operations.entries.mapping import map_suggested, mapping_of
from daysheet.operations.entries.placing import locations
from daysheet.operations.office import Office
from daysheet.operations.runs.scheduling import switch
from daysheet.operations.runs.syncing import sync_one
from daysheet.simulation.clock import Clock
from daysheet.simulation.serving import served
from daysheet.warehouse.clearing import clear_tables
from daysheet.warehouse.connections import ConnectionRow, Tenant, Tenants
from daysheet.warehouse.contents import counts_of
from daysheet.warehouse.quarantine import Quarantine

TENANT: Final = "demo"
SEED: Final = 1
ORDERS: Final = 600
EVENTS_BETWEEN_RUNS: Final = 25
# What a person would enter: no vendor tells what an hour costs.
RATES: Final = {"default_cost_cents": 2_850, "posted_rate_cents": 16_000, "from_on": SINCE_EVER}
# The vendors allow far fewer; their simulators would make everybody wait for minutes.
CALLS_PER_MINUTE: Final = 60_000
THIS_MACHINE: Final = "http://127.0.0.1:"
OVER: Final = "The demo is over and its simulator is gone."


class PresentTime(Clock):
    """
    The vendors' clock where it is ours: nothing that happens there moves it.

    An event would else put it a second ahead each, so that after an hour of the demo the vendors' today would begin
    hours before ours.
    """

    def advance(self, seconds: float) -> None:
        """Stay at the present; raises ValueError backwards, as any clock does."""
        super().advance(min(seconds, 0.0))


@dataclass(kw_only=True)
class Act:
    """One vendor of the demo: its simulator, its connection, and what its last run did."""

    vendor: Vendor
    simulator: Any
    row: ConnectionRow
    discovery: Discovery
    run: RunOutcome = field(default_factory=RunOutcome)
    rows: dict[str, int] = field(default_factory=dict)
    differences: dict[str, list[Difference]] = field(default_factory=dict)
    waiting: int = 0

    @property
    def differences_total(self) -> int:
        """Differences from the truth, over all streams."""
        return sum(map(len, self.differences.values()))


@asynccontextmanager
async def staged(
    office: Office, simulator_of: Callable[[Vendor], Callable[..., Any]], orders: int, *, clock: Clock | None = None
) -> AsyncIterator[tuple[Tenant, list[Act]]]:
    """
    Start a simulator of each vendor, over real HTTP, and connect it; afterwards the connections are paused.

    *clock* is that of the vendors, where it is not the present.
    """
    tenant = await _empty_tenant(office)
    clock = clock or PresentTime.ticking()
    async with AsyncExitStack() as stack:
        acts: list[Act] = []
        # A source that has to be accepted first is no part of what everybody gets.
        for vendor in (each for each in office.vendors.values() if each.caution is None):
            simulator = simulator_of(vendor)(seed=SEED, orders=_size(vendor, orders), clock=clock, calls_per_minute=0)
            base_url = await stack.enter_async_context(served(simulator.app)) + vendor.base_path
            row, discovery = await connect(
                office,
                tenant,
                vendor,
                name=_name(vendor),
                base_url=base_url,
                secret=simulator.secret,
                calls_per_minute=CALLS_PER_MINUTE,
            )
            acts.append(Act(vendor=vendor, simulator=simulator, row=row, discovery=discovery))
        try:
            yield tenant, acts
        finally:
            await asyncio.shield(_pause(office, tenant, acts))


def _size(vendor: Vendor, orders: int) -> int:
    """Return how many orders an invented business has: fewer where each of them costs calls of its own."""
    return orders // 2 if any(stream.due is not None for stream in vendor.streams) else orders


def _name(vendor: Vendor) -> str:
    return f"{vendor.name}-demo"


async def _pause(office: Office, tenant: Tenant, acts: Sequence[Act]) -> None:
    # A database that is gone has been told of already; what a demo leaves behind is not worth a second error.
    with contextlib.suppress(DaysheetError):
        for act in acts:
            await office.connections(tenant).set_status(act.row, "paused", OVER, office.clock())


async def _empty_tenant(office: Office) -> Tenant:
    """Return the demo's tenant with nothing in it; raises `SettingWrong` in the home of a real business."""
    known = await Tenants(office.database).all()
    for each in known:
        if not await _is_ours(office, each):
            raise SettingWrong(
                f"This home keeps the business {each.name!r}, and the demo would put invented figures beside it. "
                "Give the demo a home of its own: daysheet demo --home DIR"
            )
    tenant = known[0] if known else await Tenants(office.database).ensure(TENANT)
    connections = office.connections(tenant)
    for row in await connections.all():
        await connections.remove(row)
    for vendor in office.vendors.values():
        derived = list(vendor.derivation.tables) if vendor.derivation else []
        await clear_tables(office.database, tenant.tenant_id, vendor.schema, [*_roots(vendor), *derived])
    return tenant


async def _is_ours(office: Office, tenant: Tenant) -> bool:
    """Whether everything of a tenant comes from a demo, or there is nothing of it."""
    rows = await office.connections(tenant).all()
    names = {_name(vendor) for vendor in office.vendors.values()}
    if any(row.name not in names or not row.base_url.startswith(THIS_MACHINE) for row in rows):
        return False
    if rows or tenant.name == TENANT:
        return True
    for vendor in office.vendors.values():
        counts = await counts_of(office.database, tenant.tenant_id, vendor.schema, _roots(vendor))
        if any(counts.values()):
            return False
    return True


def _roots(vendor: Vendor) -> list[str]:
    return [stream.record.table for stream in vendor.streams if stream.points_to is None]


async def perform(office: Office, tenant: Tenant, act: Act, observe: Observe) -> None:
    """Read a vendor once, whole, and compare the warehouse with the simulator's truth."""
    if act.vendor.maps_locations and not act.run.counts:
        await sync_one(office, tenant, act.row, Wish(streams=_listing_of(act.vendor)), nobody)
        await map_suggested(office, tenant, act.row.name)
    if act.rows and (daily := _read_whole_daily(act.vendor)):
        # Nobody waits a day in a demo.
        await sync_one(office, tenant, act.row, Wish(streams=daily, full=True), nobody)
    act.run = await sync_one(office, tenant, act.row, _everything(act.vendor), observe)
    if act.vendor.takes_entries and not act.rows:
        for each in await locations(office, tenant):
            if each["vendor"] == act.vendor.name:
                await set_rates(office, tenant, each["source_id"], RATES)
    await prove(office, tenant, act)


async def prove(office: Office, tenant: Tenant, act: Act) -> None:
    """Compare what the warehouse holds of a vendor with the simulator's truth; nothing is read."""
    zones: Mapping[str, str] = {
        each["source_id"]: each["time_zone"]
        for each in await locations(office, tenant)
        if each["vendor"] == act.vendor.name and each["time_zone"]
    }
    expected = act.simulator.expected(zones)
    act.differences = await compare(
        office.database, act.vendor, tenant.tenant_id, act.row.connection_id, expected, unlisted_by(act.simulator)
    )
    tables = [
        table.name for stream in act.vendor.streams if stream.points_to is None for table in tables_of(stream.record)
    ]
    if act.vendor.derivation is not None and act.vendor.derivation.tables:
        derived = act.simulator.expected_derived(await mapping_of(office, tenant, act.row))
        act.differences |= await compare_derived(
            office.database, act.vendor, tenant.tenant_id, derived, remembered_by(act.simulator)
        )
        tables += act.vendor.derivation.tables
    act.rows = await counts_of(office.database, tenant.tenant_id, act.vendor.schema, tables)
    act.waiting = await Quarantine(office.database, tenant.tenant_id).count(act.row.name)


def unlisted_by(simulator: Any) -> Mapping[str, Collection[str]]:
    """Return the ids, by stream, of what a simulated vendor has and shows in no list; most vendors have none."""
    unlisted: Mapping[str, Collection[str]] = simulator.unlisted() if hasattr(simulator, "unlisted") else {}
    return unlisted


def remembered_by(simulator: Any) -> Mapping[str, Remembered]:
    """Return what derived tables may show of the past, as a simulated vendor tells it; of most vendors nothing."""
    remembered: Mapping[str, Remembered] = simulator.remembered() if hasattr(simulator, "remembered") else {}
    return remembered


def _listing_of(vendor: Vendor) -> tuple[str, ...]:
    return tuple(stream.name for stream in vendor.streams if stream.names_locations is not None)


def _everything(vendor: Vendor) -> Wish:
    """Return the wish for all that a vendor has: one without a list of changes is read whole, each time."""
    if all(stream.days is None for stream in vendor.streams):
        return Wish()
    return Wish(streams=tuple(stream.name for stream in vendor.streams), full=True)


def _read_whole_daily(vendor: Vendor) -> tuple[str, ...]:
    """Return the lists of changes that never tell who left, so that they are read whole once a day."""
    return tuple(
        stream.name
        for stream in vendor.streams
        if stream.changed_since is not None and stream.census_every <= timedelta(days=1)
    )


async def read_by_hand(office: Office, tenant: Tenant, acts: Sequence[Act]) -> None:
    """Leave the reading of the demo's own connections to the demo; a worker reads what a visitor connects."""
    for act in acts:
        await switch(office, tenant, act.row.name, None, is_enabled=False)


def live_on(act: Act) -> None:
    """Let the business live for a while."""
    act.simulator.live(EVENTS_BETWEEN_RUNS)

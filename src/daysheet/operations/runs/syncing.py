"""Reads connections now, in the foreground."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from daysheet.core.errors import CredentialsRefused, DaysheetError, NotAllowed, SettingMissing
from daysheet.core.events import Observe
from daysheet.core.halting import NEVER, Halt
from daysheet.engine.run import Run, RunOutcome, Wish, nobody_else
from daysheet.operations.daily import compute_days
from daysheet.operations.entries.mapping import ask_once
from daysheet.operations.entries.placing import locations, settle_time_zones
from daysheet.operations.office import Office
from daysheet.operations.runs.retention import kept_from
from daysheet.warehouse.call_plans import CallPlans
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.quarantine import Quarantine
from daysheet.warehouse.scheduling import Schedules
from daysheet.warehouse.stored_pages import purge_stored_pages


@dataclass(kw_only=True)
class SyncReport:
    """What one `sync` did: each connection's run, and what waits in quarantine afterwards."""

    runs: dict[str, RunOutcome] = field(default_factory=dict)
    waiting: int = 0

    @property
    def errors(self) -> list[DaysheetError]:
        """What went wrong, over all runs."""
        return [error for run in self.runs.values() for error in run.errors]

    @property
    def exit_code(self) -> int:
        """The exit code: the first error's, else 7 with rows in quarantine, else 0."""
        if self.errors:
            return self.errors[0].exit_code
        return 7 if self.waiting else 0


async def chosen(office: Office, tenant: Tenant, name: str | None) -> Sequence[ConnectionRow]:
    """Return one connection, or all of them; raises where there is none."""
    connections = office.connections(tenant)
    if name is not None:
        return [await connections.one(name)]
    known = await connections.all()
    if not known:
        raise SettingMissing("There is no connection yet. Make one: daysheet connect VENDOR")
    return known


async def in_use(office: Office, tenant: Tenant, name: str | None) -> Sequence[ConnectionRow]:
    """Return the chosen connections that may be read; raises where all of them are paused."""
    rows = await chosen(office, tenant, name)
    ready = [each for each in rows if each.status != "paused"]
    if not ready:
        paused = ", ".join(f"{each.name!r} is paused ({each.status_reason or 'no reason given'})" for each in rows)
        raise NotAllowed(f"Nothing was read: {paused}. Make another connection: daysheet connect VENDOR --name NAME")
    return ready


async def sync(office: Office, tenant: Tenant, name: str | None, wish: Wish, observe: Observe) -> SyncReport:
    """Run one connection, or all of them; an error of one does not keep the others from being read."""
    report = SyncReport()
    for row in await in_use(office, tenant, name):
        report.runs[row.name] = await sync_one(office, tenant, row, wish, observe)
    report.waiting = await Quarantine(office.database, tenant.tenant_id).count(name)
    return report


async def sync_one(
    office: Office,
    tenant: Tenant,
    row: ConnectionRow,
    wish: Wish,
    observe: Observe,
    *,
    run_id: uuid.UUID | None = None,
    halt: Halt = NEVER,
    is_ours: Callable[[], Awaitable[bool]] = nobody_else,
) -> RunOutcome:
    """Run one connection within its month's calls; a refused credential marks it until it is replaced."""
    connections = office.connections(tenant)
    vendor = office.vendor(row.vendor)
    secret = connections.secret_of(row)
    standing = await office.standing(vendor, row, secret)
    zones = {each["location_id"]: each["time_zone"] for each in await locations(office, tenant)}
    async with office.client(vendor, row, secret, standing) as client:
        run = Run(
            vendor=vendor,
            tenant_id=tenant.tenant_id,
            connection_id=row.connection_id,
            client=client,
            database=office.database,
            clock=office.clock,
            observe=observe,
            standing=standing,
            run_id=run_id or uuid.uuid4(),
            halt=halt,
            is_ours=is_ours,
        )
        outcome = await run.perform(wish)
    await CallPlans(office.database, row.tenant_id, row.connection_id).keep_page_sizes(
        outcome.page_sizes, office.clock()
    )
    await settle_time_zones(office, tenant, zones)
    if not wish.tables_only:
        await compute_days(office, tenant, vendor)
    outcome.unmapped = await ask_once(office, tenant, row)
    before = kept_from(office)["pages"]
    if before is not None and not outcome.errors:
        await purge_stored_pages(office.database, tenant.tenant_id, row.connection_id, before)
    refused = [error for error in outcome.errors if isinstance(error, CredentialsRefused)]
    if refused:
        await connections.judge(row, client.secret, "needs_reauth", str(refused[0]), office.clock())
    elif row.status == "needs_reauth" and not outcome.errors:
        await connections.judge(row, client.secret, "active", None, office.clock())
        await Schedules(office.database, tenant.tenant_id).make_due(row.connection_id, office.clock())
    return outcome

"""Finds runs for people, and ends one that they want to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from daysheet.core.errors import NotAllowed, UnknownThing
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.run_history import RunDay, RunHistory, RunRow

RUNS_SHOWN_MAX = 500
STRIP_DAYS: Final = 30


@dataclass(frozen=True, kw_only=True)
class RunDetails:
    """One run, and what it did in each stream at each location."""

    run: RunRow
    streams: Sequence[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class StripDay:
    """The runs of a connection on one day in UTC."""

    on: date
    runs: int
    failed: int

    @property
    def word(self) -> str:
        """How the day went."""
        if not self.runs:
            return "none ran"
        return "some failed" if self.failed else "all good"


async def strips(office: Office, tenant: Tenant) -> Mapping[str, Sequence[StripDay]]:
    """Return how the runs of the last days went, today last, of each connection that had any."""
    today = office.clock().astimezone(UTC).date()
    days = [today - timedelta(days=STRIP_DAYS - 1 - number) for number in range(STRIP_DAYS)]
    found = await RunHistory(office.database, tenant.tenant_id).days(datetime.combine(days[0], time(), UTC))
    known = {(each.connection, each.began_on): each for each in found}
    return {name: [_day(on, known.get((name, on))) for on in days] for name in {each.connection for each in found}}


def _day(on: date, found: RunDay | None) -> StripDay:
    return StripDay(on=on, runs=found.runs if found else 0, failed=found.failed if found else 0)


async def newest(office: Office, tenant: Tenant, connection: str | None, limit: int) -> list[RunRow]:
    """Return the newest runs; raises `UnknownThing` for a connection that is not there."""
    if connection is not None:
        await office.connections(tenant).one(connection)
    return await RunHistory(office.database, tenant.tenant_id).newest(connection, min(limit, RUNS_SHOWN_MAX))


async def details(office: Office, tenant: Tenant, run_id: str | None) -> RunDetails:
    """Return one run by the beginning of its id, or the newest; raises `UnknownThing`."""
    history = RunHistory(office.database, tenant.tenant_id)
    found = await history.newest(None, 1) if run_id is None else await history.starting_with(run_id)
    if len(found) != 1:
        what = "There is no run yet" if run_id is None else f"There is {'no' if not found else 'more than one'} run"
        raise UnknownThing(f"{what}{'' if run_id is None else f' {run_id!r}'}. See: daysheet runs list")
    return RunDetails(run=found[0], streams=await history.streams_of(found[0].run_id))


async def cancel(office: Office, tenant: Tenant, run_id: str) -> RunRow:
    """
    Ask a run to end at its next step.

    Raises `UnknownThing`, and `NotAllowed` where it is not running, or was started by hand.
    """
    run = (await details(office, tenant, run_id)).run
    if run.status != "running":
        raise NotAllowed(f"Run {str(run.run_id)[:8]} is not running: it {run.status}.")
    if not await RunHistory(office.database, tenant.tenant_id).is_of_schedule(run.run_id):
        raise NotAllowed(f"Run {str(run.run_id)[:8]} was started by hand. Stop it where it runs, with Ctrl+C.")
    await RunHistory(office.database, tenant.tenant_id).cancel(run.run_id, office.clock())
    return (await details(office, tenant, str(run.run_id))).run

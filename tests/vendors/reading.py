"""What the conformance tests do with a simulated business: read it, let it heal, and look at what was stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from daysheet.core.vendor import Vendor
from daysheet.engine.run import RunOutcome
from daysheet.operations.demonstration.comparing import Expected
from daysheet.warehouse.batches import Counts
from daysheet.warehouse.contents import rows_of
from tests.stories.business import Business
from tests.vendors.found import everything, mirrored

ORDERS = 24
RUNS_TO_HEAL_MAX = 3


def adds_up(counts: Counts) -> bool:
    """Whether everything that was received is accounted for."""
    parts = (counts.new, counts.changed, counts.same, counts.stale, counts.quarantined, counts.ignored)
    return counts.received == sum(parts)


async def read(business: Business, **wish: Any) -> RunOutcome:
    """Read what is due; the counters of every stream add up, whatever happened."""
    wish = wish or everything(business.vendor)
    outcome = await business.run(*wish.pop("streams", ()), **wish)
    assert {name for name, counts in outcome.counts.items() if not adds_up(counts)} == set()
    return outcome


async def heal(business: Business) -> int:
    """
    Read on good days until all is well, with the whole list of every stream due; return how many runs that took.

    What a vendor takes back without a word is only noticed in the whole list.
    """
    business.simulator.faults = "none"
    slowest = max(stream.census_every for stream in business.vendor.streams)
    business.simulator.clock.advance((slowest + timedelta(hours=1)).total_seconds())
    for number in range(1, RUNS_TO_HEAL_MAX + 1):
        outcome = await read(business)
        if outcome.status == "completed" and not await business.waiting() and not await business.differences():
            return number
    return RUNS_TO_HEAL_MAX


async def contents(business: Business) -> dict[str, list[dict[str, Any]]]:
    """Return every mirrored row, all columns."""
    found = {}
    for table in business.tables:
        rows = await rows_of(business.database, business.tenant_id, business.vendor.name, table)
        found[table] = sorted(rows, key=repr)
    return found


def roots_there(vendor: Vendor, expected: Expected) -> set[tuple[str, Any, Any]]:
    """Return table, location and id of the records that the vendor has and has not marked as deleted."""
    return {
        (table.name, row.get(vendor.location_column), row[table.key[0]])
        for stream, table in mirrored(vendor)
        if table.is_root
        for row in expected[stream][table.name]
        if row.get("deleted_at") is None
    }

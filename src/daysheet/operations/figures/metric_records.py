"""The largest records behind a metric, at all of its locations or at one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from daysheet.core.periods import Period
from daysheet.operations.figures.metrics import asked_for
from daysheet.operations.figures.one_look import OneLook
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant


async def largest(
    office: Office,
    tenant: Tenant,
    name: str,
    period: Period,
    *,
    location: str | None,
    only: Collection[int] | None,
    rows_max: int,
    only_missing: bool = False,
    person: str | None = None,
) -> tuple[list[dict[str, Any]], int]:
    """Return the largest records behind a metric, or left out of it, and how many there are; of a *person* if said."""
    asked = await asked_for(OneLook(office, tenant), name, period, location, only)
    places = {place.location["source_id"]: place for place in asked.places}
    column = asked.sums.figures.people.get(str(asked.metric.table))
    found: list[dict[str, Any]] = []
    total = 0
    for span in asked.spans():
        read = asked.sums.missing_rows if only_missing else asked.sums.rows
        some, there = await read(asked.metric, span, None if person else rows_max)
        if person is not None:
            some = [row for row in some if column is not None and str(row.get(column)) == person]
            there = len(some)
        for row in some:
            place = places[str(row["location_key"])]
            found.append({"location": place.name, "location_id": place.location["location_id"], **row})
        total += there
    return found[:rows_max], total

"""How full the days to come are: the jobs and trucks of each, beside the trucks that people said there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from daysheet.operations.boards.board_places import chosen
from daysheet.operations.boards.dispatching import boards_of, some
from daysheet.operations.boards.journeys import Seeing
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant

DAYS: Final = 14


@dataclass(frozen=True, kw_only=True)
class Load:
    """
    What is booked, of one day or of one location on a day.

    `trucks` are planned trucks as far as they are told: `jobs_without_trucks` have no count of them. `trucks_able` is
    None where nobody entered how many there are; `is_beyond` where more are planned than there are.
    """

    jobs: int = 0
    trucks: int = 0
    jobs_without_trucks: int = 0
    not_confirmed: int = 0
    trucks_able: int | None = None

    @property
    def is_beyond(self) -> bool:
        """Whether more trucks are planned than there are."""
        return self.trucks_able is not None and self.trucks > self.trucks_able


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Loads by day, each day there is, and by day and location; what has no location is under None."""

    days: dict[date, Load]
    places: dict[tuple[date, int | None], Load]


async def outlook(
    office: Office, tenant: Tenant, first_on: date, seeing: Seeing, *, locations: Sequence[str] = ()
) -> Outlook:
    """
    Return the load of fourteen days from *first_on* on; raises `UnknownThing` for a wrong location.

    A day's capacity is told only where it is known of every location that has jobs on it: a part would mislead.
    """
    last_on = first_on + timedelta(days=DAYS - 1)
    only = seeing.only
    if locations:
        only = frozenset(row["location_id"] for row in await chosen(office, tenant, locations, seeing.only))
    rows: list[dict[str, Any]] = []
    for _, dispatch in boards_of(office, tenant):
        rows += await dispatch.outlook(first_on, last_on, some(only))
    days = {first_on + timedelta(days=each): Load() for each in range(DAYS)}
    places: dict[tuple[date, int | None], Load] = {}
    for row in rows:
        key = (row["day_on"], row["location_id"])
        places[key] = _added(places.get(key), row)
    for day_on in days:
        days[day_on] = _sum([load for (each, _), load in places.items() if each == day_on])
    return Outlook(days=days, places=places)


def _added(before: Load | None, row: dict[str, Any]) -> Load:
    load = Load(
        jobs=row["jobs"],
        trucks=row["trucks"] or 0,
        jobs_without_trucks=row["jobs_without_trucks"],
        not_confirmed=row["not_confirmed"],
        trucks_able=row["trucks_able"],
    )
    return load if before is None else _sum([before, load])


def _sum(loads: Sequence[Load]) -> Load:
    able = [each.trucks_able for each in loads if each.jobs or each.trucks_able is not None]
    known = [each for each in able if each is not None]
    return Load(
        jobs=sum(each.jobs for each in loads),
        trucks=sum(each.trucks for each in loads),
        jobs_without_trucks=sum(each.jobs_without_trucks for each in loads),
        not_confirmed=sum(each.not_confirmed for each in loads),
        trucks_able=sum(known) if known and len(known) == len(able) else None,
    )

"""What people are shown who compare our figures with the vendor's: months by day, and what became of closed ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from daysheet.core.errors import UnknownThing
from daysheet.core.reconciling import CAUSES, Reconciled
from daysheet.core.vendor import Vendor
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures.metric_desk import OF_PAY
from daysheet.operations.office import Office
from daysheet.operations.reconciliation import accepting, closing_desk
from daysheet.operations.reconciliation.reconciling import Reconciliation, reconcile
from daysheet.warehouse import closed_months
from daysheet.warehouse.connections import Tenant

RESTATEMENTS_SHOWN: Final = 100

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """A difference that somebody accepted; `holds` while it is still what it was then."""

    row: Row
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One location over some days: its figures, those of each day, and what was accepted of them."""

    place: Mapping[str, Any]
    found: Reconciliation
    days: Mapping[date, Mapping[str, Reconciled]]
    accepted: Sequence[Row] = field(default_factory=list)

    def acceptance(self, day_on: date, figure: str) -> Acceptance | None:
        """Return what stands accepted of a day's figure."""
        for row in self.accepted:
            if (row["day_on"], row["figure"]) == (day_on, figure) and row["taken_back_at"] is None:
                return Acceptance(row=row, holds=row["difference"] == self.days[day_on][figure].difference)
        return None

    def open_days(self, figure: str) -> list[date]:
        """Return the days on which something of a figure is not explained, and nobody has accepted it."""
        return [
            day for day, figures in self.days.items() if figures[figure].unexplained and not self._is_let(day, figure)
        ]

    def _is_let(self, day_on: date, figure: str) -> bool:
        found = self.acceptance(day_on, figure)
        return found is not None and found.holds

    def orders(self, figure: str, cause: str, *, sees_persons: bool) -> list[Row]:
        """Return the orders in which a cause makes some of a figure's difference, the largest first; None hides pay."""
        if figure in OF_PAY and not sees_persons:
            return []
        rows = [row for row in self.found.rows if row["figure"] == figure and row["theirs"] is not None and row[cause]]
        return sorted(rows, key=lambda row: -abs(row[cause]))


def untold(found: Reconciliation) -> list[str]:
    """Return the figures that the vendor tells of none of the orders that there are."""
    return [name for name, each in found.figures.items() if each.not_told and not each.compared]


def second_sources(office: Office, vendor_name: str) -> list[Vendor]:
    """Return the sources that add the vendor's own figures to what it tells."""
    return [each for each in office.vendors.values() if each.writes_into == vendor_name]


async def comparable(office: Office, tenant: Tenant, only: Collection[int] | None) -> tuple[list[Row], list[Row]]:
    """Return the locations that are compared with their vendor, and the others; *only* are those to be seen."""
    seen = [row for row in await locations(office, tenant) if only is None or row["location_id"] in only]
    sources = [row for row in seen if row["vendor"] in office.vendors and not office.vendors[row["vendor"]].writes_into]
    theirs = [row for row in sources if office.vendors[row["vendor"]].reconciles]
    return theirs, [row for row in sources if row not in theirs]


async def compared(office: Office, tenant: Tenant, place: Mapping[str, Any], first_on: date, last_on: date) -> Compared:
    """Return a location's days beside the vendor's; nothing is computed anew."""
    number = place["location_id"]
    found = await reconcile(office, tenant, first_on, last_on, number, catches_up=False)
    rows = await accepting.accepted(office, tenant, first_on, last_on, [number])
    days = found.by_day()
    # What was accepted of a day that has no order any more is of nothing.
    return Compared(place=place, found=found, days=days, accepted=[row for row in rows if row["day_on"] in days])


def steps_of(figure: Reconciled) -> Iterator[tuple[str, Any]]:
    """Yield each cause with what it makes of the way from theirs to ours, in the order in which they are asked."""
    for cause in CAUSES:
        yield cause, figure.causes[cause]


async def closed(
    office: Office, tenant: Tenant, only: Collection[int] | None, *, sees_persons: bool
) -> tuple[list[Row], list[Row]]:
    """Return the closed months and what became of their figures, newest first; *only* are locations to be seen."""
    places = [row for row in await locations(office, tenant) if only is None or row["location_id"] in only]
    names = await _by_key(office, tenant, places)
    months = [
        {**row, "place": names.get((row["vendor"], row["source_id"]))}
        for row in await closing_desk.months(office, tenant)
        if only is None or (row["vendor"], row["source_id"]) in names
    ]
    found, _ = await closing_desk.restatements(
        office,
        tenant,
        None,
        sees_persons=sees_persons,
        after=None,
        limit=RESTATEMENTS_SHOWN,
        only=None if only is None else names.keys(),
    )
    return months, [{**row, "place": names.get((row["vendor"], row["source_id"]))} for row in found]


async def _by_key(office: Office, tenant: Tenant, places: Sequence[Row]) -> dict[tuple[str, str], Row]:
    """Return the locations by vendor and the ids of it by which their figures are kept."""
    sources = await closed_months.keys_of_locations(office.database, tenant.tenant_id)
    found: dict[tuple[str, str], Row] = {}
    for row in places:
        vendor = office.vendors.get(row["vendor"])
        if vendor is not None:
            own = sources.get(row["location_id"], []) if vendor.maps_locations else [row["source_id"]]
            found |= {(row["vendor"], key): row for key in own}
    return found


async def closable(office: Office, tenant: Tenant) -> list[Row]:
    """Return the locations whose months can be closed."""
    vendors = {name: each for name, each in office.vendors.items() if each.figures and each.figures.as_closed}
    return [row for row in await locations(office, tenant) if row["vendor"] in vendors]


def the_place(places: Sequence[Row], word: str | None) -> Row | None:
    """Return the location of a number, or None where nothing was said; raises `UnknownThing`."""
    if word is None:
        return None
    for row in places:
        if str(row["location_id"]) == word:
            return row
    raise UnknownThing("There is no such location here.")

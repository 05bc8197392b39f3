"""Compares our figures with the vendor's own, and says why they differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from daysheet.core.errors import UnknownThing
from daysheet.core.reconciling import Reconciled, reconciled
from daysheet.operations.daily import compute_days
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.places import Places
from daysheet.warehouse.reconciling import beside_the_vendor


@dataclass(kw_only=True)
class Reconciliation:
    """
    What was compared: figures with their causes, orders that differ, and those that only the vendor counts.

    `rows` are all orders, figure by figure, those that do not differ too.
    """

    first_on: date
    last_on: date
    locations: list[str]
    figures: dict[str, Reconciled]
    rows: list[dict[str, Any]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    not_counted: list[dict[str, Any]] = field(default_factory=list)

    @property
    def unexplained(self) -> Decimal:
        """Cents that no cause explains, over sales, cost and profit, whichever way they go."""
        return sum((each.unexplained for each in self.figures.values() if each.figure != "hours"), Decimal(0))

    def by_day(self) -> dict[date, dict[str, Reconciled]]:
        """Return the figures of each day that has an order, by name; they add up to those of all days."""
        days = sorted({row["day_on"] for row in self.rows})
        return {day: reconciled(row for row in self.rows if row["day_on"] == day) for day in days}


async def reconcile(
    office: Office,
    tenant: Tenant,
    first_on: date,
    last_on: date,
    location: str | int | None,
    *,
    catches_up: bool = True,
) -> Reconciliation:
    """
    Compare the invoiced orders of some days, at one location or at all that a vendor's figures are known of.

    A number is ours, a text the name or the vendor's id. Unless *catches_up*, it changes nothing, and what waits to be
    computed is compared as it was.
    """
    known = [
        row for row in await Places(office.database, tenant.tenant_id).all() if office.vendor(row["vendor"]).reconciles
    ]
    places = [
        row for row in known if location is None or location in (row["source_id"], row["name"], row["location_id"])
    ]
    if not places:
        names = ", ".join(f"{row['source_id']} ({row['name']})" for row in known) or "none yet"
        raise UnknownThing(f"There is no location {location!r} to compare. Locations: {names}.")
    rows: list[dict[str, Any]] = []
    not_counted: list[dict[str, Any]] = []
    for place in places:
        vendor = office.vendor(place["vendor"])
        if catches_up:
            await compute_days(office, tenant, vendor)
        beside = await beside_the_vendor(office.database, vendor, tenant.tenant_id, place, first_on, last_on)
        rows += [{"location": place["name"], **row} for row in beside.differences]
        not_counted += [{"location": place["name"], **row} for row in beside.not_counted]
    return Reconciliation(
        first_on=first_on,
        last_on=last_on,
        locations=[place["name"] for place in places],
        figures=reconciled(rows),
        rows=rows,
        orders=[row for row in rows if row["difference"]],
        not_counted=not_counted,
    )

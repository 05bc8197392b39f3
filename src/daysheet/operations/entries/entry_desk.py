"""
What only people know, as programs say it: rates, pay, presence, kinds of fees, capacity.

Amounts are in cents of the location's currency. Each entry is noted in the audit log without what was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from daysheet.core.errors import UnknownThing
from daysheet.operations.entries import capacity, entering
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from daysheet.operations.office import Office
from daysheet.warehouse.branch_capacity import Capacity
from daysheet.warehouse.connections import Tenant

Row = dict[str, Any]

# Not a day that anybody means.
SINCE_EVER: Final = entering.SINCE_EVER


@dataclass(frozen=True, kw_only=True)
class Entering:
    """Who says something, in which business."""

    office: Office
    tenant: Tenant
    actor: str

    async def rates(
        self, location_id: int, default_cost_cents: int | None, posted_rate_cents: int | None, from_on: date | None
    ) -> None:
        """Say a location's own rates from a day on, or since ever; raises `UnknownThing`, `SettingWrong`."""
        await _known(self.office, self.tenant, location_id)
        said = {
            "default_cost_cents": default_cost_cents,
            "posted_rate_cents": posted_rate_cents,
            "from_on": from_on or SINCE_EVER,
        }
        await entering.set_rates(self.office, self.tenant, location_id, said)
        await self._note("rates.set", f"location {location_id}")

    async def pay(
        self,
        location_id: int,
        person_id: str,
        *,
        hourly_rate_cents: int | None,
        salary_cents: int | None,
        yearly_hours: Decimal | None,
        is_technician: bool,
        from_on: date | None,
    ) -> None:
        """Say what a person costs from a day on, or since ever; raises `UnknownThing`, `SettingWrong`."""
        await _known(self.office, self.tenant, location_id)
        said = {
            "hourly_rate_cents": hourly_rate_cents,
            "salary_cents": salary_cents,
            "yearly_hours": yearly_hours,
            "is_technician": is_technician,
            "from_on": from_on or SINCE_EVER,
        }
        await entering.set_pay(self.office, self.tenant, person_id, location_id, said)
        await self._note("pay.set", f"person {person_id} at location {location_id}")

    async def hours(self, location_id: int, person_id: str, worked_on: date, attended_hours: Decimal) -> None:
        """Say how long a person was there on a day; raises `UnknownThing`."""
        await _known(self.office, self.tenant, location_id)
        said = {"attended_hours": attended_hours, "from_on": worked_on}
        await entering.set_hours(self.office, self.tenant, person_id, location_id, said)
        await self._note("hours.set", f"person {person_id} at location {location_id}")

    async def fee_pattern(self, position: int, pattern: str, fee_type: str) -> None:
        """Say which kind of fee a name means; raises `SettingWrong`."""
        await entering.set_fee_pattern(self.office, self.tenant, pattern, fee_type, position)
        await self._note("fee_pattern.set", f"position {position}")

    async def weekdays(self, branch: str, weekdays: Sequence[int], from_on: date | None, what: Capacity) -> None:
        """Say what a branch can do on some weekdays, 1 for Monday, from a day on; raises `UnknownThing`."""
        await capacity.set_weekdays(self.office, self.tenant, branch, weekdays, from_on or SINCE_EVER, what)
        await self._note("capacity.set", "weekdays of a branch")

    async def day(self, branch: str, day_on: date, what: Capacity) -> None:
        """Say what a branch can do on one day that is not like its weekday; raises `UnknownThing`."""
        await capacity.set_day(self.office, self.tenant, branch, day_on, what)
        await self._note("capacity.set", f"{day_on} of a branch")

    async def _note(self, action: str, thing: str) -> None:
        await auditing.note(self.office, self.tenant.tenant_id, self.actor, action, thing)


async def entries(office: Office, tenant: Tenant, kind: str) -> list[Row]:
    """
    Return what was entered of one kind: `pay`, `rates`, `hours` or `fee_patterns`.

    A location is told by our number of it too; `from_on` is None for what holds since ever.
    """
    places = {row["source_id"]: row["location_id"] for row in await locations(office, tenant)}
    found = []
    for row in await entering.entries(office, tenant, kind):
        told = {**row}
        if "location" in row:
            told = {"location_id": places.get(row["location"]), "source_id": told.pop("location"), **told}
        if "id" in told:
            told["person_id"] = str(told.pop("id"))
        found.append(_since(told))
    return found


async def capacities(office: Office, tenant: Tenant) -> list[Row]:
    """Return what was entered of every branch; `from_on` is None for what holds since ever."""
    return [_since(row) for row in await capacity.capacities(office, tenant)]


def _since(row: Row) -> Row:
    return {**row, "from_on": None} if row.get("from_on") == SINCE_EVER else row


async def _known(office: Office, tenant: Tenant, location_id: int) -> None:
    if location_id not in {row["location_id"] for row in await locations(office, tenant)}:
        raise UnknownThing("There is no such location.")

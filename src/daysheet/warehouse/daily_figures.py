"""
Computes the figures of days anew where something they are made of has changed.

What changes marks its days in its own transaction; here they are taken off the list and computed, a
few at a time, each lot in one transaction. Computing everything from nothing gives the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from daysheet.core.vendor import Vendor
from daysheet.warehouse.closed_months import ClosedMonths
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.queries import query, vendor_query

DAYS_AT_ONCE: Final = 100


@dataclass(frozen=True, kw_only=True)
class DailyFigures:
    """The daily figures of one vendor's locations, for one tenant."""

    database: Database
    vendor: Vendor
    tenant_id: int

    @property
    def _here(self) -> dict[str, Any]:
        return {"tenant_id": self.tenant_id, "vendor": self.vendor.name}

    async def compute(self, now: datetime) -> int:
        """Compute every marked day; return how many there were."""
        if self.vendor.daily is None:
            return 0
        while await self._look_again_at_some(now):
            pass
        async with self.database.tenant(self.tenant_id) as connection:
            found = await connection.execute(query("daily_figures", "dirty_locations"), self._here)
            locations = [row["location_key"] for row in await found.fetchall()]
        total = 0
        for location in locations:
            while done := await self._compute_some(location, now):
                total += done
        return total

    async def _look_again_at_some(self, now: datetime) -> bool:
        """Look at the next records again whose cost may be another figure; return whether there were any."""
        async with self.database.tenant(self.tenant_id) as connection:
            found = await (await connection.execute(query("daily_figures", "next_stale"), self._here)).fetchone()
            if found is None or self.vendor.derivation is None:
                return False
            location = found["location_key"]
            # Who stores records holds them before it marks the location, so here it is the same order.
            await self._hold_records(connection, location)
            place = {**self._here, "location_key": location}
            stale = await (await connection.execute(query("daily_figures", "take_stale"), place)).fetchone()
            if stale is None:
                return True
            deriving = Deriving(
                package=self.vendor.package,
                derivation=self.vendor.derivation,
                tenant_id=self.tenant_id,
                connection_id=0,
                location_key=self.vendor.location_key(location),
            )
            keys = await deriving.next_stale(connection, stale["from_on"], stale["next_key"])
            if keys:
                await deriving.make(connection, keys, now, stale["cause"])
                kept = {**place, "next_key": str(keys[-1])}
                await connection.execute(query("daily_figures", "keep_stale"), kept)
            else:
                await connection.execute(query("daily_figures", "end_stale"), place)
        return True

    async def _compute_some(self, location: str, now: datetime) -> int:
        months = ClosedMonths(vendor=self.vendor, tenant_id=self.tenant_id, location_key=location)
        async with self.database.tenant(self.tenant_id) as connection:
            await months.hold(connection)
            taken = await connection.execute(
                query("daily_figures", "take_dirty_days"),
                {**self._here, "location_key": location, "days_max": DAYS_AT_ONCE},
            )
            behind = {row["day_on"]: row["source_ids"] for row in await taken.fetchall()}
            days = sorted(behind)
            if days:
                closed = await months.closed_days(connection, days)
                before = await months.figures(connection, closed) if closed else {}
                await self._compute_days(connection, location, days, now)
                if closed:
                    await months.restate(connection, before, await months.figures(connection, closed), behind, now)
        return len(days)

    async def _compute_days(self, connection: Connection, location: str, days: Sequence[date], now: datetime) -> None:
        assert self.vendor.daily is not None
        parameters = {
            "tenant_id": self.tenant_id,
            "location_key": self.vendor.location_key(location),
            "days": list(days),
            "now": now,
        }
        # Each step narrows every table to the days by itself; a table never analyzed would be gone over for each.
        await connection.execute("set local enable_nestloop = off")
        for step in self.vendor.daily.steps:
            await connection.execute(vendor_query(self.vendor.package, "derived", step), parameters)

    async def all_keys(self) -> list[str] | None:
        """Return whose days have figures, or ought to; None where that is the locations."""
        if self.vendor.daily is None or self.vendor.daily.all_keys is None:
            return None
        async with self.database.tenant(self.tenant_id) as connection:
            found = await connection.execute(
                vendor_query(self.vendor.package, "derived", self.vendor.daily.all_keys), {"tenant_id": self.tenant_id}
            )
            return [row["location_key"] for row in await found.fetchall()]

    async def _hold_records(self, connection: Connection, location: str) -> None:
        if self.vendor.derivation is not None:
            await Deriving(
                package=self.vendor.package,
                derivation=self.vendor.derivation,
                tenant_id=self.tenant_id,
                connection_id=0,
                location_key=self.vendor.location_key(location),
            ).hold(connection)

    async def mark_all(self, locations: Sequence[str], now: datetime) -> None:
        """Mark every day of some locations that has figures, or ought to."""
        assert self.vendor.daily is not None
        for location in locations:
            async with self.database.tenant(self.tenant_id) as connection:
                await self._hold_records(connection, location)
                found = await connection.execute(
                    vendor_query(self.vendor.package, "derived", self.vendor.daily.all_days),
                    {"tenant_id": self.tenant_id, "location_key": self.vendor.location_key(location)},
                )
                days = [row["day_on"] for row in await found.fetchall()]
                await connection.execute(
                    query("daily_figures", "mark_days"),
                    {**self._here, "location_key": location, "days": days, "now": now},
                )

"""
Closed months: their figures stay as the accountant saw them, and what becomes of them later is noted.

The daily tables go on following the records; the frozen copy does not. A restatement says which figures
of a closed day changed, from what to what, when that was noticed, and because of which records.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from daysheet.core.errors import DatabaseBusy
from daysheet.core.vendor import Vendor
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query, vendor_query

Figures = Mapping[tuple[str, date, str], Mapping[str, Any]]


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


@dataclass(frozen=True, kw_only=True)
class ClosedMonths:
    """The closed months of one location, or of one of its branches."""

    vendor: Vendor
    tenant_id: int
    location_key: str

    @property
    def _here(self) -> dict[str, Any]:
        return {"tenant_id": self.tenant_id, "vendor": self.vendor.name, "location_key": self.location_key}

    @property
    def _reach(self) -> timedelta:
        return timedelta(days=0 if self.vendor.daily is None else self.vendor.daily.reach_days)

    async def hold(self, connection: Connection) -> None:
        """Wait for whoever computes, closes or opens days of the location, until the transaction ends."""
        name = f"days:{self.tenant_id}:{self.vendor.name}:{self.location_key}"
        await connection.execute(query("daily_figures", "hold"), {"name": name})

    async def close(self, database: Database, month_on: date, days: Sequence[date], by: str, now: datetime) -> bool:
        """
        Close a month with the figures that its days have now; False where it is closed already.

        Raises `DatabaseBusy` where some of its days are still to be computed.
        """
        async with database.tenant(self.tenant_id) as connection:
            await self.hold(connection)
            month = {**self._here, "month_on": month_on, "now": now, "by": by}
            near = {"first_on": month_on - self._reach, "last_on": days[-1] + self._reach}
            waiting = await (
                await connection.execute(query("closed_months", "days_waiting"), {**self._here, **near})
            ).fetchall()
            if waiting:
                raise DatabaseBusy(f"Figures of {month_on:%Y-%m} are being computed. Close it again in a minute.")
            if not await (await connection.execute(query("closed_months", "close_month"), month)).fetchall():
                return False
            found = await self._texts(connection, days)
            await connection.execute(
                query("closed_months", "freeze"),
                {
                    **month,
                    "table_names": [row["table_name"] for row in found],
                    "metric_dates": [row["metric_date"] for row in found],
                    "row_keys": [row["row_key"] for row in found],
                    "figures": [row["figures"] for row in found],
                    "personal_figures": [row["personal_figures"] for row in found],
                },
            )
        return True

    async def reopen(self, database: Database, month_on: date) -> bool:
        """Let a month follow its records again; False where it is not closed."""
        async with database.tenant(self.tenant_id) as connection:
            await self.hold(connection)
            done = await connection.execute(
                query("closed_months", "reopen_month"), {**self._here, "month_on": month_on}
            )
            return bool(await done.fetchall())

    async def closed_days(self, connection: Connection, days: Sequence[date]) -> list[date]:
        """
        Return which of some days, and of those in their reach, are in a closed month.

        None is closed or opened while the location is held.
        """
        near = sorted(
            {day + timedelta(days=each) for day in days for each in range(-self._reach.days, 1 + self._reach.days)}
        )
        found = await connection.execute(
            query("closed_months", "closed_among"), {**self._here, "months": sorted({month_of(day) for day in near})}
        )
        closed = {row["month_on"] for row in await found.fetchall()}
        return [day for day in near if month_of(day) in closed]

    async def figures(self, connection: Connection, days: Sequence[date]) -> Figures:
        """Return the rows that some days have now, by table, day and key; numbers are exact."""
        return {
            (row["table_name"], row["metric_date"], row["row_key"]): {
                **json.loads(row["figures"], parse_float=Decimal),
                **json.loads(row["personal_figures"], parse_float=Decimal),
            }
            for row in await self._texts(connection, days)
        }

    async def _texts(self, connection: Connection, days: Sequence[date]) -> list[dict[str, Any]]:
        found = await connection.execute(
            vendor_query(self.vendor.package, "derived", "figures_of_days"),
            {
                "tenant_id": self.tenant_id,
                "location_key": self.vendor.location_key(self.location_key),
                "days": list(days),
            },
        )
        return await found.fetchall()

    async def restate(
        self,
        connection: Connection,
        before: Figures,
        after: Figures,
        source_ids: Mapping[date, Sequence[str]],
        now: datetime,
    ) -> None:
        """Note what differs between two states of closed days; a row that came or went has nothing on one side."""
        for key in sorted(before.keys() | after.keys()):
            old, new = before.get(key, {}), after.get(key, {})
            names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
            if not names:
                continue
            table_name, day, row_key = key
            await connection.execute(
                query("closed_months", "restate"),
                {
                    **self._here,
                    "month_on": month_of(day),
                    "table_name": table_name,
                    "metric_date": day,
                    "row_key": row_key,
                    "now": now,
                    "old_figures": _text({name: old[name] for name in names if name in old}),
                    "new_figures": _text({name: new[name] for name in names if name in new}),
                    "source_ids": list(source_ids.get(day, ())),
                },
            )


def _text(figures: Mapping[str, Any]) -> str:
    """Return figures as JSON; a decimal is written as the number it is."""
    written = (
        f"{json.dumps(name)}: {value if isinstance(value, Decimal) else json.dumps(value, default=str)}"
        for name, value in figures.items()
    )
    return "{" + ", ".join(written) + "}"


async def keys_of_location(
    database: Database, vendor: Vendor, tenant_id: int, location: Mapping[str, Any]
) -> list[str]:
    """Return by which of the vendor's ids the figures of a location are kept: its own, or those of its branches."""
    if not vendor.maps_locations:
        return [location["source_id"]]
    here = {"tenant_id": tenant_id, "location_id": location["location_id"]}
    async with database.tenant(tenant_id) as connection:
        found = await connection.execute(query("locations", "sources_of_location"), here)
        return sorted({row["source_id"] for row in await found.fetchall()})


async def keys_of_locations(database: Database, tenant_id: int) -> dict[int, list[str]]:
    """Return the ids of the branches that each location is, where vendors list branches."""
    async with database.tenant(tenant_id) as connection:
        found = await connection.execute(query("locations", "sources_of_locations"), {"tenant_id": tenant_id})
        keys: dict[int, list[str]] = {}
        for row in await found.fetchall():
            keys.setdefault(row["location_id"], []).append(row["source_id"])
    return keys


async def list_months(database: Database, tenant_id: int) -> list[dict[str, Any]]:
    """Return the closed months of a tenant, newest first, each with its number of restatements."""
    async with database.tenant(tenant_id) as connection:
        found = await connection.execute(query("closed_months", "list_months"), {"tenant_id": tenant_id})
        return await found.fetchall()


async def list_restatements(database: Database, tenant_id: int, month_on: date | None) -> list[dict[str, Any]]:
    """Return the restatements of a month, or of all, newest first; figures are exact numbers."""
    async with database.tenant(tenant_id) as connection:
        found = await connection.execute(
            query("closed_months", "list_restatements"), {"tenant_id": tenant_id, "month_on": month_on}
        )
        rows = await found.fetchall()
    exact = {"old_figures", "new_figures"}
    return [
        {name: json.loads(value, parse_float=Decimal) if name in exact else value for name, value in row.items()}
        for row in rows
    ]


async def list_restated(
    database: Database,
    vendor: Vendor,
    tenant_id: int,
    table_name: str,
    columns: Sequence[str],
    first_on: date,
    last_on: date,
) -> list[dict[str, Any]]:
    """
    Return where some figures of a daily table were restated since their month was closed.

    A row has `location_key` (the vendor's id of it), `metric_date`, `row_key` and `noticed_at`, which is the last time.
    """
    asked = {
        "tenant_id": tenant_id,
        "vendor": vendor.name,
        "table_name": table_name,
        "columns": list(columns),
        "first_on": first_on,
        "last_on": last_on,
    }
    async with database.tenant(tenant_id, read_only=True) as connection:
        found = await connection.execute(query("closed_months", "restated_figures"), asked)
        return await found.fetchall()

"""When people looked last, and what has become of a business since: a question that rides with what else is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from psycopg import sql

from daysheet.core.vendor import Vendor
from daysheet.warehouse.database import Database
from daysheet.warehouse.metric_sums import Reading
from daysheet.warehouse.queries import query, vendor_query

# Whoever comes back sooner is still on the same visit.
VISIT_ENDS: Final = timedelta(hours=1)
# That somebody looks is written down once in this time, not at every look.
NOTED_EVERY: Final = timedelta(minutes=5)
ENTRIES_MAX: Final = 500
_VISIT: Final = sql.SQL(query("since", "visit"))


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Somebody's visit: when they looked last in the one before, None on their first, and when they looked last."""

    since_at: datetime | None
    seen_at: datetime | None

    def is_to_be_noted(self, now: datetime) -> bool:
        """Whether it is to be written down that they look now."""
        return self.seen_at is None or self.seen_at <= now - NOTED_EVERY


@dataclass(frozen=True, kw_only=True)
class Weighing:
    """A column of a vendor's daily table that has a part in the figure by which restatements are told."""

    vendor: str
    table: str
    column: str
    sign: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """
    One thing that changed.

    `what` is restated, failed, well, recovered (failed and well again), set_aside, goal or board_limit.
    """

    what: str
    name: str | None
    vendor: str | None
    location_id: int | None
    month_on: date | None
    records: int
    amount: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Looking:
    """Somebody who looks now, by the name that the audit log has for them."""

    reading: Reading
    actor: str
    now: datetime

    async def changes(self, weighed: Sequence[Weighing], kinds: Sequence[str]) -> tuple[Visit, list[Row]]:
        """Return the visit, and what changed since the one before; *kinds* are alerts of connections that failed."""
        rows = await self.reading.ask(
            sql.SQL(query("since", "changes")).format(visit=_VISIT),
            {
                **self._values(),
                "vendors": [each.vendor for each in weighed],
                "tables": [each.table for each in weighed],
                "columns": [each.column for each in weighed],
                "signs": [each.sign for each in weighed],
                "kinds": list(kinds),
                "entries_max": ENTRIES_MAX,
            },
        )
        visits = [(row.pop("since_at"), row.pop("seen_at")) for row in rows]
        (at,) = [place for place, row in enumerate(rows) if row["what"] == "visit"]
        return (
            Visit(since_at=visits[at][0], seen_at=visits[at][1]),
            [Row(**row) for row in rows if row["what"] != "visit"],
        )

    async def news(self, vendor: Vendor, locations: Sequence[str]) -> list[dict[str, Any]]:
        """Return what a vendor's records say has happened since, at locations by the vendor's ids of them."""
        question = sql.SQL(vendor_query(vendor.package, "since", "happened"))
        return await self.reading.ask(
            sql.SQL(query("since", "of_vendor")).format(visit=_VISIT, question=question),
            {**self._values(), "locations": [vendor.location_key(each) for each in locations]},
        )

    async def note(self, database: Database) -> None:
        """Write down that they look now."""
        values = {**self._values(), "tenant_id": self.reading.tenant_id, "noted_before": self.now - NOTED_EVERY}
        async with database.tenant(self.reading.tenant_id) as connection:
            await connection.execute(query("since", "note_visit"), values)

    def _values(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now, "ended_before": self.now - VISIT_ENDS}

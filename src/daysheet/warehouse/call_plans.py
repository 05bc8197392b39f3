"""The plan of a connection's calls, and what its tables and its log say about how many it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query, vendor_query


@dataclass(frozen=True, kw_only=True)
class StoredPlan:
    """What somebody decided about the calls of a connection; None where nobody did."""

    plan: str
    every_minutes: int | None = None
    customers_per_day: int | None = None
    changed_percent: int | None = None
    backfill_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Changes:
    """How many records of a stream changed, and since when that was looked at."""

    changed: int
    since_at: datetime | None


class CallPlans:
    """The call plan of one connection."""

    def __init__(self, database: Database, tenant_id: int, connection_id: int) -> None:
        self._database = database
        self._place = {"tenant_id": tenant_id, "connection_id": connection_id}

    async def read(self) -> StoredPlan | None:
        """Return the plan, if there is one."""
        rows = await self._rows("read_plan")
        return StoredPlan(**rows[0]) if rows else None

    async def store(self, plan: StoredPlan, now: datetime) -> None:
        """Keep a plan in the place of the one before."""
        await self._rows("store_plan", **asdict(plan), now=now)

    async def keep_page_sizes(self, page_sizes: Mapping[str, int], now: datetime) -> None:
        """Note how many records a full page of each of these streams holds."""
        if not page_sizes:
            return
        several = [
            {**self._place, "stream": stream, "page_size": size, "now": now} for stream, size in page_sizes.items()
        ]
        async with (
            self._database.tenant(self._place["tenant_id"]) as connection,
            connection.cursor() as cursor,
        ):
            await cursor.executemany(query("call_plans", "keep_page_size"), several)

    async def page_sizes(self) -> dict[str, int]:
        """Return how many records a full page of each stream holds, as far as answers have said."""
        return {row["stream"]: row["page_size"] for row in await self._rows("page_sizes")}

    async def last_readings(self) -> dict[str, int]:
        """Return how many records the last whole reading of each stream brought in one pass."""
        return {row["stream"]: row["received"] for row in await self._rows("last_readings")}

    async def changes(self, stream: str, since: datetime) -> Changes:
        """Return how many records of a stream changed since an instant."""
        return Changes(**(await self._rows("changes", stream=stream, since=since))[0])

    async def facts(self, package: str, question: str, now: datetime) -> dict[str, Any]:
        """Return the one row of the vendor's question about what its calls are needed for."""
        async with self._database.tenant(self._place["tenant_id"]) as connection:
            statement = vendor_query(package, "questions", question)
            rows = await (await connection.execute(statement, {**self._place, "now": now})).fetchall()
        return rows[0]

    async def _rows(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        async with self._database.tenant(self._place["tenant_id"]) as connection:
            cursor = await connection.execute(query("call_plans", name), {**self._place, **parameters})
            return await cursor.fetchall() if cursor.description else []

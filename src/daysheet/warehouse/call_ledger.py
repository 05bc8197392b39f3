"""The ledger of calls: how many each credential has made in each month, counted before they are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class Reserved:
    """How many calls may be made, and how many seconds to wait before the first."""

    granted: int
    wait_seconds: float


@dataclass(frozen=True, kw_only=True)
class Used:
    """How many calls of a month are counted, and since when."""

    calls: int
    counted_from: datetime


class CallLedger:
    """The ledger of one credential."""

    def __init__(self, database: Database, budget_key: str) -> None:
        self._database = database
        self._budget_key = budget_key

    async def reserve(
        self,
        per_second: float,
        burst: int,
        count: int,
        *,
        calls_max: int | None,
        month_on: date,
        now: datetime,
    ) -> Reserved:
        """
        Count *count* calls in a month and reserve them; fewer are granted where the month would hold more than
        *calls_max*.

        One round trip does both, so that a call is never made without being counted.
        """
        rows = await self._do(
            "reserve",
            per_second=per_second,
            burst=burst,
            count=count,
            calls_max=calls_max,
            month_on=month_on,
            now=now,
        )
        return Reserved(granted=rows[0]["granted"], wait_seconds=float(rows[0]["wait_seconds"]))

    async def give_back(self, count: int, month_on: date) -> None:
        """Take off calls that were counted and not made; a negative number adds what was made beyond them."""
        if count:
            await self._do("give_back", count=count, month_on=month_on)

    async def carry_over(self, old_key: str, month_on: date) -> None:
        """Begin no lower than the key that this one replaces: the vendor may count them together."""
        if old_key != self._budget_key:
            await self._do("carry_over", new_key=self._budget_key, old_key=old_key, month_on=month_on)

    async def used(self, month_on: date) -> Used | None:
        """Return what is counted of a month, or None where no call was made."""
        rows = await self._do("used", month_on=month_on)
        return Used(calls=rows[0]["calls"], counted_from=rows[0]["counted_from_at"]) if rows else None

    async def _do(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        async with self._database.nobody() as connection:
            cursor = await connection.execute(
                query("call_ledger", name), {"budget_key": self._budget_key, **parameters}
            )
            return await cursor.fetchall() if cursor.description else []

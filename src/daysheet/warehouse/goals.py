"""Keeps what locations are to reach in a month, each change with its entry in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from daysheet.core.access import Caller
from daysheet.warehouse.auditing import write_entry
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class GoalOf:
    """What a goal is of: a metric of a location in a month, by the month's first day."""

    location_id: int
    metric: str
    month_on: date


async def set_goal(
    database: Database, tenant_id: int, what: GoalOf, goal: Decimal | None, by: Caller, now: datetime
) -> None:
    """Set a goal in the metric's unit, or clear it where it is None."""
    values = {**vars(what), "tenant_id": tenant_id}
    thing = f"{what.metric} of {what.month_on:%Y-%m} at location {what.location_id}"
    async with database.tenant(tenant_id) as connection:
        if goal is None:
            if await (await connection.execute(query("goals", "clear_goal"), values)).fetchall():
                await write_entry(connection, tenant_id, now, by.actor, "goal.cleared", thing)
            return
        await connection.execute(query("goals", "set_goal"), {**values, "goal": goal, "now": now, "by": by.name})
        await write_entry(connection, tenant_id, now, by.actor, "goal.set", f"{thing}: {goal}")


async def goals(database: Database, tenant_id: int, metric: str, month_on: date) -> dict[int, Decimal]:
    """Return the goals of a metric in a month, by location, in the metric's unit."""
    values = {"tenant_id": tenant_id, "metric": metric, "month_on": month_on}
    async with database.tenant(tenant_id, read_only=True) as connection:
        rows = await (await connection.execute(query("goals", "goals"), values)).fetchall()
    return {row["location_id"]: row["goal"] for row in rows}

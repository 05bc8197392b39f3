"""Keeps which differences from a vendor's figures somebody has accepted, and which of these were taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from daysheet.core.reconciling import FIGURES
from daysheet.warehouse.auditing import write_entry
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class DayFigure:
    """One figure of a location's day: what a difference is accepted of."""

    location_id: int
    day_on: date
    figure: str

    @property
    def words(self) -> str:
        """How the audit log names it."""
        return f"{self.figure} of {self.day_on} at location {self.location_id}"


@dataclass(frozen=True, kw_only=True)
class By:
    """Who does it, when: the name that pages show, and how the audit log names them."""

    name: str
    actor: str
    at: datetime


async def accept(database: Database, tenant_id: int, what: DayFigure, difference: Decimal, reason: str, by: By) -> bool:
    """Let a difference stand, with its entry in the audit log; False where one does already."""
    is_hours = FIGURES[what.figure] == "hours"
    values = {
        **vars(what),
        "tenant_id": tenant_id,
        "difference_cents": None if is_hours else difference,
        "difference_hours": difference if is_hours else None,
        "reason": reason,
        "now": by.at,
        "by": by.name,
    }
    return await _changed(database, tenant_id, "accept", values, "difference.accepted", what, by)


async def take_back(database: Database, tenant_id: int, what: DayFigure, by: By) -> bool:
    """Let an accepted difference stand no longer, with its entry in the audit log; False where none stands."""
    values = {**vars(what), "tenant_id": tenant_id, "now": by.at, "by": by.name}
    return await _changed(database, tenant_id, "take_back", values, "difference.taken_back", what, by)


async def _changed(
    database: Database, tenant_id: int, name: str, values: dict[str, Any], action: str, what: DayFigure, by: By
) -> bool:
    async with database.tenant(tenant_id) as connection:
        done = await (await connection.execute(query("accepted_differences", name), values)).fetchall()
        if done:
            await write_entry(connection, tenant_id, by.at, by.actor, action, what.words)
    return bool(done)


async def accepted(
    database: Database, tenant_id: int, location_ids: Collection[int], first_on: date, last_on: date
) -> list[dict[str, Any]]:
    """Return what was accepted of some days at some locations, newest first, with what was taken back."""
    values = {"tenant_id": tenant_id, "location_ids": list(location_ids), "first_on": first_on, "last_on": last_on}
    async with database.tenant(tenant_id, read_only=True) as connection:
        return await (await connection.execute(query("accepted_differences", "accepted"), values)).fetchall()

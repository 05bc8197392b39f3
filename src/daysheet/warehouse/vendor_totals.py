"""Keeps totals of a vendor's own report as people typed them in, each change with its entry in the audit log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from daysheet.core.access import Caller
from daysheet.core.reconciling import FIGURES
from daysheet.core.vendor_totals import Span
from daysheet.warehouse.auditing import write_entry
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class Total:
    """What a report says of one figure of a location: in cents or hours, None where it says nothing any more."""

    location_id: int
    figure: str
    span: Span
    amount: Decimal | None

    @property
    def words(self) -> str:
        """How the audit log names it."""
        return f"{self.figure} of {self.span} at location {self.location_id}"


async def say(database: Database, tenant_id: int, said: Sequence[Total], by: Caller, now: datetime) -> int:
    """Keep the totals, or clear those without an amount, all or none; return how many are others than before."""
    kept = [each for each in said if each.amount is not None]
    cleared = [each for each in said if each.amount is None]
    more = {
        "cents": [None if FIGURES[each.figure] == "hours" else each.amount for each in kept],
        "hours": [each.amount if FIGURES[each.figure] == "hours" else None for each in kept],
        "now": now,
        "by": by.name,
    }
    async with database.tenant(tenant_id) as connection:
        changed = await _rows(connection, "keep", {**_keys(tenant_id, kept), **more}) if kept else 0
        gone = await _rows(connection, "clear", _keys(tenant_id, cleared)) if cleared else 0
        for action, each, number in (("vendor_totals.set", kept, changed), ("vendor_totals.cleared", cleared, gone)):
            if number:
                await write_entry(connection, tenant_id, now, by.actor, action, _thing(each, number))
    return changed + gone


async def kept(
    database: Database, tenant_id: int, location_ids: Collection[int], first_on: date, last_on: date
) -> list[dict[str, Any]]:
    """Return the totals of days and months that lie between two days, at some locations, by location and day."""
    values = {"tenant_id": tenant_id, "location_ids": list(location_ids), "first_on": first_on, "last_on": last_on}
    async with database.tenant(tenant_id, read_only=True) as connection:
        rows = await (await connection.execute(query("vendor_totals", "kept"), values)).fetchall()
    return [{**row, "span": Span(first_on=row["first_on"], is_month=row["is_month"])} for row in rows]


async def _rows(connection: Connection, name: str, values: dict[str, Any]) -> int:
    return len(await (await connection.execute(query("vendor_totals", name), values)).fetchall())


def _keys(tenant_id: int, totals: Sequence[Total]) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "location_ids": [each.location_id for each in totals],
        "figures": [each.figure for each in totals],
        "first_ons": [each.span.first_on for each in totals],
        "are_months": [each.span.is_month for each in totals],
    }


def _thing(totals: Sequence[Total], changed: int) -> str:
    if len(totals) == 1:
        (each,) = totals
        return each.words if each.amount is None else f"{each.words}: {each.amount:f}"
    spans = [each.span for each in totals]
    first_on, last_on = min(each.first_on for each in spans), max(each.last_on for each in spans)
    return f"{changed} of {len(totals)} totals from {first_on} to {last_on}"

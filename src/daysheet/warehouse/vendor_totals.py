"""Keeps totals of a vendor's own report as people typed them in, each change with its entry in the audit log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from daysheet.core.access import Caller
from daysheet.core.reconciling import FIGURES
from daysheet.core.vendor_totals import Span
from daysheet.warehouse.auditing import write_entry
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query

# As many as the form of a month has; the audit log tells more of them together.
TOLD_ONE_BY_ONE: Final = len(FIGURES)


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
        changed = await _changed(connection, "keep", kept, {**_keys(tenant_id, kept), **more})
        gone = await _changed(connection, "clear", cleared, _keys(tenant_id, cleared))
        for action, totals in (("vendor_totals.set", changed), ("vendor_totals.cleared", gone)):
            if totals:
                await write_entry(connection, tenant_id, now, by.actor, action, _thing(totals))
    return len(changed) + len(gone)


async def kept(
    database: Database, tenant_id: int, location_ids: Collection[int], first_on: date, last_on: date
) -> list[dict[str, Any]]:
    """Return the totals of days and months that lie between two days, at some locations, by location and day."""
    values = {"tenant_id": tenant_id, "location_ids": list(location_ids), "first_on": first_on, "last_on": last_on}
    async with database.tenant(tenant_id, read_only=True) as connection:
        rows = await (await connection.execute(query("vendor_totals", "kept"), values)).fetchall()
    return [{**row, "span": Span(first_on=row["first_on"], is_month=row["is_month"])} for row in rows]


async def _changed(connection: Connection, name: str, totals: Sequence[Total], values: dict[str, Any]) -> list[Total]:
    if not totals:
        return []
    rows = await (await connection.execute(query("vendor_totals", name), values)).fetchall()
    keys = {(row["location_id"], row["figure"], row["first_on"], row["is_month"]) for row in rows}
    return [each for each in totals if (each.location_id, each.figure, each.span.first_on, each.span.is_month) in keys]


def _keys(tenant_id: int, totals: Sequence[Total]) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "location_ids": [each.location_id for each in totals],
        "figures": [each.figure for each in totals],
        "first_ons": [each.span.first_on for each in totals],
        "are_months": [each.span.is_month for each in totals],
    }


def _thing(totals: Sequence[Total]) -> str:
    if len(totals) <= TOLD_ONE_BY_ONE:
        return "; ".join(
            each.words if each.amount is None else f"{each.words}: {_amount(each.figure, each.amount)}"
            for each in totals
        )
    spans = [each.span for each in totals]
    first_on, last_on = min(each.first_on for each in spans), max(each.last_on for each in spans)
    figures = ", ".join(name for name in FIGURES if any(each.figure == name for each in totals))
    places = len({each.location_id for each in totals})
    where = f"{places} locations" if places > 1 else f"location {totals[0].location_id}"
    return f"{len(totals)} totals ({figures}) of {where} from {first_on} to {last_on}"


def _amount(figure: str, amount: Decimal) -> str:
    return f"{amount:f} hours" if FIGURES[figure] == "hours" else f"{int(amount)} cents"

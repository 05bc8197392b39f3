"""What programs are told of closed months, of what became of them, and of differences from the vendor's figures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.reconciling import CAUSES, FIGURES, Reconciled
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures.metric_desk import OF_PAY, without_pay
from daysheet.operations.office import Office
from daysheet.operations.pages import Position, newest_first, page_of
from daysheet.operations.reconciliation import closing, vendor_totals
from daysheet.operations.reconciliation.reconciling import Reconciliation, reconcile
from daysheet.warehouse.connections import Tenant

Row = dict[str, Any]

DAYS_MAX: Final = 366
ORDERS_MAX: Final = 500


async def months(office: Office, tenant: Tenant) -> list[Row]:
    """Return the closed months, newest first."""
    return [
        {
            "month": f"{row['month_on']:%Y-%m}",
            "location": row["location"],
            "vendor": row["vendor"],
            "source_id": row["location_key"],
            "closed_at": row["closed_at"],
            "closed_by": row["closed_by"],
            "restatements": row["restatements"],
        }
        for row in await closing.months(office, tenant)
    ]


async def restatements(
    office: Office,
    tenant: Tenant,
    month_on: date | None,
    *,
    sees_persons: bool,
    after: Sequence[Any] | None,
    limit: int,
    only: Collection[tuple[str, str]] | None = None,
) -> tuple[list[Row], Position | None]:
    """
    Return some of what became of closed figures, newest first, and where the next page begins.

    *only* are vendors with their ids of what is to be seen.
    """
    found = [
        row
        for row in await closing.restatements(office, tenant, month_on)
        if only is None or (row["vendor"], row["location_key"]) in only
    ]
    page, following = page_of(found, _position, after, limit)
    return [_restatement(row, sees_persons=sees_persons) for row in page], following


def _position(row: Row) -> Position:
    return (
        newest_first(row["noticed_at"]),
        newest_first(row["metric_date"]),
        *(row[name] for name in ("vendor", "location_key", "table_name", "row_key", "restatement_no")),
    )


def _restatement(row: Row, *, sees_persons: bool) -> Row:
    # Only the figures of a single person have a key of their own; what these cost tells of pay.
    figures = {name: row[name] for name in ("old_figures", "new_figures")}
    if row["row_key"] and not sees_persons:
        figures = {name: without_pay(each) for name, each in figures.items()}
    return {
        "vendor": row["vendor"],
        "source_id": row["location_key"],
        "table": row["table_name"],
        "day": row["metric_date"],
        "row_key": row["row_key"] or None,
        "number": row["restatement_no"],
        "noticed_at": row["noticed_at"],
        **figures,
        "source_ids": row["source_ids"],
    }


async def differences(
    office: Office,
    tenant: Tenant,
    first_on: date,
    last_on: date,
    only: Collection[int] | None,
    *,
    sees_persons: bool,
) -> list[Row]:
    """
    Return for each location ours beside the vendor's figures, cause by cause, with the orders that differ most.

    Locations whose vendor tells no figures of its own are left out. Raises `SettingWrong`.
    """
    if not 0 <= (last_on - first_on).days < DAYS_MAX:
        raise SettingWrong(f"Compare from 1 to {DAYS_MAX} days, the last of them not before the first.")
    found = []
    seen = [row for row in await locations(office, tenant) if only is None or row["location_id"] in only]
    typed = await vendor_totals.kept(office, tenant, [row["location_id"] for row in seen], first_on, last_on)
    for row in seen:
        try:
            here = await reconcile(office, tenant, first_on, last_on, row["location_id"], catches_up=False)
        except UnknownThing:
            continue
        mine = [each for each in typed if each["location_id"] == row["location_id"]]
        found.append(_beside(row, here, mine, sees_persons=sees_persons))
    return found


def _beside(row: Row, found: Reconciliation, typed: Sequence[Row], *, sees_persons: bool) -> Row:
    orders = [each for each in found.orders if sees_persons or each["figure"] not in OF_PAY]
    orders.sort(key=lambda each: -abs(each["difference"]))
    ours = vendor_totals.by_figure_and_day(found.rows if typed else [])
    return {
        "location": {"id": row["location_id"], "name": row["name"]},
        "currency": row["currency"],
        "from": found.first_on,
        "to": found.last_on,
        "figures": [_figure(each) for each in found.figures.values()],
        "unexplained": found.unexplained,
        "orders": [_order(each) for each in orders[:ORDERS_MAX]],
        "orders_total": len(orders),
        "not_counted": [{name: each[name] for name in ("source_id", "number", "status")} for each in found.not_counted],
        "typed_in": [_typed(each) for each in vendor_totals.beside(typed, ours)],
    }


def _typed(found: vendor_totals.TypedTotal) -> Row:
    beside = found.beside
    return {
        "period": str(found.spans[0]),
        "figure": beside.figure,
        "unit": FIGURES[beside.figure],
        "ours": beside.ours,
        "theirs": beside.theirs,
        "difference": beside.difference,
        "unexplained": beside.unexplained,
        "orders": beside.orders,
        "told": beside.told,
        "set_at": found.set_at,
        "set_by": found.set_by,
    }


def _figure(found: Reconciled) -> Row:
    return {
        "figure": found.figure,
        "unit": FIGURES[found.figure],
        "ours": found.ours,
        "theirs": found.theirs,
        "difference": found.difference,
        "compared": found.compared,
        "not_told": found.not_told,
        "causes": found.causes,
        "unexplained": found.unexplained,
    }


def _order(row: Row) -> Row:
    told = {name: row[name] for name in ("source_id", "number", "day_on", "figure", "ours", "theirs", "difference")}
    return {**told, "causes": {cause: row[cause] for cause in CAUSES if row[cause]}}

"""Why our figures are not the vendor's: every difference by its cause, with its orders."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from starlette.responses import Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.core.errors import UnknownThing
from daysheet.core.periods import Period
from daysheet.core.reconciling import CAUSES
from daysheet.operations.closing import months, restatements
from daysheet.operations.placing import locations
from daysheet.operations.reconciling import Reconciliation
from daysheet.operations.reconciling import reconcile as compared

ORDERS_SHOWN: Final = 200


async def reconcile(visitor: Visitor) -> Response:
    """Show ours beside theirs over some days, cause by cause."""
    today = visitor.now.date()
    period = Period.read(None, visitor.asked("from"), visitor.asked("to")) if visitor.asked("from") else None
    first, last = period.days(today) if period else (today.replace(day=1) - timedelta(days=1), today)
    if period is None:
        first = first.replace(day=1)
    chosen = visitor.asked("location")
    known = [row for row in await locations(visitor.office, visitor.tenant) if _reconciles(visitor, row["vendor"])]
    known = [row for row in known if visitor.caller.sees(row["location_id"])]
    found: list[Reconciliation] = []
    for row in known:
        if chosen in (None, str(row["location_id"])):
            try:
                found.append(await compared(visitor.office, visitor.tenant, first, last, row["source_id"]))
            except UnknownThing:
                continue
    return page(
        "reconcile.html",
        visitor,
        first=first,
        last=last,
        places=known,
        chosen=chosen,
        found=found,
        causes=CAUSES,
        orders_max=ORDERS_SHOWN,
        months=await months(visitor.office, visitor.tenant),
        restatements=await restatements(visitor.office, visitor.tenant, None),
    )


def _reconciles(visitor: Visitor, vendor: str) -> bool:
    return vendor in visitor.office.vendors and visitor.office.vendors[vendor].reconciles

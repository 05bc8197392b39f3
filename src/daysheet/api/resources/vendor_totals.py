"""`/v1/vendor-totals`: what the vendor's own report comes to, as somebody typed it in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.resources import vendor_total_shapes as shapes
from daysheet.api.resources.board_shapes import Words, words_in
from daysheet.core.reconciling import FIGURES
from daysheet.core.vendor_totals import Span, span_of
from daysheet.operations.boards.board_places import chosen
from daysheet.operations.reconciliation import vendor_totals
from daysheet.warehouse.vendor_totals import Total

router = routes("figures")


@router.get("/v1/vendor-totals", response_model=shapes.VendorTotals, summary="Totals of the vendor's own report")
async def list_vendor_totals(
    ask: Asking,
    first: Annotated[date, Query(alias="from", description="First day.")],
    last: Annotated[date, Query(alias="to", description="Last day.")],
    location: Words = None,
) -> Response:
    """
    List what somebody typed in of the days and months that lie within some days, by location and day.

    Ours beside it, and what is not explained: `/v1/reconciliations`.
    """
    places = await chosen(ask.office, ask.tenant, words_in(location), ask.caller.locations)
    names = {row["location_id"]: row["name"] for row in places}
    rows = [
        {
            "location": {"id": row["location_id"], "name": names[row["location_id"]]},
            **_told(row["figure"], row["span"], row["amount"]),
            "set_at": row["set_at"],
            "set_by": row["set_by"],
        }
        for row in await vendor_totals.kept(ask.office, ask.tenant, names, first, last)
    ]
    return listing(ask.request, rows, columns=list(shapes.VendorTotal.model_fields))


@router.put("/v1/vendor-totals", response_model=shapes.SaidTotals, summary="Say what the vendor's report comes to")
async def put_vendor_totals(ask: Asking, said: shapes.SayTotals) -> Response:
    """
    Keep totals of the vendor's own report for comparing, all of them or none; null clears one.

    Saying the same again changes nothing, and no figure is ever made of it.
    """
    totals = [
        Total(location_id=each.location_id, figure=each.figure, span=span_of(each.period), amount=each.amount)
        for each in said.totals
    ]
    kept = await vendor_totals.say(ask.office, ask.tenant, totals, ask.caller)
    rows = [{"location_id": each.location_id, **_told(each.figure, each.span, each.amount)} for each in kept]
    return answer(ask.request, {"totals": rows})


def _told(figure: str, span: Span, amount: Any) -> dict[str, Any]:
    return {"period": str(span), "figure": figure, "unit": FIGURES[figure], "amount": amount}

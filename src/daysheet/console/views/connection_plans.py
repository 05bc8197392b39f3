"""What comes after connecting: which branch is which location, and how the calls of a month are spent."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import FormData
from starlette.responses import Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views.connection_acts import back_to
from daysheet.core.call_plans import PLANNED_PERCENT_MAX
from daysheet.core.errors import DaysheetError, SettingWrong
from daysheet.operations.connections import connection_desk, plan_answers
from daysheet.operations.connections.call_plans import PlanReport, PlanWish, calls_of, plan_calls
from daysheet.operations.entries import mapping, mapping_desk
from daysheet.warehouse.connections import ConnectionRow

EVERY: Final = {
    15: "15 minutes",
    30: "30 minutes",
    60: "hour",
    120: "2 hours",
    240: "4 hours",
    480: "8 hours",
    1440: "day",
}
NUMBERS: Final = {
    "every_minutes": (1, 1_440),
    "customers_per_day": (0, 100_000),
    "changed_percent": (0, 100),
    "backfill_days": (0, 36_500),
}


async def branches(visitor: Visitor) -> Response:
    """Show the branches that a vendor lists, and which location each is."""
    row = await connection_desk.named(visitor.office, visitor.tenant, visitor.request.path_params["name"])
    return await _branches(visitor, row, visitor.told)


async def _branches(visitor: Visitor, row: ConnectionRow, told: str | None, status: int = 200) -> Response:
    vendor = visitor.office.vendor(row.vendor)
    is_mapped = vendor.maps_locations
    found, places = await mapping_desk.proposals(visitor.office, visitor.tenant, row) if is_mapped else ((), ())
    return page(
        "branches.html", visitor, status, row=row, proposals=found, places=places, is_mapped=is_mapped, told=told
    )


async def map_branches(visitor: Visitor) -> Response:
    """Map one branch, or all that are proposed."""
    form = await visitor.request.form()
    row = await connection_desk.named(visitor.office, visitor.tenant, visitor.request.path_params["name"])
    try:
        told = await _mapped(visitor, row, form)
    except DaysheetError as error:
        return await _branches(visitor, row, str(error), 422)
    return back_to(visitor, row.name, told, "/branches")


async def _mapped(visitor: Visitor, row: ConnectionRow, form: FormData) -> str:
    office, tenant, actor = visitor.office, visitor.tenant, visitor.caller.actor
    if form.get("do") == "all":
        done = await mapping_desk.map_all_proposed(office, tenant, row, actor=actor)
        return f"{len(done)} branch{'es' if len(done) != 1 else ''} mapped. What hangs on them is computed anew."
    one = await mapping.map_by_id(
        office,
        tenant,
        row.name,
        str(form.get("branch", "")),
        actor=actor,
        location_id=str(form.get("location", "")) or None,
        time_zone=str(form.get("time_zone", "")).strip() or None,
        currency=str(form.get("currency", "")).strip().upper() or None,
    )
    return f"{one.name.strip()} is {one.location} from now on."


async def plan(visitor: Visitor) -> Response:
    """Show how the calls of a month would be spent; what is in the address is tried and not kept."""
    row = await connection_desk.named(visitor.office, visitor.tenant, visitor.request.path_params["name"])
    said, wish = visitor.told, PlanWish()
    try:
        wish = _wish(visitor.request.query_params)
    except SettingWrong as error:
        said = str(error)
    return await _plan(visitor, row, wish, said)


async def _plan(visitor: Visitor, row: ConnectionRow, wish: PlanWish, said: str | None, status: int = 200) -> Response:
    vendor = visitor.office.vendor(row.vendor)
    if not vendor.calls_per_month:
        return page("call_plan.html", visitor, row=row, report=None, told=said)
    try:
        report: PlanReport = await plan_calls(visitor.office, visitor.tenant, row.name, wish)
    except SettingWrong as error:
        said, status = str(error), 422
        report = await plan_calls(visitor.office, visitor.tenant, row.name, PlanWish())
    (calls,) = await calls_of(visitor.office, visitor.tenant, row.name)
    return page(
        "call_plan.html",
        visitor,
        status,
        row=row,
        plans=list(vendor.calls_per_month.items()),
        report=report,
        calls=calls,
        every=EVERY,
        limit_percent=PLANNED_PERCENT_MAX,
        is_tried=wish != PlanWish(),
        told=said,
    )


async def store_plan(visitor: Visitor) -> Response:
    """Keep a plan of calls; one that would run dry is refused, with the day on which it would."""
    form = await visitor.request.form()
    row = await connection_desk.named(visitor.office, visitor.tenant, visitor.request.path_params["name"])
    try:
        wish = _wish(form)
        done = await plan_answers.planned(visitor.office, visitor.tenant, row.name, wish, actor=visitor.caller.actor)
    except SettingWrong as error:
        return await _plan(visitor, row, PlanWish(), str(error), 422)
    if not done["is_stored"]:
        return await _plan(visitor, row, wish, None, 422)
    return back_to(visitor, row.name, "The plan of calls is kept; readings follow it from now on.")


def _wish(given: object) -> PlanWish:
    """Return what a form or an address wishes; raises `SettingWrong`."""
    get = given.get  # type: ignore[attr-defined]  # a form's data and an address's parameters have no type in common
    wished: dict[str, int | None] = {}
    for name, (least, most) in NUMBERS.items():
        text = str(get(name) or "").strip()
        if text and (not text.isdecimal() or len(text) > 6 or not least <= int(text) <= most):
            raise SettingWrong(f"{name.replace('_', ' ').capitalize()} is a whole number from {least:,} to {most:,}.")
        wished[name] = int(text) if text else None
    return PlanWish(plan=str(get("plan") or "") or None, **wished)

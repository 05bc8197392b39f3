"""`/v1/rates`, `/v1/pay`, `/v1/hours`, `/v1/fee-patterns` and `/v1/capacity`: what only people know."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from daysheet.api.answers import listing
from daysheet.api.asking import Ask, Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.resources import entry_shapes as shapes
from daysheet.operations.entries import entry_desk
from daysheet.operations.entries.capacity import capacity_of

router = routes("entries")
# An entry has no address of its own: it is named by what is said, so saying it again changes nothing.


@router.get("/v1/rates", response_model=shapes.RatesList, summary="The rates of locations")
async def list_rates(ask: Asking) -> Response:
    """List what an hour costs and what its price is, by location and day."""
    ask.need_everywhere()
    return await _entries(ask, "rates", shapes.Rates)


@router.put("/v1/rates", response_model=shapes.RatesList, summary="Say a location's rates")
async def set_rates(ask: Asking, said: shapes.SetRates) -> Response:
    """Say a location's own rates from a day on; the figures have followed when the answer comes."""
    ask.need_everywhere()
    await _entering(ask).rates(said.location_id, said.default_cost_cents, said.posted_rate_cents, said.from_on)
    return await _entries(ask, "rates", shapes.Rates)


@router.get("/v1/pay", response_model=shapes.PayList, summary="What people cost")
async def list_pay(ask: Asking) -> Response:
    """List what people cost, by person and day; it needs read:pii too."""
    _need_pay(ask)
    return await _entries(ask, "pay", shapes.Pay)


@router.put("/v1/pay", response_model=shapes.PayList, summary="Say what somebody costs")
async def set_pay(ask: Asking, said: shapes.SetPay) -> Response:
    """Say what somebody costs from a day on; the figures have followed when the answer comes. It needs read:pii too."""
    _need_pay(ask)
    await _entering(ask).pay(**said.model_dump())
    return await _entries(ask, "pay", shapes.Pay)


@router.get("/v1/hours", response_model=shapes.HoursList, summary="How long people were there")
async def list_hours(ask: Asking) -> Response:
    """List the hours of presence that were entered, newest first; it needs read:pii too."""
    _need_pay(ask)
    return await _entries(ask, "hours", shapes.Hours)


@router.put("/v1/hours", response_model=shapes.HoursList, summary="Say how long somebody was there")
async def set_hours(ask: Asking, said: shapes.SetHours) -> Response:
    """Say how long somebody was there on a day; it needs read:pii too."""
    _need_pay(ask)
    await _entering(ask).hours(**said.model_dump())
    return await _entries(ask, "hours", shapes.Hours)


@router.get("/v1/fee-patterns", response_model=shapes.FeePatterns, summary="Which kind of fee a name means")
async def list_fee_patterns(ask: Asking) -> Response:
    """List the patterns that are asked before the usual words, in their order."""
    ask.need_everywhere()
    return await _entries(ask, "fee_patterns", shapes.FeePattern)


@router.put("/v1/fee-patterns", response_model=shapes.FeePatterns, summary="Say which kind of fee a name means")
async def set_fee_pattern(ask: Asking, said: shapes.SetFeePattern) -> Response:
    """Say which kind of fee a name means; every order follows, and has when the answer comes."""
    ask.need_everywhere()
    await _entering(ask).fee_pattern(**said.model_dump())
    return await _entries(ask, "fee_patterns", shapes.FeePattern)


@router.get("/v1/capacity", response_model=shapes.Capacities, summary="What branches can do in a day")
async def list_capacity(ask: Asking) -> Response:
    """List trucks and bookable hours by branch: weekdays first, then single days."""
    ask.need_everywhere()
    return await _capacities(ask)


@router.put("/v1/capacity", response_model=shapes.Capacities, summary="Say what a branch can do in a day")
async def set_capacity(ask: Asking, said: shapes.SetCapacity) -> Response:
    """Say what a branch can do on some weekdays from a day on, or on one day; its figures follow."""
    ask.need_everywhere()
    if bool(said.weekdays) is (said.day_on is not None) or (said.day_on is not None and said.from_on is not None):
        raise Refused("does_not_fit", "Say weekdays, with from_on or without, or one day: day_on.")
    what = capacity_of(said.trucks, str(said.bookable_hours), said.reason)
    if said.day_on is not None:
        await _entering(ask).day(said.branch_id, said.day_on, what)
    else:
        await _entering(ask).weekdays(said.branch_id, sorted(set(said.weekdays)), said.from_on, what)
    return await _capacities(ask)


def _need_pay(ask: Ask) -> None:
    ask.need("read:pii")
    ask.need_everywhere()


def _entering(ask: Ask) -> entry_desk.Entering:
    return entry_desk.Entering(office=ask.office, tenant=ask.tenant, actor=ask.caller.actor)


async def _entries(ask: Ask, kind: str, shape: Any) -> Response:
    rows = await entry_desk.entries(ask.office, ask.tenant, kind)
    return listing(ask.request, rows, columns=list(shape.model_fields))


async def _capacities(ask: Ask) -> Response:
    rows = await entry_desk.capacities(ask.office, ask.tenant)
    return listing(ask.request, rows, columns=list(shapes.BranchCapacity.model_fields))

"""Plans the calls of a connection before they are spent, and says how many of a month's calls are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from daysheet.core.call_plans import EVERY_MINUTES, CallPlan, Estimate, Known
from daysheet.core.call_reckoning import estimate, fitting
from daysheet.core.calls import Standing, dry_on, forecast
from daysheet.core.errors import SettingWrong
from daysheet.core.vendor import Vendor
from daysheet.operations.office import Office, allowance_of
from daysheet.warehouse.call_plans import CallPlans, StoredPlan
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.mirror import Locations

# Before that, a table or a log has seen too little of an ordinary week.
DAYS_KNOWN_MIN: Final = 7
CHANGES_OVER: Final = timedelta(days=28)


@dataclass(frozen=True, kw_only=True)
class PlanWish:
    """What somebody wants to change about a plan; None leaves it as it was stored, or as it usually is."""

    plan: str | None = None
    every_minutes: int | None = None
    customers_per_day: int | None = None
    changed_percent: int | None = None
    backfill_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A plan that fits, and how many calls a month it needs; `vendor_plan` is the vendor's plan it fits into."""

    vendor_plan: str
    plan: CallPlan
    calls: int


@dataclass(frozen=True, kw_only=True)
class PlanReport:
    """
    What a plan needs, whether it fits, and what would.

    `dry_on` is the day of this month on which the calls would be spent, after what is used already.
    """

    connection: str
    vendor: str
    vendor_plan: str
    allowance: int
    plan: CallPlan
    estimate: Estimate
    fits: bool
    dry_on: date | None
    offers: tuple[Offer, ...]
    is_stored: bool


@dataclass(frozen=True, kw_only=True)
class CallsReport:
    """How many calls of this month a connection's key has used, and where the month ends if it goes on like this."""

    connection: str
    vendor: str
    vendor_plan: str | None
    standing: Standing
    forecast: int
    dry_on: date | None


def checked_plan(vendor: Vendor, plan: str | None) -> str | None:
    """Return the vendor's plan of that name, or its smallest; raises `SettingWrong` where there is none such."""
    if plan is None:
        return min(vendor.calls_per_month, key=lambda each: vendor.calls_per_month[each], default=None)
    if not vendor.calls_per_month:
        raise SettingWrong(f"{vendor.title} has no plans with so many calls a month; leave --plan out.")
    if plan not in vendor.calls_per_month:
        raise SettingWrong(f"{vendor.title} has no plan {plan!r}. Plans: {', '.join(vendor.calls_per_month)}.")
    return plan


async def plan_calls(office: Office, tenant: Tenant, name: str, wish: PlanWish, *, store: bool = False) -> PlanReport:
    """
    Reckon a plan, and store it if it is to be stored and fits.

    Raises `UnknownThing` for a connection that is not there and `SettingWrong` for a vendor without such a limit.
    """
    connections = office.connections(tenant)
    row = await connections.one(name)
    vendor = office.vendor(row.vendor)
    vendor_plan = checked_plan(vendor, wish.plan or row.plan)
    allowance = allowance_of(vendor, vendor_plan)
    if vendor_plan is None or allowance is None:
        raise SettingWrong(f"{vendor.title} sets no limit to the calls of a month: there is nothing to plan.")
    plans = CallPlans(office.database, row.tenant_id, row.connection_id)
    plan = _merged(wish, await plans.read())
    known = await known_of(office, vendor, row)
    found = estimate(vendor, plan, known)
    fits = found.fits(allowance)
    standing = await office.standing(vendor, row, connections.secret_of(row))
    if store and fits:
        await plans.store(_stored(vendor_plan, plan), office.clock())
    used = Standing(month_on=standing.month_on, used=standing.used, allowance=allowance)
    return PlanReport(
        connection=name,
        vendor=vendor.title,
        vendor_plan=vendor_plan,
        allowance=allowance,
        plan=plan,
        estimate=found,
        fits=fits,
        dry_on=_dry_on(used, found, office.clock()),
        offers=() if fits else tuple(_offers(vendor, vendor_plan, plan, known)),
        is_stored=store and fits,
    )


def _dry_on(standing: Standing, found: Estimate, now: datetime) -> date | None:
    """Return the day on which this month's calls are spent: what is read once is spent first."""
    once = sum(each.calls for each in found.needs if each.is_once)
    begun = Standing(month_on=standing.month_on, used=standing.used + once, allowance=standing.allowance)
    return dry_on(begun, now, found.calls_per_day)


def _offers(vendor: Vendor, vendor_plan: str, plan: CallPlan, known: Known) -> list[Offer]:
    """Return what fits instead: nearer plans for the same money first, then the same plan for more."""
    allowance = vendor.calls_per_month[vendor_plan]
    offers = [
        Offer(vendor_plan=vendor_plan, plan=each, calls=found.calls)
        for each, found in fitting(vendor, plan, known, allowance)
    ]
    wished = estimate(vendor, plan, known)
    larger = sorted((calls, name) for name, calls in vendor.calls_per_month.items() if calls > allowance)
    return offers + [
        Offer(vendor_plan=name, plan=plan, calls=wished.calls) for calls, name in larger if wished.fits(calls)
    ]


def _merged(wish: PlanWish, stored: StoredPlan | None) -> CallPlan:
    def first(name: str) -> int | None:
        wished: int | None = getattr(wish, name)
        before: int | None = getattr(stored, name) if stored is not None else None
        return before if wished is None else wished

    return CallPlan(
        every_minutes=first("every_minutes") or EVERY_MINUTES,
        customers_per_day=first("customers_per_day"),
        changed_percent=first("changed_percent"),
        backfill_days=first("backfill_days") or 0,
    )


def _stored(vendor_plan: str, plan: CallPlan) -> StoredPlan:
    return StoredPlan(
        plan=vendor_plan,
        every_minutes=plan.every_minutes,
        customers_per_day=plan.customers_per_day,
        changed_percent=plan.changed_percent,
        backfill_days=plan.backfill_days,
    )


async def known_of(office: Office, vendor: Vendor, row: ConnectionRow) -> Known:
    """Return what the tables and the log of a connection say about the calls it needs."""
    plans = CallPlans(office.database, row.tenant_id, row.connection_id)
    now = office.clock()
    customers = leads = None
    if vendor.call_facts is not None:
        facts = await plans.facts(vendor.package, vendor.call_facts, now)
        if facts["days"] >= DAYS_KNOWN_MIN:
            customers, leads = facts["customers_per_day"], facts["leads_per_day"]
    places = await Locations(office.database, row.tenant_id, row.connection_id).all()
    zones = sorted({each.time_zone for each in places if each.time_zone})
    return Known(
        page_sizes=await plans.page_sizes(),
        list_rows=await plans.last_readings(),
        customers_per_day=customers,
        leads_per_day=leads,
        changed_percent=await _changed_percent(plans, vendor, customers, now),
        two_dates_share=two_dates_share([ZoneInfo(each) for each in zones], now),
    )


async def _changed_percent(plans: CallPlans, vendor: Vendor, customers: int | None, now: datetime) -> int | None:
    """Return the share of the listed customers that change within a day, once that was seen for long enough."""
    leading = next((each for each in vendor.streams if each.days is not None), None)
    if leading is None or leading.days is None or not customers:
        return None
    changes = await plans.changes(leading.name, now - CHANGES_OVER)
    if changes.since_at is None or now - changes.since_at < timedelta(days=DAYS_KNOWN_MIN):
        return None
    seen_days = (now - changes.since_at) / timedelta(days=1)
    listed = customers * (leading.days.back + 1 + leading.days.ahead)
    return min(100, round(100 * changes.changed / seen_days / listed))


def two_dates_share(zones: Sequence[ZoneInfo], now: datetime) -> float:
    """
    Return the part of the day during which today is two dates in these zones; the whole day where none is known.

    >>> halifax, vancouver = ZoneInfo("America/Halifax"), ZoneInfo("America/Vancouver")
    >>> at = datetime.fromisoformat("2026-07-01T12:00:00+00:00")
    >>> two_dates_share([], at), two_dates_share([halifax], at), round(24 * two_dates_share([halifax, vancouver], at))
    (1.0, 0.0, 4)
    """
    if not zones:
        return 1.0
    offsets = sorted(now.astimezone(each).utcoffset() or timedelta(0) for each in zones)
    return (offsets[-1] - offsets[0]) / timedelta(days=1)


async def calls_of(office: Office, tenant: Tenant, name: str | None) -> list[CallsReport]:
    """Return how many calls of this month each connection has used, or the one that is named."""
    connections = office.connections(tenant)
    rows = await connections.all() if name is None else [await connections.one(name)]
    return [await _calls_of(office, row, connections.secret_of(row)) for row in rows]


async def _calls_of(office: Office, row: ConnectionRow, secret: dict[str, str]) -> CallsReport:
    vendor, now = office.vendor(row.vendor), office.clock()
    standing = await office.standing(vendor, row, secret)
    used = await office.ledger(vendor, row, secret).used(standing.month_on)
    expected = forecast(standing, now, used.counted_from) if used else 0
    days_left = (standing.resets_on - now.date()).days
    pace = (expected - standing.used) / max(1, days_left)
    return CallsReport(
        connection=row.name,
        vendor=vendor.title,
        vendor_plan=checked_plan(vendor, row.plan) if vendor.calls_per_month else None,
        standing=standing,
        forecast=expected,
        dry_on=dry_on(standing, now, pace),
    )

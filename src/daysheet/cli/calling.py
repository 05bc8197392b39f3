"""connections plan, connections calls."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.core.call_plans import PLANNED_PERCENT_MAX, interval_minutes, said
from daysheet.core.errors import SettingWrong
from daysheet.core.nouns import counted

if TYPE_CHECKING:
    from daysheet.core.call_plans import CallPlan
    from daysheet.operations.connections.call_plans import CallsReport, Offer, PlanReport

WRONG_USE = 2


def plan(
    name: Annotated[str, Parameter(help="Name of the connection.")],
    /,
    *,
    plan: Annotated[str | None, Parameter(help="The vendor's plan that the key has, such as basic.")] = None,
    every: Annotated[str | None, Parameter(help="From one reading to the next, such as 30m, 2h or 1d.")] = None,
    customers_per_day: Annotated[int | None, Parameter(help="Customers of one service day to reckon with.")] = None,
    changed_percent: Annotated[int | None, Parameter(help="Share of them that change within a day.")] = None,
    backfill_days: Annotated[int | None, Parameter(help="Days of the past that are read once.")] = None,
    store: Annotated[bool, Parameter(help="Keep the plan.")] = False,
    common: Common = Common(),
) -> int:
    """
    Say how many calls a month a plan of readings needs, before they are spent; refuse one that would run dry.

    What is not given is taken from the stored plan, then from what the tables show, and else assumed.

    For example:

        daysheet connections plan movers --every 2h
        daysheet connections plan movers --every 30m --backfill-days 30 --plan premium --store
    """
    from daysheet.operations.connections.call_plans import PlanWish, plan_calls

    wish = PlanWish(
        plan=plan,
        every_minutes=_minutes(every),
        customers_per_day=_within("--customers-per-day", customers_per_day, 100_000),
        changed_percent=_within("--changed-percent", changed_percent, 100),
        backfill_days=_within("--backfill-days", backfill_days, 36_500),
    )

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            report = await plan_calls(office, tenant, name, wish, store=store)
        if common.json:
            common.emit(_plan_as_json(report))
        else:
            _tell_plan(common, report)
        return 0 if report.fits else WRONG_USE

    return run_now(work())


def _minutes(every: str | None) -> int | None:
    if every is None:
        return None
    try:
        return interval_minutes(every)
    except ValueError:
        raise SettingWrong(f"{every!r} is no interval between a minute and a day. Examples: 30m, 2h, 1d") from None


def _within(option: str, number: int | None, most: int) -> int | None:
    if number is not None and not 0 <= number <= most:
        raise SettingWrong(f"{option} has to be between 0 and {most:,}.")
    return number


def _tell_plan(common: Common, report: PlanReport) -> None:
    found = report.estimate
    rows = [{"for": each.what, "calls a month": f"{each.calls:,}"} for each in found.needs]
    common.show(("for", "calls a month"), rows, "It needs no calls.")
    needs = f"This needs about {counted(found.calls, 'call')} a month"
    if found.assumptions:
        common.say(f"Assumed, as nothing says otherwise yet: {'; '.join(found.assumptions)}.")
    if not report.fits:
        common.complain(
            f"✗ {needs}; the {report.vendor_plan} plan has {report.allowance:,}, "
            f"and a plan may use {PLANNED_PERCENT_MAX} percent of them.{_dry(report)}"
        )
        for offer in report.offers:
            common.complain(f"  Fits: {_said_offer(report, offer)}")
        if not report.offers:
            common.complain("  Nothing that is longer or shorter fits; reckon with fewer customers, or ask the vendor.")
        return
    common.say(f"  ✓ {needs}, of {report.allowance:,} in the {report.vendor_plan} plan")
    if report.dry_on is not None:
        common.say(f"! With what is used already, this month's calls are spent on {report.dry_on}.")
    common.say(f"Stored for connection {report.connection!r}." if report.is_stored else "Keep it with --store.")


def _dry(report: PlanReport) -> str:
    return "" if report.dry_on is None else f" From today on, they would be spent on {report.dry_on}."


def _said_offer(report: PlanReport, offer: Offer) -> str:
    dear = "" if offer.vendor_plan == report.vendor_plan else f" --plan {offer.vendor_plan}"
    options = f"--every {said(offer.plan.every_minutes)} --backfill-days {offer.plan.backfill_days}{dear}"
    return f"{options}: {counted(offer.calls, 'call')}"


def _plan_as_json(report: PlanReport) -> dict[str, Any]:
    return {
        "connection": report.connection,
        "plan": report.vendor_plan,
        "allowance": report.allowance,
        **_knobs(report.plan),
        "calls_per_month": report.estimate.calls,
        "needs": [asdict(each) for each in report.estimate.needs],
        "assumptions": list(report.estimate.assumptions),
        "fits": report.fits,
        "dry_on": report.dry_on,
        "stored": report.is_stored,
        "alternatives": [
            {"plan": each.vendor_plan, **_knobs(each.plan), "calls_per_month": each.calls} for each in report.offers
        ],
    }


def _knobs(plan: CallPlan) -> dict[str, Any]:
    return {"every": said(plan.every_minutes), "backfill_days": plan.backfill_days}


def calls(
    name: Annotated[str | None, Parameter(help="Name of the connection; all of them unless given.")] = None,
    /,
    *,
    common: Common = Common(),
) -> int:
    """
    Show how many calls of this month are used, and where the month ends at this pace.

    Every call counts, refused ones too, over all workers. Connections with the same key share the count.

    For example:

        daysheet connections calls
        daysheet connections calls movers --json
    """
    from daysheet.operations.connections.call_plans import calls_of

    async def work() -> int:
        async with at_work(common) as (office, tenant):
            reports = await calls_of(office, tenant, name)
        if common.json:
            common.emit({"connections": [_calls_as_json(each) for each in reports]})
            return 0
        rows = [
            {
                "name": each.connection,
                "used": f"{each.standing.used:,}",
                "of": "no limit" if each.standing.allowance is None else f"{each.standing.allowance:,}",
                "forecast": f"{each.forecast:,}",
                "resets on": each.standing.resets_on,
            }
            for each in reports
        ]
        common.show(
            ("name", "used", "of", "forecast", "resets on"),
            rows,
            "No connection yet. Make one: daysheet connect VENDOR",
        )
        for each in reports:
            if each.dry_on is not None:
                common.say(
                    f"! {each.connection}: at this pace the calls are spent on {each.dry_on}. "
                    f"Plan them: daysheet connections plan {each.connection}"
                )
        return 0

    return run_now(work())


def _calls_as_json(report: CallsReport) -> dict[str, Any]:
    standing = report.standing
    return {
        "connection": report.connection,
        "plan": report.vendor_plan,
        "used": standing.used,
        "allowance": standing.allowance,
        "forecast": report.forecast,
        "serving": standing.serving.value,
        "dry_on": report.dry_on,
        "resets_on": standing.resets_on,
    }

"""Plans of calls as programs see them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from daysheet.core.call_plans import CallPlan
from daysheet.operations.connections.call_plans import PlanReport, PlanWish, plan_calls
from daysheet.operations.identity.auditing import note
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant


async def planned(
    office: Office, tenant: Tenant, name: str, wish: PlanWish, *, actor: str | None = None
) -> dict[str, Any]:
    """Reckon a plan, and store it for an *actor* where it fits; raises as `plan_calls` does."""
    report = await plan_calls(office, tenant, name, wish, store=actor is not None)
    if actor is not None and report.is_stored:
        await note(office, tenant.tenant_id, actor, "connection.planned", name)
    return as_json(report)


def as_json(report: PlanReport) -> dict[str, Any]:
    """Return a plan as JSON has it."""
    return {
        "connection": report.connection,
        "allowance": report.allowance,
        **_knobs(report.vendor_plan, report.plan, report.estimate.calls),
        "needs": [asdict(each) for each in report.estimate.needs],
        "assumptions": list(report.estimate.assumptions),
        "fits": report.fits,
        "dry_on": report.dry_on,
        "is_stored": report.is_stored,
        "alternatives": [_knobs(each.vendor_plan, each.plan, each.calls) for each in report.offers],
    }


def _knobs(vendor_plan: str, plan: CallPlan, calls: int) -> dict[str, Any]:
    return {
        "plan": vendor_plan,
        "every_minutes": plan.every_minutes,
        "customers_per_day": plan.customers_per_day,
        "changed_percent": plan.changed_percent,
        "backfill_days": plan.backfill_days,
        "calls_per_month": calls,
    }

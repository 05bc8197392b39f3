"""Ways to compute a figure wrongly that a careless change might take; the worked example has to notice each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from daysheet.core.metrics import Sum
from daysheet.vendors.tekmetric.metrics_of_profit import COSTED, LABOR, PROFIT, WITHOUT_FEES
from daysheet.vendors.tekmetric.metrics_of_sales import GROSS, NET


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A text that stands once in a named query, or in the file of the functions, and what stands there instead."""

    query: str
    old: str
    new: str


FUNCTIONS: Final = "0046_figures.sql"


def _line(old: str, new: str) -> Mutant:
    return Mutant(query=FUNCTIONS, old=old, new=new)


def _picture(old: str, new: str) -> Mutant:
    return Mutant(query="take_snapshots", old=old, new=new)


def _day(old: str, new: str) -> Mutant:
    return Mutant(query="compute_shop_days", old=old, new=new)


def _technician(old: str, new: str) -> Mutant:
    return Mutant(query="compute_technician_days", old=old, new=new)


LINES: Final = {
    "the price of a part without its quantity": _line(
        "round(part.quantity * part.retail_cents) as gross_cents", "part.retail_cents as gross_cents"
    ),
    "the cost of one part taken as that of all": _line(
        "round(part.quantity * part.cost_cents) as cost_cents", "part.cost_cents::numeric as cost_cents"
    ),
    "a part without cost taken as free": _line(
        "round(part.quantity * part.cost_cents) as cost_cents",
        "round(part.quantity * coalesce(part.cost_cents, 0)) as cost_cents",
    ),
    "quantities as whole numbers": _line(
        "round(part.quantity * part.retail_cents) as gross_cents",
        "trunc(part.quantity) * part.retail_cents as gross_cents",
    ),
    "discounts ignored": _line("priced.gross_cents - coalesce(shared.discount_cents, 0)", "priced.gross_cents"),
    "discounts added": _line(
        "priced.gross_cents - coalesce(shared.discount_cents, 0)",
        "priced.gross_cents + coalesce(shared.discount_cents, 0)",
    ),
    "a cent of a job's discount lost": _line(") <= floored.job_discount - sum(", ") < floored.job_discount - sum("),
    "a cent of an order's discount lost": _line(
        ") <= floored.order_discount - sum(", ") < floored.order_discount - sum("
    ),
    "the smallest remainder instead of the largest": _line(
        "order by floored.job_left desc nulls last", "order by floored.job_left nulls last"
    ),
    "the shop's average before a technician's own rate": _line(
        "coalesce(own.hourly_cents, rate_day.shop_cents, rate_day.default_cents) as hourly_cents",
        "coalesce(rate_day.shop_cents, own.hourly_cents, rate_day.default_cents) as hourly_cents",
    ),
    "hours of nobody without a cost": _line(
        "coalesce(own.hourly_cents, rate_day.shop_cents, rate_day.default_cents) as hourly_cents",
        "coalesce(own.hourly_cents, rate_day.default_cents) as hourly_cents",
    ),
    "labor cost of worked hours": _line(
        "round(labor.hours * rate.hourly_cents)", "round(coalesce(labor.logged_hours, labor.hours) * rate.hourly_cents)"
    ),
    "labor at no charge without a cost": _line(
        "case when labor.hours = 0 then 0 else", "case when labor.rate_cents = 0 then 0 else"
    ),
    "hours at no charge as charged": _line("labor.rate_cents > 0", "labor.rate_cents >= 0"),
    "labor priced without its hours": _line(
        "round(line.hours * line.rate_cents) as gross_cents", "line.rate_cents::numeric as gross_cents"
    ),
    "the technician of the job alone": _line(
        "coalesce(line.tm_technician_id, job.tm_technician_id) as technician_id",
        "job.tm_technician_id as technician_id",
    ),
    "sublets at cost": _line(
        "false, sublet.retail_cents, sublet.cost_cents", "false, sublet.cost_cents, sublet.cost_cents"
    ),
    "sublets for nothing": _line("false, sublet.retail_cents, sublet.cost_cents", "false, sublet.retail_cents, 0"),
}

PICTURES: Final = {
    "the day of completion as that of posting": _picture(
        "'posted' as snapshot_trigger, standing.posted_on as snapshot_on",
        "'posted' as snapshot_trigger, standing.completed_on as snapshot_on",
    ),
    "jobs nobody said yes to": _picture(
        "    where line.decision = 'approved'\n    group by line.tm_repair_order_id\n",
        "    group by line.tm_repair_order_id\n",
    ),
    "parts without cost below the line": _picture(
        "filter (where line.kind = 'part' and line.cost_cents is not null) as costed_parts_net_cents",
        "filter (where line.kind = 'part') as costed_parts_net_cents",
    ),
    "margins before discounts": _picture(
        "sum(line.net_cents) filter (where line.kind = 'labor') as labor_net_cents",
        "sum(line.gross_cents) filter (where line.kind = 'labor') as labor_net_cents",
    ),
    "tires taken for all parts": _picture(
        "sum(line.cost_cents) filter (where line.kind = 'part') as parts_cost_cents",
        "sum(line.cost_cents) filter (where line.kind = 'part' and line.is_tire) as parts_cost_cents",
    ),
    "hours of somebody as those of nobody": _picture(
        "filter (where line.tm_technician_id is null)) as unassigned_hours",
        "filter (where line.tm_technician_id is not null)) as unassigned_hours",
    ),
    "discounts among the fees": _picture(
        "sum(typed.total_cents) filter (where typed.kind = 'fee') as fees_total_cents",
        "sum(typed.total_cents) as fees_total_cents",
    ),
    "fees among the discounts": _picture(
        "sum(typed.total_cents) filter (where typed.kind = 'discount') as discount_total_cents",
        "sum(typed.total_cents) as discount_total_cents",
    ),
    "an order's own discount forgotten": _picture(
        "select discount.tm_repair_order_id, 'discount', null, discount.total_cents",
        "select discount.tm_repair_order_id, 'discount', null, 0::bigint",
    ),
    "offers before their discounts": _picture(
        "coalesce(fee.cents, 0) - coalesce(discount.cents, 0) as value_cents", "coalesce(fee.cents, 0) as value_cents"
    ),
    "offers without their fees": _picture(
        "coalesce(priced.gross_cents, 0) + coalesce(fee.cents, 0) -", "coalesce(priced.gross_cents, 0) -"
    ),
    "offers nobody said yes to as authorized": _picture(
        "sum(offered.value_cents) filter (where offered.decision = 'approved') as authorized_value_cents",
        "sum(offered.value_cents) as authorized_value_cents",
    ),
    "jobs without a value in the closing ratio": _picture(
        "count(*) filter (where offered.kind = 'job' and offered.value_cents <> 0) as valued_job_count",
        "count(*) filter (where offered.kind = 'job') as valued_job_count",
    ),
    "sublets as jobs": _picture(
        "count(*) filter (where offered.kind = 'job' and offered.value_cents <> 0) as valued_job_count",
        "count(*) filter (where offered.value_cents <> 0) as valued_job_count",
    ),
    "billed hours as worked ones": _picture(
        "sum(line.hours), coalesce(sum(line.hours) filter (where line.is_charged), 0), sum(line.logged_hours),",
        "sum(line.hours), coalesce(sum(line.hours) filter (where line.is_charged), 0), sum(line.hours),",
    ),
    "efficiency over jobs that nobody logged": _picture(
        "coalesce(sum(line.hours) filter (where line.logged_hours is not null), 0)", "coalesce(sum(line.hours), 0)"
    ),
}

DAYS: Final = {
    "orders when they are completed": _day(
        "snapshot.snapshot_trigger = 'posted'", "snapshot.snapshot_trigger = 'completed'"
    ),
    "orders when they are posted and when they are completed": _day("snapshot.snapshot_trigger = 'posted'", "true"),
    "an average instead of a sum": _day(
        "sum(snapshot.labor_net_cents) as labor_net_cents", "avg(snapshot.labor_net_cents) as labor_net_cents"
    ),
    "no order without charge": _day("tekmetric.net_sales(snapshot) = 0", "tekmetric.net_sales(snapshot) < 0"),
    "orders without a car as no visit": _day("count(*) filter (where snapshot.tm_vehicle_id is null)", "0"),
    "parts at cost as their price": _day(
        "sum(snapshot.parts_cost_cents) as parts_cost_cents", "sum(snapshot.parts_net_cents) as parts_cost_cents"
    ),
    "technicians' orders when they are completed": _technician(
        "snapshot.snapshot_trigger = 'posted'", "snapshot.snapshot_trigger = 'completed'"
    ),
    "productivity of those who were not there": _technician(
        "case when present.attended_hours is null then 0 else coalesce(billed.hours_billed, 0) end",
        "coalesce(billed.hours_billed, 0)",
    ),
    "presence forgotten": _technician("coalesce(present.attended_hours, 0) end", "0 end"),
}

SQL: Final = {**LINES, **PICTURES, **DAYS}

DECLARED: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "gross sales after discounts": ("gross_sales", {"numerator": NET}),
    "net sales before discounts": ("net_sales", {"numerator": GROSS}),
    "net sales with tax": ("net_sales", {"numerator": NET + Sum.of("tax_total_cents")}),
    "net sales without fees": ("net_sales", {"numerator": NET - Sum.of("fees_total_cents")}),
    "average over completed orders": (
        "average_repair_order",
        {"denominator": Sum.of("ro_completed_count")},
    ),
    "average over charged orders": (
        "average_repair_order",
        {"denominator": Sum.of("ro_count") - Sum.of("zero_ro_count")},
    ),
    "charged average over all orders": ("average_repair_order_charged", {"denominator": Sum.of("ro_count")}),
    "discount over net sales": ("discount_percent", {"denominator": NET}),
    "profit without fees": ("gross_profit", {"numerator": WITHOUT_FEES}),
    "profit over all sales": ("gross_profit_percent", {"denominator": NET}),
    "profit over gross sales": ("gross_profit_percent", {"denominator": GROSS}),
    "profit over a potential total": ("gross_profit_percent", {"denominator": Sum.of("potential_revenue_cents")}),
    "profit whose cost is all known": ("gross_profit_percent", {"of": COSTED}),
    "parts margin over all parts": ("parts_gross_profit_percent", {"denominator": Sum.of("parts_net_cents")}),
    "parts margin before discounts": ("parts_gross_profit_percent", {"denominator": Sum.of("parts_revenue_cents")}),
    "labor margin before discounts": ("labor_gross_profit_percent", {"denominator": Sum.of("labor_revenue_cents")}),
    "sublet margin before discounts": ("sublet_gross_profit_percent", {"denominator": Sum.of("sublet_revenue_cents")}),
    "hours at no charge left out": ("billed_hours", {"numerator": Sum.of("charged_hours")}),
    "hours for a charged order": (
        "hours_per_repair_order",
        {"denominator": Sum.of("ro_count") - Sum.of("zero_ro_count")},
    ),
    "labor rate before discounts": ("effective_labor_rate", {"numerator": Sum.of("labor_revenue_cents")}),
    "labor rate over charged hours": ("effective_labor_rate", {"denominator": Sum.of("charged_hours")}),
    "charged labor rate over all hours": ("effective_labor_rate_charged", {"denominator": Sum.of("labor_hours")}),
    "all profit for an hour of labor": ("labor_gross_profit_per_hour", {"numerator": PROFIT}),
    "labor profit for an hour of all": ("gross_profit_per_billed_hour", {"numerator": LABOR}),
    "closing ratio of sales": ("close_ratio_value", {"numerator": NET}),
    "closing ratio of all jobs": (
        "close_ratio_jobs",
        {"numerator": Sum.of("authorized_job_count"), "denominator": Sum.of("potential_job_count")},
    ),
    "unassigned of charged hours": ("unassigned_hours", {"denominator": Sum.of("charged_hours")}),
    "declined as potential": ("declined_value", {"numerator": Sum.of("potential_revenue_cents")}),
    "utilization of billed hours": ("utilization", {"numerator": Sum.of("hours_billed")}),
    "efficiency over presence": ("efficiency", {"denominator": Sum.of("attended_hours")}),
    "efficiency of all hours": ("efficiency", {"numerator": Sum.of("hours_billed")}),
    "productivity of worked hours": ("productivity", {"numerator": Sum.of("hours_logged")}),
}

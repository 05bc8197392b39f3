"""
What the figures of a moving company mean: every metric of the product's catalogue, or why it is not there.

`daily_branch_metrics` has the sums of a branch's day, the view `branch_days` those of a location's; the
declarations here divide.
"""

from __future__ import annotations

from typing import Final

from daysheet.core.comparisons import Comparison, Measure
from daysheet.core.metrics import Figures
from daysheet.vendors.smartmoving.metrics_of_leads import DAYS, LEADS_IN
from daysheet.vendors.smartmoving.metrics_of_sales import CLOSING, VALUE
from daysheet.vendors.smartmoving.metrics_of_service import ESTIMATES, JOBS_DAY, TRUCKS

NO_CLAIMS: Final = "The vendor shows claims customer by customer, without money; they are not read."

ABSENT: Final = {
    "lead_response_minutes": "A median does not add up over days or locations. It is asked of the leads themselves:"
    " the view mart.lead_responses has the minutes of each.",
    "pace_vs_last_year": "It needs a year of booking history, or snapshots of it; not yet.",
    "cost_per_booked_move": "The vendor does not tell what a lead cost, and nobody can enter it yet.",
    "lead_source_table": "Figures are not kept by source yet.",
    "confirmed_percent": "It is measured at 17:00 of the day before and kept; not yet. The days have"
    " jobs_customer_confirmed as it stands.",
    "claims_rate": NO_CLAIMS,
    "claims_cost_percent": NO_CLAIMS,
    "balance_due": "Charges are told before tax, payments with it; what is owed cannot be told from both.",
    "branch_ranking": "It is not one figure: branches are ranked by several measures at /compare/branches and"
    " /v1/rankings/branches.",
}

# Those of the catalogue's ranking that there are; what weighs nothing is offered.
MEASURES: Final = (
    Measure(metric="close_rate_cohort", sample=("leads_judged",), one="lead", many="leads", is_share=True),
    Measure(metric="responded_in_10_minutes_percent", sample=("leads_ripe",), one="lead", many="leads", is_share=True),
    Measure(metric="on_time_start", sample=("jobs_start_known",), one="job", many="jobs", is_share=True),
    Measure(metric="estimate_within_10", sample=("jobs_compared",), one="job", many="jobs", is_share=True),
    Measure(metric="cancel_rate", sample=("moves_booked",), one="move", many="moves", is_share=True),
    Measure(metric="revenue_per_crew_hour", sample=("crew_yield_jobs",), one="job", many="jobs"),
    Measure(metric="revenue_per_truck_hour", sample=("truck_yield_jobs",), one="job", many="jobs", weight=0),
    Measure(metric="average_job_value", sample=("jobs_charged",), one="job", many="jobs", weight=0),
    Measure(metric="bad_lead_rate", sample=("leads_in",), one="lead", many="leads", is_share=True, weight=0),
    Measure(
        metric="lost_rate",
        sample=("bookings", "losses"),
        one="decision",
        many="decisions",
        is_share=True,
        weight=0,
    ),
)

FIGURES: Final = Figures(
    trade="moving",
    metrics=(*LEADS_IN, *CLOSING, *VALUE, *JOBS_DAY, *ESTIMATES, *TRUCKS),
    views={DAYS: "branch_figures"},
    rows={DAYS: "rows_of_branch_days"},
    as_closed={DAYS: DAYS},
    absent=ABSENT,
    # Who asks ends as an opportunity or a lead; what is done on a day is a journey.
    record_tables=("opportunities", "leads", "truck_journeys"),
    comparisons=(
        Comparison(
            name="branches",
            one="Branch",
            many="Branches",
            by="location",
            columns=(
                "earned_value",
                "jobs_day",
                "booked_value",
                "leads_in",
                "close_rate_cohort",
                "on_time_start",
                "estimate_within_10",
            ),
            measures=MEASURES,
        ),
    ),
    not_compared={"sources": ABSENT["lead_source_table"]},
)

"""Metrics that no daily table can hold: each counts the rows of a question in `sql/metrics.sql`."""

from __future__ import annotations

from typing import Final

from daysheet.core.metrics import Metric, Sum

OPEN: Final = "Orders that are open now: estimates, in progress or done, not saved for later."
IN_HAND: Final = "Orders that are in progress or done and not invoiced, not saved for later."
OWING: Final = "Orders invoiced and not paid in full, as they stand now."
HELD: Final = "In the data we hold: what was read decides how far back it looks."

OVER_TIME: Final = (
    Metric(
        name="carry_over",
        code="V9",
        label="Carry-over",
        meaning="Sold before the period and invoiced in it: why sold and invoiced differ.",
        formula="net value of jobs and sublets authorized before the first day of the period",
        unit="cents",
        question="carried_over",
        numerator=Sum.of("carried_over_cents"),
        known=Sum.of("dated_cents"),
        of=Sum.of("invoiced_cents"),
        direction="neither",
        edge_cases="Work without a day of authorization lowers the coverage.",
    ),
    Metric(
        name="new_customer_percent",
        code="V10",
        label="New customers %",
        meaning="Share of the orders whose customer had no invoiced order before.",
        formula="orders of new customers / orders with a customer",
        unit="percent",
        question="new_customers",
        numerator=Sum.of("new_customer_count"),
        denominator=Sum.of("customer_order_count"),
        known=Sum.of("customer_order_count"),
        of=Sum.of("order_count"),
        direction="neither",
        edge_cases=HELD + " Customers of two shops are two.",
    ),
    Metric(
        name="effective_labor_rate_gap",
        code="L4",
        label="ELR gap",
        meaning="Lost against the posted rate: discounts and hours below it.",
        formula="billed_hours x posted rate - net labor",
        unit="cents",
        question="labor_rate_gap",
        numerator=Sum.of("at_posted_rate_cents") - Sum.of("rated_net_cents"),
        known=Sum.of("rated_hours"),
        of=Sum.of("labor_hours"),
        direction="down",
        edge_cases="The posted rate is the one entered for the shop that day; days without one are left out.",
    ),
    Metric(
        name="return_visits_in_30_days",
        code="Q2",
        label="Possible comebacks %",
        meaning="Possible comebacks: the same car had a job of the same category invoiced in the 30 days before.",
        formula="such orders / orders with a car and a category",
        unit="percent",
        question="return_visits",
        numerator=Sum.of("return_visit_count"),
        denominator=Sum.of("told_order_count"),
        known=Sum.of("told_order_count"),
        of=Sum.of("order_count"),
        direction="down",
        edge_cases="Planned follow-ups are in it; nobody is blamed by it. " + HELD,
    ),
)

BOARD: Final = (
    Metric(
        name="work_in_progress_count",
        code="W1",
        label="In hand",
        meaning="Cars in hand: orders in progress or done, not invoiced.",
        formula="number of orders",
        unit="count",
        basis="now",
        question="open_orders",
        numerator=Sum.of("work_in_progress_count"),
        population=IN_HAND,
        direction="neither",
        edge_cases="Estimates are apart; saved and deleted orders never count.",
    ),
    Metric(
        name="work_in_progress_value",
        code="W2",
        label="In hand value",
        meaning="Authorized value of the cars in hand, before tax.",
        formula="authorized jobs and sublets with job fees - job discounts",
        unit="cents",
        basis="now",
        question="open_orders",
        numerator=Sum.of("work_in_progress_cents"),
        population=IN_HAND,
        beside={"waiting for an answer": Sum.of("work_in_progress_pending_cents")},
    ),
    Metric(
        name="pending_value",
        code="C3",
        label="Pending",
        meaning="Waiting for an answer: jobs and sublets nobody has decided on.",
        formula="undecided jobs and sublets with job fees - job discounts",
        unit="cents",
        basis="now",
        question="open_orders",
        numerator=Sum.of("pending_value_cents"),
        population=OPEN,
        direction="neither",
        edge_cases="Archived jobs are left out.",
    ),
    Metric(
        name="late",
        code="W5",
        label="Late",
        meaning="Past the promise: promised for a time that is over, and the work is not done.",
        formula="number of orders in progress whose promised time is over",
        unit="count",
        basis="now",
        question="open_orders",
        numerator=Sum.of("late_count"),
        known=Sum.of("promised_count"),
        of=Sum.of("in_progress_count"),
        population=OPEN,
        direction="down",
        edge_cases="An order without a promise is not late; it lowers the coverage.",
    ),
    Metric(
        name="ready_unpaid",
        code="W6",
        label="Ready unpaid",
        meaning="Done and still here: work finished, not paid for.",
        formula="number of orders done worth more before tax than is paid",
        unit="count",
        basis="now",
        question="open_orders",
        numerator=Sum.of("ready_unpaid_count"),
        population=OPEN,
        beside={"worth before tax, less what is paid": Sum.of("ready_unpaid_cents")},
        direction="down",
        edge_cases="The header's tax is sure to be that of the authorized work only once an order is invoiced, so it is"
        " left out; what is paid may be for tax too. An order of which only the tax is owed is not counted.",
    ),
)


def _owed(name: str, label: str, words: str, column: str) -> Metric:
    return Metric(
        name=name,
        code="R2",
        label=label,
        meaning=f"Owed to the shop on orders posted {words} ago.",
        formula="sum of total - paid, where above 0",
        unit="cents",
        basis="now",
        question="receivables",
        numerator=Sum.of(column),
        population=OWING,
        direction="down",
        edge_cases="By the shop's own days since it was posted.",
    )


OWED: Final = (
    Metric(
        name="receivables",
        code="R1",
        label="Receivables",
        meaning="Owed to the shop on invoiced orders, with tax.",
        formula="sum of total - paid, where above 0",
        unit="cents",
        basis="now",
        question="receivables",
        numerator=Sum.of("owed_cents"),
        population=OWING,
        beside={"paid too much, never netted": Sum.of("overpaid_cents")},
        direction="down",
    ),
    _owed("receivables_0_to_30_days", "Owed 0-30", "0 to 30 days", "owed_0_to_30_cents"),
    _owed("receivables_31_to_60_days", "Owed 31-60", "31 to 60 days", "owed_31_to_60_cents"),
    _owed("receivables_61_to_90_days", "Owed 61-90", "61 to 90 days", "owed_61_to_90_cents"),
    _owed("receivables_over_90_days", "Owed over 90", "more than 90 days", "owed_over_90_cents"),
    Metric(
        name="days_sales_outstanding",
        code="R3",
        label="DSO",
        meaning="Days of sales outstanding: for how many days of sales customers still owe.",
        formula="receivables / (sales with tax of the last 90 days / 90)",
        unit="days",
        basis="now",
        question="receivables",
        numerator=Sum.of("owed_beside_sales_cents"),
        denominator=Sum.of("sales_of_90_days_cents"),
        times=90,
        population=OWING,
        direction="down",
        edge_cases="Not defined with less than 90 days of history.",
    ),
)

COUNTED: Final = (*OVER_TIME, *BOARD, *OWED)

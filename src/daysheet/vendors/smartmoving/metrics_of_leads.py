"""Demand (4.1 of the product's catalogue): leads and how soon somebody worked on them, over a branch's days."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from daysheet.core.metrics import Band, Metric, Sum

DAYS: Final = "branch_days"

LEADS: Final = Sum.of("leads_in")
CREATED: Final = "Leads and opportunities created in the period, by the branch's own day."
AT_MOST: Final = (
    "At most: the vendor gives no log of contacts, so it is the time to the first change of status that we saw,"
    " accurate to the reading. Leads that nobody has touched enter with their age so far; what was first seen"
    " more than a day after its creation lowers the coverage."
)

LEADS_IN: Final = (
    Metric(
        name="leads_in",
        code="M1",
        label="Leads",
        meaning="Leads received: what was created, whether it became an opportunity or not.",
        formula="number of leads and opportunities by day of creation",
        unit="count",
        basis="created",
        table=DAYS,
        numerator=LEADS,
        population=CREATED,
        edge_cases="Opportunities that were opened without a lead count: the vendor keeps both under one id."
        " Nobody can mark a lead as a test yet, so none is left out.",
    ),
    Metric(
        name="leads_unique",
        code="M1b",
        label="Unique leads",
        meaning="Leads without an earlier one of the same telephone or mail address in the 14 days before.",
        formula="number of leads less those repeated within 14 days",
        unit="count",
        basis="created",
        table=DAYS,
        numerator=Sum.of("leads_unique"),
        population=CREATED,
        edge_cases="The first one counts, at its branch; one asked at two branches is one.",
    ),
    Metric(
        name="bad_lead_rate",
        code="M2",
        label="Bad leads %",
        meaning="Share of the leads that are bad by now.",
        formula="bad leads / leads",
        unit="percent",
        basis="created",
        table=DAYS,
        numerator=Sum.of("leads_bad"),
        denominator=LEADS,
        direction="down",
        population=CREATED,
    ),
    Metric(
        name="responded_in_10_minutes_percent",
        code="M4",
        label="Reached in 10 min",
        meaning="Share of the leads whose status changed within ten minutes of their creation.",
        formula="leads with a change of status within 10 minutes / leads at least 10 minutes old",
        unit="percent",
        basis="created",
        question="lead_responses",
        numerator=Sum.of("leads_reached_in_10"),
        denominator=Sum.of("leads_ripe"),
        known=Sum.of("leads_measured"),
        of=LEADS,
        population=CREATED,
        edge_cases=AT_MOST,
        band=Band(low=Decimal(52), trust="A"),
    ),
    Metric(
        name="responded_in_15_minutes_percent",
        code="M4b",
        label="Reached in 15 min",
        meaning="Share of the leads whose status changed within fifteen minutes of their creation.",
        formula="leads with a change of status within 15 minutes / leads at least 15 minutes old",
        unit="percent",
        basis="created",
        question="lead_responses",
        numerator=Sum.of("leads_reached_in_15"),
        denominator=Sum.of("leads_ripe_at_15"),
        known=Sum.of("leads_measured"),
        of=LEADS,
        population=CREATED,
        edge_cases=AT_MOST,
    ),
)

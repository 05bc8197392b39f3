"""Metrics of no trade and places that nobody has, for tests of what is made of any of them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from daysheet.core.comparisons import Comparison, Measure
from daysheet.core.metrics import Figures, Metric, Sum
from daysheet.operations.figures.metric_answers import Place


def metric(name: str, label: str, unit: Any, numerator: str, **more: Any) -> Metric:
    """Return a metric of the table `days`; *more* is what else it has."""
    return Metric(
        name=name,
        code=name,
        label=label,
        meaning="",
        formula="",
        unit=unit,
        table="days",
        numerator=Sum.of(numerator),
        **more,
    )


LATE: Final = metric("late", "Late %", "percent", "late", denominator=Sum.of("jobs"), direction="down")
CLOSED: Final = metric(
    "closed", "Closed %", "percent", "booked", denominator=Sum.of("leads"), known=Sum.of("leads"), of=Sum.of("leads_in")
)
PAY: Final = metric("pay", "Per hour", "cents_per_hour", "earned_cents", denominator=Sum.of("minutes"), times=60)
COMPARISON: Final = Comparison(
    name="branches",
    one="Branch",
    many="Branches",
    by="location",
    columns=("late",),
    measures=(
        Measure(metric="late", sample=("jobs",), one="job", many="jobs", is_share=True),
        Measure(metric="closed", sample=("leads",), one="lead", many="leads", is_share=True),
        Measure(metric="pay", sample=("paid_jobs",), one="job", many="jobs", weight=0),
    ),
)
FIGURES: Final = Figures(trade="moving", metrics=(LATE, CLOSED, PAY), views={}, comparisons=(COMPARISON,))
MARCH: Final = (date(2026, 3, 1), date(2026, 3, 31))


def place(name: str, number: int, currency: str | None = "USD", *, days: tuple[date, date] = MARCH) -> Place:
    """Return the place of a number, such as `Branch 2`, on days that are over."""
    location = {"location_id": number, "source_id": str(number), "name": f"{name} {number}", "currency": currency}
    return Place(location=location, first_on=days[0], last_on=days[1], is_closed=True)

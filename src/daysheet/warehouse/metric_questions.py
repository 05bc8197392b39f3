"""Writes a metric as a question that people can copy: over the view that analysts read, summed, then divided."""

from __future__ import annotations

from datetime import date

from daysheet.core.metrics import Metric
from daysheet.core.vendor import Vendor
from daysheet.warehouse.metric_views import column_name


def metric_question(
    vendor: Vendor, metric: Metric, first_on: date, last_on: date, location_id: int | None = None
) -> str | None:
    """
    Return a metric by location over some days as SQL; None where no view has it.

    Closed months are as they were closed, as everywhere. Nothing but dates and numbers stands in the text.
    """
    view = None if vendor.figures is None or metric.is_personal else vendor.figures.views.get(str(metric.table))
    if view is None:
        return None
    value = f"sum({column_name(metric)})"
    if metric.denominator is not None:
        factor = 100 if metric.unit == "percent" else metric.times
        top = f"{factor} * sum({metric.name}_numerator)" if factor != 1 else f"sum({metric.name}_numerator)"
        value = f"({top})::numeric / nullif(sum({metric.name}_denominator), 0)"
    known = ""
    if metric.known is not None and metric.of is not None:
        known = f",\n    sum({metric.name}_known)::numeric / nullif(sum({metric.name}_of), 0) as known_share"
    place = "" if location_id is None else f"\n    and location_id = {location_id:d}"
    return (
        f"select location_id, location_name, currency,\n    {value} as {metric.name}{known}\n"
        f"from mart.{view}\n"
        f"where day_on between '{first_on}' and '{last_on}'{place}\n"
        "group by location_id, location_name, currency\n"
        "order by location_name"
    )

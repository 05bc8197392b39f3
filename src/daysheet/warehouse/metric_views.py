"""
Writes the views of metrics from their declarations: a row for each location and day, a column for each metric.

A ratio has its two sums beside it, and what can be incomplete has the two sums of its coverage: whoever goes
over several days divides sums, and never takes an average of ratios.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from daysheet.core.metrics import Metric, Sum
from daysheet.core.vendor import Vendor

FIRST_FILE: Final = 50
LINE_MAX: Final = 120
ROLES: Final = "daysheet_service, daysheet_editor, daysheet_reader, daysheet_analyst"
UNITS: Final = {
    "cents": "In cents.",
    "cents_per_hour": "In cents for an hour.",
    "cents_per_order": "In cents for an order.",
    "percent": "In percent.",
    "minutes": "In minutes.",
}


@dataclass(frozen=True, kw_only=True)
class ViewColumn:
    """A column of a view: its name, its expression and its comment."""

    name: str
    expression: str
    meaning: str


def column_name(metric: Metric) -> str:
    """Return the column that shows a metric: its id, and the unit where it is whole cents."""
    return f"{metric.name}_cents" if metric.unit == "cents" and metric.denominator is None else metric.name


def place_column(vendor: Vendor) -> str:
    """Return the column of the daily tables with the vendor's id of the location."""
    own = vendor.figures.location_column if vendor.figures is not None else None
    return own or vendor.location_column


def view_files(vendor: Vendor) -> Mapping[str, str]:
    """Return the text of each file with a view of the vendor's metrics, by its name."""
    if vendor.figures is None:
        return {}
    views = vendor.figures.views.items()
    return {
        f"{number:04}_{view}.sql": view_text(vendor, table, view)
        for number, (table, view) in enumerate(views, FIRST_FILE)
    }


def view_text(vendor: Vendor, table: str, view: str) -> str:
    """Return the statements that make one view."""
    columns = list(view_columns(vendor, table))
    listed = ",\n".join(_listed(each) for each in columns)
    comments = "\n\n".join(
        f"comment on column mart.{view}.{each.name} is\n    '{_quoted(each.meaning)}';" for each in columns
    )
    person = " and person" if _person(vendor, table) else ""
    key = ", ".join(filter(None, (place_column(vendor), "day_on", _person(vendor, table))))
    return f"""\
-- Made from the declarations of the metrics by `make docs`; do not edit.

set local role daysheet_owner;

create view mart.{view} with (security_invoker = true, security_barrier = true) as
select
{listed}
from {vendor.schema}.{_shown_from(vendor, table)} as daily
left join control.locations as location
    on location.tenant_id = daily.tenant_id
    and location.vendor = '{vendor.name}'
    and location.source_id = daily.{place_column(vendor)}::text;

comment on view mart.{view} is
    'Metrics by location, day{person}. Over several days divide the sums; an average of ratios is wrong. Key: {key}.';

{comments}

grant select on mart.{view} to {ROLES};
"""  # noqa: S608  every name is a declaration's, and the text is a checked-in file


def _shown_from(vendor: Vendor, table: str) -> str:
    assert vendor.figures is not None
    return vendor.figures.shown_from(table)


def view_columns(vendor: Vendor, table: str) -> Iterator[ViewColumn]:
    """Yield the columns of a view, in their order."""
    assert vendor.figures is not None
    place, day = place_column(vendor), vendor.figures.day_column
    yield ViewColumn(name="tenant_id", expression="daily.tenant_id", meaning="The tenant it belongs to.")
    yield ViewColumn(name="location_id", expression="location.location_id", meaning="Number of the location.")
    yield ViewColumn(name="location_name", expression="location.name", meaning="Name of the location.")
    yield ViewColumn(
        name="currency", expression="location.currency", meaning="Currency of its money; null until known."
    )
    yield ViewColumn(name=place, expression=f"daily.{place}", meaning="The vendor's id of the location.")
    yield ViewColumn(name="day_on", expression=f"daily.{day}", meaning="The location's own day.")
    if person := _person(vendor, table):
        yield ViewColumn(
            name=person, expression=f"daily.{person}", meaning="The vendor's id of the person; 0 for nobody."
        )
    for metric in vendor.figures.of_table(table):
        yield from _of_metric(metric)


def _of_metric(metric: Metric) -> Iterator[ViewColumn]:
    top = _sum(metric.numerator)
    value = top
    if metric.denominator is not None:
        factor = 100 if metric.unit == "percent" else metric.times
        above = f"({top})" if " " in top else top
        above = f"{factor} * {above}" if factor != 1 else above
        value = f"{above}::numeric / nullif({_sum(metric.denominator)}, 0)"
    meaning = " ".join(filter(None, (metric.meaning, UNITS.get(metric.unit))))
    yield ViewColumn(name=column_name(metric), expression=value, meaning=meaning)
    sums = (
        ("numerator", metric.numerator if metric.denominator else None, "above the line of it"),
        ("denominator", metric.denominator, "below the line of it"),
        ("known", metric.known, "the part of it that could be computed"),
        ("of", metric.of, "the whole of it, for its coverage"),
    )
    for end, each, words in sums:
        if each is not None:
            yield ViewColumn(
                name=f"{metric.name}_{end}",
                expression=_sum(each),
                meaning=f"Sum for {metric.name}: {words}, in {'whole numbers' if each.unit == 'count' else each.unit}.",
            )


def _person(vendor: Vendor, table: str) -> str | None:
    return vendor.figures.people.get(table) if vendor.figures is not None else None


def _sum(each: Sum) -> str:
    return each.sql("daily.{}")


def _listed(column: ViewColumn) -> str:
    own = column.expression.rpartition(".")[2] == column.name and " " not in column.expression
    text = column.expression if own else f"{column.expression} as {column.name}"
    lines, line = [], "   "
    for piece in re.split(r" (?=[+/-] |as )", text):
        if len(line) + len(piece) + 2 > LINE_MAX:
            lines.append(line)
            line = "       "
        line += f" {piece}"
    return "\n".join([*lines, line])


def _quoted(text: str) -> str:
    return text.replace("'", "''")

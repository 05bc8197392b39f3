"""
Writes the declarations of metrics for other tools: plain JSON, and YAML as dbt's MetricFlow reads it.

MetricFlow divides by itself, so it is given the sums: each measure is a column of a view in `mart`, and a ratio
names the two metrics that are its parts. It has no percentages: there a ratio is a share, such as 0.574. Each
view needs a model of its own name, `select * from {{ source('mart', 'shop_figures') }}` and the like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from daysheet.core.metrics import Band, Figures, Metric, Sum
from daysheet.core.vendor import Vendor
from daysheet.core.yaml_text import yaml_text
from daysheet.warehouse.metric_views import column_name


def as_definitions(vendors: Mapping[str, Vendor]) -> dict[str, Any]:
    """Return every metric with all that is declared of it, and why others are absent."""
    known = [(vendor, vendor.figures) for vendor in vendors.values() if vendor.figures is not None]
    return {
        "metrics": [_definition(vendor, figures, each) for vendor, figures in known for each in figures.metrics],
        "absent": [
            {"id": name, "trade": figures.trade, "reason": reason}
            for _, figures in known
            for name, reason in figures.absent.items()
        ],
    }


def as_dbt(vendors: Mapping[str, Vendor]) -> str:
    """Return sources, semantic models and metrics of every vendor that has some, as YAML."""
    known = [(vendor, vendor.figures) for vendor in vendors.values() if vendor.figures is not None]
    return yaml_text(
        {
            "version": 2,
            "sources": [
                {"name": "mart", "tables": [_source(view) for _, each in known for view in each.views.values()]}
            ],
            "semantic_models": [_model(vendor, each, table) for vendor, each in known for table in each.views],
            "metrics": [
                described
                for _, each in known
                for table in each.views
                for metric in each.of_table(table)
                for described in _described(metric)
            ],
        }
    )


def _definition(vendor: Vendor, figures: Figures, metric: Metric) -> dict[str, Any]:
    view = figures.views.get(metric.table) if metric.table is not None and not metric.is_personal else None
    return {
        "id": metric.name,
        "version": metric.version,
        "code": metric.code,
        "label": metric.label,
        "trade": figures.trade,
        "vendor": vendor.name,
        "meaning": metric.meaning,
        "formula": metric.formula,
        "unit": metric.unit,
        "direction": metric.direction,
        "basis": metric.basis,
        "grain": "day" if metric.table is not None else "rows",
        "view": None if view is None else f"mart.{view}",
        "column": None if view is None else column_name(metric),
        "numerator": metric.numerator.sql(),
        "denominator": _sql(metric.denominator),
        "coverage": {"known": _sql(metric.known), "of": _sql(metric.of)},
        "population": metric.population,
        "edge_cases": metric.edge_cases,
        "benchmark": None if metric.band is None else _band(metric.band),
        "parity_with_vendor": metric.vendor_parity,
    }


def _sql(each: Sum | None) -> str | None:
    return None if each is None else each.sql()


def _band(band: Band) -> dict[str, Any]:
    return {
        "low": None if band.low is None else str(band.low),
        "high": None if band.high is None else str(band.high),
        "trust": band.trust,
    }


def _source(view: str) -> dict[str, Any]:
    return {"name": view, "description": "Metrics by location and day."}


def _model(vendor: Vendor, figures: Figures, table: str) -> dict[str, Any]:
    view = figures.views[table]
    person = figures.people.get(table)
    entities = [{"name": "location", "type": "foreign", "expr": "location_id"}]
    if person is not None:
        entities.append({"name": "person", "type": "foreign", "expr": person})
    return {
        "name": view,
        "description": f"{vendor.title}: a row for each location{', person' if person else ''} and day.",
        "model": f"ref('{view}')",
        "defaults": {"agg_time_dimension": "day_on"},
        "primary_entity": f"{view}_row",
        "entities": entities,
        "dimensions": [
            {"name": "day_on", "type": "time", "type_params": {"time_granularity": "day"}},
            {"name": "location_name", "type": "categorical"},
            {"name": "currency", "type": "categorical"},
        ],
        "measures": [
            {"name": f"sum_of_{column}", "agg": "sum", "expr": column, "description": words}
            for metric in figures.of_table(table)
            for column, words in _measured(metric)
        ],
    }


def _measured(metric: Metric) -> Iterator[tuple[str, str]]:
    """Yield the columns of the view that are summed for a metric, and what each is."""
    if metric.denominator is None:
        yield column_name(metric), metric.meaning
    else:
        yield f"{metric.name}_numerator", f"{metric.label}, above the line."
        yield f"{metric.name}_denominator", f"{metric.label}, below the line."


def _described(metric: Metric) -> Iterator[dict[str, Any]]:
    """Yield a metric as MetricFlow has it; a ratio after the two metrics that are its parts."""
    columns = [column for column, _ in _measured(metric)]
    if metric.denominator is None:
        yield _simple(metric.name, metric.label, f"{metric.meaning} Unit: {metric.unit}.", columns[0])
        return
    for column in columns:
        yield _simple(column, column.replace("_", " "), f"A part of {metric.name}.", column)
    share = " As a share of 1." if metric.unit == "percent" else f" Unit: {metric.unit}."
    yield {
        "name": metric.name,
        "label": metric.label,
        "description": f"{metric.meaning}{share}",
        "type": "ratio",
        "type_params": {"numerator": columns[0], "denominator": columns[1]},
        "config": {"meta": {"basis": metric.basis, "version": metric.version, "direction": metric.direction}},
    }


def _simple(name: str, label: str, description: str, column: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "description": description,
        "type": "simple",
        "type_params": {"measure": f"sum_of_{column}"},
    }

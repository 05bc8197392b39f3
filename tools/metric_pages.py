"""The pages that are made from the declarations of metrics: their catalogue, the semantic layer, and the views."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from daysheet.bootstrap import find_vendors
from daysheet.core.metrics import Figures, Metric, Unit, shown_in
from daysheet.core.vendor import Vendor
from daysheet.operations.figures.semantic import as_dbt, as_definitions
from daysheet.warehouse.metric_views import view_files

INTRODUCTION = """\
# Metrics

Every metric is declared once; its view, this page, the semantic layer and its test are made from the declaration.
A ratio is made from sums, never from ratios. What could not be computed leaves both sides of a metric and lowers its
*coverage*: shown below 100 %, warned of below 95 %, and below 60 % there is no number. Money is in whole cents, a day
is the location's own.

Each metric names its view in `mart`. For dbt there is [`semantic/metrics.yml`](semantic/metrics.yml); each view needs a
model of its own name there, such as `select * from {{ source('mart', 'shop_figures') }}`. For other programs there is
[`semantic/metrics.json`](semantic/metrics.json). Both are what `daysheet metrics export` prints.

Bands are rules of thumb of the trade with their trust: A measured on many shops, B repeated by several trainers, C one
source or hearsay.
"""


def metrics_page() -> str:
    """Return the page of all metrics, and of those that are absent."""
    return INTRODUCTION + "\n".join(_sections()) + "\n"


def semantic_yaml() -> str:
    """Return the semantic layer as dbt's MetricFlow reads it."""
    return as_dbt(find_vendors())


def semantic_json() -> str:
    """Return the declarations as plain JSON."""
    return json.dumps(as_definitions(find_vendors()), ensure_ascii=False, indent=2) + "\n"


def view_pages() -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield path and text of every file with a view of metrics."""
    for vendor in find_vendors().values():
        folder = f"src/{vendor.package.replace('.', '/')}/sql/tables"
        for name in view_files(vendor):
            yield f"{folder}/{name}", partial(_view, vendor, name)


def _view(vendor: Vendor, name: str) -> str:
    return view_files(vendor)[name]


def _sections() -> Iterator[str]:
    for vendor in find_vendors().values():
        if vendor.figures is not None:
            yield ""
            yield f"## {vendor.title}"
            for metric in vendor.figures.metrics:
                yield from _metric(vendor.figures, metric)
            yield from _absent(vendor.figures)


def _metric(figures: Figures, metric: Metric) -> Iterator[str]:
    where = f"`mart.{figures.views[metric.table]}`" if metric.table else "counted from its rows"
    where = "no view: it is personal" if metric.is_personal else where
    facts = {
        "formula": metric.formula,
        "made of": _made_of(metric),
        "unit": metric.unit.replace("_", " "),
        "basis": metric.basis,
        "population": metric.population,
        "coverage": f"`{metric.known.sql()}` of `{metric.of.sql()}`" if metric.known and metric.of else "",
        "left out": ", ".join(figures.left_out[each].many for each in metric.left_out),
        "edge cases": metric.edge_cases,
        "band": _band(metric),
        "vendor parity": metric.vendor_parity,
        "where": where,
    }
    yield from (
        "",
        f"### {metric.name}",
        "",
        f"{metric.label} ({metric.code}). {metric.meaning}",
        "",
        "| | |",
        "|---|---|",
    )
    yield from (f"| {name} | {text} |" for name, text in facts.items() if text)


def _made_of(metric: Metric) -> str:
    factor = " x 100" if metric.unit == "percent" else f" x {metric.times}" if metric.times > 1 else ""
    top = f"`{metric.numerator.sql()}`"
    return top if metric.denominator is None else f"{top}{factor} / `{metric.denominator.sql()}`"


def _band(metric: Metric) -> str:
    if metric.band is None:
        return ""
    low, high = (_bound(metric.unit, each) for each in (metric.band.low, metric.band.high))
    words = f"{low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"
    return f"{words} (trust {metric.band.trust})"


def _bound(unit: Unit, bound: Decimal | None) -> str:
    return "" if bound is None else shown_in(unit, bound)


def _absent(figures: Figures) -> Iterator[str]:
    yield from ("", "### Absent", "", "| metric | absent because |", "|---|---|")
    yield from (f"| `{name}` | {reason} |" for name, reason in figures.absent.items())

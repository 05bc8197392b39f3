"""Comparisons as programs get them; values are rounded once, and what they are made of is exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from daysheet.core.metrics import Metric, rounded
from daysheet.operations.figures.metric_answers import location_json, number
from daysheet.operations.office import Office
from daysheet.operations.scorecards import scorecard
from daysheet.operations.scorecards.score_cells import Cell
from daysheet.operations.scorecards.score_lines import Line
from daysheet.operations.scorecards.scorecard import Scorecard

Row = dict[str, Any]


def comparisons(office: Office) -> list[Row]:
    """Return what can be compared, with the columns that are shown unless others are asked for."""
    return [
        {
            "id": each.name,
            "label": each.many,
            "vendor": vendor.name,
            "trade": figures.trade,
            "by": each.by,
            "columns": list(each.columns),
        }
        for vendor, figures, each in scorecard.comparisons(office)
    ]


def as_json(card: Scorecard) -> Row:
    """Return a comparison with its lines, their totals, and the days that it is held against."""
    first = min((each.first_on for each in card.places), default=None)
    last = max((each.last_on for each in card.places), default=None)
    past = card.past
    return {
        "comparison": {"id": card.comparison.name, "label": card.comparison.many, "by": _by(card)},
        "period": {"from": first, "to": last, "grain": _by(card), "complete": card.is_closed},
        "against": None if past is None else {"kind": card.against, "from": past[0], "to": past[1]},
        "columns": [_column(each) for each in card.columns],
        "not_shown": [each.name for each in card.not_shown],
        "data": [_line(each) for each in card.lines],
        "totals": [{"currency": each.currency, "values": _values(card.columns, each.cells)} for each in card.totals],
        "freshness": vars(card.freshness),
    }


def _by(card: Scorecard) -> str:
    return "week" if card.is_of_weeks else card.comparison.by


def _column(metric: Metric) -> Row:
    return {
        "id": metric.name,
        "version": metric.version,
        "label": metric.label,
        "basis": metric.basis,
        "unit": metric.unit,
        "direction": metric.direction,
    }


def _line(line: Line) -> Row:
    return {
        "location": location_json(line.place),
        "person": line.person,
        "name": line.name if line.person is not None else None,
        "from": line.week[0] if line.week else line.place.first_on,
        "to": line.week[1] if line.week else line.place.last_on,
        "currency": line.currency,
        "values": {cell.metric.name: _value(cell) for cell in line.cells},
    }


def _values(columns: Sequence[Metric], cells: Sequence[Cell | None]) -> Mapping[str, Row | None]:
    return {metric.name: None if cell is None else _value(cell) for metric, cell in zip(columns, cells, strict=True)}


def _value(cell: Cell) -> Row:
    metric, change = cell.metric, cell.change
    return {
        "value": None if cell.value is None else number(rounded(metric.unit, cell.value)),
        "numerator": number(metric.numerator.total(cell.sums)),
        "denominator": None if metric.denominator is None else number(metric.denominator.total(cell.sums)),
        "previous": None if cell.previous is None else number(rounded(metric.unit, cell.previous)),
        "change_percent": None if change is None or change.in_points else float(round(change.amount, 1)),
        "change_points": float(round(change.amount, 1)) if change is not None and change.in_points else None,
        "coverage": None if cell.coverage is None else float(round(cell.coverage, 4)),
        "is_enough": cell.has_enough,
        "mark": cell.mark,
        "weeks": [None if each is None else number(rounded(metric.unit, each)) for each in cell.weeks],
    }

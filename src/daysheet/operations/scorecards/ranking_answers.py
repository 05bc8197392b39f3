"""Rankings as programs get them: scores and percentiles are rounded once, samples and what counts of them are exact."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from daysheet.core.metrics import rounded
from daysheet.core.ranking import CONFIDENCE_PERCENT
from daysheet.operations.figures.metric_answers import location_json, number
from daysheet.operations.scorecards.rank_lines import Group, Part, Standing, Weighed
from daysheet.operations.scorecards.ranking import Ranking

Row = dict[str, Any]


def as_json(found: Ranking) -> Row:
    """Return a ranking with its measures, and the days that it is held against."""
    past = found.past
    return {
        "comparison": {"id": found.comparison.name, "label": found.comparison.many, "by": found.comparison.by},
        "period": {
            "from": min((each.first_on for each in found.places), default=None),
            "to": max((each.last_on for each in found.places), default=None),
            "grain": found.comparison.by,
            "complete": found.is_closed,
        },
        "against": None if past is None else {"kind": found.against, "from": past[0], "to": past[1]},
        "minimum": found.minimum,
        "confidence_percent": CONFIDENCE_PERCENT,
        "among": len(found.places),
        "ranked": found.ranked_count,
        "measures": [_measure(found, each) for each in found.measures],
        "data": [_standing(group, each) for group in found.groups for each in group.standings],
        "freshness": vars(found.freshness),
    }


def _measure(found: Ranking, weighed: Weighed) -> Row:
    return {
        "id": weighed.name,
        "label": weighed.metric.label,
        "unit": weighed.metric.unit,
        "direction": weighed.metric.direction,
        "weight": number(weighed.weight),
        "sample": weighed.measure.many,
        "is_share": weighed.measure.is_share,
        "reached_by": reached_by(found, weighed),
    }


def reached_by(found: Ranking, weighed: Weighed) -> int | None:
    """Return how many reach the smallest sample of a measure; None for one that weighs nothing and is not asked for."""
    if not weighed.weight:
        return None
    parts = [part for group in found.groups for each in group.standings for part in each.parts]
    return sum(part.reaches for part in parts if part.weighed.name == weighed.name)


def _standing(group: Group, standing: Standing) -> Row:
    return {
        "location": location_json(standing.place),
        "from": standing.place.first_on,
        "to": standing.place.last_on,
        "among": len(group.standings),
        "rank": standing.rank,
        "score": _number(standing.score),
        "not_ranked": list(standing.reasons),
        "too_close_to_call_with": standing.above,
        "previous_rank": standing.previous_rank,
        "moved_by": None if standing.moved_by is None else standing.moved_by.name,
        "measures": _parts(standing),
    }


def _parts(standing: Standing) -> Mapping[str, Row]:
    return {each.weighed.name: _part(each) for each in standing.parts}


def _part(part: Part) -> Row:
    measured, unit = part.measured, part.weighed.metric.unit
    return {
        "value": None if measured.value is None else number(rounded(unit, measured.value)),
        "sample": measured.sample,
        "hits": measured.hits,
        "is_enough": part.reaches,
        "low": None if part.interval is None else float(round(part.interval.low * 100, 1)),
        "high": None if part.interval is None else float(round(part.interval.high * 100, 1)),
        "percentile": _number(part.percentile),
        "overlaps_above": part.overlaps_above,
    }


def _number(exact: Fraction | None) -> float | None:
    return None if exact is None else float(round(exact, 1))

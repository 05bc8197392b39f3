"""The shapes of rankings: the measures with their weights, and where each place stands by them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from daysheet.api.resources.metric_shapes import Days, MeasuredPlace
from daysheet.api.resources.scorecard_shapes import Compared, HeldAgainst, HowNew


class RankedBy(BaseModel):
    """
    A measure, what it weighs, and what its sample counts.

    `reached_by` is how many places reach the smallest sample; null where the measure weighs nothing.
    """

    id: str
    label: str
    unit: str
    direction: str
    weight: float
    sample: str
    is_share: bool
    reached_by: int | None


class RankedPart(BaseModel):
    """
    What a measure tells of a place, and the share of the others that it is ahead of, as a percentile: 100 is the best.

    A share has its `hits` of the sample and its interval in percent; `overlaps_above` says that the interval overlaps
    that of the place above.
    """

    value: float | None
    sample: int
    hits: int | None
    is_enough: bool
    low: float | None
    high: float | None
    percentile: float | None
    overlaps_above: bool


class RankedPlace(BaseModel):
    """
    Where a place stands among `among` places: those of its currency where an amount weighs something.

    Without a rank `not_ranked` says why. `too_close_to_call_with` is the place above, where every share of both
    overlaps; `moved_by` is the measure that did most of the move since the days before.
    """

    location: MeasuredPlace
    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]
    among: int
    rank: int | None
    score: float | None
    not_ranked: list[str]
    too_close_to_call_with: str | None
    previous_rank: int | None
    moved_by: str | None
    measures: dict[str, RankedPart]


class RankingShape(BaseModel):
    """
    A ranking, the best first, and those without a rank last.

    `among` is how many places whoever asks may see or has asked for, `ranked` how many of them have a rank.
    """

    comparison: Compared
    period: Days
    against: HeldAgainst | None
    minimum: int
    confidence_percent: int
    among: int
    ranked: int
    measures: list[RankedBy]
    data: list[RankedPlace]
    freshness: HowNew

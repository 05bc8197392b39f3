"""
Ranks places by several measures at once; plain arithmetic, exact but for the intervals.

A measure's *percentile* is the share of the other places that a place is ahead of, equal ones by half, times 100:
100 is the best, 0 the worst, whatever the unit. It is taken among the places that reach the minimum sample. The *score*
is the weighted mean of the percentiles, sum(weight x percentile) / sum(weight). Equal scores share a rank, and the next
one is left out: 1, 2, 2, 4.

A measure that fewer than two places reach tells nobody apart and does not count. A place that does not reach one that
counts has no rank: it is not the last one.

A share has a 90 % interval, the score interval of E. B. Wilson (Probable inference, the law of succession, and
statistical inference, Journal of the American Statistical Association 22, 1927, 209-212). With the share p of n and
z = 1.645 it is (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n). Unlike p ± z √(p(1 - p)/n) it stays between 0 and 1
and is of use for small n. Two neighbours whose intervals overlap on every share are too close to call.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple, TypeVar

Place = TypeVar("Place", bound=Hashable)

# The 95th percentile of the normal distribution: five in a hundred lie outside at each end.
Z: Final = Decimal("1.6448536269514722")
CONFIDENCE_PERCENT: Final = 90
# Who stands alone is neither ahead nor behind.
PLACES_MIN: Final = 2


class Interval(NamedTuple):
    """The shares between which one lies, from 0 to 1."""

    low: Decimal
    high: Decimal

    def overlaps(self, other: Interval) -> bool:
        """Whether they have something in common."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, kw_only=True)
class Measured:
    """
    What a measure tells of a place: the value, and how many things it rests on.

    `value` is None where it is not defined or too little is known; `hits` are those of the sample that a share counts.
    """

    value: Decimal | None
    sample: int
    hits: int | None = None

    def reaches(self, minimum: int) -> bool:
        """Whether it rests on enough to be ranked."""
        return self.value is not None and self.sample >= minimum

    @property
    def interval(self) -> Interval | None:
        """Where a share lies; None for anything else, and where too little is known."""
        return None if self.hits is None or self.value is None else wilson(self.hits, self.sample)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How much a measure weighs, and whether less of it is better."""

    weight: Decimal
    less_is_better: bool = False


@dataclass(frozen=True, kw_only=True)
class Placing:
    """
    Where a place stands; without a rank, `missing` are the measures that it does not reach.

    `parts` are what the percentiles add to the score. `overlapping` are the shares whose interval overlaps that of the
    place above it; too close to call is a place where those are all there are.
    """

    percentiles: Mapping[str, Fraction] = field(default_factory=dict)
    parts: Mapping[str, Fraction] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    score: Fraction | None = None
    rank: int | None = None
    overlapping: tuple[str, ...] = ()
    is_too_close: bool = False


def wilson(hits: int, sample: int) -> Interval | None:
    """
    Return the 90 % interval of a share; None where the hits are not some of the sample.

    >>> [f"{each:.4f}" for each in wilson(7, 17)], wilson(0, 0), wilson(3, 2)
    (['0.2411', '0.6066'], None, None)
    """
    if not 0 <= hits <= sample or not sample:
        return None
    share, of = Decimal(hits) / sample, Decimal(sample)
    middle = share + Z * Z / (2 * of)
    half = Z * (share * (1 - share) / of + Z * Z / (4 * of * of)).sqrt()
    whole = 1 + Z * Z / of
    return Interval(max((middle - half) / whole, Decimal(0)), min((middle + half) / whole, Decimal(1)))


def percentiles(values: Mapping[Place, Decimal], *, less_is_better: bool = False) -> dict[Place, Fraction]:
    """
    Return for each place the share of the others that it is ahead of, times 100; nothing where there are no others.

    >>> {name: str(each) for name, each in percentiles({"a": Decimal(3), "b": Decimal(1), "c": Decimal(3)}).items()}
    {'a': '75', 'b': '0', 'c': '75'}
    """
    others = len(values) - 1
    if others < 1:
        return {}
    sign = -1 if less_is_better else 1
    line = sorted(sign * each for each in values.values())
    return {
        place: Fraction(100 * (bisect_left(line, sign * value) + bisect_right(line, sign * value) - 1), 2 * others)
        for place, value in values.items()
    }


def ranked(
    told: Mapping[Place, Mapping[str, Measured]], scales: Mapping[str, Scale], minimum: int
) -> dict[Place, Placing]:
    """Return where each place stands, the best first and those without a rank last; equal ones as they were given."""
    by_measure = {
        name: percentiles(
            {place: each[name].value or Decimal(0) for place, each in told.items() if each[name].reaches(minimum)},
            less_is_better=scale.less_is_better,
        )
        for name, scale in scales.items()
    }
    counted = {name: Fraction(scales[name].weight) for name, found in by_measure.items() if found}
    placings, scores = {}, {}
    for place, measured in told.items():
        missing = tuple(name for name in counted or scales if not measured[name].reaches(minimum))
        mine = {name: found[place] for name, found in by_measure.items() if place in found}
        parts = {name: each * counted[name] / sum(counted.values()) for name, each in mine.items()}
        placings[place] = Placing(percentiles=mine, parts=parts, missing=missing)
        if counted and not missing:
            scores[place] = sum(parts.values(), Fraction(0))
    if len(scores) < PLACES_MIN:
        return placings
    return _with_ranks(placings, scores, told) | {
        place: each for place, each in placings.items() if place not in scores
    }


def _with_ranks(
    placings: Mapping[Place, Placing], scores: Mapping[Place, Fraction], told: Mapping[Place, Mapping[str, Measured]]
) -> dict[Place, Placing]:
    line = sorted(scores, key=lambda place: -scores[place])
    found: dict[Place, Placing] = {}
    above: Place | None = None
    for position, place in enumerate(line, start=1):
        beside = {} if above is None else _overlaps(placings[place].parts, told[place], told[above])
        found[place] = replace(
            placings[place],
            score=scores[place],
            rank=found[above].rank if above is not None and scores[above] == scores[place] else position,
            overlapping=tuple(name for name, overlaps in beside.items() if overlaps),
            is_too_close=bool(beside) and all(beside.values()),
        )
        above = place
    return found


def _overlaps(names: Iterable[str], mine: Mapping[str, Measured], above: Mapping[str, Measured]) -> dict[str, bool]:
    """Return for each share whether the intervals of two places have something in common."""
    pairs = {name: (mine[name].interval, above[name].interval) for name in names}
    return {name: one.overlaps(other) for name, (one, other) in pairs.items() if one is not None and other is not None}

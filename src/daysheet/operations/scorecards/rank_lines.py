"""Where places stand among each other, and what of it each measure makes: now, and in the days before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from daysheet.core.comparisons import Against, Measure
from daysheet.core.metrics import Metric, Sum, Sums
from daysheet.core.ranking import Interval, Measured, Placing, Scale, ranked
from daysheet.operations.figures.metric_answers import Place
from daysheet.operations.scorecards.score_cells import Told
from daysheet.operations.scorecards.score_sums import Found

Key = int


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A measure with its metric, and what it weighs."""

    measure: Measure
    metric: Metric
    weight: Decimal

    @property
    def name(self) -> str:
        """The metric's id."""
        return self.metric.name

    @property
    def in_money(self) -> bool:
        """Whether it is an amount, which stands beside those of its currency only."""
        return self.metric.unit.startswith("cents")

    @property
    def sample(self) -> Sum:
        """The sum of how many things it rests on."""
        return Sum.of(*self.measure.sample)

    @property
    def asked(self) -> Metric:
        """The metric as it is asked for: with the columns of its sample."""
        return replace(self.metric, beside={**self.metric.beside, "sample": self.sample})

    def measured(self, sums: Sums | None) -> Measured:
        """Return what it tells, from the sum of each column."""
        if sums is None:
            return Measured(value=None, sample=0)
        hits = self.metric.numerator.total(sums) if self.measure.is_share else None
        return Measured(
            value=self.metric.value(sums) if self.metric.has_enough(sums) else None,
            sample=int(self.sample.total(sums)),
            hits=None if hits is None else int(hits),
        )


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one measure makes of a place's score; a percentile is None where it is not ranked by it."""

    weighed: Weighed
    measured: Measured
    reaches: bool
    percentile: Fraction | None
    interval: Interval | None
    overlaps_above: bool

    @property
    def sample_words(self) -> str:
        """How many things it rests on, such as `1 job`."""
        return self.weighed.measure.counted(self.measured.sample)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """
    A place in its ranking; `reasons` say why it has no rank.

    `above` is the name of the next better one that it is too close to, to call. `previous_rank` is that of the days
    before, and `moved_by` the measure that did most of the move since.
    """

    place: Place
    parts: Sequence[Part]
    rank: int | None
    score: Fraction | None
    reasons: Sequence[str]
    above: str | None = None
    previous_rank: int | None = None
    moved_by: Metric | None = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """
    Places that are ranked among each other: all, or those of one currency where an amount weighs something.

    `not_counted` are measures that fewer than two of them reach.
    """

    currency: str | None
    standings: Sequence[Standing]
    not_counted: Sequence[Weighed]

    @property
    def ranked_count(self) -> int:
        """How many have a rank."""
        return sum(each.rank is not None for each in self.standings)


def groups_of(
    places: Sequence[Place], weighed: Sequence[Weighed], found: Found, against: Against | None, minimum: int
) -> list[Group]:
    """Return the rankings of places by name of their currency: one of all, where no amounts are compared."""
    currencies = sorted({str(each.location["currency"] or "") for each in places})
    if len(currencies) < 2 or not any(each.in_money for each in weighed):
        return [_group(None, places, weighed, found, against, minimum)]
    return [
        _group(
            name or None,
            [each for each in places if str(each.location["currency"] or "") == name],
            weighed,
            found,
            against,
            minimum,
        )
        for name in currencies
    ]


def _group(
    currency: str | None,
    places: Sequence[Place],
    weighed: Sequence[Weighed],
    found: Found,
    against: Against | None,
    minimum: int,
) -> Group:
    here = {_key(each): each for each in sorted(places, key=lambda each: each.name.casefold())}
    now = _told(here, weighed, found, None)
    placings = _ranked(now, weighed, minimum)
    before = _ranked(_told(here, weighed, found, against), weighed, minimum) if against is not None else {}
    standings: list[Standing] = []
    for key, placing in placings.items():
        above = standings[-1].place.name if placing.is_too_close else None
        earlier = before.get(key, Placing())
        standings.append(
            Standing(
                place=here[key],
                parts=[_part(each, now[key][each.name], placing, minimum) for each in weighed],
                rank=placing.rank,
                score=placing.score,
                reasons=_reasons(placing, now[key], weighed, minimum),
                above=above,
                previous_rank=earlier.rank,
                moved_by=_moved_by(weighed, placing, earlier),
            )
        )
    counted = {name for placing in placings.values() for name in placing.percentiles}
    return Group(
        currency=currency, standings=standings, not_counted=[each for each in weighed if each.name not in counted]
    )


def _key(place: Place) -> Key:
    return int(place.location["location_id"])


def _ranked(told: Mapping[Key, Mapping[str, Measured]], weighed: Sequence[Weighed], minimum: int) -> dict[Key, Placing]:
    scales = {each.name: Scale(weight=each.weight, less_is_better=each.metric.direction == "down") for each in weighed}
    return ranked(told, scales, minimum)


def _told(
    here: Mapping[Key, Place], weighed: Sequence[Weighed], found: Found, past: Against | None
) -> dict[Key, dict[str, Measured]]:
    """Return what each measure tells of each place: of the days asked for, or of those of the past."""
    answer = {}
    for key, place in here.items():
        told = {each.name: found[each.name].get((place.location["source_id"], None), Told()) for each in weighed}
        sums = {name: each.now if past is None else each.past.get(past) for name, each in told.items()}
        answer[key] = {each.name: each.measured(sums[each.name]) for each in weighed}
    return answer


def _part(weighed: Weighed, measured: Measured, placing: Placing, minimum: int) -> Part:
    return Part(
        weighed=weighed,
        measured=measured,
        reaches=measured.reaches(minimum),
        percentile=placing.percentiles.get(weighed.name),
        interval=measured.interval,
        overlaps_above=weighed.name in placing.overlapping,
    )


def _reasons(placing: Placing, measured: Mapping[str, Measured], weighed: Sequence[Weighed], minimum: int) -> list[str]:
    """Return why a place has no rank, such as `12 of 20 jobs`."""
    if placing.rank is not None:
        return []
    found = []
    for each in weighed:
        sample = measured[each.name].sample
        if each.name in placing.missing and sample < minimum:
            found.append(f"{sample:,} of {each.measure.counted(minimum)}")
        elif each.name in placing.missing:
            found.append(f"too little is known of {each.metric.label}")
    return list(dict.fromkeys(found)) or ["no other one has enough"]


def _moved_by(weighed: Sequence[Weighed], now: Placing, before: Placing) -> Metric | None:
    """Return the measure that moved a rank most, the way it went; None where it stayed, or only others moved."""
    if now.rank is None or before.rank is None or now.rank == before.rank:
        return None
    sign = 1 if now.rank < before.rank else -1
    changes = {
        each.name: sign * (now.parts[each.name] - before.parts[each.name])
        for each in weighed
        if each.name in now.parts and each.name in before.parts
    }
    most = max(weighed, key=lambda each: changes.get(each.name, Fraction(0)))
    return most.metric if changes.get(most.name, 0) > 0 else None

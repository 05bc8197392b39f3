"""
Two lines of a comparison beside each other: by how much they differ, which is ahead, and where nobody can tell.

What is too close to call is told apart from what is ahead: a share by its interval (`core.ranking`), what is ranked and
any other ratio by how few things it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from daysheet.core.comparisons import Against, By, Measure
from daysheet.core.errors import UnknownThing
from daysheet.core.metrics import SMALL_SAMPLE, Figures, Metric, rounded
from daysheet.core.periods import Period
from daysheet.core.ranking import Interval, Measured, wilson
from daysheet.operations.figures.metric_desk import Looker
from daysheet.operations.office import Office
from daysheet.operations.scorecards.rank_lines import Weighed
from daysheet.operations.scorecards.score_cells import Cell, Told, cell_of
from daysheet.operations.scorecards.score_lines import Line
from daysheet.operations.scorecards.score_sums import asked_of, names_of, told_of
from daysheet.operations.scorecards.scorecard import Scorecard, find, scorecard
from daysheet.warehouse.connections import Tenant

Verdict = Literal["first", "second", "same", "close", "neither", "unknown", "currencies"]
NOTHING: Final = Measured(value=None, sample=0)
KEY: Final = re.compile(r"(?P<location>\d{1,18})(?:\.(?P<person>[^,]{1,80}))?")


class Key(NamedTuple):
    """Which line: the number of its location, and the vendor's id of the person there."""

    location: str
    person: str | None


@dataclass(frozen=True, kw_only=True)
class Resting:
    """What a measure of a ranking tells at each place, by the vendor's id of it."""

    measure: Measure
    at: Mapping[str, Measured]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """
    One metric of both; `difference` is the first less the second, None where they cannot be held against each other.

    `reason` says why nobody can tell which is ahead. `weeks` are those of both, of the same length.
    """

    metric: Metric
    first: Cell
    second: Cell
    difference: Decimal | None
    verdict: Verdict
    reason: str | None = None
    intervals: tuple[Interval, Interval] | None = None

    @property
    def weeks(self) -> tuple[list[Decimal | None], list[Decimal | None]]:
        """The values week by week, the oldest first; before the first that anything is known of there is nothing."""
        length = max(len(self.first.weeks), len(self.second.weeks))

        def of(cell: Cell) -> list[Decimal | None]:
            return [*[None] * (length - len(cell.weeks)), *cell.weeks]

        return of(self.first), of(self.second)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two lines of a comparison, metric by metric; `card` is what they are lines of, without the others."""

    card: Scorecard
    first: Line
    second: Line
    rows: Sequence[Beside]

    def count(self, verdict: Verdict) -> int:
        """How many metrics have a verdict."""
        return sum(each.verdict == verdict for each in self.rows)


def key_of(line: Line) -> str:
    """Return how an address names a line."""
    location = line.place.location["location_id"]
    return str(location) if line.person is None else f"{location}.{line.person}"


async def pair(
    office: Office,
    tenant: Tenant,
    name: str,
    period: Period,
    looker: Looker,
    one: str,
    other: str,
    *,
    columns: Sequence[str] = (),
    against: Against = "before",
) -> Pair:
    """
    Return two lines of a comparison beside each other, each named as `key_of` does.

    Raises `UnknownThing` for one that is not there or may not be seen, and what `scorecard` raises.
    """
    _, figures, comparison = find(office, name)
    keys = [_read(each, comparison.by) for each in (one, other)]
    places = list(dict.fromkeys(each.location for each in keys))
    card = await scorecard(office, tenant, name, period, looker, columns=columns, locations=places, against=against)
    first, second = [await _line(office, tenant, card, each, looker) for each in keys]
    resting = await _measured(office, tenant, card, figures)
    is_one_currency = first.currency == second.currency
    rows = [
        beside(*cells, _rests(first, second, cells, resting), is_one_currency=is_one_currency)
        for cells in zip(first.cells, second.cells, strict=True)
    ]
    return Pair(card=replace(card, lines=[first, second], totals=()), first=first, second=second, rows=rows)


def _read(text: str, by: By) -> Key:
    found = KEY.fullmatch(text)
    if found is None or (found["person"] is not None) is not (by == "person"):
        raise UnknownThing(f"There is no line {text!r} to compare.")
    return Key(found["location"], found["person"])


async def _line(office: Office, tenant: Tenant, card: Scorecard, key: Key, looker: Looker) -> Line:
    """Return a line of a comparison; of somebody who is known and of whom these days tell nothing, an empty one."""
    for line in card.lines:
        is_here = str(line.place.location["location_id"]) == key.location and line.week is None
        if is_here and not line.is_nobody and (key.person is None or str(line.person) == key.person):
            return line
    place = next((each for each in card.places if str(each.location["location_id"]) == key.location), None)
    if place is not None and key.person is not None:
        asked = asked_of(office, tenant, card.vendor, card.columns, [place], card.against or "before")
        for (source, person), name in (await names_of(asked)).items():
            if source == place.location["source_id"] and str(person) == key.person and person:
                cells = [cell_of(each, Told(), None) for each in card.columns]
                return Line(place=place, person=person, name=name if looker.sees_persons else None, cells=cells)
    raise UnknownThing(f"There is no such {card.comparison.one.lower()} here.")


async def _measured(office: Office, tenant: Tenant, card: Scorecard, figures: Figures) -> dict[str, Resting]:
    """Return how many things the metrics that places are ranked by rest on, at each place by the vendor's id of it."""
    shown = {each.name for each in card.columns}
    weighed = [
        Weighed(measure=each, metric=figures.metric(each.metric), weight=Decimal(1))
        for each in card.comparison.measures
        if each.metric in shown
    ]
    if not weighed or not card.places:
        return {}
    asked = asked_of(office, tenant, card.vendor, [each.asked for each in weighed], card.places, "before")
    told, _ = await told_of(asked, "location")
    return {
        each.name: Resting(
            measure=each.measure,
            at={source: each.measured(found.now) for (source, _), found in told[each.name].items()},
        )
        for each in weighed
    }


def beside(first: Cell, second: Cell, rests: Rests, *, is_one_currency: bool = True) -> Beside:
    """Return one metric of both, with which of them is ahead."""
    metric, values = first.metric, (first.value, second.value)
    found = Beside(metric=metric, first=first, second=second, difference=None, verdict="unknown")
    if values[0] is None or values[1] is None:
        return found
    if metric.unit.startswith("cents") and not is_one_currency:
        return replace(found, verdict="currencies")
    ours, theirs = (rounded(metric.unit, each) for each in (values[0], values[1]))
    found = replace(found, difference=ours - theirs, intervals=rests.intervals)
    if ours == theirs:
        return replace(found, verdict="same")
    if metric.direction == "neither":
        return replace(found, verdict="neither")
    if (reason := rests.too_close) is not None:
        return replace(found, verdict="close", reason=reason)
    return replace(found, verdict="first" if (ours > theirs) is (metric.direction == "up") else "second")


@dataclass(frozen=True, kw_only=True)
class Rests:
    """How many things two values rest on, and how many of them a share counts; None where that is not known."""

    samples: tuple[int, int] | None = None
    hits: tuple[int, int] | None = None
    measure: Measure | None = None

    @property
    def intervals(self) -> tuple[Interval, Interval] | None:
        """Between which shares each lies; None for what is not a share of things that were counted."""
        if self.samples is None or self.hits is None:
            return None
        one, other = (wilson(hits, of) for hits, of in zip(self.hits, self.samples, strict=True))
        return None if one is None or other is None else (one, other)

    @property
    def too_close(self) -> str | None:
        """Why chance alone may have made the difference; None where it can hardly have."""
        if self.intervals is not None:
            one, other = self.intervals
            return "their 90 % intervals overlap" if one.overlaps(other) else None
        if self.samples is None or min(self.samples) >= SMALL_SAMPLE:
            return None
        few = min(self.samples)
        words = f"{few}" if self.measure is None else self.measure.counted(few)
        return f"both rest on {words} only" if self.samples[0] == self.samples[1] else f"one rests on {words} only"


def rests_of(first: Cell, second: Cell) -> Rests:
    """Return what two values rest on as far as they tell themselves: a ratio of things counts them."""
    metric, both = first.metric, (first.sums, second.sums)
    if metric.denominator is None or metric.denominator.unit != "count":
        return Rests()
    one, other = (int(metric.denominator.total(each)) for each in both)
    if metric.unit != "percent" or metric.numerator.unit != "count":
        return Rests(samples=(one, other))
    hits = [int(metric.numerator.total(each)) for each in both]
    return Rests(samples=(one, other), hits=(hits[0], hits[1]))


def _rests(first: Line, second: Line, cells: tuple[Cell, Cell], resting: Mapping[str, Resting]) -> Rests:
    told = resting.get(cells[0].metric.name)
    if told is None:
        return rests_of(*cells)
    one, other = (told.at.get(each.place.location["source_id"], NOTHING) for each in (first, second))
    hits = None if one.hits is None or other.hits is None else (one.hits, other.hits)
    return Rests(samples=(one.sample, other.sample), hits=hits, measure=told.measure)

"""One metric of one thing beside others: its value, what it was before, its 13 weeks, and whether it stands out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal

from daysheet.core.comparisons import WEEKS_SHOWN
from daysheet.core.metrics import SMALL_SAMPLE, Metric

Sums = Mapping[str, Decimal | int]
Mark = Literal["best", "worst"]

RANKED_MIN: Final = 3


@dataclass(frozen=True, kw_only=True)
class Told:
    """The sums of one metric: of the days, of days of the past by name, and of each week back from the last day."""

    now: Sums | None = None
    past: Mapping[str, Sums] = field(default_factory=dict)
    weeks: Mapping[int, Sums] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Change:
    """
    How much more or less than before: points for a percentage, percent of what it was for anything else.

    `is_better` is None where neither more nor less is good.
    """

    amount: Decimal
    in_points: bool
    is_better: bool | None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A value as the sums it is made of; `weeks` are those of 13 weeks, the oldest first, None where it is unknown."""

    metric: Metric
    sums: Sums
    before: Sums | None = None
    weeks: Sequence[Decimal | None] = ()
    mark: Mark | None = None

    @property
    def value(self) -> Decimal | None:
        """Its value, not rounded; None where it is not defined, or too little is known."""
        return _value(self.metric, self.sums)

    @property
    def previous(self) -> Decimal | None:
        """Its value before; None where that is not known."""
        return None if self.before is None else _value(self.metric, self.before)

    @property
    def coverage(self) -> Decimal | None:
        """The share of what it is about that it was computed for; None where nothing can be missing."""
        return self.metric.coverage(self.sums)

    @property
    def has_enough(self) -> bool:
        """Whether enough is known for its value to be shown."""
        return self.metric.has_enough(self.sums)

    @property
    def events(self) -> tuple[Decimal, Decimal] | None:
        """Of a rate of few events, those that count and all of them; None for any other value."""
        bottom = self.metric.denominator
        if self.metric.unit != "percent" or bottom is None or bottom.unit != "count":
            return None
        events = bottom.total(self.sums)
        return (self.metric.numerator.total(self.sums), events) if 0 < events < SMALL_SAMPLE else None

    @property
    def change(self) -> Change | None:
        """What became of it since before; None where that cannot be told."""
        now, before = self.value, self.previous
        in_points = self.metric.unit == "percent"
        if now is None or before is None or (not in_points and before <= 0):
            return None
        amount = now - before if in_points else (now - before) * 100 / before
        is_better = None if self.metric.direction == "neither" or not amount else (amount > 0) is _more_is_good(self)
        return Change(amount=amount, in_points=in_points, is_better=is_better)


def _more_is_good(cell: Cell) -> bool:
    return cell.metric.direction == "up"


def _value(metric: Metric, sums: Sums) -> Decimal | None:
    return metric.value(sums) if metric.has_enough(sums) else None


def cell_of(metric: Metric, told: Told, past: str | None) -> Cell:
    """Return the cell of what is told, beside the days of the *past* of that name."""
    return Cell(
        metric=metric,
        sums=told.now if told.now is not None else dict.fromkeys(metric.columns, 0),
        before=told.past.get(past) if past is not None else None,
        weeks=_course(metric, told),
    )


def _course(metric: Metric, told: Told) -> list[Decimal | None]:
    """Return the values week by week from the first that has any; a week without rows adds nothing to a sum."""
    if not told.weeks:
        return []
    nothing = dict.fromkeys(metric.columns, 0)
    return [_value(metric, told.weeks.get(ago, nothing)) for ago in range(max(told.weeks), -1, -1)][-WEEKS_SHOWN:]


def added(metric: Metric, found: Iterable[Told]) -> Told:
    """Return the sums of several together: a ratio over them is made of sums, never of ratios."""
    everything = list(found)
    names = {name for each in everything for name in each.past}
    weeks = {ago for each in everything for ago in each.weeks}
    return Told(
        now=_added(metric, [each.now for each in everything if each.now is not None]),
        past={name: _added(metric, [each.past[name] for each in everything if name in each.past]) for name in names},
        weeks={ago: _added(metric, [each.weeks[ago] for each in everything if ago in each.weeks]) for ago in weeks},
    )


def _added(metric: Metric, found: Sequence[Sums]) -> Sums:
    return {column: sum((Decimal(each[column]) for each in found), Decimal(0)) for column in metric.columns}


def marked(cells: Sequence[Cell], groups: Sequence[str | None]) -> list[Cell]:
    """
    Return the cells of a column with the best and the worst marked, where there are three to choose from.

    Amounts stand against those of the same of *groups*, their currencies. Ties, rates of few events, and metrics of
    which neither more nor less is good are not marked.
    """
    found = list(cells)
    if not cells or cells[0].metric.direction == "neither":
        return found
    in_money = cells[0].metric.unit.startswith("cents")
    for group in {each if in_money else None for each in groups}:
        at = [place for place, each in enumerate(groups) if not in_money or each == group]
        ranked = sorted(
            (place for place in at if cells[place].value is not None and cells[place].events is None),
            key=lambda place: cells[place].value or Decimal(0),
            reverse=_more_is_good(cells[0]),
        )
        if len(ranked) < RANKED_MIN:
            continue
        if cells[ranked[0]].value != cells[ranked[1]].value:
            found[ranked[0]] = replace(found[ranked[0]], mark="best")
        if cells[ranked[-1]].value != cells[ranked[-2]].value:
            found[ranked[-1]] = replace(found[ranked[-1]], mark="worst")
    return found

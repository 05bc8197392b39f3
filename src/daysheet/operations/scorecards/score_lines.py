"""The lines of a comparison and what they come to: locations, people with nobody among them, or weeks of one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from daysheet.core.comparisons import WEEK, WEEKS_SHOWN, Against, Days
from daysheet.core.metrics import Metric
from daysheet.operations.figures.metric_answers import Place
from daysheet.operations.figures.metrics import NOBODY
from daysheet.operations.scorecards.score_cells import Cell, Told, added, cell_of, marked
from daysheet.operations.scorecards.score_sums import Asked, Found, Key

Names = Mapping[Key, str | None]


@dataclass(frozen=True, kw_only=True)
class Line:
    """
    One of those compared: a location, a person there by the vendor's id, or a week of the only location.

    `name` is None for a person whose name is not known or may not be shown.
    """

    place: Place
    person: Any = None
    name: str | None
    week: Days | None = None
    cells: Sequence[Cell]

    @property
    def is_nobody(self) -> bool:
        """Whether it holds what no person is named for, so that the sum is the whole."""
        return self.person is not None and not self.person

    @property
    def currency(self) -> str | None:
        """The currency of its money."""
        currency: str | None = self.place.location["currency"]
        return currency


@dataclass(frozen=True, kw_only=True)
class Total:
    """Everything together, or all in one currency; a cell is None where currencies would be added."""

    currency: str | None
    cells: Sequence[Cell | None]


def place_lines(asked: Asked, found: Found, against: Against | None) -> list[Line]:
    """Return a line for each location, by name."""
    lines = [_line(asked, found, against, place, None, place.name) for place in asked.places]
    return sorted(lines, key=lambda each: each.place.name.casefold())


def person_lines(asked: Asked, found: Found, against: Against | None, names: Names | None) -> list[Line]:
    """Return a line for each person of whom the days tell something, nobody last; *names* is None for hidden ones."""
    lines = []
    for place in asked.places:
        source = place.location["source_id"]
        there = dict.fromkeys(
            person
            for lines_of in found.values()
            for (location, person), told in lines_of.items()
            if location == source and told.now is not None and any(told.now.values())
        )
        for person in there:
            name = NOBODY if not person else None if names is None else names.get((source, person))
            lines.append(_line(asked, found, against, place, person, name))
    return sorted(
        lines, key=lambda each: (each.is_nobody, (each.name or str(each.person)).casefold(), each.place.name.casefold())
    )


def week_lines(asked: Asked, found: Found) -> list[Line]:
    """Return a line for each week of the only location, the newest first, back to the first that tells something."""
    (place,) = asked.places
    key = (place.location["source_id"], None)
    told = {each.name: found[each.name].get(key, Told()) for each in asked.metrics}
    oldest = max((ago for each in told.values() for ago in each.weeks), default=-1)
    lines = []
    for ago in range(min(oldest, WEEKS_SHOWN - 1) + 1):
        last = place.last_on - timedelta(days=WEEK * ago)
        cells = [cell_of(each, _week(told[each.name], ago), "before") for each in asked.metrics]
        lines.append(Line(place=place, name=None, week=(last - timedelta(days=WEEK - 1), last), cells=cells))
    return lines


def _week(told: Told, ago: int) -> Told:
    before = told.weeks.get(ago + 1)
    return Told(now=told.weeks.get(ago), past={} if before is None else {"before": before})


def _line(asked: Asked, found: Found, against: Against | None, place: Place, person: Any, name: str | None) -> Line:
    key = (place.location["source_id"], person)
    cells = [cell_of(each, found[each.name].get(key, Told()), against) for each in asked.metrics]
    return Line(place=place, person=person, name=name, cells=cells)


def totals_of(asked: Asked, found: Found, against: Against | None) -> list[Total]:
    """
    Return the totals: one, or one for each currency and then what is no money over all of them.

    They are of everything that was found, so also of people who have no line any more.
    """
    currencies = list(dict.fromkeys(place.location["currency"] for place in asked.places))
    if len(currencies) == 1:
        return [Total(currency=currencies[0], cells=[_sum(asked, found, each, against) for each in asked.metrics])]
    totals = [
        Total(currency=name, cells=[_sum(asked, found, each, against, (name,)) for each in asked.metrics])
        for name in currencies
    ]
    if not all(each.is_money for each in asked.metrics):
        cells = [None if each.is_money else _sum(asked, found, each, against) for each in asked.metrics]
        totals.append(Total(currency=None, cells=cells))
    return totals


def _sum(
    asked: Asked, found: Found, metric: Metric, against: Against | None, currencies: Sequence[str | None] | None = None
) -> Cell:
    here = {
        place.location["source_id"]
        for place in asked.places
        if currencies is None or place.location["currency"] in currencies
    }
    told = [each for (location, _), each in found[metric.name].items() if location in here]
    return cell_of(metric, added(metric, told), against)


def with_marks(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the best and the worst of each column marked; nobody is neither."""
    ranked = [each for each in lines if not each.is_nobody]
    currencies = [each.currency for each in ranked]
    columns = [
        marked(cells, currencies)
        for cells in (list(each) for each in zip(*(line.cells for line in ranked), strict=True))
    ]
    rows = [list(each) for each in zip(*columns, strict=True)]
    found = [replace(line, cells=cells) for line, cells in zip(ranked, rows, strict=True)]
    return [*found, *(each for each in lines if each.is_nobody)]

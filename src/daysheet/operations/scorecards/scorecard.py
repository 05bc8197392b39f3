"""
Compares shops, people or branches: a line for each, a column for each metric, and totals made of the sums.

Which comparisons there are is declared by the vendors. One place alone is compared with its own last 13 weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Final

from daysheet.core.comparisons import WEEK, WEEKS_SHOWN, Against, Comparison, Days, days_before
from daysheet.core.errors import ForbiddenByScope, SettingWrong, UnknownThing
from daysheet.core.metrics import Figures, Metric
from daysheet.core.periods import Period
from daysheet.core.vendor import Vendor
from daysheet.operations.boards.board_places import chosen
from daysheet.operations.figures.metric_answers import Place
from daysheet.operations.figures.metric_desk import Looker
from daysheet.operations.figures.metrics import catalogue, placed
from daysheet.operations.office import Office
from daysheet.operations.scorecards.score_lines import (
    Line,
    Total,
    person_lines,
    place_lines,
    totals_of,
    week_lines,
    with_marks,
)
from daysheet.operations.scorecards.score_sums import Asked, HowNew, asked_of, how_new, names_of, told_of
from daysheet.warehouse.connections import Tenant

COLUMNS_MAX: Final = 16
NAME: Final = "name"
YESTERDAY: Final = Period(word="yesterday")
NEVER: Final = HowNew(as_of=None, waiting_days=0)


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """
    A comparison, filled in; `past` are the days it is held against, those of the first place where places differ.

    `not_shown` are columns that are left out: they tell what somebody earns, or cannot be told by week.
    """

    vendor: Vendor
    comparison: Comparison
    columns: Sequence[Metric]
    places: Sequence[Place]
    is_closed: bool
    lines: Sequence[Line] = ()
    totals: Sequence[Total] = ()
    against: Against | None = None
    freshness: HowNew = NEVER
    not_shown: Sequence[Metric] = ()

    @property
    def past(self) -> Days | None:
        """The days that it is held against; None where it is not."""
        if self.against is None or not self.places:
            return None
        return days_before(self.places[0].first_on, self.places[0].last_on, self.against)

    @property
    def is_of_weeks(self) -> bool:
        """Whether its lines are the weeks of one place."""
        return any(each.week is not None for each in self.lines)

    def ordered(self, word: str | None) -> Scorecard:
        """Return it sorted by a column, `-` before it for the largest first; raises `SettingWrong` for another word."""
        name = (word or NAME).removeprefix("-")
        known = {each.name: place for place, each in enumerate(self.columns)}
        if name != NAME and name not in known:
            raise SettingWrong(f"There is no column {name!r}. Columns: {', '.join([NAME, *known])}.")
        down = (word or "").startswith("-")
        lines = list(self.lines)
        if name == NAME:
            # Weeks are in their own order, the newest first.
            lines = lines[::-1] if down else lines
        else:
            place = known[name]
            there = [each for each in lines if each.cells[place].value is not None]
            there.sort(key=lambda each: each.cells[place].value or Decimal(0), reverse=down)
            lines = [*there, *(each for each in lines if each.cells[place].value is None)]
        lines.sort(key=lambda each: each.is_nobody)
        return replace(self, lines=lines)

    def spread(self, place: int) -> list[tuple[str | None, list[Decimal], Decimal]]:
        """Return the values of a column with the one in their middle, for each currency where it is money."""
        in_money = self.columns[place].unit.startswith("cents")
        groups: dict[str | None, list[Decimal]] = {}
        for line in self.lines:
            value = line.cells[place].value
            if value is not None and not line.is_nobody:
                groups.setdefault(line.currency if in_money else None, []).append(value)
        return [(name, sorted(values), median(values)) for name, values in groups.items() if min(values) < max(values)]


def comparisons(office: Office) -> list[tuple[Vendor, Figures, Comparison]]:
    """Return everything that can be compared."""
    return [(vendor, figures, each) for vendor, figures in catalogue(office.vendors) for each in figures.comparisons]


async def available(office: Office, tenant: Tenant, looker: Looker) -> list[Comparison]:
    """Return what can be compared of the locations that whoever looks may see."""
    known = {row["vendor"] for row in await chosen(office, tenant, (), looker.only)}
    return [each for vendor, _, each in comparisons(office) if vendor.name in known]


def find(office: Office, name: str) -> tuple[Vendor, Figures, Comparison]:
    """Return a comparison by its word; raises `UnknownThing`, with the reason where something is not compared."""
    known = comparisons(office)
    for each in known:
        if each[2].name == name.strip().lower():
            return each
    for _, figures in catalogue(office.vendors):
        if name in figures.not_compared:
            raise UnknownThing(f"There is no comparison of {name}: {figures.not_compared[name]}")
    raise UnknownThing(f"There is no comparison {name!r}. There are: {', '.join(each.name for _, _, each in known)}.")


def choosable(figures: Figures, comparison: Comparison, looker: Looker) -> list[Metric]:
    """Return the metrics that can be columns for whoever looks."""
    return [
        each
        for each in figures.metrics
        if figures.tells(each, comparison.by) and (looker.sees_persons or not each.is_personal)
    ]


async def scorecard(
    office: Office,
    tenant: Tenant,
    name: str,
    period: Period,
    looker: Looker,
    *,
    columns: Sequence[str] = (),
    locations: Sequence[str] = (),
    against: Against = "before",
) -> Scorecard:
    """
    Return a comparison over some days, with its usual columns unless others are named.

    Raises `UnknownThing`, `SettingWrong` for columns it cannot have, `ForbiddenByScope` for those that tell of pay.
    """
    vendor, figures, comparison = find(office, name)
    metrics, not_shown = _columns(figures, comparison, columns, looker)
    here = [row for row in await chosen(office, tenant, locations, looker.only) if row["vendor"] == vendor.name]
    places = [placed(row, period, office.clock()) for row in here]
    is_of_weeks = comparison.by == "location" and len(places) == 1
    if is_of_weeks:
        # A week is told of daily figures only.
        not_shown += [each for each in metrics if each.question is not None]
        metrics = [each for each in metrics if each.question is None]
        places, against = [_weeks_of(places[0], office)], "before"
    asked = asked_of(office, tenant, vendor, metrics, places, against)
    card = Scorecard(
        vendor=vendor,
        comparison=comparison,
        columns=metrics,
        places=places,
        is_closed=asked.is_closed,
        not_shown=not_shown,
    )
    return await _filled(card, asked, looker, is_of_weeks=is_of_weeks) if places and metrics else card


async def _filled(card: Scorecard, asked: Asked, looker: Looker, *, is_of_weeks: bool) -> Scorecard:
    by = card.comparison.by
    found, against = await told_of(asked, by)
    if by == "person":
        lines = person_lines(asked, found, against, await names_of(asked) if looker.sees_persons else None)
    else:
        lines = week_lines(asked, found) if is_of_weeks else place_lines(asked, found, against)
    return replace(
        card,
        lines=with_marks(lines),
        totals=totals_of(asked, found, against),
        against=against,
        freshness=await how_new(asked),
    )


def _columns(
    figures: Figures, comparison: Comparison, asked: Sequence[str], looker: Looker
) -> tuple[list[Metric], list[Metric]]:
    """Return the columns that are shown, and those that this one may not see."""
    metrics = list({each.name: each for each in map(figures.metric, asked or comparison.columns)}.values())
    wrong = [each.name for each in metrics if not figures.tells(each, comparison.by)]
    if wrong:
        raise SettingWrong(f"{', '.join(wrong)} cannot be told by {comparison.one.lower()}.")
    if len(metrics) > COLUMNS_MAX:
        raise SettingWrong(f"That is {len(metrics)} columns; at most {COLUMNS_MAX} stand side by side.")
    secret = [each for each in metrics if each.is_personal and not looker.sees_persons]
    if secret and asked:
        raise ForbiddenByScope(f"{secret[0].name} tells what somebody earns; it needs the scope read:pii.")
    return [each for each in metrics if each not in secret], secret


def _weeks_of(place: Place, office: Office) -> Place:
    """Return a place with its 13 weeks until the last day asked for, or yesterday: every day of a week is over."""
    last = min(place.last_on, placed(place.location, YESTERDAY, office.clock()).last_on)
    return replace(place, first_on=last - timedelta(days=WEEK * WEEKS_SHOWN - 1), last_on=last, is_closed=True)

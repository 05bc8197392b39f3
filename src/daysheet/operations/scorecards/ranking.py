"""
Ranks branches or shops by several measures, each with the weight that somebody gives it.

How is in `core.ranking`. What is measured, and the smallest sample, are part of the question: a rank without them says
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from daysheet.core.comparisons import Against, Comparison, Days, days_before
from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.metrics import SMALL_SAMPLE, Figures
from daysheet.core.periods import Period
from daysheet.core.vendor import Vendor
from daysheet.operations.boards.board_places import chosen
from daysheet.operations.figures.metric_answers import Place
from daysheet.operations.figures.metric_desk import Looker
from daysheet.operations.figures.metrics import placed
from daysheet.operations.office import Office
from daysheet.operations.scorecards.rank_lines import Group, Weighed, groups_of
from daysheet.operations.scorecards.score_sums import HowNew, asked_of, how_new, told_of
from daysheet.operations.scorecards.scorecard import NEVER, comparisons, find
from daysheet.warehouse.connections import Tenant

MINIMUM: Final = SMALL_SAMPLE
MINIMUM_MOST: Final = 10_000
WEIGHT_MOST: Final = 100
WEIGHT: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
WHOLE: Final = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """
    A ranking; `measures` are all that there are, those that weigh nothing too.

    `is_limited` says that it is among the places that whoever looks may see, which need not be all.
    """

    vendor: Vendor
    comparison: Comparison
    measures: Sequence[Weighed]
    minimum: int
    places: Sequence[Place]
    is_closed: bool
    is_limited: bool
    is_chosen: bool
    groups: Sequence[Group] = ()
    against: Against | None = None
    freshness: HowNew = NEVER

    @property
    def weighed(self) -> list[Weighed]:
        """The measures that weigh something."""
        return [each for each in self.measures if each.weight]

    @property
    def ranked_count(self) -> int:
        """How many have a rank."""
        return sum(each.ranked_count for each in self.groups)

    @property
    def past(self) -> Days | None:
        """The days that it is held against, those of the first place; None where it is not."""
        if self.against is None or not self.places:
            return None
        return days_before(self.places[0].first_on, self.places[0].last_on, self.against)


def minimum_in(text: str | None) -> int:
    """
    Return the smallest sample that is ranked; raises `SettingWrong`.

    >>> minimum_in(None), minimum_in("5")
    (20, 5)
    """
    if text is None or not text.strip():
        return MINIMUM
    if WHOLE.fullmatch(text.strip()) is None or not 1 <= int(text) <= MINIMUM_MOST:
        raise SettingWrong(f"{text!r} is no smallest sample. Say a whole number from 1 to {MINIMUM_MOST}.")
    return int(text)


def weighed_by(figures: Figures, comparison: Comparison, said: Mapping[str, str]) -> list[Weighed]:
    """
    Return all measures of a comparison with their weights: those that are *said* by metric, the usual ones else.

    Raises `SettingWrong` for what is no measure or no weight, and where nothing weighs anything.
    """
    known = {each.metric: each for each in comparison.measures}
    unknown = sorted(set(said) - set(known))
    if unknown:
        raise SettingWrong(
            f"{comparison.many} are not ranked by {', '.join(map(repr, unknown))}. Measures: {', '.join(known)}."
        )
    found = [
        Weighed(measure=each, metric=figures.metric(name), weight=_weight(name, said.get(name), each.weight))
        for name, each in known.items()
    ]
    if not any(each.weight for each in found):
        raise SettingWrong("Every measure weighs 0, so nothing is left to rank by. Give one a weight above 0.")
    return found


def _weight(name: str, text: str | None, usual: int) -> Decimal:
    if text is None or not text.strip():
        return Decimal(usual)
    if WEIGHT.fullmatch(text.strip()) is None or Decimal(text.strip()) > WEIGHT_MOST:
        raise SettingWrong(f"{text!r} is no weight of {name}. Say a number from 0 to {WEIGHT_MOST}, such as 2 or 0.5.")
    return Decimal(text.strip())


def find_ranked(office: Office, name: str) -> tuple[Vendor, Figures, Comparison]:
    """Return a comparison that is ranked, by its word; raises `UnknownThing`."""
    vendor, figures, comparison = find(office, name)
    if not comparison.measures:
        known = [each.name for _, _, each in comparisons(office) if each.measures]
        raise UnknownThing(f"{comparison.many} are not ranked. What is: {', '.join(known) or 'nothing'}.")
    return vendor, figures, comparison


async def ranking(
    office: Office,
    tenant: Tenant,
    name: str,
    period: Period,
    looker: Looker,
    *,
    weights: Mapping[str, str] | None = None,
    minimum: int = MINIMUM,
    locations: Sequence[str] = (),
    against: Against = "before",
) -> Ranking:
    """
    Return the ranking of what is compared, over some days and beside those before.

    Raises `UnknownThing` for what is not ranked, `SettingWrong` for weights that cannot be.
    """
    vendor, figures, comparison = find_ranked(office, name)
    measures = weighed_by(figures, comparison, weights or {})
    here = [row for row in await chosen(office, tenant, locations, looker.only) if row["vendor"] == vendor.name]
    places = [placed(row, period, office.clock()) for row in here]
    counted = [each for each in measures if each.weight]
    asked = asked_of(office, tenant, vendor, [each.asked for each in counted], places, against)
    found = Ranking(
        vendor=vendor,
        comparison=comparison,
        measures=measures,
        minimum=minimum,
        places=places,
        is_closed=asked.is_closed,
        is_limited=looker.only is not None,
        is_chosen=bool(locations),
    )
    if not places:
        return found
    told, held_against = await told_of(asked, "location")
    groups = groups_of(places, counted, told, held_against, minimum)
    return replace(found, groups=groups, against=held_against, freshness=await how_new(asked))

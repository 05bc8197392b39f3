"""Shops, people or branches side by side, each metric a column that sorts, opens and says what stands out."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, Final

from starlette.responses import RedirectResponse, Response

from daysheet.console.charts import spark, strip
from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views import compare_two
from daysheet.console.views.compare_address import (
    AGAINST,
    PERIODS,
    Address,
    against_of,
    in_words,
    looker_of,
    opens,
    page_of,
    period_of,
    steps_of,
)
from daysheet.console.wording import measure, short_money
from daysheet.core.comparisons import Against, Comparison
from daysheet.core.errors import SettingWrong
from daysheet.core.metrics import Metric
from daysheet.operations.boards.board_places import chosen
from daysheet.operations.scorecards import scorecard
from daysheet.operations.scorecards.ranking import MINIMUM_MOST, WEIGHT_MOST, Ranking, minimum_in, ranking
from daysheet.operations.scorecards.ranking_answers import reached_by
from daysheet.operations.scorecards.score_pair import key_of
from daysheet.operations.scorecards.scorecard import Scorecard

LINES_SHOWN: Final = 50


async def first(visitor: Visitor) -> Response:
    """Lead to the first comparison there is, or say that there is none yet."""
    found = await scorecard.available(visitor.office, visitor.tenant, looker_of(visitor))
    if found:
        return RedirectResponse(f"/compare/{found[0].name}", 303)
    return page("compare.html", visitor, card=None, tabs=[], not_compared={})


async def compare(visitor: Visitor) -> Response:
    """Show one comparison, or two lines of it beside each other."""
    address, looker = Address(visitor), looker_of(visitor)
    picked, is_asked = compare_two.picked(visitor, address)
    if len(picked) == compare_two.BOTH:
        one, other = picked
        if "pick" in visitor.request.query_params:
            return RedirectResponse(address.link(with_=one, and_=other), 303)
        return await compare_two.two(visitor, address, one, other)
    against = against_of(address)
    vendor, figures, comparison = scorecard.find(visitor.office, visitor.request.path_params["kind"])
    card, (found, wrong) = await asyncio.gather(
        scorecard.scorecard(
            visitor.office,
            visitor.tenant,
            comparison.name,
            period_of(address),
            looker,
            columns=address.words("columns"),
            locations=address.words("location"),
            against=against,
        ),
        _ranking(visitor, comparison, address, against),
    )
    card, cut = card.ordered(address.said("sort")), 0
    if address.said("all") is None and len(card.lines) > LINES_SHOWN:
        cut = len(card.lines) - LINES_SHOWN
    places = [
        row for row in await chosen(visitor.office, visitor.tenant, (), looker.only) if row["vendor"] == vendor.name
    ]
    return page(
        "compare.html",
        visitor,
        200 if wrong is None else 422,
        card=card,
        lines=card.lines[:LINES_SHOWN] if cut else card.lines,
        cut=cut,
        tabs=await scorecard.available(visitor.office, visitor.tenant, looker),
        not_compared=figures.not_compared,
        address=address,
        word=address.said("period") or (None if address.said("from") else "week"),
        sort=address.said("sort") or scorecard.NAME,
        periods=PERIODS,
        past_words=AGAINST,
        choosable=scorecard.choosable(figures, comparison, looker),
        places=places,
        columns_max=scorecard.COLUMNS_MAX,
        chosen=set(address.words("location")),
        in_words=in_words(card),
        steps=steps_of(card),
        spreads=[_spread(card, place) for place in range(len(card.columns))],
        has_currencies=len({each.location["currency"] for each in card.places}) > 1,
        has_places=len({each.location["location_id"] for each in card.places}) > 1,
        bases={each.basis for each in card.columns},
        opens=lambda line, metric: opens(address, line, metric),
        spark=spark,
        picked=picked,
        is_asked=is_asked,
        pickable=compare_two.pickable(card),
        key_of=key_of,
        ranking=found,
        ranking_wrong=wrong,
        weight_most=WEIGHT_MOST,
        minimum_most=MINIMUM_MOST,
        ranks_shown=None if address.said("all") else LINES_SHOWN,
        usual=dict.fromkeys(address.ranked_by()),
        reached_by=reached_by,
        behind=lambda standing, metric: f"{page_of(address, standing.place, metric)}#records",
    )


async def _ranking(
    visitor: Visitor, comparison: Comparison, address: Address, against: Against
) -> tuple[Ranking | None, str | None]:
    """Return the ranking of what is compared, where it is ranked: the usual one where the other says what is wrong."""
    if not comparison.measures:
        return None, None
    ranked = partial(
        ranking,
        visitor.office,
        visitor.tenant,
        comparison.name,
        period_of(address),
        looker_of(visitor),
        locations=address.words("location"),
        against=against,
    )
    try:
        return await ranked(weights=address.weights(), minimum=minimum_in(address.said("minimum"))), None
    except SettingWrong as error:
        return await ranked(), str(error)


def _spread(card: Scorecard, place: int) -> list[dict[str, Any]]:
    metric = card.columns[place]
    return [
        {
            "svg": strip(values, middle),
            "low": _short(metric, values[0]),
            "high": _short(metric, values[-1]),
            "middle": _short(metric, middle),
            "currency": currency,
        }
        for currency, values, middle in card.spread(place)
    ]


def _short(metric: Metric, value: Any) -> str:
    return short_money(value) if metric.unit.startswith("cents") else measure(metric.unit, value)

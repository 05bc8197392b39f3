"""Two lines of a comparison beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from starlette.responses import Response

from daysheet.console.charts import courses
from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views.compare_address import (
    PERIODS,
    Address,
    against_of,
    in_words,
    looker_of,
    opens,
    period_of,
    steps_of,
)
from daysheet.console.wording import apart, changed, measure
from daysheet.core.comparisons import WEEK
from daysheet.core.metrics import Metric
from daysheet.operations.scorecards.score_lines import Line
from daysheet.operations.scorecards.score_pair import Beside, Pair, pair
from daysheet.operations.scorecards.scorecard import Scorecard

BOTH: Final = 2
PICKABLE_MIN: Final = 2


def picked(visitor: Visitor, address: Address) -> tuple[list[str], bool]:
    """Return which lines were chosen, each once, and whether somebody asked for two of them at all."""
    query = visitor.request.query_params
    if "pick" in query:
        return list(dict.fromkeys(filter(None, query.getlist("pick")))), True
    found = [each for each in (address.said("with"), address.said("and")) if each is not None]
    return list(dict.fromkeys(found)), bool(found)


def pickable(card: Scorecard) -> bool:
    """Whether there are two lines that can be chosen."""
    return not card.is_of_weeks and sum(not each.is_nobody for each in card.lines) >= PICKABLE_MIN


async def two(visitor: Visitor, address: Address, one: str, other: str) -> Response:
    """Show two lines, metric by metric."""
    found = await pair(
        visitor.office,
        visitor.tenant,
        visitor.request.path_params["kind"],
        period_of(address),
        looker_of(visitor),
        one,
        other,
        columns=address.words("columns"),
        against=against_of(address),
    )
    card = found.card
    return page(
        "compare_two.html",
        visitor,
        found=found,
        card=card,
        names=[_name(card, each) for each in (found.first, found.second)],
        is_one_place=found.first.place.location["location_id"] == found.second.place.location["location_id"],
        has_currencies=found.first.currency != found.second.currency,
        summary=_summary(found),
        address=address,
        word=address.said("period") or (None if address.said("from") else "week"),
        periods=PERIODS,
        in_words=in_words(card),
        steps=steps_of(card),
        bases={each.basis for each in card.columns},
        opens=lambda line, metric: opens(address, line, metric),
        apart_by=apart_by,
        courses=courses,
        weeks=_weeks(found),
    )


def _name(card: Scorecard, line: Line) -> str:
    return line.name or f"{card.comparison.one} {line.person}"


def apart_by(metric: Metric, difference: Decimal) -> str:
    """Return by how much the first is above the second, with its sign."""
    if metric.unit == "percent":
        return changed(difference, in_points=True)
    return f"{'+' if difference > 0 else ''}{measure(metric.unit, difference)}"


def _summary(found: Pair) -> str:
    """Return in how many metrics each is ahead, in a sentence."""
    names = [apart(_name(found.card, each)) for each in (found.first, found.second)]
    first, second, close = found.count("first"), found.count("second"), found.count("close")
    said = f"Of {len(found.rows)}, {names[0]} is ahead in {first} and {names[1]} in {second}"
    return f"{said}; {close} {'is' if close == 1 else 'are'} too close to call." if close else f"{said}."


def _weeks(found: Pair) -> list[tuple[date, list[tuple[Beside, Decimal | None, Decimal | None]]]]:
    """Return the weeks that anything is known of, the newest first, by their last day, with what both were then."""
    drawn = [each for each in found.rows if any(each.weeks)]
    last = found.first.place.last_on
    longest = max((len(each.weeks[0]) for each in drawn), default=0)
    return [
        (
            last - timedelta(days=WEEK * ago),
            [(each, _back(each.weeks[0], ago), _back(each.weeks[1], ago)) for each in drawn],
        )
        for ago in range(longest)
    ]


def _back(values: Sequence[Decimal | None], ago: int) -> Decimal | None:
    return values[-1 - ago] if ago < len(values) else None

"""The first screen: how yesterday ended, what the month looks like, and what wants attention."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from starlette.responses import RedirectResponse, Response

from daysheet.console.charts import Point, bars, pace_bar, round_steps
from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.views.follow_ups import follow_ups_of
from daysheet.console.views.since import told_since
from daysheet.console.wording import apart, measure, short_day, short_money
from daysheet.core.metrics import Metric
from daysheet.operations.figures.one_look import OneLook
from daysheet.operations.morning.goals import takes_goals
from daysheet.operations.morning.today import Card, Trade, trades
from daysheet.operations.runs.setting_aside import set_aside


async def home(visitor: Visitor) -> Response:
    """Lead to the first screen that the visitor may see."""
    return RedirectResponse("/today" if visitor.may("read:metrics") else "/boards/work-in-progress", 303)


async def today(visitor: Visitor) -> Response:
    """Show yesterday and the month at each location."""
    look = OneLook(visitor.office, visitor.tenant)
    found, waiting, since, mine = await asyncio.gather(
        trades(visitor.office, visitor.tenant, visitor.caller.locations, look),
        _quarantined(visitor),
        told_since(visitor, look),
        follow_ups_of(visitor),
    )
    return page(
        "today.html",
        visitor,
        trades=found,
        sentences=[sentence(each) for each in found],
        charts={each.vendor.name: chart(each) for each in found},
        takes_goals={each.vendor.name: takes_goals(each.metric) for each in found},
        pace_bar=pace_bar,
        quarantined=waiting,
        since=since,
        mine=mine,
    )


async def _quarantined(visitor: Visitor) -> int:
    return (await set_aside(visitor.office, visitor.tenant, None, 1))[1] if visitor.may_see_connections else 0


def sentence(trade: Trade) -> str:
    """Return yesterday in one sentence, made of facts only."""
    totals = [
        f"{measure(trade.metric.unit, each.value)} {each.currency or ''}".strip()
        for each in trade.yesterday.totals
        if each.value is not None
    ]
    unknown = [each.currency or "some of it" for each in trade.yesterday.totals if each.value is None]
    if unknown:
        totals.append(f"not enough data in {' and '.join(unknown)}" if totals else "not enough data")
    days = sorted({card.place.first_on for card in trade.cards})
    when = " or ".join(short_day(each) for each in days)
    places = len(trade.cards)
    said = f"{trade.metric.label}: {' and '.join(totals)} on {when}, over {places} location{'s' if places != 1 else ''}"
    changes = sorted((each for each in trade.cards if each.change is not None), key=_change)
    if len(changes) > 1 and _change(changes[0]) < 0:
        said += f"; {apart(changes[0].place.name)} is {abs(_change(changes[0])):.0f} % under its usual {days[0]:%A}"
    elif changes and _change(changes[-1]) > 0:
        said += f"; {apart(changes[-1].place.name)} is {_change(changes[-1]):.0f} % over its usual {days[0]:%A}"
    return f"{said}."


def _change(card: Card) -> Decimal:
    return card.change or Decimal(0)


def chart(trade: Trade) -> dict[str, Any]:
    """Return the last weeks as a chart for each currency, with the same as rows."""
    sums: dict[tuple[str | None, date], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for datum in trade.weeks.data:
        for column in trade.metric.columns:
            sums[datum.currency, datum.bucket][column] += Decimal(datum.sums[column])
    currencies = sorted({currency for currency, _ in sums}, key=str)
    return {
        str(currency): _drawn(
            trade.metric,
            [
                (week, trade.metric.value(each))
                for (own, week), each in sorted(sums.items(), key=_when)
                if own == currency
            ],
        )
        for currency in currencies
    }


def _when(item: tuple[tuple[str | None, date], Any]) -> date:
    return item[0][1]


def _drawn(metric: Metric, weeks: Sequence[tuple[date, Decimal | None]]) -> dict[str, Any]:
    points = [
        Point(
            label=f"{week.day} {week:%b}",
            shown=measure(metric.unit, value),
            value=value,
            href=f"/metrics/{metric.name}?from={week}&to={week.fromordinal(week.toordinal() + 6)}",
        )
        for week, value in weeks
    ]
    high = max([value for _, value in weeks if value is not None], default=Decimal(0))
    axis = [(step, short_money(step) if metric.unit.startswith("cents") else str(step)) for step in round_steps(high)]
    return {"svg": bars(points, axis=axis), "points": points}

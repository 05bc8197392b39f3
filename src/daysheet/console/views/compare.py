"""Shops, people or branches side by side, each metric a column that sorts, opens and says what stands out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from daysheet.console.charts import spark, strip
from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.console.wording import measure, short_money, span_words
from daysheet.core.comparisons import Against, Comparison
from daysheet.core.errors import SettingWrong
from daysheet.core.metrics import Metric
from daysheet.core.periods import Period
from daysheet.operations import scorecard
from daysheet.operations.board_places import chosen
from daysheet.operations.metric_answers import Place
from daysheet.operations.metric_desk import Looker
from daysheet.operations.ranking import Ranking, minimum_in, ranking
from daysheet.operations.ranking_answers import reached_by
from daysheet.operations.score_lines import Line
from daysheet.operations.scorecard import Scorecard

PERIODS: Final = {"yesterday": "Yesterday", "week": "7 days", "month": "Month", "quarter": "13 weeks"}
AGAINST: Final[Mapping[Against, str]] = {"before": "the same weekdays before", "year": "a year before"}
LINES_SHOWN: Final = 50
# What the address says, in the order in which it says so.
STATE: Final = ("period", "from", "to", "location", "columns", "against", "sort", "all", "minimum", "panel")
# Before the name of each measure that is given a weight of its own.
WEIGHT: Final = "weight."


class Address:
    """What the address of a comparison says; a word may be said several times or with commas."""

    def __init__(self, visitor: Visitor) -> None:
        query, self._path = visitor.request.query_params, visitor.request.url.path
        self._names = [*STATE, *sorted(name for name in set(query) if name.startswith(WEIGHT))]
        said = {
            name: [part for text in query.getlist(name) for part in text.split(",") if part] for name in self._names
        }
        self._state = {name: ",".join(words) for name, words in said.items() if words}

    def words(self, name: str) -> list[str]:
        """Return the words that are said under a name."""
        return list(filter(None, self._state.get(name, "").split(",")))

    def said(self, name: str) -> str | None:
        """Return what is said under a name."""
        return self._state.get(name)

    def days(self) -> dict[str, str]:
        """Return the part that says which days."""
        return {name: self._state[name] for name in ("period", "from", "to") if name in self._state}

    def weights(self) -> dict[str, str]:
        """Return the weights that are said, by measure."""
        return {name.removeprefix(WEIGHT): text for name, text in self._state.items() if name.startswith(WEIGHT)}

    def ranked_by(self) -> dict[str, str]:
        """Return the part that says how is ranked."""
        return {name: text for name, text in self._state.items() if name.startswith(WEIGHT) or name == "minimum"}

    def besides(self) -> dict[str, str]:
        """Return everything but how is ranked."""
        return {name: text for name, text in self._state.items() if name not in self.ranked_by()}

    def link(self, path: str | None = None, **changes: Any) -> str:
        """Return the address with some of it changed, or taken away where it is None; of another page with *path*."""
        state = {**self._state, **{name.rstrip("_"): value for name, value in changes.items()}}
        query = urlencode({name: str(state[name]) for name in self._names if state.get(name) is not None}, safe=",")
        return f"{path or self._path}?{query}" if query else path or self._path


async def first(visitor: Visitor) -> Response:
    """Lead to the first comparison there is, or say that there is none yet."""
    found = await scorecard.available(visitor.office, visitor.tenant, _looker(visitor))
    if found:
        return RedirectResponse(f"/compare/{found[0].name}", 303)
    return page("compare.html", visitor, card=None, tabs=[], not_compared={})


async def compare(visitor: Visitor) -> Response:
    """Show one comparison."""
    address, looker = Address(visitor), _looker(visitor)
    against = next((each for each in AGAINST if each == (address.said("against") or "before")), None)
    if against is None:
        raise SettingWrong(f"Figures are held against {' or '.join(AGAINST)}.")
    vendor, figures, comparison = scorecard.find(visitor.office, visitor.request.path_params["kind"])
    card, found = await asyncio.gather(
        scorecard.scorecard(
            visitor.office,
            visitor.tenant,
            comparison.name,
            _period(address),
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
        in_words=_in_words(card),
        steps=_steps(card),
        spreads=[_spread(card, place) for place in range(len(card.columns))],
        has_currencies=len({each.location["currency"] for each in card.places}) > 1,
        has_places=len({each.location["location_id"] for each in card.places}) > 1,
        bases={each.basis for each in card.columns},
        opens=lambda line, metric: _opens(address, line, metric),
        spark=spark,
        ranking=found,
        ranks_shown=None if address.said("all") else LINES_SHOWN,
        usual=dict.fromkeys(address.ranked_by()),
        reached_by=reached_by,
        behind=lambda standing, metric: f"{_page_of(address, standing.place, metric)}#records",
    )


async def _ranking(visitor: Visitor, comparison: Comparison, address: Address, against: Against) -> Ranking | None:
    """Return the ranking of what is compared, where it is ranked."""
    if not comparison.measures:
        return None
    return await ranking(
        visitor.office,
        visitor.tenant,
        comparison.name,
        _period(address),
        _looker(visitor),
        weights=address.weights(),
        minimum=minimum_in(address.said("minimum")),
        locations=address.words("location"),
        against=against,
    )


def _looker(visitor: Visitor) -> Looker:
    return Looker(only=visitor.caller.locations, sees_persons=visitor.may("read:pii"))


def _period(address: Address) -> Period:
    first, last = address.said("from"), address.said("to")
    return Period.read(None, first, last) if first or last else Period.read(address.said("period") or "week")


def _in_words(card: Scorecard) -> str:
    """Return which days are compared with which."""
    spans = sorted({(each.first_on, each.last_on) for each in card.places})
    words = " or ".join(span_words(each) for each in spans)
    if card.past is None:
        return words if card.is_closed else f"{words}, not over yet, so beside no other days"
    return f"{words}, against {span_words(card.past)}{' and the like' if len(spans) > 1 else ''}"


def _steps(card: Scorecard) -> dict[str, tuple[date, date]]:
    """Return the days before and after, of the same length."""
    if not card.places or card.is_of_weeks:
        return {}
    first, last = min(each.first_on for each in card.places), max(each.last_on for each in card.places)
    length = last - first + timedelta(days=1)
    return {"prev": (first - length, last - length), "next": (first + length, last + length)}


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


def _opens(address: Address, line: Line, metric: Metric) -> str:
    """Return where the page of a cell is: its metric over the same days, there."""
    days = None if line.week is None else dict(zip(("from", "to"), line.week, strict=True))
    return _page_of(address, line.place, metric, days, {} if line.person is None else {"person": line.person})


def _page_of(
    address: Address,
    place: Place,
    metric: Metric,
    days: Mapping[str, Any] | None = None,
    person: Mapping[str, Any] | None = None,
) -> str:
    asked: Sequence[tuple[str, Any]] = [
        *(days or address.days() or {"period": "week"}).items(),
        ("location", place.location["location_id"]),
        *(person or {}).items(),
    ]
    return f"/metrics/{metric.name}?{urlencode(asked)}"

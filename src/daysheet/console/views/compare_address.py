"""What the address of a comparison says, and where its lines and cells lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from daysheet.console.desk import Visitor
from daysheet.console.wording import span_words
from daysheet.core.comparisons import Against
from daysheet.core.errors import SettingWrong
from daysheet.core.metrics import Metric
from daysheet.core.periods import Period
from daysheet.operations.figures.metric_answers import Place
from daysheet.operations.figures.metric_desk import Looker
from daysheet.operations.scorecards.score_lines import Line
from daysheet.operations.scorecards.scorecard import Scorecard

PERIODS: Final = {"yesterday": "Yesterday", "week": "7 days", "month": "Month", "quarter": "13 weeks"}
AGAINST: Final[Mapping[Against, str]] = {"before": "the same weekdays before", "year": "the same weekdays last year"}
# What the address says, in the order in which it says so.
STATE: Final = (
    *("period", "from", "to", "location", "columns", "against", "sort", "all", "minimum", "panel"),
    *("with", "and"),
)
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

    def kept(self) -> dict[str, str]:
        """Return everything but which two are compared."""
        return {name: text for name, text in self._state.items() if name not in ("with", "and")}

    def link(self, path: str | None = None, **changes: Any) -> str:
        """Return the address with some of it changed, or taken away where it is None; of another page with *path*."""
        state = {**self._state, **{name.rstrip("_"): value for name, value in changes.items()}}
        query = urlencode({name: str(state[name]) for name in self._names if state.get(name) is not None}, safe=",")
        return f"{path or self._path}?{query}" if query else path or self._path


def looker_of(visitor: Visitor) -> Looker:
    """Return what a visitor may see of what is compared."""
    return Looker(only=visitor.caller.locations, sees_persons=visitor.may("read:pii"))


def period_of(address: Address) -> Period:
    """Return the days that are compared, the last seven unless others are said."""
    first, last = address.said("from"), address.said("to")
    return Period.read(None, first, last) if first or last else Period.read(address.said("period") or "week")


def against_of(address: Address) -> Against:
    """Return which days of the past it is held against; raises `SettingWrong`."""
    against = next((each for each in AGAINST if each == (address.said("against") or "before")), None)
    if against is None:
        raise SettingWrong(f"Figures are held against {' or '.join(AGAINST)}.")
    return against


def in_words(card: Scorecard) -> str:
    """Return which days are compared with which."""
    spans = sorted({(each.first_on, each.last_on) for each in card.places})
    words = " or ".join(span_words(each) for each in spans)
    if card.against is None or card.past is None:
        return words if card.is_closed else f"{words}, not over yet, so beside no other days"
    held = f"{words}, against {AGAINST[card.against]}"
    # Where clocks differ, so do the days.
    return held if len(spans) > 1 else f"{held}, {span_words(card.past)}"


def steps_of(card: Scorecard) -> dict[str, tuple[date, date]]:
    """Return the days before and after, of the same length."""
    if not card.places or card.is_of_weeks:
        return {}
    first, last = min(each.first_on for each in card.places), max(each.last_on for each in card.places)
    length = last - first + timedelta(days=1)
    return {"prev": (first - length, last - length), "next": (first + length, last + length)}


def opens(address: Address, line: Line, metric: Metric) -> str:
    """Return where the page of a cell is: its metric over the same days, there."""
    days = None if line.week is None else dict(zip(("from", "to"), line.week, strict=True))
    return page_of(address, line.place, metric, days, {} if line.person is None else {"person": line.person})


def page_of(
    address: Address,
    place: Place,
    metric: Metric,
    days: Mapping[str, Any] | None = None,
    person: Mapping[str, Any] | None = None,
) -> str:
    """Return where the page of a metric is, at a place and over the days of the address, or other *days*."""
    asked: Sequence[tuple[str, Any]] = [
        *(days or address.days() or {"period": "week"}).items(),
        ("location", place.location["location_id"]),
        *(person or {}).items(),
    ]
    return f"/metrics/{metric.name}?{urlencode(asked)}"

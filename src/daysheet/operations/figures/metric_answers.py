"""What a metric's answer is made of, for people and for programs; every value travels with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from daysheet.core.metrics import Metric, rounded
from daysheet.core.vendor import Vendor
from daysheet.warehouse.metric_sums import By, Missing

Sums = Mapping[str, Decimal | int]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A location with the days that are asked of it, and whether they are over there."""

    location: Mapping[str, Any]
    first_on: date
    last_on: date
    is_closed: bool

    @property
    def name(self) -> str:
        """The location's name."""
        return str(self.location["name"])


@dataclass(frozen=True, kw_only=True)
class Datum:
    """
    The value of one location, or of one person or stretch of days within it, as the sums it is made of.

    A total has no place, but the currency of all that is in it.
    """

    metric: Metric
    sums: Sums
    place: Place | None = None
    bucket: Any = None
    person: str | None = None
    currency: str | None = None
    is_closed: bool = True
    missing: Sequence[Missing] = ()

    @property
    def value(self) -> Decimal | None:
        """Its value, not rounded; None where it is not defined, or too little is known."""
        return self.metric.value(self.sums) if self.metric.has_enough(self.sums) else None

    @property
    def shown(self) -> str:
        """Its value as people read it."""
        return self.metric.shown_of(self.sums) if self.metric.has_enough(self.sums) else "not enough data"


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """How new the data is: the last complete run, the newest change, and days that wait to be computed anew."""

    as_of: datetime | None
    changed_at: datetime | None
    waiting_days: int


@dataclass(frozen=True, kw_only=True)
class MetricAnswer:
    """A metric over some days: by location or finer, in total by currency where money is in it."""

    vendor: Vendor
    metric: Metric
    by: By
    data: Sequence[Datum]
    totals: Sequence[Datum]
    freshness: Freshness

    def only(self, locations: frozenset[int] | None) -> MetricAnswer:
        """Return the same for some locations, by our numbers of them; None leaves it as it is."""
        if locations is None:
            return self
        data = [each for each in self.data if each.place and each.place.location["location_id"] in locations]
        return replace(self, data=data, totals=totals_of(self.metric, data))

    @property
    def places(self) -> list[Place]:
        """The locations that are in it, once each."""
        known = {each.place.location["location_id"]: each.place for each in self.data if each.place is not None}
        return list(known.values())


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One location's value with everything it rests on: the records behind it, and those left out."""

    answer: MetricAnswer
    datum: Datum
    rows: Sequence[Mapping[str, Any]] = ()
    rows_total: int = 0
    left_out: Sequence[Mapping[str, Any]] = field(default_factory=list)
    left_out_total: int = 0


def totals_of(metric: Metric, data: Sequence[Datum]) -> list[Datum]:
    """Return the totals: one, or one for each currency where money is in it, since currencies are never added."""
    currencies: dict[str | None, list[Datum]] = {}
    for each in data:
        currencies.setdefault(each.currency if metric.is_money else None, []).append(each)
    return [
        Datum(
            metric=metric,
            sums={column: sum((Decimal(each.sums[column]) for each in group), Decimal(0)) for column in metric.columns},
            currency=currency,
            is_closed=all(each.is_closed for each in group),
            missing=_together(missing for each in group for missing in each.missing),
        )
        for currency, group in currencies.items()
    ]


def _together(found: Iterable[Missing]) -> list[Missing]:
    by_reason: dict[str, Missing] = {}
    for each in found:
        known = by_reason.get(each.reason, Missing(location="", reason=each.reason, rows=0, amount=Decimal(0)))
        by_reason[each.reason] = Missing(
            location="", reason=each.reason, rows=known.rows + each.rows, amount=known.amount + each.amount
        )
    return list(by_reason.values())


def as_json(answer: MetricAnswer) -> dict[str, Any]:
    """Return an answer as programs get it; values are rounded once, their sums are exact."""
    metric, places = answer.metric, answer.places
    return {
        "metric": {
            "id": metric.name,
            "version": metric.version,
            "label": metric.label,
            "basis": metric.basis,
            "unit": metric.unit,
            "direction": metric.direction,
        },
        "period": {
            "from": min((each.first_on for each in places), default=None),
            "to": max((each.last_on for each in places), default=None),
            "grain": answer.by,
            "complete": all(each.is_closed for each in places),
        },
        "data": [datum_json(each) for each in answer.data],
        "totals": [datum_json(each) for each in answer.totals],
        "freshness": vars(answer.freshness),
    }


def location_json(place: Place) -> dict[str, Any]:
    """Return the location of a place as programs get it beside its figures."""
    location = place.location
    return {
        "id": location["location_id"],
        "name": location["name"],
        "zone": location["time_zone"],
        "currency": location["currency"],
        "source_id": location["source_id"],
    }


def datum_json(datum: Datum) -> dict[str, Any]:
    """Return one value as programs get it."""
    metric, sums = datum.metric, datum.sums
    found: dict[str, Any] = {}
    if datum.place is not None:
        found["location"] = location_json(datum.place)
    if datum.bucket is not None:
        found["person" if datum.person is not None else "from"] = datum.bucket
    if datum.person is not None:
        found["name"] = datum.person
    value, coverage = datum.value, metric.coverage(sums)
    return {
        **found,
        "currency": datum.currency,
        "value": None if value is None else number(rounded(metric.unit, value)),
        "numerator": number(metric.numerator.total(sums)),
        "denominator": number(metric.denominator.total(sums)) if metric.denominator is not None else None,
        "coverage": {
            "share": None if coverage is None else float(round(coverage, 4)),
            "is_enough": metric.has_enough(sums),
            "missing": [
                {"reason": each.reason, "rows": each.rows, "amount": number(each.amount)} for each in datum.missing
            ],
        },
        "is_closed": datum.is_closed,
    }


def number(value: Decimal) -> int | float:
    """
    Return a number as JSON has it: whole where it is whole.

    >>> number(Decimal("105175")), number(Decimal("4.50"))
    (105175, 4.5)
    """
    return int(value) if value == value.to_integral_value() else float(value)

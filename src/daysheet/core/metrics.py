"""
Metrics, each declared once: its view, its catalogue entry, its page and its test are made from the declaration.

A metric over a daily table is a sum of its columns, or one such sum over another: daily tables hold only
what adds up, so any range of days and any group of locations is exact, and a ratio is never an
average of ratios. What no daily table holds names a question whose rows are counted instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from daysheet.core.comparisons import By, Comparison, Measure
from daysheet.core.errors import UnknownThing

Unit = Literal[
    "cents", "count", "hours", "percent", "cents_per_hour", "cents_per_order", "hours_per_order", "minutes", "days"
]
Basis = Literal["created", "sold", "produced", "invoiced", "service", "collected", "now"]
Trust = Literal["A", "B", "C"]
Sums = Mapping[str, Decimal | int]

COVERAGE_ENOUGH: Final = Decimal("0.60")
COVERAGE_GOOD: Final = Decimal("0.95")
SMALL_SAMPLE: Final = 20


@dataclass(frozen=True)
class Sum:
    """
    A sum of columns, some of them taken away.

    >>> (Sum.of("a", "b") - Sum.of("c")).sql("sum({})")
    'sum(a) + sum(b) - sum(c)'
    """

    terms: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, *columns: str) -> Sum:
        """Return the sum of some columns."""
        return cls(tuple((1, column) for column in columns))

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.terms + other.terms)

    def __sub__(self, other: Sum) -> Sum:
        return Sum(self.terms + tuple((-sign, column) for sign, column in other.terms))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is made of."""
        return tuple(column for _, column in self.terms)

    @property
    def unit(self) -> Unit:
        """What it counts, by the name of its columns: cents, hours or things."""
        name = self.terms[0][1]
        return "cents" if name.endswith("_cents") else "hours" if "hours" in name.split("_") else "count"

    def sql(self, term: str = "{}") -> str:
        """Return it as an expression; *term* is how one column is written."""
        written = "".join(f"{' - ' if sign < 0 else ' + '}{term.format(column)}" for sign, column in self.terms)
        return written.removeprefix(" + ") if self.terms[0][0] > 0 else "-" + written.removeprefix(" - ")

    def total(self, sums: Sums) -> Decimal:
        """Return its value, from the sum of each column."""
        return sum((Decimal(sums[column]) * sign for sign, column in self.terms), Decimal(0))

    def filled(self, sums: Sums) -> str:
        """Return it with each column's figure in its place."""
        parts = [(sign, shown_in(self.unit, Decimal(sums[column]))) for sign, column in self.terms]
        written = "".join(f"{' - ' if sign < 0 else ' + '}{text}" for sign, text in parts)
        return written.removeprefix(" + ")


@dataclass(frozen=True, kw_only=True)
class Band:
    """A rule of thumb of the trade, in the metric's unit, and its trust: A measured, B repeated, C hearsay."""

    low: Decimal | None = None
    high: Decimal | None = None
    trust: Trust


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Why something could not be computed for a record: its noun, and the unit of the amount that is blurred."""

    one: str
    many: str
    unit: Unit = "cents"


@dataclass(frozen=True, kw_only=True)
class Metric:
    """
    One metric.

    `name` is its id, for ever; `label` the trade's short word; `code` its number in the product's catalogue.
    Its sums are over a daily `table`, or over the rows of a `question`. `known` over `of` is its coverage: how
    much of what it is about it could be computed for, and `left_out` names the reasons of the rest. A percentage
    is times 100, any other ratio times `times`. `beside` are other sums worth telling in an explanation. What
    is personal, as it tells what somebody earns, is in no view.
    """

    name: str
    code: str
    label: str
    meaning: str
    formula: str
    unit: Unit
    basis: Basis = "invoiced"
    table: str | None = None
    question: str | None = None
    numerator: Sum
    denominator: Sum | None = None
    known: Sum | None = None
    of: Sum | None = None
    times: int = 1
    left_out: tuple[str, ...] = ()
    beside: Mapping[str, Sum] = field(default_factory=dict)
    direction: Literal["up", "down", "neither"] = "up"
    population: str = "Orders invoiced in the period."
    edge_cases: str = ""
    band: Band | None = None
    vendor_parity: str = ""
    is_personal: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        if (self.table is None) is (self.question is None):
            raise ValueError(f"{self.name} needs a daily table or a question, one of the two")

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it needs, once each."""
        sums = (self.numerator, self.denominator, self.known, self.of, *self.beside.values())
        return tuple(dict.fromkeys(column for each in sums if each is not None for column in each.columns))

    @property
    def is_money(self) -> bool:
        """Whether money is in it, so that locations of different currencies never share a total."""
        return any(each.unit == "cents" for each in (self.numerator, self.denominator) if each is not None)

    def value(self, sums: Sums) -> Decimal | None:
        """Return its value in its unit, not rounded, from the sum of each column; None where it is not defined."""
        top = self.numerator.total(sums)
        if self.denominator is None:
            return top
        bottom = self.denominator.total(sums)
        if not bottom:
            return None
        return top * (100 if self.unit == "percent" else self.times) / bottom

    def coverage(self, sums: Sums) -> Decimal | None:
        """Return the share of what it is about that it was computed for; None where nothing can be missing."""
        if self.known is None or self.of is None:
            return None
        whole = self.of.total(sums)
        return self.known.total(sums) / whole if whole else None

    def has_enough(self, sums: Sums) -> bool:
        """Whether enough is known for its value to be shown."""
        coverage = self.coverage(sums)
        return coverage is None or coverage >= COVERAGE_ENOUGH

    def shown(self, value: Decimal | None) -> str:
        """Return a value as it is displayed: rounded once, half away from zero."""
        return "-" if value is None else shown_in(self.unit, value)

    def shown_of(self, sums: Sums) -> str:
        """Return its value as it is displayed; a rate of few events shows their numbers first."""
        text, bottom = self.shown(self.value(sums)), self.denominator
        if self.unit != "percent" or bottom is None or bottom.unit != "count":
            return text
        events = bottom.total(sums)
        return f"{self.numerator.total(sums)} of {events} ({text})" if 0 < events < SMALL_SAMPLE else text

    def filled(self, sums: Sums) -> str:
        """Return its formula with the figures filled in, such as `598.96 / 1,044.31 = 57.4 %`."""
        value, top, bottom = self.shown(self.value(sums)), self.numerator, self.denominator
        if bottom is None:
            return f"{top.filled(sums)} = {value}" if len(top.terms) > 1 else value
        times = f" x {self.times}" if self.times > 1 else ""
        return f"{shown_in(top.unit, top.total(sums))}{times} / {shown_in(bottom.unit, bottom.total(sums))} = {value}"


def rounded(unit: Unit, value: Decimal) -> Decimal:
    """Return a value in its own unit as precisely as it is shown, half away from zero."""
    return value.quantize(Decimal(_PLACES.get(unit, "1")), ROUND_HALF_UP) + 0


def shown_in(unit: Unit, value: Decimal) -> str:
    """
    Return a value as people read it: money with two decimals, a percentage with one.

    >>> shown_in("cents", Decimal(104431)), shown_in("percent", Decimal("57.354")), shown_in("hours", Decimal("4.50"))
    ('1,044.31', '57.4 %', '4.5')
    """
    exact = rounded(unit, value)
    if unit.startswith("cents"):
        return f"{exact / 100:,.2f}"
    if unit.startswith("hours"):
        return f"{exact:,}".rstrip("0").rstrip(".")
    return f"{exact:,} %" if unit == "percent" else f"{exact:,}"


def _ranks(metric: Metric, measure: Measure) -> bool:
    """Whether places can be ranked by a metric: more or less of it is good, and a share is of its sample."""
    is_share = metric.unit == "percent" and metric.denominator == Sum.of(*measure.sample)
    return metric.direction != "neither" and not metric.is_personal and (is_share or not measure.is_share)


_PLACES: Final = {"percent": "0.1", "days": "0.1", "hours": "0.01", "hours_per_order": "0.01"}


@dataclass(frozen=True, kw_only=True)
class Figures:
    """
    The metrics of one vendor's trade, and what it cannot tell.

    `views` names, for each daily table, the view that shows its metrics by day, `rows` the question with one row
    for each record behind it, `people` the column that tells persons apart, where it has one; `names` is the
    question that tells their names. `left_out` are the reasons why records are missing, found by the question of
    that name. `absent` says why a metric of the catalogue is not there. All questions are named queries in the
    vendor's `sql/metrics.sql`. `location_column` is that of the daily tables, unless it is the vendor's own.
    `as_closed` names, for each daily table, the view in which closed months stay as they were,
    `as_closed_personal` the one that also tells what somebody earns. `comparisons` are what is compared side by side,
    `not_compared` says why something else is not. `record_tables` are those in which the records behind a metric
    stand, in the order in which they are looked through for an id.
    """

    trade: Literal["repair", "moving"]
    metrics: tuple[Metric, ...]
    views: Mapping[str, str]
    rows: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    names: str | None = None
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    day_column: str = "metric_date"
    location_column: str | None = None
    as_closed: Mapping[str, str] = field(default_factory=dict)
    as_closed_personal: Mapping[str, str] = field(default_factory=dict)
    record_tables: tuple[str, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    not_compared: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {each.name: each for each in self.metrics}
        for comparison in self.comparisons:
            for name in comparison.columns:
                if name not in known or not self.tells(known[name], comparison.by):
                    raise ValueError(f"{comparison.name} cannot show {name} by {comparison.by}")
            for measure in comparison.measures:
                if measure.metric not in known or not _ranks(known[measure.metric], measure):
                    raise ValueError(f"{comparison.name} cannot be ranked by {measure.metric} as it is declared")

    def tells(self, metric: Metric, by: By) -> bool:
        """Whether a metric can be told by location, which all can, or by person."""
        return by == "location" or metric.table in self.people

    def shown_from(self, table: str, *, is_personal: bool = False) -> str:
        """Return the view or table that a daily table's figures are shown from."""
        views = self.as_closed_personal if is_personal else self.as_closed
        return views.get(table, table)

    def of_table(self, table: str) -> tuple[Metric, ...]:
        """Return the metrics over one daily table that its view shows."""
        return tuple(each for each in self.metrics if each.table == table and not each.is_personal)

    def metric(self, name: str) -> Metric:
        """Return a metric by id, label or code; raises `UnknownThing`, with the reason where it is absent."""
        word = name.strip().lower()
        names = [(each, (each.name, each.label.lower(), each.code.lower())) for each in self.metrics]
        found = [each for place in range(3) for each, words in names if words[place] == word]
        if found:
            return found[0]
        if word in self.absent:
            raise UnknownThing(f"There is no {word}: {self.absent[word]}")
        raise UnknownThing(f"There is no metric {name!r}. List them: daysheet metrics list")

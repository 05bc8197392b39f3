"""
Reads the sums of several metrics with one question: of some days, of days of the past, and of each of 13 weeks.

All metrics of a question are over the same daily table, or over the same records. As in `metric_sums`, statements are
put together from the declarations by the driver's quoting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, Literal

from psycopg import sql

from daysheet.core.comparisons import WEEKS_SHOWN, Days
from daysheet.core.metrics import Metric
from daysheet.warehouse.metric_sums import MetricSums, Span, summed
from daysheet.warehouse.metric_views import place_column

Thing = Literal["location", "person", "weekday"]
Sums = Mapping[str, Decimal | int]

NOW: Final = "now"


@dataclass(frozen=True, kw_only=True)
class Part:
    """
    The sums of a location, or of a person or weekday there (`thing`), over some days.

    Either `days` names the days, `now` or one of those of the past, or `weeks_ago` counts weeks back from the last day:
    0 is that of the seven days that end there. A weekday is 1 for Monday to 7 for Sunday.
    """

    location: str
    thing: Any
    days: str | None
    weeks_ago: int | None
    sums: Sums


class MetricParts(MetricSums):
    """The figures of one vendor's locations, several metrics at a time."""

    async def of_days(
        self, metrics: Sequence[Metric], span: Span, past: Mapping[str, Days], *, thing: Thing = "location"
    ) -> list[Part]:
        """Return the sums of metrics over one daily table; *past* names days of the past. What has no row is absent."""
        begin = span.last_on - timedelta(days=7 * WEEKS_SHOWN - 1)
        ends = {
            f"{name}_{end}": day
            for name, both in past.items()
            for end, day in zip(("first_on", "last_on"), both, strict=True)
        }
        found = await self._read(
            self._parts(metrics, list(past), thing), span, weeks_from=begin, begin_on=min(begin, span.first_on), **ends
        )
        return [
            Part(
                location=str(row["location_key"]),
                thing=row["thing"],
                days=row["days"],
                weeks_ago=row["weeks_ago"],
                sums={column: row[column] for column in _columns(metrics)},
            )
            for row in found
        ]

    async def of_records(self, metrics: Sequence[Metric], span: Span, past: Mapping[str, Days]) -> list[Part]:
        """Return the sums of metrics over the records of one question, by location, asked for each days anew."""
        columns, question = _columns(metrics), self._question(str(metrics[0].question))
        statement = sql.SQL("select found.location_key, {} from ({}) as found group by found.location_key").format(
            summed(columns, "found"), question
        )
        found: list[Part] = []
        for name, (first_on, last_on) in {NOW: (span.first_on, span.last_on), **past}.items():
            found += [
                Part(
                    location=str(row["location_key"]),
                    thing=None,
                    days=name,
                    weeks_ago=None,
                    sums={column: row[column] for column in columns},
                )
                for row in await self._read(statement, replace(span, first_on=first_on, last_on=last_on))
            ]
        return found

    def _parts(self, metrics: Sequence[Metric], past: Sequence[str], thing: Thing) -> sql.Composed:
        """Return the question: each day is read once, and counted both with its days and with its week."""
        first, columns = metrics[0], _columns(metrics)
        day = sql.Identifier("daily", self.figures.day_column)
        earlier = [sql.SQL("({} between {} and {})").format(day, *_ends(name)) for name in past]
        names = [
            sql.SQL("when {} then {}").format(each, sql.Literal(name)) for name, each in zip(past, earlier, strict=True)
        ]
        return sql.SQL(
            "select daily.location_key, daily.thing, daily.days, daily.weeks_ago, {sums} from ("
            "select {place} as location_key, {thing} as thing, "
            "case when {day} between %(first_on)s and %(last_on)s then 'now' {names} end as days, "
            "case when {day} between %(weeks_from)s and %(last_on)s "
            "then (%(last_on)s::date - {day}) / 7 end as weeks_ago, "
            "{columns} from {table} as daily where daily.tenant_id = %(tenant_id)s and {place} = any(%(locations)s) "
            "and ({day} between %(begin_on)s and %(last_on)s {earlier})) as daily "
            "group by grouping sets ((location_key, thing, days), (location_key, thing, weeks_ago)) "
            "having daily.days is not null or daily.weeks_ago is not null "
            "order by location_key, thing, days, weeks_ago"
        ).format(
            sums=summed(columns, "daily"),
            place=sql.Identifier("daily", place_column(self.vendor)),
            thing=self._thing(first, thing, day),
            day=day,
            names=sql.SQL(" ").join(names),
            columns=sql.SQL(", ").join(sql.Identifier("daily", column) for column in columns),
            table=sql.Identifier(
                self.vendor.schema, self.figures.shown_from(str(first.table), is_personal=first.is_personal)
            ),
            earlier=sql.SQL(" ").join(sql.SQL("or {}").format(each) for each in earlier),
        )

    def _thing(self, metric: Metric, thing: Thing, day: sql.Identifier) -> sql.Composable:
        if thing == "person":
            return sql.Identifier("daily", self.figures.people[str(metric.table)])
        return (
            sql.SQL("extract(isodow from {})::integer").format(day) if thing == "weekday" else sql.SQL("null::integer")
        )


def _columns(metrics: Sequence[Metric]) -> list[str]:
    return list(dict.fromkeys(column for each in metrics for column in each.columns))


def _ends(name: str) -> tuple[sql.Placeholder, sql.Placeholder]:
    return sql.Placeholder(f"{name}_first_on"), sql.Placeholder(f"{name}_last_on")

"""
Reads what metrics are made of, for one tenant: sums of columns, the records behind them, what is missing.

Tables, columns and questions are the declarations'; the statements are put together by the driver's quoting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from psycopg import sql

from daysheet.core.metrics import Figures, Metric, Sum
from daysheet.core.vendor import Vendor
from daysheet.warehouse.database import Database
from daysheet.warehouse.metric_views import place_column
from daysheet.warehouse.queries import query, vendor_query
from daysheet.warehouse.together import Together

By = Literal["location", "person", "day", "week", "month"]
Statement = sql.SQL | sql.Composed

_RECORD: Final = ("location_key", "record_id", "record", "day_on")


@dataclass(frozen=True, kw_only=True)
class Span:
    """Some locations, by the vendor's ids of them, and the days from the first to the last."""

    locations: Sequence[str]
    first_on: date
    last_on: date
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Summed:
    """The sum of each column for a location, and within it for a person or from a day on."""

    location: str
    bucket: date | int | str | None
    sums: Mapping[str, Decimal | int]


@dataclass(frozen=True, kw_only=True)
class Missing:
    """How many records a reason leaves out of a metric, and the amount that is blurred by it."""

    location: str
    reason: str
    rows: int
    amount: Decimal


class Reading:
    """What is read of one tenant for somebody who looks at many figures: what is asked at once shares a transaction."""

    def __init__(self, database: Database, tenant_id: int) -> None:
        self.tenant_id = tenant_id
        self._database = database
        self._trips: Together[tuple[Statement, Mapping[str, Any]], list[dict[str, Any]]] = Together(self._carry)

    async def ask(self, statement: Statement, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the rows that answer a statement; `tenant_id` is known to it."""
        return await self._trips.ask((statement, {"tenant_id": self.tenant_id, **values}))

    async def _carry(self, asked: Sequence[tuple[Statement, Mapping[str, Any]]]) -> list[list[dict[str, Any]]]:
        async with self._database.tenant(self.tenant_id, read_only=True) as connection:
            # Tables may never have been analyzed: taking turns over all of them would be quadratic.
            await connection.execute("set local enable_nestloop = off")
            async with connection.pipeline():
                cursors = [await connection.execute(statement, values) for statement, values in asked]
            return [await cursor.fetchall() for cursor in cursors]


@dataclass(frozen=True, kw_only=True)
class MetricSums:
    """The figures of one vendor's locations, for one tenant."""

    reading: Reading
    vendor: Vendor

    @property
    def figures(self) -> Figures:
        """The declarations; only vendors that have some are asked."""
        assert self.vendor.figures is not None
        return self.vendor.figures

    async def sums(self, metric: Metric, span: Span, by: By = "location") -> list[Summed]:
        """Return the sums of a metric's columns; a location without any row is not there."""
        if metric.question is not None:
            statement = _over_rows(metric, self._question(metric.question), by)
        else:
            statement = self._over_days(metric, by)
        return [
            Summed(
                location=str(row["location_key"]),
                bucket=row["bucket"],
                sums={column: row[column] for column in metric.columns},
            )
            for row in await self._read(statement, span)
        ]

    async def rows(self, metric: Metric, span: Span, limit: int | None) -> tuple[list[dict[str, Any]], int]:
        """Return the records that have a part in a metric, the largest first, and how many there are."""
        name = metric.question if metric.question is not None else self.figures.rows[str(metric.table)]
        person = self.figures.people.get(metric.table) if metric.table is not None else None
        return _counted(await self._read(_records(metric, self._question(name), person), span, limit=limit))

    async def missing(self, metric: Metric, span: Span) -> list[Missing]:
        """Return how much each reason leaves out."""
        if not metric.left_out:
            return []
        statement = sql.SQL(
            "select found.location_key, found.reason, count(*) as rows, sum(found.amount) as amount from ({}) as found "
            "where found.reason = any(%(reasons)s) group by found.location_key, found.reason "
            "order by found.location_key, found.reason"
        ).format(self._question("left_out"))
        found = await self._read(statement, span, reasons=list(metric.left_out))
        return [
            Missing(
                location=str(row["location_key"]), reason=row["reason"], rows=row["rows"], amount=Decimal(row["amount"])
            )
            for row in found
        ]

    async def missing_rows(self, metric: Metric, span: Span, limit: int | None) -> tuple[list[dict[str, Any]], int]:
        """Return what is left out of a metric, record by record, the largest first, and how much there is."""
        if not metric.left_out:
            return [], 0
        statement = sql.SQL(
            "select found.location_key, found.record_id, found.record, found.day_on, found.reason, found.what, "
            "found.amount, count(*) over () as rows_total from ({}) as found where found.reason = any(%(reasons)s) "
            "order by abs(found.amount) desc, found.record_id, found.what limit %(limit)s"
        ).format(self._question("left_out"))
        return _counted(await self._read(statement, span, reasons=list(metric.left_out), limit=limit))

    async def names(self, span: Span) -> dict[tuple[str, Any], str | None]:
        """Return the names of persons, by location and the vendor's id of them."""
        if self.figures.names is None:
            return {}
        rows = await self._read(self._question(self.figures.names), span)
        return {(str(row["location_key"]), row["person"]): row["name"] for row in rows}

    async def newest_change(self, span: Span) -> datetime | None:
        """Return when a record of the locations was last stored anew."""
        rows = await self._read(self._question("newest_change"), span)
        found: datetime | None = rows[0]["changed_at"]
        return found

    async def last_run(self, span: Span) -> datetime | None:
        """Return when all connections of the locations had been read; None where one never was."""
        rows = await self._read(sql.SQL(query("metrics", "last_runs")), span)
        return min((row["finished_at"] for row in rows), default=None)

    async def waiting_days(self, span: Span) -> int:
        """Return how many days of the span changed and are not computed anew yet."""
        rows = await self._read(sql.SQL(query("metrics", "waiting_days")), span)
        return int(rows[0]["days"])

    def _question(self, name: str) -> sql.SQL:
        return sql.SQL(vendor_query(self.vendor.package, "metrics", name))

    def _over_days(self, metric: Metric, by: By) -> sql.Composed:
        day = sql.Identifier("daily", self.figures.day_column)
        if by == "person":
            bucket: sql.Composable = sql.Identifier("daily", self.figures.people[str(metric.table)])
        elif by in ("week", "month"):
            bucket = sql.SQL("date_trunc({}, {}::timestamp)::date").format(sql.Literal(by), day)
        else:
            bucket = day if by == "day" else sql.SQL("null")
        return sql.SQL(
            "select {place} as location_key, {bucket} as bucket, {sums} from {table} as daily "
            "where daily.tenant_id = %(tenant_id)s and {place} = any(%(locations)s) "
            "and {day} between %(first_on)s and %(last_on)s group by location_key, bucket order by location_key, bucket"
        ).format(
            place=sql.Identifier("daily", place_column(self.vendor)),
            bucket=bucket,
            sums=summed(metric.columns, "daily"),
            table=sql.Identifier(
                self.vendor.schema, self.figures.shown_from(str(metric.table), is_personal=metric.is_personal)
            ),
            day=day,
        )

    async def _read(self, statement: Statement, span: Span, **more: Any) -> list[dict[str, Any]]:
        values = {
            "vendor": self.vendor.name,
            "locations": [self.vendor.location_key(each) for each in span.locations],
            "source_ids": list(span.locations),
            "first_on": span.first_on,
            "last_on": span.last_on,
            "now": span.now,
            **more,
        }
        return await self.reading.ask(statement, values)


def _counted(found: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """Take how many records there are out of the rows that all say it."""
    totals = [row.pop("rows_total") for row in found]
    return found, totals[0] if totals else 0


def summed(columns: Sequence[str], source: str) -> sql.Composed:
    """Return the sum of each column of a table or question that is called *source*, 0 where it has no row."""
    return sql.SQL(", ").join(
        sql.SQL("coalesce(sum({}), 0) as {}").format(sql.Identifier(source, column), sql.Identifier(column))
        for column in columns
    )


def _over_rows(metric: Metric, question: sql.SQL, by: By) -> sql.Composed:
    day = sql.Identifier("found", "day_on")
    bucket = (
        sql.SQL("null")
        if by == "location"
        else day
        if by == "day"
        else sql.SQL("date_trunc({}, {}::timestamp)::date").format(sql.Literal(by), day)
    )
    return sql.SQL(
        "select found.location_key, {} as bucket, {} from ({}) as found "
        "group by location_key, bucket order by location_key, bucket"
    ).format(bucket, summed(metric.columns, "found"), question)


def _records(metric: Metric, question: sql.SQL, person: str | None) -> sql.Composed:
    sums = (metric.numerator, metric.denominator)
    columns = [*_RECORD, *([person] if person else [])]
    needed = tuple(dict.fromkeys(column for each in sums if each is not None for column in each.columns))
    taking_part = sql.SQL(" or ").join(sql.SQL("{} <> 0").format(sql.Identifier("found", column)) for column in needed)
    weights = sql.SQL(", ").join(sql.SQL("abs({}) desc").format(_expression(each)) for each in sums if each is not None)
    return sql.SQL(
        "select {}, {}, count(*) over () as rows_total from ({}) as found where {} "
        "order by {}, found.day_on, found.record_id limit %(limit)s"
    ).format(
        sql.SQL(", ").join(sql.Identifier("found", column) for column in columns),
        sql.SQL(", ").join(sql.Identifier("found", column) for column in needed),
        question,
        taking_part,
        weights,
    )


def _expression(each: Sum) -> sql.Composed:
    terms = [
        sql.SQL("{} {}").format(sql.SQL("-" if sign < 0 else "+"), sql.Identifier("found", column))
        for sign, column in each.terms
    ]
    return sql.SQL("({})").format(sql.SQL(" ").join(terms))

"""How a metric's answer stands: whether figures in it were restated since, and how fresh what it is made of is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from daysheet.operations.boards import board_places
from daysheet.operations.figures.metric_answers import Datum, MetricAnswer, Place
from daysheet.operations.office import Office
from daysheet.warehouse.closed_months import list_restated
from daysheet.warehouse.connections import Tenant

Row = dict[str, Any]


async def restatements(office: Office, tenant: Tenant, answer: MetricAnswer) -> list[Row]:
    """Return the closed days of an answer of which a figure was restated since; none for what has no daily table."""
    metric, places = answer.metric, answer.places
    if metric.table is None or not places:
        return []
    return await list_restated(
        office.database,
        answer.vendor,
        tenant.tenant_id,
        metric.table,
        metric.columns,
        min(each.first_on for each in places),
        max(each.last_on for each in places),
    )


def restated(datum: Datum, answer: MetricAnswer, found: Sequence[Mapping[str, Any]]) -> Row | None:
    """Return on how many days of a value figures were restated, and when that was last noticed; None for on no day."""
    mine = [each for each in found if _is_of(each, datum, answer)]
    if not mine:
        return None
    return {
        "noticed_at": max(each["noticed_at"] for each in mine),
        "days": len({(each["location_key"], each["metric_date"]) for each in mine}),
    }


def _is_of(row: Mapping[str, Any], datum: Datum, answer: MetricAnswer) -> bool:
    if datum.place is None:
        # A total is one of a currency.
        return any(_is_at(row, each.place) for each in answer.data if each.place and each.currency == datum.currency)
    if not _is_at(row, datum.place):
        return False
    if answer.by == "person":
        return bool(row["row_key"] == str(datum.bucket))
    return datum.bucket is None or _begins(row["metric_date"], answer.by) == datum.bucket


def _is_at(row: Mapping[str, Any], place: Place) -> bool:
    day, key = row["metric_date"], row["location_key"]
    return bool(place.first_on <= day <= place.last_on and key == place.location["source_id"])


def _begins(day: date, by: str) -> date:
    """Return the first day of the day, week or month that a day is in."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day


async def freshness(office: Office, tenant: Tenant, answer: MetricAnswer) -> dict[int, Row]:
    """Return by location how fresh the least fresh of what is read of it by the schedules is: state and rhythm."""
    streams = [each.name for each in answer.vendor.streams if not each.is_optional]
    rows = await board_places.freshness(office, tenant, [each.location for each in answer.places], streams)
    return {row["location"]["id"]: {name: row[name] for name in ("state", "expected_minutes")} for row in rows}


def least_fresh(found: Sequence[Mapping[str, Any]]) -> Row:
    """Return the worst of some states, and the longest rhythm."""
    minutes = [each["expected_minutes"] for each in found if each["expected_minutes"] is not None]
    return {
        "state": max((each["state"] for each in found), key=board_places.ORDER.index, default="unknown"),
        "expected_minutes": max(minutes, default=None),
    }

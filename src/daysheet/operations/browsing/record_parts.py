"""Which metrics a record enters, and with how much."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.metrics import Metric
from daysheet.core.vendor import Vendor
from daysheet.operations.browsing.record import Found, Lines, Seeing
from daysheet.operations.figures.metric_desk import tells_pay
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.metric_sums import Reading, Span
from daysheet.warehouse.record_figures import RecordSums

# Each day is one question for each daily table; of a record that has more days the newest are asked for.
DAYS_MAX: Final = 8


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a record adds to one metric on one day; `below` is its share of the denominator, where there is one."""

    metric: Metric
    day_on: date
    location_id: int
    adds: Decimal
    below: Decimal | None


async def parts_of(office: Office, tenant: Tenant, found: Found, seeing: Seeing) -> list[Part] | None:
    """Return what a record adds to metrics, the newest day first; None of a kind that no figure is counted from."""
    vendor = _counted_by(office, found)
    if vendor is None or vendor.figures is None or found.row is None:
        return None
    own = [each for each in found.places if each["vendor"] == vendor.name]
    places = {each["source_id"]: each for each in own if found.place is None or each == found.place}
    if not places:
        return []
    sums = RecordSums(reading=Reading(office.database, tenant.tenant_id), vendor=vendor)
    now = office.clock()
    zone = found.place["time_zone"] if found.place is not None else None
    today = now.astimezone(ZoneInfo(zone) if zone else UTC).date()
    asked: list[tuple[str, list[Metric], date]] = []
    for table, question in vendor.figures.rows.items():
        metrics = [each for each in vendor.figures.metrics if each.table == table]
        asked += [(question, metrics, day_on) for day_on in _days(found, zone, today)]
    standing = [each for each in vendor.figures.metrics if each.basis == "now" and each.question is not None]
    for question in dict.fromkeys(str(each.question) for each in standing):
        asked.append((question, [each for each in standing if each.question == question], today))
    parts: list[Part] = []
    for question, metrics, day_on in asked:
        span = Span(locations=list(places), first_on=day_on, last_on=day_on, now=now)
        columns = tuple(dict.fromkeys(column for each in metrics for column in each.columns))
        for row in await sums.of_record(question, columns, span, found.record_id):
            place = places[str(row["location_key"])]
            parts += _told(metrics, row, place["location_id"], seeing)
    return sorted(parts, key=lambda part: part.day_on, reverse=True)


def _counted_by(office: Office, found: Found) -> Vendor | None:
    """Return the vendor whose figures are counted from records of that table."""
    for vendor in office.vendors.values():
        if vendor.schema == found.table.schema and vendor.figures is not None:
            return vendor if found.table.name in vendor.figures.record_tables else None
    return None


def _told(metrics: Iterable[Metric], row: Mapping[str, Any], location_id: int, seeing: Seeing) -> list[Part]:
    found = []
    for metric in metrics:
        if (metric.is_personal or tells_pay(metric)) and not seeing.persons:
            continue
        adds = metric.numerator.total(row)
        below = metric.denominator.total(row) if metric.denominator is not None else None
        if adds or below:
            found.append(Part(metric=metric, day_on=row["day_on"], location_id=location_id, adds=adds, below=below))
    return found


def _days(found: Found, zone: str | None, today: date) -> list[date]:
    """Return the days that stand in a record and its lines, but none to come: calendar days before those of moments."""
    assert found.row is not None
    values = [value for row in (found.row, *_rows_below(found.lines)) for value in row.values()]
    days = {each for each in values if isinstance(each, date) and not isinstance(each, datetime)}
    place = ZoneInfo(zone) if zone else UTC
    moments = {each.astimezone(place).date() for each in values if isinstance(each, datetime)}
    ordered = [*sorted(days, reverse=True), *sorted(moments - days, reverse=True)]
    return [each for each in ordered if each <= today][:DAYS_MAX]


def _rows_below(lines: Collection[Lines]) -> Iterator[Mapping[str, Any]]:
    for each in lines:
        for line in each.lines:
            yield line.row
            yield from _rows_below(line.below)

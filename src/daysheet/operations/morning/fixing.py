"""
What a business should put right in its own system, the dearest first.

Nothing of it is stored: rules look at the tables as they are, so what was put right is gone with the next reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.errors import UnknownThing
from daysheet.core.fixing import FixRule
from daysheet.core.metrics import Metric
from daysheet.core.periods import Period
from daysheet.core.vendor import Vendor
from daysheet.operations.boards.board_places import chosen
from daysheet.operations.figures import metrics
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.fixing import FixRows, Where

# Thirteen weeks: what is older is rarely put right, and its months are closed.
DAYS: Final = 91
PEOPLE_SHOWN: Final = 20

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one rule finds at one location; `without_amount` are records whose money nobody knows."""

    vendor: Vendor
    rule: FixRule
    location: Mapping[str, Any]
    records: int
    amount_cents: Decimal
    without_amount: int


@dataclass(frozen=True, kw_only=True)
class Known:
    """How much of a metric could be computed over the days of the list; None where there is nothing of it."""

    metric: Metric
    coverage: Decimal | None


@dataclass(frozen=True, kw_only=True)
class FixReport:
    """What is to be put right, the dearest first; `places` are the locations that were looked at."""

    findings: Sequence[Finding]
    known: Sequence[Known]
    places: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class RuleReport:
    """
    Records that one rule finds, the dearest first, and whose they are: `people_count` of them, listed or not.

    `places` are the locations that were looked at; without one, nothing was read that the rule could judge.
    """

    rule: FixRule
    findings: Sequence[Finding]
    places: Sequence[Mapping[str, Any]]
    rows: Sequence[Row] = field(default_factory=list)
    people: Sequence[Row] = field(default_factory=list)
    people_count: int = 0


async def fix_list(
    office: Office, tenant: Tenant, only: Collection[int] | None, words: Sequence[str] = ()
) -> FixReport:
    """
    Return what is to be put right at some locations, or at all; *only* are those to be seen.

    Raises `UnknownThing` for a word that names none of them.
    """
    places = await fixable(office, tenant, only, words)
    found: list[Finding] = []
    known: list[Known] = []
    for vendor, here in _by_vendor(office, places):
        assert vendor.fixes is not None
        for rule in vendor.fixes.rules:
            found += await _found(office, tenant, vendor, rule, here)
        known.append(await _known(office, tenant, vendor, here))
    found.sort(key=lambda each: (-each.amount_cents, -each.records, each.rule.name, str(each.location["name"])))
    return FixReport(findings=found, known=known, places=places)


async def fixable(office: Office, tenant: Tenant, only: Collection[int] | None, words: Sequence[str] = ()) -> list[Row]:
    """Return the locations whose vendors have rules; raises `UnknownThing` for a word that names none."""
    return [row for row in await chosen(office, tenant, words, only) if _has_rules(office, row)]


async def of_rule(
    office: Office,
    tenant: Tenant,
    name: str,
    only: Collection[int] | None,
    words: Sequence[str] = (),
    *,
    sees_persons: bool,
    rows_max: int | None,
) -> RuleReport:
    """Return the records that one rule finds; whose they are only for who *sees_persons*; raises `UnknownThing`."""
    vendor, rule = find(office, name)
    here = [row for row in await chosen(office, tenant, words, only) if row["vendor"] == vendor.name]
    by_key = {row["source_id"]: row for row in here}
    asked = FixRows(database=office.database, vendor=vendor, tenant_id=tenant.tenant_id)
    rows: list[Row] = []
    people: list[Row] = []
    for where in _wheres(office, here):
        rows += [_told(row, by_key, sees_persons=sees_persons) for row in await asked.rows(rule, where, rows_max)]
        if sees_persons:
            people += [_told(row, by_key, sees_persons=True) for row in await asked.by_person(rule, where)]
    # Locations may have days of their own, so each has been asked for its dearest.
    rows.sort(key=lambda row: (row["amount_cents"] is None, -(row["amount_cents"] or 0)))
    people.sort(key=lambda row: -row["amount_cents"])
    return RuleReport(
        rule=rule,
        findings=await _found(office, tenant, vendor, rule, here),
        places=here,
        rows=rows[:rows_max],
        people=people[:PEOPLE_SHOWN],
        people_count=len(people),
    )


def find(office: Office, name: str) -> tuple[Vendor, FixRule]:
    """Return a rule and whose it is; raises `UnknownThing`."""
    known = [(vendor, rule) for vendor in office.vendors.values() if vendor.fixes for rule in vendor.fixes.rules]
    for vendor, rule in known:
        if rule.name == name:
            return vendor, rule
    raise UnknownThing(f"There is no rule {name!r}. Rules: {', '.join(rule.name for _, rule in known) or 'none'}.")


def _has_rules(office: Office, place: Mapping[str, Any]) -> bool:
    vendor = office.vendors.get(place["vendor"])
    return vendor is not None and vendor.fixes is not None


def _by_vendor(office: Office, places: Sequence[Row]) -> Iterator[tuple[Vendor, list[Row]]]:
    for name in sorted({row["vendor"] for row in places}):
        yield office.vendor(name), [row for row in places if row["vendor"] == name]


def _wheres(office: Office, places: Sequence[Mapping[str, Any]]) -> list[Where]:
    """Return the locations with their days; those where it is the same day together."""
    now, alike = office.clock(), defaultdict[date, list[str]](list)
    for row in places:
        zone = ZoneInfo(row["time_zone"]) if row["time_zone"] else UTC
        alike[now.astimezone(zone).date()].append(row["source_id"])
    return [
        Where(locations=found, first_on=today - timedelta(days=DAYS - 1), last_on=today, now=now)
        for today, found in sorted(alike.items())
    ]


async def _found(
    office: Office, tenant: Tenant, vendor: Vendor, rule: FixRule, places: Sequence[Mapping[str, Any]]
) -> list[Finding]:
    by_key = {row["source_id"]: row for row in places}
    asked = FixRows(database=office.database, vendor=vendor, tenant_id=tenant.tenant_id)
    return [
        Finding(
            vendor=vendor,
            rule=rule,
            location=by_key[each.location],
            records=each.records,
            amount_cents=each.amount_cents,
            without_amount=each.without_amount,
        )
        for where in _wheres(office, places)
        for each in await asked.counted(rule, where)
    ]


async def _known(office: Office, tenant: Tenant, vendor: Vendor, places: Sequence[Mapping[str, Any]]) -> Known:
    """Return the coverage of the vendor's metric over the days of the list, the lowest of its currencies."""
    assert vendor.fixes is not None
    wheres = _wheres(office, places)
    period = Period(first_on=wheres[0].first_on, last_on=wheres[-1].last_on)
    here = [row["location_id"] for row in places]
    answer = await metrics.show(office, tenant, vendor.fixes.coverage, period, only=here)
    shares = [answer.metric.coverage(total.sums) for total in answer.totals]
    return Known(metric=answer.metric, coverage=min((each for each in shares if each is not None), default=None))


def _told(row: Row, by_key: Mapping[str, Mapping[str, Any]], *, sees_persons: bool) -> Row:
    place = by_key[str(row.pop("location_key"))]
    person = row["person"] if sees_persons else None
    here = {name: place[name] for name in ("location_id", "name", "currency")}
    return {**row, "person": person, "location": here}

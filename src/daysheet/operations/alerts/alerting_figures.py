"""Judges figures: a metric of yesterday against its limit, and our figures against the vendor's own."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Set
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.alerts import Finding, Judged, Rule
from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.metrics import Metric
from daysheet.core.periods import Period
from daysheet.operations.figures.metric_answers import Datum, MetricAnswer
from daysheet.operations.figures.metrics import find, show
from daysheet.operations.office import Office
from daysheet.operations.reconciliation.reconciling import reconcile
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.count_checks import Counted, last_counts
from daysheet.warehouse.places import Places

RECONCILED_OVER: Final = timedelta(days=7)
YESTERDAY: Final = Period(word="yesterday")


async def judge_metric(office: Office, tenant: Tenant, rule: Rule) -> Judged:
    """
    Judge a metric at each location: its own yesterday, once that is over and read and computed.

    A day that is not, and a value that rests on too little, is no data: neither a firing nor a word that it is well.
    """
    assert rule.metric is not None
    vendor, metric = find(office.vendors, rule.metric)
    findings: list[Finding] = []
    well: dict[str, str] = {}
    waiting: dict[str, str] = {}
    for place in await Places(office.database, tenant.tenant_id).all():
        if place["vendor"] != vendor.name:
            continue
        cause = f"location {place['location_id']}"
        answer = await show(office, tenant, metric.name, YESTERDAY, location=str(place["location_id"]))
        datum = next(iter(answer.data), None)
        value = None if datum is None else datum.value
        reason = _not_yet(answer, datum)
        if datum is None or value is None or reason is not None:
            waiting[cause] = f"{place['name']}: {reason or 'too little is known of its value'}"
        elif rule.is_beyond(value):
            findings.append(_beyond(rule, metric, datum, cause))
        else:
            well[cause] = _value_of(datum)
    return Judged(
        findings=findings,
        well=well,
        undecided=frozenset(waiting),
        no_data="; ".join(list(waiting.values())[:5]) or None,
    )


def _not_yet(answer: MetricAnswer, datum: Datum | None) -> str | None:
    """Return why a day cannot be judged yet; None where it can."""
    if datum is None or datum.place is None:
        return "it has no such figure"
    if answer.metric.basis == "now":
        return None
    if not datum.place.is_closed:
        return "the day is not over there"
    if answer.freshness.as_of is None or answer.freshness.as_of < _end_of_day(datum):
        return "nothing was read to its end since the day was over"
    return "its figures are being computed" if answer.freshness.waiting_days else None


def _end_of_day(datum: Datum) -> datetime:
    assert datum.place is not None
    name = datum.place.location["time_zone"]
    zone = ZoneInfo(name) if name else UTC
    return datetime.combine(datum.place.last_on + timedelta(days=1), time(0), zone)


def _value_of(datum: Datum) -> str:
    assert datum.place is not None
    currency = f" {datum.currency}" if datum.metric.unit.startswith("cents") and datum.currency else ""
    return f"{datum.shown}{currency} on {datum.place.last_on}"


def _beyond(rule: Rule, metric: Metric, datum: Datum, cause: str) -> Finding:
    assert datum.place is not None
    limit = f"{rule.comparison} {metric.shown(rule.limit_value)}"
    return Finding(
        cause=cause,
        title=f"{metric.label} {limit}",
        place=datum.place.name,
        what=metric.meaning,
        value=_value_of(datum),
        limit=limit,
        by_itself="It is looked at again when the next day is closed.",
        to_do=f"daysheet metrics explain {metric.name} --date {datum.place.last_on}",
    )


async def judge_reconciliation(office: Office, tenant: Tenant, in_use: Set[str]) -> Judged:
    """
    Judge what no cause explains between our figures and the vendor's, over the last week at each location, and between
    the records that a vendor announced and those held, whenever both were counted last.

    Only connections *in_use* are counted again, so that a difference at another one could never be settled.
    """
    counts = [each for each in await last_counts(office.database, tenant.tenant_id) if each.connection in in_use]
    findings = [_miscounted(each) for each in counts if each.difference]
    well = {_cause_of(each): f"{each.held:,} records, as announced" for each in counts if not each.difference}
    waiting: dict[str, str] = {}
    for place in await Places(office.database, tenant.tenant_id).all():
        vendor = office.vendors.get(place["vendor"])
        if vendor is None or not vendor.reconciles:
            continue
        cause = f"location {place['location_id']}"
        unexplained, orders = await _unexplained(office, tenant, place)
        if not orders:
            waiting[cause] = f"{place['name']}: the vendor told no figure of its own"
        elif unexplained:
            findings.append(_different(place, cause, unexplained, office.clock()))
        else:
            well[cause] = f"{orders:,} orders agree"
    return Judged(
        findings=findings,
        well=well,
        undecided=frozenset(waiting),
        no_data="; ".join(list(waiting.values())[:5]) or None,
    )


def _cause_of(counted: Counted) -> str:
    which = "all" if counted.since_at is None else "dated"
    return "/".join(["count", counted.connection, counted.stream, counted.location or "*", which])


def _miscounted(counted: Counted) -> Finding:
    return Finding(
        cause=_cause_of(counted),
        connection=counted.connection,
        title=f"{counted.connection} announces another number of records than we hold",
        place=", ".join(filter(None, [counted.stream.replace("_", " "), counted.location])),
        what="Records are missing here, or held that the vendor counts no more.",
        since_at=counted.checked_at,
        value=f"{counted.announced:,} announced, {counted.held:,} held, {counted.set_aside:,} in quarantine",
        limit="no difference",
        by_itself="The weekly census reads every record again; the next count tells whether that settled it.",
        to_do=f"daysheet sync {counted.connection} --stream {counted.stream} --full",
    )


async def _unexplained(office: Office, tenant: Tenant, place: Mapping[str, Any]) -> tuple[Decimal, int]:
    """Return the cents that no cause explains, and how many figures of orders were compared."""
    today = office.clock().astimezone(ZoneInfo(place["time_zone"]) if place["time_zone"] else UTC).date()
    try:
        found = await reconcile(
            office, tenant, today - RECONCILED_OVER, today - timedelta(days=1), str(place["source_id"])
        )
    except UnknownThing:
        return Decimal(0), 0
    return found.unexplained, found.figures["sales"].compared


def _different(place: Mapping[str, Any], cause: str, unexplained: Decimal, now: datetime) -> Finding:
    amount = f"{unexplained / 100:,.2f} {place['currency'] or ''}".strip()
    return Finding(
        cause=cause,
        title="Our figures differ from the vendor's, and no cause explains it",
        place=str(place["name"]),
        what="Sales, cost or profit of invoiced orders are not the vendor's, beyond every known cause.",
        value=f"{amount} over {RECONCILED_OVER.days} days",
        limit="0.00",
        by_itself="It is compared again every few hours; an order that is read again may settle it.",
        to_do=f"daysheet reconcile --month {now:%Y-%m} --location {shlex.quote(str(place['name']))}",
    )


def checked_metric(office: Office, name: str) -> Metric:
    """Return a metric that a rule may watch; raises `UnknownThing`, or `SettingWrong` for one that tells of pay."""
    _, metric = find(office.vendors, name)
    if metric.is_personal:
        raise SettingWrong(f"{metric.name} tells what somebody earns, and alerts go to channels that many read.")
    return metric

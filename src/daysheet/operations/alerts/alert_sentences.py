"""Alert rules in words: one sentence that says when a rule speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from daysheet.core.alerts import Kind, Rule
from daysheet.core.errors import UnknownThing
from daysheet.core.metrics import Metric, Unit
from daysheet.core.vendor import Vendor
from daysheet.operations.alerts.alerting_facts import FAILURES_MAX, QUARANTINED_FOR
from daysheet.operations.figures.metrics import find

TITLES: Final[Mapping[Kind, str]] = {
    "credential_refused": "Credential refused",
    "quota": "Calls of the month run short",
    "sync_failed": "Reading fails",
    "stale": "Data is old",
    "quarantine": "Records in quarantine",
    "webhook_silence": "Webhooks fall silent",
    "reconciliation": "Figures differ from the vendor's",
    "metric": "A metric beyond its limit",
}
SENTENCES: Final[Mapping[Kind, str]] = {
    "credential_refused": "When a vendor refuses a credential.",
    "quota": "When a month's calls run short, and when they are spent.",
    "sync_failed": f"When a reading fails {FAILURES_MAX} times in a row, or is not tried again within the hour.",
    "stale": "When something was not read whole for three times as long as it should take.",
    "quarantine": f"When records wait in quarantine for more than {QUARANTINED_FOR.seconds // 60} minutes.",
    "webhook_silence": "When a vendor's webhooks fall silent while its lists show changes.",
    "reconciliation": "When the vendor's figure and ours differ and no cause is known.",
}

# What the numbers of a metric are in; those of the others are things.
UNITS: Final[Mapping[Unit, str]] = {
    "cents": "currency",
    "cents_per_hour": "currency an hour",
    "cents_per_order": "currency an order",
    "hours": "hours",
    "hours_per_order": "hours an order",
    "minutes": "minutes",
    "days": "days",
    "percent": "percent",
}


def title(rule: Rule, vendors: Mapping[str, Vendor]) -> str:
    """Return what a rule looks at, in a few words."""
    if rule.kind != "metric" or rule.metric is None:
        return TITLES.get(rule.kind, rule.kind.replace("_", " "))
    try:
        return find(vendors, rule.metric)[1].label
    except UnknownThing:
        return rule.metric


def sentence(rule: Rule, vendors: Mapping[str, Vendor]) -> str:
    """Return when a rule speaks, in words."""
    if rule.kind != "metric" or rule.metric is None or rule.limit_value is None:
        return SENTENCES.get(rule.kind, rule.kind.replace("_", " "))
    try:
        _, metric = find(vendors, rule.metric)
    except UnknownThing:
        return f"When {rule.metric}, which is no metric any more, is {rule.comparison} a limit."
    return f"When yesterday's {metric.label} at any location is {rule.comparison} {_limit(metric, rule.limit_value)}."


def _limit(metric: Metric, value: Decimal) -> str:
    words = UNITS.get(metric.unit, "")
    if metric.unit.startswith("cents"):
        return f"{value / 100:,.2f} in the location's {words}"
    return f"{value.normalize():,f} {'%' if metric.unit == 'percent' else words}".strip()


def watchable(vendors: Mapping[str, Vendor]) -> Sequence[dict[str, Any]]:
    """Return the metrics that a rule may watch, by label; none that tells what somebody earns."""
    found = {
        metric.name: {"name": metric.name, "label": metric.label, "unit": UNITS.get(metric.unit)}
        for vendor in vendors.values()
        if vendor.figures is not None
        for metric in vendor.figures.metrics
        if not metric.is_personal
    }
    return sorted(found.values(), key=lambda each: str(each["label"]).casefold())


def silent_until(rule: Rule, now: datetime) -> datetime | None:
    """Return until when a rule is silent; None where it speaks, or is silent for good."""
    return rule.muted_until if rule.is_muted(now) else None

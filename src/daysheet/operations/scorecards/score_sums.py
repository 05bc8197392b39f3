"""Reads what is compared: one question for the metrics that stand in one table, whatever the number of lines."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daysheet.core.comparisons import Against, Days, days_before
from daysheet.core.metrics import Metric
from daysheet.core.vendor import Vendor
from daysheet.operations.figures.metric_answers import Place
from daysheet.operations.figures.metrics import TODAY, placed
from daysheet.operations.office import Office
from daysheet.operations.scorecards.score_cells import Told
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.metric_parts import NOW, MetricParts, Part, Thing
from daysheet.warehouse.metric_sums import Reading, Span

Key = tuple[str, Any]
Found = Mapping[str, Mapping[Key, Told]]


@dataclass(frozen=True, kw_only=True)
class HowNew:
    """How new figures are: the last complete run of all their connections, and the days that wait to be computed."""

    as_of: datetime | None
    waiting_days: int


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is compared: metrics of a vendor at some locations, each with its own days."""

    parts: MetricParts
    metrics: Sequence[Metric]
    places: Sequence[Place]
    now: datetime
    against: Against

    @property
    def is_closed(self) -> bool:
        """Whether all of its days are over everywhere: others are never compared with whole days."""
        return all(each.is_closed for each in self.places)

    def spans(self, *, today: bool = False) -> list[Span]:
        """Return the locations that have the same days, together: those asked for, or each its own *today*."""
        alike: dict[Days, list[str]] = defaultdict(list)
        for place in (placed(each.location, TODAY, self.now) if today else each for each in self.places):
            alike[place.first_on, place.last_on].append(place.location["source_id"])
        return [
            Span(locations=found, first_on=first, last_on=last, now=self.now)
            for (first, last), found in sorted(alike.items())
        ]


def asked_of(
    office: Office,
    tenant: Tenant,
    vendor: Vendor,
    metrics: Sequence[Metric],
    places: Sequence[Place],
    against: Against,
) -> Asked:
    """Return what is compared with each other, and *against* what of the past."""
    parts = MetricParts(reading=Reading(office.database, tenant.tenant_id), vendor=vendor)
    return Asked(parts=parts, metrics=metrics, places=places, now=office.clock(), against=against)


async def told_of(asked: Asked, thing: Thing) -> tuple[Found, Against | None]:
    """
    Return for each metric what is told of each location, or person or weekday there, and what it is held against.

    Days that are not over are held against none. What is counted from records is told by location only.
    """
    against = asked.against if asked.is_closed else None
    groups = [each for each in _groups(asked.metrics) if thing == "location" or each[0].question is None]
    asking = [
        _told(asked, metrics, span, against, thing)
        for metrics in groups
        for span in asked.spans(today=metrics[0].basis == "now")
    ]
    return _gathered(await asyncio.gather(*asking)), against


async def how_new(asked: Asked) -> HowNew:
    """Return how new the figures are: the last complete run, and the days that wait to be computed anew."""
    spans = asked.spans()
    runs = await asyncio.gather(*(asked.parts.last_run(each) for each in spans))
    waiting = await asyncio.gather(*(asked.parts.waiting_days(each) for each in spans))
    as_of = None if None in runs else min((each for each in runs if each is not None), default=None)
    return HowNew(as_of=as_of, waiting_days=sum(waiting))


async def names_of(asked: Asked) -> dict[Key, str | None]:
    """Return the names of persons, by location and the vendor's id of them."""
    found: dict[Key, str | None] = {}
    for each in await asyncio.gather(*(asked.parts.names(span) for span in asked.spans())):
        found |= each
    return found


def _groups(metrics: Sequence[Metric]) -> list[list[Metric]]:
    """Return the metrics that one question tells, together."""
    groups: dict[tuple[Any, ...], list[Metric]] = {}
    for each in metrics:
        groups.setdefault((each.table, each.is_personal, each.question, each.basis == "now"), []).append(each)
    return list(groups.values())


async def _told(
    asked: Asked, metrics: Sequence[Metric], span: Span, against: Against | None, thing: Thing
) -> tuple[Sequence[Metric], list[Part]]:
    past: dict[str, Days] = {}
    # Nothing of the past is known of what stands as it does now.
    if against is not None and metrics[0].basis != "now":
        past[against] = days_before(span.first_on, span.last_on, against)
    if metrics[0].question is not None:
        return metrics, await asked.parts.of_records(metrics, span, past)
    return metrics, await asked.parts.of_days(metrics, span, past, thing=thing)


def _gathered(answers: Sequence[tuple[Sequence[Metric], list[Part]]]) -> dict[str, dict[Key, Told]]:
    found: dict[str, dict[Key, Told]] = {}
    for metrics, parts in answers:
        lines: dict[Key, Told] = defaultdict(Told)
        by_key: dict[Key, list[Part]] = defaultdict(list)
        for part in parts:
            by_key[part.location, part.thing].append(part)
        for key, mine in by_key.items():
            lines[key] = Told(
                now=next((each.sums for each in mine if each.days == NOW), None),
                past={each.days: each.sums for each in mine if each.days not in (NOW, None)},
                weeks={each.weeks_ago: each.sums for each in mine if each.weeks_ago is not None},
            )
        for metric in metrics:
            found[metric.name] = {**found.get(metric.name, {}), **lines}
    return found

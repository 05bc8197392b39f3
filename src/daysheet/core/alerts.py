"""
When somebody is told that something is wrong, and that it is well again. Nothing here looks at anything.

A rule finds causes. Each cause is one incident from when it is first seen until it has been well for a while, so that
what comes and goes is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

Kind = Literal[
    "sync_failed", "stale", "credential_refused", "quota", "quarantine", "reconciliation", "webhook_silence", "metric"
]
Comparison = Literal["below", "above"]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
# In the order in which they are judged: who looks for an effect has to know the causes.
USUAL_KINDS: Final[tuple[Kind, ...]] = (
    "credential_refused",
    "quota",
    "sync_failed",
    "stale",
    "quarantine",
    "webhook_silence",
    "reconciliation",
)
# What a kind follows from: while that is open at a connection, this is no cause of its own.
FOLLOWS_FROM: Final[Mapping[Kind, frozenset[Kind]]] = {
    "sync_failed": frozenset({"credential_refused", "quota"}),
    "stale": frozenset({"credential_refused", "quota", "sync_failed"}),
}
# What costs more to find out, or changes once a day, is looked at less often.
JUDGED_EVERY: Final[Mapping[Kind, timedelta]] = {
    "credential_refused": timedelta(0),
    "sync_failed": timedelta(0),
    "quarantine": timedelta(minutes=5),
    "quota": timedelta(minutes=5),
    "stale": timedelta(minutes=5),
    "webhook_silence": timedelta(minutes=15),
    "metric": timedelta(minutes=15),
    "reconciliation": timedelta(hours=6),
}
# Well for so long is well again; what is back sooner is the same incident.
WELL_FOR: Final = timedelta(minutes=10)
RETRY_FIRST: Final = timedelta(minutes=1)
RETRY_MAX: Final = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """
    What somebody wants to be told of.

    A metric rule names a metric, on which side of `limit_value` it fires, and the limit in the metric's own unit.
    `no_data` is why it could not judge everything when it was last looked at.
    """

    rule_id: int
    name: str
    kind: Kind
    metric: str | None = None
    comparison: Comparison | None = None
    limit_value: Decimal | None = None
    is_usual: bool = False
    is_urgent: bool = False
    muted_at: datetime | None = None
    muted_until: datetime | None = None
    judged_at: datetime | None = None
    no_data: str | None = None

    def is_muted(self, now: datetime) -> bool:
        """Whether nothing is told of it at present."""
        return self.muted_at is not None and (self.muted_until is None or now < self.muted_until)

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be judged again; a judgement yet to come was noted by a clock that is wrong."""
        return self.judged_at is None or not self.judged_at <= now < self.judged_at + JUDGED_EVERY[self.kind]

    def is_beyond(self, value: Decimal) -> bool:
        """Whether a value of its metric is on the wrong side of the limit; the limit itself is not."""
        assert self.limit_value is not None
        return value < self.limit_value if self.comparison == "below" else value > self.limit_value


@dataclass(frozen=True, kw_only=True)
class Finding:
    """
    One cause that a rule found, in words that name no person and no secret.

    `cause` tells it from the others of its rule. Findings of one title are told together, each with its place.
    """

    cause: str
    title: str
    place: str
    what: str
    connection: str | None = None
    since_at: datetime | None = None
    value: str | None = None
    limit: str | None = None
    by_itself: str | None = None
    to_do: str | None = None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """
    What a look by one rule found, and what it can say of everything else.

    A cause that was open and is not found is well if it is in `well` (with how it stands now) or is about one of the
    `connections`; it stays as it is if it is in `undecided`, or about one of the `undecided_connections`, or if
    `is_blind`; else it is not watched any more.
    """

    findings: Sequence[Finding] = ()
    well: Mapping[str, str] = field(default_factory=dict)
    connections: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()
    undecided_connections: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    no_data: str | None = None
    is_blind: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenIncident:
    """An incident that is not closed: by which rule, for which cause, since when it seems well, whether it was told."""

    incident_id: int
    rule_id: int
    cause: str
    connection: str | None
    well_at: datetime | None
    is_told: bool


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What becomes of a rule's incidents after a look; `seem_well` has each with how it stands now."""

    seen: Sequence[Finding] = ()
    seem_well: Mapping[int, str] = field(default_factory=dict)
    well: Sequence[int] = ()
    gone: Sequence[int] = ()


def decide(incidents: Iterable[OpenIncident], judged: Judged, now: datetime) -> Changes:
    """Return what becomes of the open incidents of a rule, given what a look found."""
    found = {each.cause for each in judged.findings}
    seem_well: dict[int, str] = {}
    well: list[int] = []
    gone: list[int] = []
    for each in incidents:
        if each.cause in found or _stays(each, judged):
            continue
        is_watched = each.cause in judged.well or each.connection in judged.connections
        if each.cause in judged.gone or not is_watched:
            gone.append(each.incident_id)
        elif each.well_at is None:
            seem_well[each.incident_id] = judged.well.get(each.cause, "")
        elif abs(now - each.well_at) >= WELL_FOR:
            well.append(each.incident_id)
    return Changes(seen=judged.findings, seem_well=seem_well, well=well, gone=gone)


def _stays(incident: OpenIncident, judged: Judged) -> bool:
    return (
        judged.is_blind or incident.cause in judged.undecided or incident.connection in judged.undecided_connections
    ) and incident.cause not in judged.gone


def without_effects(judged: Judged, covered: frozenset[str]) -> Judged:
    """Return what is left of a judgement where some connections have a cause that is told already."""
    return Judged(
        **{
            **vars(judged),
            "findings": [each for each in judged.findings if each.connection not in covered],
            "undecided_connections": judged.undecided_connections | covered,
        }
    )


@dataclass(frozen=True, kw_only=True)
class QuietHours:
    """Hours of the day in a zone in which only what is urgent is told; they may go over midnight."""

    from_time: time
    until_time: time
    zone: ZoneInfo

    def has(self, now: datetime) -> bool:
        """
        Whether it is quiet now.

        >>> night = QuietHours(from_time=time(22), until_time=time(7), zone=ZoneInfo("America/Chicago"))
        >>> [night.has(datetime(2026, 3, 4, hour, tzinfo=UTC)) for hour in (3, 4, 12, 13)]
        [False, True, True, False]
        """
        here = now.astimezone(self.zone).time()
        if self.from_time <= self.until_time:
            return self.from_time <= here < self.until_time
        return here >= self.from_time or here < self.until_time


def retry_after(attempts: int) -> timedelta:
    """
    Return how long a message waits that was not taken so many times: doubling up to an hour, for ever.

    >>> [retry_after(each) / timedelta(minutes=1) for each in (1, 2, 7, 500)]
    [1.0, 2.0, 60.0, 60.0]
    """
    return min(RETRY_FIRST * (1 << min(max(attempts, 1) - 1, 10)), RETRY_MAX)


def at(instant: datetime, zone: ZoneInfo | None = None) -> str:
    """
    Return an instant as a message has it, to the minute.

    >>> at(datetime(2026, 3, 4, 12, 30, tzinfo=UTC), ZoneInfo("America/Chicago"))
    '2026-03-04 06:30 CST'
    """
    return f"{instant.astimezone(zone or UTC):%Y-%m-%d %H:%M %Z}"

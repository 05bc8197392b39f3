"""Schedules as values: what people see of one, what it begins with, what a worker has of it, how a reading ended."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from daysheet.core.scheduling import Rank
from daysheet.core.vendor import ScheduleKind

LEASE_SECONDS: Final = 20.0


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """One schedule as people see it: what it reads, when, and how it fares."""

    connection: str
    vendor: str
    connection_status: str
    status_reason: str | None
    budget_key: str
    connection_id: int
    name: str
    kind: ScheduleKind
    streams: Sequence[str]
    every_seconds: int | None
    times_of_day: Sequence[time]
    time_zone: str
    is_adaptive: bool
    pace_seconds: int | None
    is_enabled: bool
    next_due_at: datetime
    last_started_at: datetime | None
    last_finished_at: datetime | None
    last_good_at: datetime | None
    is_behind: bool
    failures: int
    reason: str | None
    run_id: uuid.UUID | None
    fence: int
    lease_owner: str | None
    leased_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class NewSchedule:
    """What a schedule begins with."""

    name: str
    kind: ScheduleKind
    streams: Sequence[str]
    every_seconds: int | None
    times_of_day: Sequence[time]
    time_zone: str
    is_adaptive: bool
    next_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Claim:
    """
    One schedule that this worker has, under one fence.

    `dead_run_id` is the run it was taken over from, `asked` what somebody asked for.
    """

    tenant_id: int
    connection_id: int
    connection: str
    name: str
    kind: ScheduleKind
    streams: Sequence[str]
    every_seconds: int | None
    times_of_day: Sequence[time]
    time_zone: str
    is_adaptive: bool
    pace_seconds: int | None
    next_due_at: datetime
    failures: int
    dead_run_id: uuid.UUID | None
    budget_key: str
    rank: Rank
    run_id: uuid.UUID
    fence: int
    started_at: datetime
    round_at: datetime
    asked: Mapping[str, Any] | None = None

    @property
    def place(self) -> dict[str, Any]:
        """What the statements about it are asked with."""
        return {
            "tenant_id": self.tenant_id,
            "connection_id": self.connection_id,
            "name": self.name,
            "fence": self.fence,
            "budget_key": self.budget_key,
            "holder": str(self.run_id),
            "lease_seconds": LEASE_SECONDS,
        }


@dataclass(frozen=True, kw_only=True)
class Ending:
    """
    How a reading ended, as its schedule keeps it; `has_failed_at_vendor` is None where that was not seen.

    `has_busy` tells that only what another run was reading is left of it: the rest is not read again. What `is_done` is
    switched off: it was asked for once.
    """

    next_due_at: datetime
    is_good: bool
    is_behind: bool
    pace_seconds: int | None
    failures: int
    reason: str | None
    has_failed_at_vendor: bool | None
    has_busy: bool = False
    is_done: bool = False

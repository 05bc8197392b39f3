"""
What was read of one job, layer by layer (journeys sheet, section 2), and what follows from the layers together.

The layers are A the sweep of customers, B the opportunity in detail, C the times of its jobs, D the Premium detail of
a job. Of a field that several of them carry, the richest layer that knows it counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from daysheet.vendors.smartmoving.simulator.expected_branches import Place
from daysheet.vendors.smartmoving.simulator.expected_services import ServiceNames
from daysheet.vendors.smartmoving.simulator.expected_stages import Instants, Stage, stage_of
from daysheet.vendors.smartmoving.simulator.expected_values import Truth, day, inside, instant


@dataclass(frozen=True, kw_only=True)
class Seen:
    """All that was read of one job (*customer* is layer A, *job* what layer B embeds), and where and when we stand."""

    customer: Truth
    opportunity: Truth
    job: Truth
    times: Truth | None
    detail: Truth | None
    place: Place
    services: ServiceNames
    now: datetime

    def known(self, *names: str) -> Any:
        """Return a field of the job's own layers, the richest one that knows it first."""
        return first_known(inside(layer, *names) for layer in (self.detail, self.times, self.job))

    @property
    def service_date(self) -> date:
        """The day of the service at the branch; ValueError when the vendor gives none."""
        found = day(self.known("jobDate"))
        if found is None:
            raise ValueError("a job without a day is not a journey")
        return found

    @property
    def today(self) -> date:
        """The day at the branch, in UTC as long as nobody knows its zone."""
        return self.now.astimezone(ZoneInfo(self.place.time_zone) if self.place.time_zone else UTC).date()

    @property
    def instants(self) -> Instants:
        """When things happened to the job."""
        return Instants(
            started_at=instant(self.known("startTimeUtc")),
            ended_at=instant(self.known("endTimeUtc")),
            completed_at=instant(self.known("completedAtUtc")),
            confirmed_at=instant(self.known("confirmedAtUtc")),
            closed_at=instant(self.known("closedAtUtc")),
        )

    @property
    def is_confirmed(self) -> bool:
        """Whether the customer has confirmed."""
        return bool(self.job["confirmed"]) or self.instants.confirmed_at is not None

    @property
    def stage(self) -> Stage:
        """Where the vendor's data alone put it."""
        return stage_of(
            self.opportunity["status"],
            reason=self.opportunity["cancellationReason"],
            seen=self.instants,
            is_confirmed=self.is_confirmed,
            service_date=self.service_date,
            today=self.today,
        )


def first_known(values: Iterable[Any]) -> Any:
    """Return the first value that is not null."""
    return next((value for value in values if value is not None), None)

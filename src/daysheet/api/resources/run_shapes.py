"""The shapes of runs and schedules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, StrictBool

from daysheet.api.resources.connection_shapes import PLAIN
from daysheet.api.shapes import Taken

FIRST_ON: Final = date(1990, 1, 1)
LAST_ON: Final = date(2100, 1, 1)


class AskRun(Taken):
    """What to read: without anything what is due; `full` everything, or days, or single records of one stream."""

    streams: list[str] = Field(default_factory=list, max_length=100)
    full: StrictBool = False
    since: date | None = Field(None, ge=FIRST_ON, le=LAST_ON)
    until: date | None = Field(None, ge=FIRST_ON, le=LAST_ON)
    ids: list[Annotated[str, Field(pattern=r"^[!-~]{1,64}$")]] = Field(default_factory=list, max_length=200)
    reason: str | None = Field(None, max_length=500, pattern=PLAIN)


class Run(BaseModel):
    """
    A run. `status` is queued, running, completed, partial, failed or cancelled.

    One that is cut ended on purpose: its slice of time was over, or somebody wanted it to end.
    """

    id: str
    connection: str
    kind: str
    schedule: str | None
    status: str
    is_cut: bool
    started_at: datetime | None
    finished_at: datetime | None
    cancel_asked_at: datetime | None
    received: int
    new: int
    changed: int
    quarantined: int
    requests: int
    error: str | None
    reason: str | None


class StreamsProgress(BaseModel):
    """How far one stream of a run is, over its locations; `state` is waits, reading, done or failed."""

    stream: str
    state: str
    done: int
    total: int | None
    left_seconds: float | None


class Progress(BaseModel):
    """
    How far a run is with the streams it began.

    `total` is what the vendor announced: of whole readings, from the first stored pages on; null where it is not known
    of one of them. `left_seconds` is how long the rest of it takes at the present rate.
    """

    done: int
    total: int | None
    unit: str
    per_second: float | None
    left_seconds: float | None
    streams: list[StreamsProgress]


class RunDetails(Run):
    """
    A run with what it did in each stream at each location; where it `goes_on`, further runs follow it.

    `progress` is there while it runs.
    """

    goes_on: bool
    progress: Progress | None
    streams: list[dict[str, Any]]


class Runs(BaseModel):
    """A page of runs, newest first."""

    data: list[Run]
    next: str | None
    as_of: datetime | None


class RunAsked(BaseModel):
    """A run that waits for a worker."""

    run: RunDetails


class RunsAsked(BaseModel):
    """Runs that wait for a worker."""

    runs: list[RunDetails]


class ScheduleShape(BaseModel):
    """When some streams of a connection are read: every so often, or at times of day in a zone."""

    connection: str
    connection_status: str
    name: str
    kind: str
    streams: list[str]
    every_seconds: int | None
    times_of_day: list[str]
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
    run_id: str | None


class Timing(BaseModel):
    """What somebody decides about a schedule; its version is that of this alone."""

    connection: str
    name: str
    kind: str
    streams: list[str]
    every_seconds: int | None
    times_of_day: list[str]
    time_zone: str
    is_enabled: bool


class Schedules(BaseModel):
    """Schedules, by connection and name."""

    data: list[ScheduleShape]
    next: str | None
    as_of: datetime | None


class ChangeSchedule(Taken):
    """How often, such as 10m or 2h, or at which times of day, such as 06:00; and whether at all."""

    every: str | None = None
    times: list[str] | None = Field(None, min_length=1, max_length=24)
    time_zone: str | None = None
    is_enabled: StrictBool | None = None

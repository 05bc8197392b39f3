"""What becomes of a schedule after its reading: when it is due again, and what is remembered of how it went."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from daysheet.core.errors import AllowanceSpent, DaysheetError, RateLimited, StreamBusy, Transient, VendorUnavailable
from daysheet.core.scheduling import Rank, Timing, backoff, next_due, paced, rank_of
from daysheet.operations.runs.scheduling import timing_of
from daysheet.warehouse.schedule_rows import Claim, Ending

BUSY_WAIT: Final = timedelta(seconds=30)
ASKED_TRIES_MAX: Final = 5


@dataclass(kw_only=True)
class Result:
    """
    How the reading of a schedule went: what it was cut by, what went wrong, whether anything had changed.

    `broken` is the kind of an error that is our own mistake. `floor` is how often the calls allow a reading.
    """

    errors: Sequence[DaysheetError] = ()
    is_cut: bool = False
    is_stopped: bool = False
    is_cancelled: bool = False
    is_proven: bool = True
    has_changed: bool = False
    has_received: bool = False
    broken: str | None = None
    floor: timedelta = field(default_factory=timedelta)

    @property
    def status(self) -> str:
        """How it is told in a log: failed, stopped, cancelled, sliced, put off, partial or completed."""
        if self.broken or any(not isinstance(each, StreamBusy) for each in self.errors):
            return "failed"
        if self.is_stopped or self.is_cancelled:
            return "stopped" if self.is_stopped else "cancelled"
        if self.is_cut:
            return "sliced"
        if self.errors:
            return "put off"
        return "completed" if self.is_proven else "partial"

    @property
    def reason(self) -> str | None:
        """Why it failed, in words that name no record and no secret."""
        if self.broken:
            return f"An unexpected {self.broken} in our own program; the log of the worker tells where."
        wrong = [each for each in self.errors if not isinstance(each, StreamBusy)]
        return str(wrong[0]) if wrong else None

    @property
    def will_pass(self) -> bool:
        """Whether everything that went wrong may be well by itself in a while."""
        return self.broken is None and all(isinstance(each, Transient) for each in self.errors)

    @property
    def has_failed_at_vendor(self) -> bool | None:
        """Whether the vendor could not be reached; None where nothing was learned about that."""
        if any(_is_down(each) for each in self.errors) and not self.has_received:
            return True
        return False if self.has_received or self.status in ("completed", "partial", "sliced") else None


def _is_down(error: DaysheetError) -> bool:
    return isinstance(error, VendorUnavailable | RateLimited) and not isinstance(error, AllowanceSpent)


def ending_of(claim: Claim, result: Result, now: datetime, chance: random.Random) -> Ending:
    """
    Return what a schedule keeps of a reading: an unfinished slice goes on at once.

    What will pass by itself is tried again soon, later each time, but no more often than the calls allow; what will
    not is read again when it is due as usual. What another run was reading is no failure: it is looked for again soon,
    and alone.
    """
    if claim.kind == "asked":
        return _ending_of_asked(claim, result, now, chance)
    timing = timing_of(claim, claim.tenant_id, result.floor)
    failed = result.status == "failed"
    goes_on = result.status in ("sliced", "stopped")
    pace = _pace(claim, timing, result, now)
    if failed and result.will_pass:
        due_at = max(now + backoff(claim.failures + 1, chance), claim.started_at + timing.floor)
    elif result.status == "put off":
        due_at = max(now + BUSY_WAIT, claim.started_at + timing.floor)
    elif goes_on:
        due_at = claim.next_due_at if result.is_stopped else now
    else:
        later = timing if pace is None else Timing(**{**vars(timing), "pace": pace})
        due_at = next_due(later, started_at=claim.started_at, now=now)
    return Ending(
        next_due_at=due_at,
        is_good=result.status == "completed",
        is_behind=result.status == "sliced" or (result.is_stopped and _is_unhurried(claim)),
        pace_seconds=claim.pace_seconds if pace is None else int(pace.total_seconds()),
        failures=claim.failures + 1 if failed else claim.failures if result.status == "put off" else 0,
        reason=result.reason,
        has_failed_at_vendor=result.has_failed_at_vendor,
        has_busy=result.status == "put off",
    )


def _is_unhurried(claim: Claim) -> bool:
    """Whether it reads a past, or is a board that catches up: after a stop it goes on, and does not begin anew."""
    return claim.rank is Rank.HISTORY or claim.rank > rank_of(claim.kind, is_behind=False)


def _ending_of_asked(claim: Claim, result: Result, now: datetime, chance: random.Random) -> Ending:
    """Return what is kept of a reading that somebody asked for: it goes on until it is done, and is not repeated."""
    failed = result.status == "failed"
    is_retried = failed and result.will_pass and claim.failures + 1 < ASKED_TRIES_MAX
    due_at = now
    if is_retried:
        due_at = now + backoff(claim.failures + 1, chance)
    elif result.status == "put off":
        due_at = now + BUSY_WAIT
    return Ending(
        next_due_at=due_at,
        is_good=result.status == "completed",
        is_behind=result.status in ("sliced", "stopped"),
        pace_seconds=None,
        failures=claim.failures + failed,
        reason=result.reason,
        has_failed_at_vendor=result.has_failed_at_vendor,
        has_busy=result.status == "put off",
        is_done=not is_retried and result.status not in ("sliced", "stopped", "put off"),
    )


def _pace(claim: Claim, timing: Timing, result: Result, now: datetime) -> timedelta | None:
    if not claim.is_adaptive or result.status not in ("completed", "partial"):
        return None
    return paced(timing, changed=result.has_changed, now=now)

"""How a connection fares, in one sentence that says what is wrong, what happens by itself, and what a person can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from daysheet.core.calls import Serving
from daysheet.core.nouns import counted
from daysheet.operations.connections.call_plans import CallsReport
from daysheet.operations.runs.reading_progress import FirstReading
from daysheet.operations.runs.status import ConnectionStatus
from daysheet.warehouse.schedule_rows import Schedule

Tone = Literal["good", "warn", "bad", ""]


@dataclass(frozen=True, kw_only=True)
class Health:
    """A sentence, how it sounds, and when something happens by itself, if anything does."""

    tone: Tone
    text: str
    next_at: datetime | None = None


def health_of(
    status: ConnectionStatus,
    schedules: Sequence[Schedule],
    calls: CallsReport,
    first: FirstReading,
    now: datetime,
) -> Health:
    """Return how a connection fares; the gravest thing first."""
    due = [each for each in schedules if each.is_enabled]
    next_at = min((each.next_due_at for each in due), default=None)
    if status.status == "needs_reauth":
        said = status.reason or "The vendor does not accept the credential any more."
        return Health(tone="bad", text=f"{said} Nothing is lost, and what was read stays.")
    if status.status == "paused":
        return Health(tone="", text=f"It rests: {status.reason or 'paused by a person'}. What was read stays.")
    if (short := _short_of_calls(calls)) is not None:
        return Health(tone="warn", text=short, next_at=next_at)
    if failing := [each for each in due if each.failures]:
        return _failing(failing)
    if not due:
        return Health(tone="warn", text="Every schedule is off, so nothing is read by itself.")
    if not first.is_over:
        text = f"The first reading goes on: {first.done} of {len(first.streams)} kinds of record are here."
        return Health(tone="", text=text, next_at=next_at)
    return _as_fresh_as(status, next_at, now)


def _short_of_calls(calls: CallsReport) -> str | None:
    standing = calls.standing
    if standing.serving is Serving.EVERYTHING:
        return None
    resets = f"All is read again from {standing.resets_on:%-d %B} on."
    used = f"{standing.used:,} of this month's {standing.allowance:,} calls are used"
    if standing.serving is Serving.NOTHING:
        return f"{used}: nothing is read, and boards show their age. {resets}"
    return f"{used}: only today and tomorrow are read, lists and history wait. {resets}"


def _failing(failing: Sequence[Schedule]) -> Health:
    worst = max(failing, key=lambda each: each.failures)
    times = "once" if worst.failures == 1 else f"{worst.failures} times in a row"
    text = (
        f"{worst.name.capitalize()} failed {times}: {worst.reason or 'the log of the run says why.'} "
        "It is tried again by itself, and nothing is lost."
    )
    return Health(tone="warn", text=text, next_at=min(each.next_due_at for each in failing))


def _as_fresh_as(status: ConnectionStatus, next_at: datetime | None, now: datetime) -> Health:
    expected = [each for each in status.streams if each.expected is not None]
    fresh = sum(each.state == "fresh" for each in expected)
    all_of_it = f"{fresh} of {counted(len(expected), 'stream')} {'is' if len(expected) == 1 else 'are'} fresh"
    if fresh == len(expected):
        return Health(tone="good", text=f"Up to date: {all_of_it}.", next_at=next_at)
    late = [each for each in expected if each.state in ("late", "stale")]
    oldest = max((each.age for each in late if each.age is not None), default=None)
    since = "" if oldest is None else f"; the oldest was read whole {_length(oldest)} ago"
    is_stale = any(each.state == "stale" for each in expected)
    is_waiting = next_at is not None and next_at <= now
    going = " What is due waits for a worker: is one running?" if is_waiting and is_stale else ""
    return Health(tone="warn" if late else "", text=f"{all_of_it.capitalize()}{since}.{going}", next_at=next_at)


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    if minutes < 120:
        return counted(minutes, "minute")
    return f"{minutes // 60} hours" if minutes < 2 * 24 * 60 else f"{minutes // (24 * 60)} days"

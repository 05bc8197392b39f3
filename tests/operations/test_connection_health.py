"""How a connection fares, in a sentence: the gravest thing first, with what happens by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from daysheet.core.calls import Standing
from daysheet.operations.connections.call_plans import CallsReport
from daysheet.operations.connections.connection_health import Health, health_of
from daysheet.operations.runs.reading_progress import FirstReading, StreamProgress
from daysheet.operations.runs.status import ConnectionStatus, StreamStatus
from daysheet.warehouse.schedule_rows import Schedule

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
NEXT = NOW + timedelta(minutes=10)


def stream(state: Any = "fresh", age: timedelta = timedelta(minutes=1), expected: Any = timedelta(hours=1)) -> Any:
    return StreamStatus(
        stream="orders", location=None, as_of=NOW - age, age=age, expected=expected, state=state, error=None
    )


def schedule(**known: Any) -> Schedule:
    nothing: dict[str, Any] = dict.fromkeys(Schedule.__dataclass_fields__)
    return Schedule(**{**nothing, "name": "board", "is_enabled": True, "failures": 0, "next_due_at": NEXT, **known})


def health(
    *,
    status: str = "active",
    reason: str | None = None,
    streams: tuple[Any, ...] = (),
    schedules: tuple[Schedule, ...] = (schedule(),),
    used: int = 10,
    first: tuple[StreamProgress, ...] = (),
) -> Health:
    shown = ConnectionStatus(
        connection="main",
        vendor="A vendor",
        status=status,
        reason=reason,
        streams=streams or (stream(),),
        success=None,
        calls_used=used,
        calls_allowed=1_000,
    )
    standing = Standing(month_on=date(2026, 3, 1), used=used, allowance=1_000)
    calls = CallsReport(
        connection="main", vendor="A vendor", vendor_plan="basic", standing=standing, forecast=used, dry_on=None
    )
    return health_of(shown, schedules, calls, FirstReading(streams=first), NOW)


def test_a_refused_credential_goes_before_everything() -> None:
    found = health(status="needs_reauth", reason="The vendor says 401.", used=1_000)

    assert found.tone == "bad"
    assert found.text == "The vendor says 401. Nothing is lost, and what was read stays."


def test_spent_calls_say_until_when_and_what_goes_on() -> None:
    short, spent = health(used=950), health(used=1_000)

    assert (short.tone, spent.tone) == ("warn", "warn")
    assert "only today and tomorrow are read" in short.text
    assert "nothing is read, and boards show their age" in spent.text
    assert "All is read again from 1 April on." in spent.text


def test_a_vendor_that_is_down_is_tried_again_by_itself() -> None:
    found = health(schedules=(schedule(), schedule(name="rest", failures=2, reason="The vendor does not answer.")))

    assert (found.tone, found.next_at) == ("warn", NEXT)
    assert found.text.startswith("Rest failed 2 times in a row: The vendor does not answer. It is tried again")


def test_a_first_reading_says_how_far_it_is() -> None:
    found = health(
        first=(
            StreamProgress(stream="orders", state="done", so_far=5),
            StreamProgress(stream="parts", state="waits", so_far=0),
        )
    )

    assert found.text == "The first reading goes on: 1 of 2 kinds of record are here."


def test_what_no_schedule_reads_is_no_trouble_and_what_is_stale_is() -> None:
    fine = health(streams=(stream(), stream("unknown", expected=None)))
    old = health(streams=(stream(), stream("stale", timedelta(hours=5))), schedules=(schedule(next_due_at=NOW),))

    assert (fine.tone, fine.text) == ("good", "Up to date: 1 of 1 stream is fresh.")
    assert old.tone == "warn"
    assert old.text.startswith("1 of 2 streams are fresh; the oldest was read whole 5 hours ago.")
    assert "is one running?" in old.text


def test_schedules_that_are_all_off_are_told() -> None:
    assert "nothing is read by itself" in health(schedules=(schedule(is_enabled=False),)).text

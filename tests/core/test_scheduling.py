"""When something is due next: grids, clocks that jump, outages, paces, failures; and whose turn it is."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from daysheet.core.scheduling import (
    BACKOFF_MAX,
    TIMES_SPREAD_MAX,
    Rank,
    Timing,
    Turn,
    backoff,
    fair_order,
    next_due,
    paced,
    spread_of,
)

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ZONES = ("America/St_Johns", "America/Toronto", "America/Vancouver", "America/Phoenix", "Australia/Lord_Howe", "UTC")


def every(minutes: int, **more: object) -> Timing:
    return Timing(every=timedelta(minutes=minutes), **more)  # type: ignore[arg-type]  # as the fields are


def at(*times: str, zone: str = "UTC", spread: float = 0.0) -> Timing:
    return Timing(times=tuple(map(time.fromisoformat, times)), zone=ZoneInfo(zone), spread=spread)


def days_of(timing: Timing, since: datetime, days: int) -> list[datetime]:
    """Return when something is read in some days, where each reading is done in a minute."""
    found = [since]
    while found[-1] < since + timedelta(days=days):
        found.append(next_due(timing, started_at=found[-1], now=found[-1] + MINUTE))
    return found[1:]


def test_intervals_lie_on_a_grid_that_the_spread_shifts() -> None:
    first = next_due(every(10), started_at=NOON, now=NOON + MINUTE)
    shifted = next_due(every(10, spread=0.25), started_at=NOON, now=NOON + MINUTE)

    assert (first, shifted) == (NOON + 10 * MINUTE, NOON + 12.5 * MINUTE)


def test_a_thousand_connections_do_not_begin_at_once() -> None:
    starts = Counter(
        int(next_due(every(10, spread=spread_of(tenant, 1, "board")), started_at=NOON, now=NOON + MINUTE).timestamp())
        for tenant in range(1_000)
    )

    assert max(starts.values()) <= 20
    assert len(starts) > 300


def test_an_outage_of_three_days_is_caught_up_with_once() -> None:
    back_at = NOON + timedelta(days=3, minutes=4)

    following = next_due(every(10), started_at=back_at, now=back_at + MINUTE)

    # It was due once, and read once; 432 times were missed.
    assert back_at + 5 * MINUTE <= following <= back_at + 16 * MINUTE


def test_days_that_were_missed_are_caught_up_with_once() -> None:
    back_at = NOON + timedelta(days=3, hours=1)

    assert next_due(at("06:00"), started_at=back_at, now=back_at + MINUTE) == datetime(2026, 3, 8, 6, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("wall", ["00:00", "01:30", "02:30", "06:00", "23:59"])
def test_each_local_day_has_each_time_once_though_the_clocks_jump(zone: str, wall: str) -> None:
    here = ZoneInfo(zone)

    found = days_of(at(wall, zone=zone), datetime(2026, 1, 1, 12, tzinfo=UTC), 365)

    local = [each.astimezone(here) for each in found]
    assert set(Counter(each.date() for each in local).values()) == {1}
    assert len(found) in (365, 366)
    assert len([each for each in local if each.time() != time.fromisoformat(wall)]) <= 2


def test_a_time_that_the_clocks_skip_comes_when_they_have_jumped() -> None:
    before = datetime(2026, 3, 8, 5, tzinfo=UTC)

    found = next_due(at("02:30", zone="America/Toronto"), started_at=before, now=before)

    assert found.astimezone(ZoneInfo("America/Toronto")).isoformat() == "2026-03-08T03:30:00-04:00"


def test_a_time_that_a_day_has_twice_is_taken_the_first_time() -> None:
    before = datetime(2026, 11, 1, 4, tzinfo=UTC)
    timing = at("01:30", zone="America/Toronto")

    first = next_due(timing, started_at=before, now=before)
    second = next_due(timing, started_at=first, now=first + MINUTE)

    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert second == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)


def test_times_of_day_are_spread_over_some_minutes_after_them() -> None:
    found = {next_due(at("06:00", spread=spread_of(n)), started_at=NOON, now=NOON) for n in range(200)}
    sharp = datetime(2026, 3, 5, 6, tzinfo=UTC)

    assert sharp <= min(found) < max(found) < sharp + TIMES_SPREAD_MAX
    assert len(found) == 200


@pytest.mark.parametrize("minutes", [5, 30, 90])
def test_nothing_is_read_more_often_than_the_calls_allow(minutes: int) -> None:
    found = days_of(every(minutes, floor=timedelta(hours=2), spread=0.4), NOON, 30)

    assert 355 <= len(found) <= 361


def test_a_pace_is_fast_after_changes_and_slow_without_between_its_bounds() -> None:
    timing = every(10)

    fast = paced(timing, changed=True, now=NOON)
    slower = [fast]
    for _ in range(8):
        slower.append(paced(every(10, pace=slower[-1]), changed=False, now=NOON))

    assert fast == 5 * MINUTE
    assert slower[1] == 7.5 * MINUTE
    assert slower[-2:] == [30 * MINUTE, 30 * MINUTE]
    assert paced(every(10, pace=30 * MINUTE), changed=True, now=NOON) == 5 * MINUTE


def test_a_pace_slows_down_sooner_at_night_where_the_shop_is() -> None:
    shop = every(10, pace=5 * MINUTE, zone=ZoneInfo("America/Vancouver"))
    night = datetime(2026, 3, 4, 8, tzinfo=UTC)

    assert paced(shop, changed=False, now=night) == 15 * MINUTE
    assert paced(shop, changed=False, now=night + timedelta(hours=9)) == 7.5 * MINUTE


def test_a_pace_never_passes_what_the_calls_allow() -> None:
    assert paced(every(10, floor=timedelta(hours=2)), changed=True, now=NOON) == timedelta(hours=2)


def test_failures_wait_twice_as_long_each_time_and_an_hour_at_most() -> None:
    chance = random.Random(3)

    waits = [backoff(failures, chance) for failures in range(1, 40)]

    assert MINUTE / 2 <= waits[0] <= MINUTE
    assert 2 * MINUTE <= waits[2] <= 4 * MINUTE
    assert all(BACKOFF_MAX / 2 <= each <= BACKOFF_MAX for each in waits[6:])
    assert len(set(waits[6:])) > 30


def turn(tenant_id: int, rank: Rank, served: int | None, due: int = 0) -> Turn:
    return Turn(
        tenant_id=tenant_id,
        rank=rank,
        due_at=NOON + due * MINUTE,
        served_at=None if served is None else NOON + served * MINUTE,
    )


def test_boards_come_first_then_what_is_fresh_then_the_past() -> None:
    turns = [turn(1, Rank.HISTORY, None), turn(2, Rank.FRESH, None), turn(3, Rank.BOARD, 59)]

    assert [each.tenant_id for each in fair_order(turns)] == [3, 2, 1]


def test_the_tenant_that_waited_longest_for_its_turn_is_first() -> None:
    turns = [turn(1, Rank.BOARD, 9), turn(2, Rank.BOARD, 3), turn(3, Rank.BOARD, None), turn(4, Rank.BOARD, 3, due=-1)]

    assert [each.tenant_id for each in fair_order(turns)] == [3, 4, 2, 1]

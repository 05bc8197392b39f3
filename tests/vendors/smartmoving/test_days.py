"""Which days are read: today and tomorrow as each branch's own calendar has them, every day once, in few pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daysheet.core.vendor import Days
from daysheet.engine.sweeping import Ranges, range_of, todays
from tests.stories.business import Business
from tests.vendors.smartmoving.held import LAYERS, journey, place, read
from tests.vendors.smartmoving.served import Account, yyyymmdd
from tests.vendors.smartmoving.simulator.worked_example import HALIFAX

DAYS = Days(from_parameter="FromServiceDate", to_parameter="ToServiceDate")
PAGE_SIZE = 200
PORTLAND = "0a54a803-7b46-42e9-b96a-b2fa00eec2a8"
MONCTON = "d5ad3930-f536-4955-a3d8-afa900f7ecc0"
ZONES = [
    ZoneInfo(f"America/{name}")
    for name in ("St_Johns", "Halifax", "Toronto", "Winnipeg", "Regina", "Edmonton", "Phoenix", "Los_Angeles")
] + [ZoneInfo("Pacific/Honolulu")]
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "instant", "today"),
    [
        # Newfoundland's half hour, before and after its clocks go forward on 8 March.
        ("America/St_Johns", "2026-03-08T03:29:59", date(2026, 3, 7)),
        ("America/St_Johns", "2026-03-08T03:30:00", date(2026, 3, 8)),
        ("America/St_Johns", "2026-03-09T02:29:59", date(2026, 3, 8)),
        ("America/St_Johns", "2026-03-09T02:30:00", date(2026, 3, 9)),
        # Saskatchewan keeps its time while Manitoba changes.
        ("America/Regina", "2026-07-01T05:59:59", date(2026, 6, 30)),
        ("America/Regina", "2026-07-01T06:00:00", date(2026, 7, 1)),
        ("America/Regina", "2026-01-01T06:00:00", date(2026, 1, 1)),
        ("America/Winnipeg", "2026-07-01T05:00:00", date(2026, 7, 1)),
        ("America/Winnipeg", "2026-01-01T05:59:59", date(2025, 12, 31)),
        # The day of 23 hours, and the one of 25.
        ("America/Los_Angeles", "2026-03-08T07:59:59", date(2026, 3, 7)),
        ("America/Los_Angeles", "2026-03-09T06:59:59", date(2026, 3, 8)),
        ("America/Los_Angeles", "2026-03-09T07:00:00", date(2026, 3, 9)),
        ("America/Los_Angeles", "2026-11-01T07:00:00", date(2026, 11, 1)),
        ("America/Los_Angeles", "2026-11-02T07:59:59", date(2026, 11, 1)),
        ("America/Los_Angeles", "2026-11-02T08:00:00", date(2026, 11, 2)),
    ],
)
def test_case_15_today_and_tomorrow_in_one_branch(zone: str, instant: str, today: date) -> None:
    now = datetime.fromisoformat(instant).replace(tzinfo=UTC)

    assert todays(now, [ZoneInfo(zone)]) == (today, today)
    assert range_of(DAYS, now, [ZoneInfo(zone)], full=False, since=None, until=None) == (today, today + ONE_DAY)


@given(
    now=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  UTC is added
    zones=st.lists(st.sampled_from(ZONES), min_size=1, unique=True),
)
def test_today_and_tomorrow_of_every_branch_are_read_and_nothing_else(now: datetime, zones: list[ZoneInfo]) -> None:
    first_on, last_on = range_of(DAYS, now, zones, full=False, since=None, until=None)

    own = {now.astimezone(zone).date() for zone in zones}
    assert {first_on, last_on - ONE_DAY} <= own
    assert all(first_on <= day and day + ONE_DAY <= last_on for day in own)
    assert last_on - first_on <= 2 * ONE_DAY


@given(now=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  UTC is added
def test_without_any_zone_every_place_on_earth_is_covered(now: datetime) -> None:
    first_on, last_on = todays(now, [])

    for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns"):
        assert first_on <= now.astimezone(ZoneInfo(name)).date() <= last_on


@given(
    first=st.integers(-800, 200),
    length=st.integers(0, 1_000),
    dates_of_today=st.integers(0, 1),
    totals=st.lists(st.one_of(st.none(), st.integers(0, 5_000)), min_size=1, max_size=30),
)
def test_every_day_is_covered_once(first: int, length: int, dates_of_today: int, totals: list[int | None]) -> None:
    today = date(2026, 8, 12)
    first_on, last_on = today + first * ONE_DAY, today + (first + length) * ONE_DAY
    ranges = Ranges(first_on, last_on, (today, today + dates_of_today * ONE_DAY), PAGE_SIZE)

    covered: list[date] = []
    for number, (start, end) in enumerate(ranges):
        assert start <= end
        covered += [start + plus * ONE_DAY for plus in range((end - start).days + 1)]
        ranges.learn(totals[number % len(totals)])

    assert sorted(covered) == [first_on + plus * ONE_DAY for plus in range(length + 1)]


def test_today_and_tomorrow_come_first_then_what_is_ahead_then_the_past_newest_first() -> None:
    today = date(2026, 8, 12)
    days = [start for start, _ in Ranges(today - 3 * ONE_DAY, today + 3 * ONE_DAY, (today, today), PAGE_SIZE)]

    assert [(day - today).days for day in days] == [0, 1, 2, 3, -1, -2, -3]


@pytest.mark.parametrize(("customers_a_day", "pages_max"), [(0, 18), (1, 18), (7, 50), (40, 330), (185, 911)])
def test_a_wide_history_is_asked_for_in_few_pages(customers_a_day: int, pages_max: int) -> None:
    today = date(2026, 8, 12)
    ranges = Ranges(today - 730 * ONE_DAY, today + 180 * ONE_DAY, (today, today), PAGE_SIZE)
    pages = 0
    for start, end in ranges:
        total = customers_a_day * ((end - start).days + 1)
        pages += max(1, -(-total // PAGE_SIZE))
        ranges.learn(total)

    assert pages <= pages_max


def test_a_busy_season_after_a_quiet_one_is_asked_for_in_narrow_ranges_again() -> None:
    ranges = Ranges(date(2026, 1, 1), date(2026, 12, 31), (date(2025, 1, 1), date(2025, 1, 1)), PAGE_SIZE)
    widths = []
    for start, end in ranges:
        widths.append((end - start).days + 1)
        ranges.learn(widths[-1] * (1 if start < date(2026, 5, 1) else 150))

    assert max(widths) > 20
    assert widths[-2] == 1


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        ("2026-08-12T15:00:00Z", ["20260812", "20260813"]),
        # Past midnight in Halifax, still the evening before in Portland.
        ("2026-08-13T05:00:00Z", ["20260812", "20260813", "20260814"]),
        ("2026-08-13T07:00:00Z", ["20260813", "20260814"]),
    ],
)
async def test_the_days_that_a_run_asks_for(account: Account, business: Business, now: str, asked: list[str]) -> None:
    await business.run("branches")
    await place(business, HALIFAX, MONCTON)
    await place(business, PORTLAND, name="Portland", zone="America/Los_Angeles", currency="USD")
    account.clock.advance(datetime.fromisoformat(now).timestamp() - account.clock.now())

    await business.run(*LAYERS)

    assert account.days_asked == [(day, day) for day in asked]


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        ("America/St_Johns", date(2026, 3, 7), "11:30"),
        ("America/St_Johns", date(2026, 3, 8), "10:30"),
        ("America/Regina", date(2026, 3, 7), "14:00"),
        ("America/Regina", date(2026, 3, 8), "14:00"),
        ("America/Los_Angeles", date(2026, 10, 31), "15:00"),
        ("America/Los_Angeles", date(2026, 11, 1), "16:00"),
    ],
)
async def test_case_15_eight_in_the_morning_at_the_branch(
    account: Account, business: Business, zone: str, day: date, at: str
) -> None:
    account.add(jobs=[account.job(1, jobDate=yyyymmdd(day))])
    await read(business, first=day, last=day)

    await place(business, HALIFAX, zone=zone)

    assert (await journey(business))["planned_start_at"] == datetime.fromisoformat(f"{day}T{at}:00+00:00")

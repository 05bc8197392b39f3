"""A short day of a small town: within the vendors' limits, and everything that happens is soon known."""

from __future__ import annotations

from dataclasses import replace

from tests.stories.business import worker_url
from tests.virtual.day import Day
from tests.virtual.lives import Plan
from tests.virtual.loop import run
from tests.virtual.seen import Seen
from tests.virtual.town import Size, open_town

SMALL = Size(shops=3, orders=24, branches=4, opportunities=40)
SHORT = Plan(hours=0.3, warm_up_hours=0.15, events_per_shop_and_hour=60.0, moves_per_hour=20.0)
MINUTE, HOUR = 60.0, 3_600.0
BROKEN = ("worker_failed", "run_broke", "lease_lost", "database_busy")


def lived(owner_url: str, size: Size, plan: Plan) -> Seen:
    """Let a town live in virtual time."""

    async def main() -> Seen:
        async with open_town(worker_url(owner_url), owner_url, size) as town:
            return await Day(town, plan).live()

    return run(main())


def check(seen: Seen) -> list[float]:
    """Check what holds on any day; return the lags of all changes, in order."""
    lags = sorted(seen.lags_without(None))
    assert {name: seen.throttled[name] for name in seen.calls} == dict.fromkeys(seen.calls, 0)
    assert seen.calls["tekmetric"] > 40
    assert len(lags) > 20
    assert max([*lags, *seen.waiting]) < HOUR
    assert {shop: max(ages) < HOUR for shop, ages in seen.ages.items()} == dict.fromkeys(seen.ages, True)
    assert len(seen.ages) == SMALL.shops
    assert [event for event in seen.told if event.startswith(BROKEN)] == []
    return lags


def test_by_polling_what_happens_is_known_within_minutes(own_warehouse: str) -> None:
    lags = check(lived(own_warehouse, SMALL, SHORT))

    assert MINUTE < lags[len(lags) // 2] < 10 * MINUTE


def test_by_webhook_it_is_known_within_a_minute(own_warehouse: str) -> None:
    lags = check(lived(own_warehouse, SMALL, replace(SHORT, with_webhooks=True)))

    assert lags[len(lags) // 2] < MINUTE


def test_the_vendor_turns_nobody_down_who_keeps_to_its_limit(own_warehouse: str) -> None:
    few = Size(shops=3, orders=24, branches=0, faults="none", shops_calls_per_minute=20, our_calls_per_minute=20)

    seen = lived(own_warehouse, few, replace(SHORT, warm_up_hours=0.0))

    assert seen.calls["tekmetric"] > 3 * few.shops_calls_per_minute
    assert seen.throttled["tekmetric"] == 0


def test_who_does_not_keep_to_it_is_turned_down(own_warehouse: str) -> None:
    many = Size(shops=3, orders=24, branches=0, faults="none", shops_calls_per_minute=20, our_calls_per_minute=6_000)

    seen = lived(own_warehouse, many, replace(SHORT, hours=0.1, warm_up_hours=0.0))

    assert seen.throttled["tekmetric"] > 0

"""
A day in virtual time: a hundred shops on one credential and sixty branches, read by two workers on their schedules.

The same hours are lived by polling alone, with webhooks, and with one shop in which a hundred times as much happens.
Everything is the product's own, on a real database; only time jumps from one event to the next.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

# The town is built by the tests' own kit.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import migrate
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from tests.stories.business import WORKER_PASSWORD, worker_url
from tests.virtual.day import Day
from tests.virtual.lives import Plan
from tests.virtual.loop import run
from tests.virtual.seen import Seen
from tests.virtual.town import LATENCY_SECONDS, Size, open_town

ORDERS_PER_SHOP: Final = 4
MOVES_PER_BRANCH: Final = 6
NOISY_TIMES: Final = 100
# A list of changes and one of deletions.
CALLS_FOR_VEHICLES: Final = 2
# Of the 600 that the vendor allows, a tenth may come at once and is not counted on.
SUSTAINED_CALLS_PER_MINUTE: Final = 540.0
CARELESS: Final = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True, kw_only=True)
class Lived:
    """What some hours showed, and how long they took in reality."""

    name: str
    seen: Seen
    noisy: int | None
    seconds: float

    @property
    def lags(self) -> list[float]:
        """Seconds from change to row, of all shops but the noisy one, in order."""
        return sorted(self.seen.lags_without(self.noisy))


@contextmanager
def warehouse() -> Iterator[str]:
    """Start a PostgreSQL of its own that may lose everything, with the tables of every vendor."""
    with (
        tempfile.TemporaryDirectory(prefix="daysheet-day-") as folder,
        EmbeddedCluster(Path(folder) / "postgresql", settings=CARELESS) as cluster,
    ):
        url = cluster.url("postgres")
        asyncio.run(migrate(url, migration_sets(find_vendors())))
        asyncio.run(set_passwords(url, {WORKER_LOGIN: WORKER_PASSWORD}))
        yield url


def live(name: str, size: Size, plan: Plan) -> Lived:
    """Let a town live by a plan, in a warehouse of its own."""
    began = time.perf_counter()

    async def main(url: str) -> tuple[Seen, int | None]:
        async with open_town(worker_url(url), url, size) as town:
            day = Day(town, plan)
            return await day.live(), day.life.noisy

    with warehouse() as url:
        seen, noisy = run(main(url))
    lived = Lived(name=name, seen=seen, noisy=noisy, seconds=time.perf_counter() - began)
    tell(lived, plan)
    return lived


def at(ordered: Sequence[float], share: float) -> float:
    """Return the value below which that share of them lies."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def tell(lived: Lived, plan: Plan) -> None:
    """Print what some hours showed."""
    seen, lags = lived.seen, lived.lags
    ages = sorted(age for shop, ages in seen.ages.items() if shop != lived.noisy for age in ages)
    print(f"{lived.name}: {plan.hours:g} virtual hours after {plan.warm_up_hours:g} in {lived.seconds:.0f} s")
    print(
        f"  change to row: p50 {at(lags, 0.5):.0f} s, p95 {at(lags, 0.95):.0f} s, p99 {at(lags, 0.99):.0f} s,"
        f" worst {at(lags, 1):.0f} s, {len(lags)} changes; {len(seen.waiting)} not there yet,"
        f" the oldest for {max(seen.waiting, default=0):.0f} s"
    )
    print(
        f"  a shop's age by its lists: p50 {at(ages, 0.5):.0f} s, p95 {at(ages, 0.95):.0f} s,"
        f" worst {at(ages, 1):.0f} s; branches: worst {max(seen.branch_ages, default=float('nan')) / 60:.0f} min"
    )
    for vendor, calls in seen.calls.items():
        told = ", ".join(f"{count} x {status}" for status, count in sorted(seen.statuses[vendor].items()))
        print(
            f"  {vendor}: {calls} calls, {calls / plan.hours / 60:.0f} a minute;"
            f" {seen.throttled[vendor]} turned down for their pace; {told}"
        )
    print("  " + ", ".join(f"{path} {count}" for path, count in seen.paths.most_common(8)))
    print("  " + ", ".join(f"{event} {count}" for event, count in sorted(seen.told.items())), flush=True)


def days(shops: int, branches: int, hours: float, warm_up_hours: float, only: Sequence[str] = ()) -> dict[str, Lived]:
    """Live the same hours in each of the ways."""
    size = Size(
        shops=shops, orders=ORDERS_PER_SHOP * shops, branches=branches, opportunities=MOVES_PER_BRANCH * branches
    )
    plan = Plan(hours=hours, warm_up_hours=warm_up_hours)
    ways = {
        "polling": plan,
        "webhooks": replace(plan, with_webhooks=True),
        "noisy": replace(plan, noisy_times=NOISY_TIMES),
    }
    print(f"{shops} shops on one credential, {branches} branches, {LATENCY_SECONDS * 1000:.0f} ms a call")
    return {name: live(name, size, way) for name, way in ways.items() if not only or name in only}


def wanted(lived: dict[str, Lived]) -> Iterator[tuple[str, float, float]]:
    """Return what is wanted at most: what, the figure, the bound."""
    for name, each in lived.items():
        seen = each.seen
        share = sum(seen.throttled.values()) / max(1, sum(seen.calls.values()))
        yield f"{name}: share of calls turned down for their pace, %", 100 * share, 0.1
        yield f"{name}: the oldest shop, minutes", max(max(ages) for ages in seen.ages.values()) / 60, 60
        yield f"{name}: the oldest change, minutes", max([*each.lags, *seen.waiting]) / 60, 60
    if {"polling", "noisy"} <= lived.keys():
        factor = at(lived["noisy"].lags, 0.95) / at(lived["polling"].lags, 0.95)
        yield "noisy: times the others' p95", factor, 1.2


@dataclass(frozen=True, kw_only=True)
class Round:
    """What it takes to read every shop once: for the boards, and for the rest."""

    shops: int
    board_calls: float
    rest_calls: float

    @property
    def calls(self) -> float:
        """Calls for both."""
        return self.shops * (self.board_calls + self.rest_calls)

    def minutes(self, calls_per_minute: float) -> float:
        """Return how long both take at so many calls a minute."""
        return self.calls / calls_per_minute


def round_of(shops: int, seen: Seen) -> Round:
    """Return what a round of so many shops takes, by the calls that a day of fewer was seen to make."""
    paths = {path.rpartition("/api/v1/")[2]: count for path, count in seen.paths.items()}
    boards, rests = paths["jobs"], paths["vehicles"] / CALLS_FOR_VEHICLES
    board = sum(paths.get(each, 0) for each in ("repair-orders", "repair-orders/{id}", "jobs", "appointments"))
    rest = sum(paths.get(each, 0) for each in ("customers", "vehicles"))
    return Round(shops=shops, board_calls=board / boards, rest_calls=rest / rests)


def tell_plan(round_: Round) -> None:
    """Print how long a round takes: call after call as it is read now, and as fast as the vendor allows."""
    one_by_one, allowed = 60 / LATENCY_SECONDS, SUSTAINED_CALLS_PER_MINUTE
    print(f"as a plan for {round_.shops:,} shops on one credential, by the calls that were measured:")
    print(
        f"  a shop takes {round_.board_calls:.1f} calls for its board and {round_.rest_calls:.1f} for the rest;"
        f" a round of both {round_.calls:,.0f}"
    )
    for what, per_minute in (("call after call", one_by_one), ("as fast as the vendor allows", allowed)):
        boards = round_.shops * round_.board_calls / per_minute
        print(
            f"  {what}, {per_minute:.0f} a minute: boards {boards:.0f} min,"
            f" boards and the rest {round_.minutes(per_minute):.0f} min"
        )

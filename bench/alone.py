"""The parts of the bench that need no reference loaders; they run when they are asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Final

from api import measure_api
from arrival import POLLED_EVERY_SECONDS, measure_arrivals
from console import measure_console
from live import measure_live
from virtual_day import at, days, round_of, tell_plan, wanted

PLANNED_SHOPS: Final = 1_000
API_SECONDS: Final = 5.0
MANY_ORDERS: Final = 1_000_000
READERS: Final = 200
SILENT: Final = 20
SHARES: Final = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "worst": 1.0}

# What was measured, the figure, what is wanted of it, and whether it is so.
Verdict = tuple[str, float, str, bool]


def day(chosen: argparse.Namespace) -> list[Verdict]:
    """Some hours in virtual time, and a larger account by the calls that they took."""
    lived = days(chosen.shops, chosen.branches, chosen.hours, chosen.warm_up_hours)
    tell_plan(round_of(PLANNED_SHOPS, lived["polling"].seen))
    return [(what, figure, f"<= {bound:g}", figure <= bound) for what, figure, bound in wanted(lived)]


def arrival(chosen: argparse.Namespace) -> list[Verdict]:
    """From a change at the vendor to a committed row."""
    found = measure_arrivals(chosen.changes)
    for name, seconds in found.items():
        figures = ", ".join(f"{word} {at(seconds, share):.3f} s" for word, share in SHARES.items())
        print(f"  {name}: {figures}, {len(seconds)} changes")
    told, polled = (at(found[name], SHARES["p99"]) for name in ("by webhook", "by polling"))
    return [
        ("by webhook: seconds, p99", told, "<= 2", told <= 2),
        (f"polled every {POLLED_EVERY_SECONDS} s: seconds, p99", polled, "<= 20", polled <= 2 * POLLED_EVERY_SECONDS),
    ]


def live(chosen: argparse.Namespace) -> list[Verdict]:
    """Many who listen, some of whom read nothing."""
    found = measure_live(READERS, SILENT, chosen.seconds)
    print(f"  {READERS} readers, {SILENT} of which read nothing: memory grew by {found.growth_mb:.1f} MB")
    for name, seconds in (("noticed", found.noticed), ("committed", found.committed)):
        figures = ", ".join(f"{word} {at(seconds, share):.3f} s" for word, share in SHARES.items())
        print(f"  told after it was {name}: {figures}, {len(seconds)} messages")
    noticed, committed = at(found.noticed, SHARES["p99"]), at(found.committed, SHARES["p99"])
    return [
        ("readers who missed a change", found.missed, "<= 0", found.missed == 0),
        ("told after the server noticed: seconds, p99", noticed, "<= 1", noticed <= 1),
        ("told after the commit: seconds, p99", committed, "<= 1", committed <= 1),
        ("memory of the server grew by, MB", found.growth_mb, "<= 50", found.growth_mb <= 50),
    ]


def console(_: argparse.Namespace) -> list[Verdict]:
    """The console in a cold browser, and a change on an open board."""
    seen = measure_console()
    for each in seen.screens:
        print(
            f"  {each.path:<36} painted {each.painted_seconds:.2f} s, answered {each.answered_seconds:.2f} s,"
            f" {each.kibibytes:.0f} KiB"
        )
    figures = ", ".join(f"{word} {at(seen.arrivals, share):.2f} s" for word, share in SHARES.items())
    print(f"  a change at the vendor on an open board: {figures}, {len(seen.arrivals)} changes")
    painted = max(each.painted_seconds for each in seen.screens)
    heaviest = max(each.kibibytes for each in seen.screens)
    shown = at(seen.arrivals, SHARES["p95"])
    return [
        ("first contentful paint: seconds, slowest screen", painted, "<= 0.3", painted <= 0.3),
        ("weight from a cold browser: KiB, heaviest screen", heaviest, "<= 150", heaviest <= 150),
        ("a change on an open board: seconds, p95", shown, "<= 2", shown <= 2),
    ]


def api(_: argparse.Namespace) -> list[Verdict]:
    """Both boards beside a bare route with the same bytes, and a page of many orders."""
    boards, page = measure_api(API_SECONDS, MANY_ORDERS)
    verdicts = []
    for name, (board, bare) in boards.items():
        for word, each in (("board", board), ("bare route", bare)):
            p50, p99 = (at(each.seconds, SHARES[share]) * 1_000 for share in ("p50", "p99"))
            print(
                f"  {name}, {word}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, {each.per_second:,.0f} a second,"
                f" {len(each.body):,} bytes"
            )
        ratio = board.per_second / bare.per_second
        verdicts.append((f"board of {name}: share of a bare route", ratio, ">= 0.5", ratio >= 0.5))
    for where, each in (("waited for", page.waited), ("in the database", page.in_database)):
        p50, p99 = (at(each, SHARES[share]) for share in ("p50", "p99"))
        print(f"  a page of 100 of {MANY_ORDERS:,} orders, {where}: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    print("\n".join(f"    {line}" for line in page.plan.splitlines()))
    return [*verdicts, ("a page of 100 orders: ms in the database, p99", p99, "<= 20", p99 <= 20)]


ALONE: Final[Mapping[str, Callable[[argparse.Namespace], list[Verdict]]]] = {
    "day": day,
    "arrival": arrival,
    "live": live,
    "console": console,
    "api": api,
}

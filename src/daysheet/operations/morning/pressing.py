"""
What presses most: the things with the most money at stake, each of which one look can settle.

Whoever reads may put one aside, for a day or while it is the same; that is theirs alone, and others still see it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.access import Caller
from daysheet.core.errors import UnknownThing
from daysheet.operations.boards import journeys, work_in_progress
from daysheet.operations.boards.board_places import Money, money, total
from daysheet.operations.boards.journeys import OVER, Seeing
from daysheet.operations.entries.placing import locations
from daysheet.operations.morning.fixing import fix_list
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.pressing import HiddenRow, HiddenThings

SHOWN: Final = 3
# Flags of open orders that somebody can act on, with the nouns for one and for many, and whose money is at stake.
ORDERS: Final = (
    ("waiting_for_approval", "order waits for an answer", "orders wait for an answer", "pending"),
    ("ready_unpaid", "order is ready and not paid", "orders are ready and not paid", "balance"),
    ("late", "order is past its promise", "orders are past their promise", "authorized"),
)
NOT_CONFIRMED: Final = "not_confirmed"
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Dearest:
    """The one record of several with the most at stake, by its id and by the number that people know it by."""

    id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Pressing:
    """
    One thing that presses: how many records it is of, and the money at stake, one amount for each currency.

    `kind` is `order` (`name` is then a flag of the board), `journey` (a counter of tomorrow's board), or `fix` (a rule
    of the fix list). `parts` are what it is of, each with how many: single records, or of a rule its locations.
    """

    kind: str
    name: str
    title: str
    records: int
    amounts: Sequence[Money]
    parts: Mapping[str, int] = field(default_factory=dict)
    dearest: Dearest | None = None

    @property
    def weight(self) -> int:
        """Cents of its largest amount, since currencies are never added."""
        return max((each["amount"] for each in self.amounts), default=0)

    def is_within(self, parts: Mapping[str, int]) -> bool:
        """Whether it is of nothing beside these parts."""
        return all(parts.get(name, 0) >= count for name, count in self.parts.items())


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """A thing that presses and that somebody hid: until an instant, or (None) for as long as nothing joins it."""

    thing: Pressing
    until_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """The three things with the most money at stake of those that are not hidden, and those that are."""

    shown: Sequence[Pressing]
    hidden: Sequence[Hidden]


async def pressing(office: Office, tenant: Tenant, caller: Caller) -> Pressed:
    """Return what presses at the locations that may be seen, the dearest first, but for what the caller has hidden."""
    found, rows = await asyncio.gather(_all(office, tenant, caller), _kept(office, tenant, caller).all())
    now = office.clock()
    put_aside = {(row.kind, row.name): row for row in rows}
    hidden = [
        Hidden(thing=each, until_at=put_aside[each.kind, each.name].until_at)
        for each in found
        if (each.kind, each.name) in put_aside and _hides(put_aside[each.kind, each.name], each, now)
    ]
    names = {(each.thing.kind, each.thing.name) for each in hidden}
    shown = [each for each in found if (each.kind, each.name) not in names]
    return Pressed(shown=shown[:SHOWN], hidden=hidden)


async def hide(
    office: Office, tenant: Tenant, caller: Caller, kind: str, name: str, *, for_a_day: bool
) -> datetime | None:
    """
    Hide a thing from the caller, for a day or for as long as nothing joins it; return until when.

    The day ends where it is tomorrow at each of their locations. Raises `UnknownThing` for what does not press.
    """
    found = [each for each in await _all(office, tenant, caller) if (each.kind, each.name) == (kind, name)]
    if not found:
        raise UnknownThing("That does not press, or not any more.")
    now = office.clock()
    until_at = None
    if for_a_day:
        until_at = tomorrow(now, [row["time_zone"] for row in await places_of(office, tenant, caller)])
    row = HiddenRow(kind=kind, name=name, parts=found[0].parts, until_at=until_at, hidden_at=now)
    await _kept(office, tenant, caller).hide(row)
    return until_at


async def show_again(office: Office, tenant: Tenant, caller: Caller, kind: str, name: str) -> None:
    """Show a thing to the caller again; that it was not hidden is as good."""
    await _kept(office, tenant, caller).show_again(kind, name)


async def places_of(office: Office, tenant: Tenant, caller: Caller) -> list[Row]:
    """Return the locations that the caller may see."""
    return [row for row in await locations(office, tenant) if caller.sees(row["location_id"])]


def tomorrow(now: datetime, zones: Collection[str | None]) -> datetime:
    """
    Return when tomorrow has begun in each of some zones; in Greenwich where there is none.

    >>> tomorrow(datetime(2026, 3, 4, 15, tzinfo=UTC), ["America/New_York", "America/Los_Angeles"]).isoformat()
    '2026-03-05T08:00:00+00:00'
    """
    known = [ZoneInfo(each) if each else UTC for each in zones] or [UTC]
    begins = [
        datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(0), zone).astimezone(UTC)
        for zone in known
    ]
    return max(begins)


def _hides(row: HiddenRow, thing: Pressing, now: datetime) -> bool:
    return thing.is_within(row.parts) if row.until_at is None else now < row.until_at


async def _all(office: Office, tenant: Tenant, caller: Caller) -> list[Pressing]:
    asked = [_of_fixes(office, tenant, caller)]
    if caller.may("read:records"):
        asked += [_of_orders(office, tenant, caller), _of_tomorrow(office, tenant, caller)]
    found = [each for some in await asyncio.gather(*asked) for each in some]
    return sorted(found, key=lambda each: (-each.weight, -each.records, each.name))


async def _of_orders(office: Office, tenant: Tenant, caller: Caller) -> list[Pressing]:
    board = await work_in_progress.board(office, tenant, only=caller.locations, sees_persons=False)
    found = []
    for flag, one, many, amount in ORDERS:
        mine = [each for each in board["orders"] if flag in each["flags"]]
        if mine:
            found.append(_pressing("order", flag, one if len(mine) == 1 else many, mine, amount))
    return found


async def _of_tomorrow(office: Office, tenant: Tenant, caller: Caller) -> list[Pressing]:
    board = await journeys.board(office, tenant, "tomorrow", Seeing(only=caller.locations, persons=False))
    open_ = [each for each in board["journeys"] if each["state"] not in OVER]
    mine = [each for each in open_ if not each["is_confirmed"]]
    if not mine:
        return []
    one, many = "move of tomorrow is not confirmed", "moves of tomorrow are not confirmed"
    return [_pressing("journey", NOT_CONFIRMED, one if len(mine) == 1 else many, mine, "estimated")]


async def _of_fixes(office: Office, tenant: Tenant, caller: Caller) -> list[Pressing]:
    report = await fix_list(office, tenant, caller.locations)
    by_rule = defaultdict(list)
    for each in report.findings:
        by_rule[each.rule].append(each)
    return [
        Pressing(
            kind="fix",
            name=rule.name,
            title=rule.noun(sum(each.records for each in mine)),
            records=sum(each.records for each in mine),
            amounts=total([money(int(each.amount_cents), each.location["currency"]) for each in mine]),
            parts={str(each.location["location_id"]): each.records for each in mine},
        )
        for rule, mine in by_rule.items()
    ]


def _pressing(kind: str, name: str, title: str, rows: Sequence[Row], amount: str) -> Pressing:
    dearest = max(rows, key=lambda each: 0 if each[amount] is None else each[amount]["amount"])
    return Pressing(
        kind=kind,
        name=name,
        title=title,
        records=len(rows),
        amounts=total([each[amount] for each in rows if each[amount] is not None]),
        parts={_part(each): 1 for each in rows},
        dearest=Dearest(id=dearest["id"], number=str(dearest["number"] or dearest["id"])),
    )


def _part(row: Row) -> str:
    """Return what tells a record of a board from every other one."""
    place = row["location"]
    return f"{'' if place is None else place['id']}/{row['id']}"


def _kept(office: Office, tenant: Tenant, caller: Caller) -> HiddenThings:
    return HiddenThings(database=office.database, tenant_id=tenant.tenant_id, owner=caller.actor)

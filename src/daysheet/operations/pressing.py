"""What presses most: the things with the most money at stake, each of which one look can settle."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from daysheet.core.access import Caller
from daysheet.operations import journeys, work_in_progress
from daysheet.operations.board_places import Money, money, total
from daysheet.operations.fixing import fix_list
from daysheet.operations.journeys import OVER, Seeing
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant

SHOWN: Final = 3
# Flags of open orders that somebody can act on, with the nouns for one and for many, and whose money is at stake.
ORDERS: Final = (
    ("waiting_for_approval", "order waits for an answer", "orders wait for an answer", "pending"),
    ("ready_unpaid", "order is ready and not paid", "orders are ready and not paid", "balance"),
    ("late", "order is past its promise", "orders are past their promise", "authorized"),
)
NOT_CONFIRMED: Final = "not_confirmed"


@dataclass(frozen=True, kw_only=True)
class Pressing:
    """
    One thing that presses: how many records it is of, and the money at stake, one amount for each currency.

    `kind` is `order` (`name` is then a flag of the board), `journey` (a counter of tomorrow's board), or `fix` (a rule
    of the fix list).
    """

    kind: str
    name: str
    title: str
    records: int
    amounts: Sequence[Money]

    @property
    def weight(self) -> int:
        """Cents of its largest amount, since currencies are never added."""
        return max((each["amount"] for each in self.amounts), default=0)


async def pressing(office: Office, tenant: Tenant, caller: Caller) -> list[Pressing]:
    """Return the three things with the most money at stake, the dearest first, at the locations that may be seen."""
    asked = [_of_fixes(office, tenant, caller)]
    if caller.may("read:records"):
        asked += [_of_orders(office, tenant, caller), _of_tomorrow(office, tenant, caller)]
    found = [each for some in await asyncio.gather(*asked) for each in some]
    return sorted(found, key=lambda each: (-each.weight, -each.records, each.name))[:SHOWN]


async def _of_orders(office: Office, tenant: Tenant, caller: Caller) -> list[Pressing]:
    board = await work_in_progress.board(office, tenant, only=caller.locations, sees_persons=False)
    found = []
    for flag, one, many, amount in ORDERS:
        mine = [each for each in board["orders"] if flag in each["flags"]]
        if mine:
            found.append(_pressing("order", flag, one, many, [each[amount] for each in mine]))
    return found


async def _of_tomorrow(office: Office, tenant: Tenant, caller: Caller) -> list[Pressing]:
    board = await journeys.board(office, tenant, "tomorrow", Seeing(only=caller.locations, persons=False))
    open_ = [each for each in board["journeys"] if each["state"] not in OVER and each["state"] != "CANCELLED"]
    mine = [each for each in open_ if not each["is_confirmed"]]
    if not mine:
        return []
    one, many = "move of tomorrow is not confirmed", "moves of tomorrow are not confirmed"
    return [_pressing("journey", NOT_CONFIRMED, one, many, [each["estimated"] for each in mine])]


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
        )
        for rule, mine in by_rule.items()
    ]


def _pressing(kind: str, name: str, one: str, many: str, amounts: Sequence[Money | None]) -> Pressing:
    return Pressing(
        kind=kind,
        name=name,
        title=one if len(amounts) == 1 else many,
        records=len(amounts),
        amounts=total([each for each in amounts if each is not None]),
    )

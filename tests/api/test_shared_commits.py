"""Events that come at the same time share a commit; each is answered after it, and counted as if it had come alone."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from daysheet.core.webhooks import Heard, Hint
from daysheet.operations.hooks.webhooks import inbox_of
from daysheet.warehouse.database import Database
from daysheet.warehouse.inbox_desk import Delivery, desk_of
from daysheet.warehouse.webhooks import WebhookInbox
from tests.api.front import Front, orders_of

pytestmark = pytest.mark.anyio


def bodies_of(events: int) -> list[bytes]:
    """Return bodies, every third of them three times."""
    found = [json.dumps({"event": "x", "data": {"id": number}}).encode() for number in range(events)]
    return [each for number, each in enumerate(found) for _ in range(3 if number % 3 == 0 else 1)]


async def test_many_at_once_are_written_in_few_commits_and_counted_each(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(front.office.database, front.tenant.tenant_id)
    commits: list[int] = []
    carry = desk.deliveries._carry

    async def count(deliveries: Sequence[Delivery]) -> Sequence[int]:
        commits.append(len(deliveries))
        return await carry(deliveries)

    monkeypatch.setattr(desk.deliveries, "_carry", count)
    inbox, bodies = inbox_of(front.office, front.row), bodies_of(60)
    heard = Heard(kind="x")

    ids = await asyncio.gather(*(inbox.keep(each, heard, timedelta(0)) for each in bodies))

    assert sum(commits) == len(bodies)
    assert len(commits) <= 3
    by_body = {(body, hook_id) for body, hook_id in zip(bodies, ids, strict=True)}
    assert len(by_body) == len(set(bodies)) == len(set(ids))
    kept = {each["hook_id"]: each["deliveries"] for each in await front.events()}
    assert kept == Counter(ids)


async def test_what_is_hinted_at_stays_with_its_event(front: Front) -> None:
    inbox = inbox_of(front.office, front.row)
    orders = orders_of(front, 6)

    ids = await asyncio.gather(
        *(
            inbox.keep(
                str(each).encode(),
                Heard(kind="x", hints=(Hint(stream="repair_orders", source_id=str(each), place="7"),)),
                timedelta(0),
            )
            for each in orders
        )
    )

    hints = await inbox.hints_of(ids)
    assert {hook_id: [each.source_id for each in named] for hook_id, named in hints.items()} == {
        hook_id: [str(each)] for hook_id, each in zip(ids, orders, strict=True)
    }
    assert {each.place for named in hints.values() for each in named} == {"7"}


async def test_an_event_that_cannot_be_written_does_not_take_the_others_with_it(front: Front) -> None:
    inbox = inbox_of(front.office, front.row)
    kinds = ["x", "", "y", "z"]

    found = await asyncio.gather(
        *(inbox.keep(kind.encode() + b"{}", Heard(kind=kind), timedelta(0)) for kind in kinds), return_exceptions=True
    )

    assert [isinstance(each, Exception) for each in found] == [False, True, False, False]
    assert sorted(each["kind"] for each in await front.events()) == ["x", "y", "z"]


async def test_two_processes_may_write_the_same_events_in_any_order(front: Front, worker_database: str) -> None:
    bodies = bodies_of(30)

    async def send(inbox: WebhookInbox, order: Sequence[bytes]) -> None:
        await asyncio.gather(*(inbox.keep(each, Heard(kind="x"), timedelta(0)) for each in order))

    async with Database(worker_database) as other:
        inboxes = [inbox_of(office, front.row) for office in (front.office, replace(front.office, database=other))]
        for _ in range(5):
            await asyncio.gather(send(inboxes[0], bodies), send(inboxes[1], list(reversed(bodies))))

    assert sum(each["deliveries"] for each in await front.events()) == 10 * len(bodies)

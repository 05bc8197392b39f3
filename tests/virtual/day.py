"""
Some hours of a town's life, read by workers on the schedules that its vendors declare, and what they showed.

How old a change is when it can be read in the warehouse is told by the warehouse itself: its versions of the records
are looked at every few seconds. How old a shop is, is how long ago the reading began that was last completed.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import stamina

from daysheet.operations.hooks.webhook_watch import WebhookWatch
from daysheet.operations.hooks.webhooks import open_endpoint, recognise
from daysheet.operations.runs.scheduled import reader
from daysheet.operations.runs.working import Worker
from daysheet.simulation.deliveries import WEBHOOK_FAULTS, Deliveries, Send
from daysheet.warehouse.scheduling import Turns
from tests.virtual.lives import Life, Plan
from tests.virtual.seen import Count, Seen, counted
from tests.virtual.town import Account, Town

# Deliveries were seen to take some 13 seconds (the shops' fact sheet, section 6).
DELIVERY_SECONDS: Final = 13.0
LOOK_SECONDS: Final = 10.0
AGE_SECONDS: Final = 60.0
WORKERS: Final = 2
BY_SHOP: Final = ("repair_orders", "appointments")
BY_ACCOUNT: Final = ("customers",)
WHOLE_READINGS: Final = """
    select place.source_id, min(each.began_at) as began_at
    from (
        select tenant_id, location_id, stream, max(started_at) as began_at
        from control.sync_log
        where status = 'completed' and stream = any(case when location_id = 0 then %s::text[] else %s::text[] end)
        group by tenant_id, location_id, stream
    ) as each
    left join control.locations as place using (tenant_id, location_id)
    group by place.source_id"""
TAKEN: Final = 202

Key = tuple[str, str]


@contextmanager
def patient() -> Iterator[None]:
    """Let retries wait as long as they do outside of tests: here it costs nothing."""
    was_testing = stamina.is_testing()
    stamina.set_testing(False)
    try:
        yield
    finally:
        stamina.set_testing(was_testing)


class Day:
    """One day of a town."""

    def __init__(self, town: Town, plan: Plan) -> None:
        self.town = town
        self.plan = plan
        self.seen = Seen()
        self.stop = asyncio.Event()
        self.life = Life(town, plan, self.stop)
        self._changed: dict[Key, list[tuple[int, float]]] = defaultdict(list)
        self._is_measured = False
        self._looked_at = town.office.clock()

    async def live(self) -> Seen:
        """Live through the warm-up and the hours that are measured."""
        self.town.shops.simulator.business.listeners.append(self._note)
        watch = WebhookWatch(self.town.office, self.stop, self._tell)
        works = [self._work(number) for number in range(WORKERS)]
        works += [self.life.of_shops(), self.life.of_movers(), self._look_often(), self._ask_ages()]
        if self.plan.with_webhooks:
            works += [watch.run(), self._tell_by_webhook(watch)]
        with patient():
            tasks = [asyncio.create_task(each) for each in works]
            await asyncio.sleep(self.plan.warm_up_hours * 3_600)
            before = counted(self.town)
            self._is_measured = True
            await asyncio.sleep(self.plan.hours * 3_600)
            self._conclude(before)
            self.stop.set()
            done, late = await asyncio.wait(tasks, timeout=60)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            for task in done:
                task.result()
        return self.seen

    def _now(self) -> float:
        return self.town.clock.now()

    def _tell(self, event: str, **said: Any) -> None:
        words = [str(said[name]) for name in ("status", "reason", "error", "where") if said.get(name) is not None]
        self.seen.told[": ".join([event, *words])] += 1

    async def _work(self, number: int) -> None:
        loop, office = asyncio.get_running_loop(), self.town.office
        worker = Worker(
            turns=Turns(office.database, f"worker {number}"),
            read=reader(office),
            clock=office.clock,
            stop=self.stop,
            tell=self._tell,
            elapsed=loop.time,
            chance=random.Random(number),
        )
        await worker.work(is_once=False)

    async def _tell_by_webhook(self, watch: WebhookWatch) -> None:
        office = self.town.office

        async def send(path: str, _: Mapping[str, str], body: bytes) -> int:
            address = await recognise(office, path.rpartition("/")[2])
            kept = await address.keep(body)
            watch.wake(address.tenant_id, kept.due_at)
            return TAKEN

        hooks = [await self._hooks_of(each, send) for each in self.town.accounts]
        while not self.stop.is_set():
            await asyncio.sleep(DELIVERY_SECONDS)
            for each in hooks:
                await each.deliver()

    async def _hooks_of(self, account: Account, send: Send) -> Deliveries:
        made = await open_endpoint(self.town.office, account.tenant, account.row.name, rotate=False)
        hooks: Deliveries = account.simulator.webhooks(
            made.path, send=send, faults=WEBHOOK_FAULTS["realistic"], seed=self.plan.seed
        )
        return hooks

    def _note(self, stream: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
        # Who decides on nothing writes an order as it was.
        if self._is_measured and stream in BY_SHOP and before != after:
            self._changed[f"tekmetric.{stream}", str(after["id"])].append((after["shopId"], self._now()))

    async def _look_often(self) -> None:
        while not self.stop.is_set():
            await asyncio.sleep(LOOK_SECONDS)
            if self._is_measured:
                await self._look()

    async def _look(self) -> None:
        """See which versions came since the last look, and how long ago that happened which they show."""
        question = "select stream, source_id, fetched_at from control.record_versions where fetched_at >= %s"
        since, self._looked_at = self._looked_at, datetime.fromtimestamp(self._now(), UTC)
        rows = await self._ask(question, datetime.fromtimestamp(since.timestamp() - 2 * AGE_SECONDS, UTC))
        for row in rows:
            changes = self._changed.get((row["stream"], row["source_id"]), [])
            fetched_at = row["fetched_at"].timestamp()
            for shop, at in [each for each in changes if each[1] <= fetched_at]:
                self.seen.lags[shop].append(self._now() - at)
            changes[:] = [each for each in changes if each[1] > fetched_at]

    async def _ask_ages(self) -> None:
        """See every minute how long ago that reading of each shop began which was last completed."""
        while not self.stop.is_set():
            await asyncio.sleep(AGE_SECONDS)
            rows = await self._ask(WHOLE_READINGS, list(BY_ACCOUNT), list(BY_SHOP)) if self._is_measured else ()
            for row in rows:
                age = self._now() - row["began_at"].timestamp()
                if row["source_id"] is None:
                    self.seen.branch_ages.append(age)
                else:
                    self.seen.ages[int(row["source_id"])].append(age)

    async def _ask(self, question: str, *values: Any) -> Sequence[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for account in self.town.accounts:
            async with self.town.office.database.tenant(account.tenant.tenant_id) as connection:
                cursor = await connection.execute(question.encode(), values or None)
                found += await cursor.fetchall()
        return found

    def _conclude(self, before: Mapping[str, Count]) -> None:
        """Take down what the vendors counted, and how old those changes are that have not come yet."""
        self._is_measured = False
        self.seen.add_calls(before, counted(self.town))
        self.seen.waiting = [self._now() - at for changes in self._changed.values() for _, at in changes]

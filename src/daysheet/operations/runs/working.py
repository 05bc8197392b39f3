"""
Workers: each takes what is due next, reads it for a slice of time, and lets go of it, until it is told to stop.

A worker that is killed leaves its lease behind, and another goes on when that has ended. One that was taken for dead
and wakes up knows it by its own clock, and whatever it still writes is refused by the fence.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from daysheet.core.clock import Clock
from daysheet.core.errors import DatabaseBusy, DaysheetError
from daysheet.core.tracing import place_of
from daysheet.operations.office import Office
from daysheet.operations.runs.endings import Result, ending_of
from daysheet.operations.runs.scheduled import Read, reader
from daysheet.operations.runs.scheduling import make_missing
from daysheet.operations.runs.upkeep import clear_all_logs, keep_up
from daysheet.warehouse.schedule_rows import LEASE_SECONDS, Claim
from daysheet.warehouse.scheduling import Turns

SLICE_SECONDS: Final = 60.0
BEAT_SECONDS: Final = LEASE_SECONDS / 4
POLL_SECONDS_MIN: Final = 0.5
POLL_SECONDS_MAX: Final = 5.0
# Of the ten seconds that a worker has to end in: a page may come to its end, the rest is for letting go.
PATIENCE_SECONDS: Final = 6.0
LETTING_GO_SECONDS: Final = 2.0
TROUBLE_SECONDS: Final = 5.0

Tell = Callable[..., None]
Sleep = Callable[[float], Awaitable[None]]


def tell_nobody(event: str, **_: object) -> None:
    """Keep everything to oneself."""


class Watch:
    """What a run asks between two pages: whether to end, by a stop, a cancellation, a lost lease, or its slice."""

    def __init__(self, clock: Clock, elapsed: Callable[[], float], slice_seconds: float, stop: asyncio.Event) -> None:
        self.is_cancelled = False
        self.is_lost = False
        self._clock = clock
        self._elapsed = elapsed
        self._ends_at = elapsed() + slice_seconds
        self._stop = stop
        self.keep()

    def keep(self) -> None:
        """Note that the lease was prolonged just now."""
        self._leased_until = self._clock() + timedelta(seconds=LEASE_SECONDS)

    @property
    def is_wanted(self) -> bool:
        """Whether the run is to end at its next step."""
        is_late = self._clock() >= self._leased_until
        return self._stop.is_set() or self.is_cancelled or self.is_lost or is_late

    @property
    def is_slice_over(self) -> bool:
        """Whether it has had its slice of time."""
        return self._elapsed() >= self._ends_at


@dataclass(kw_only=True)
class Worker:
    """One worker. Clock, time, chance and sleep are given, so that a test decides over them."""

    turns: Turns
    read: Read
    clock: Clock
    stop: asyncio.Event
    tell: Tell = tell_nobody
    slice_seconds: float = SLICE_SECONDS
    elapsed: Callable[[], float] = time.monotonic
    chance: random.Random = field(default_factory=random.Random)
    sleep: Sleep = asyncio.sleep
    patience_seconds: float = PATIENCE_SECONDS

    async def work(self, *, is_once: bool) -> None:
        """Do what is due until told to stop, or until nothing is due where it is to work once."""
        while not self.stop.is_set():
            try:
                if await self.step() is None:
                    if is_once:
                        return
                    await self._wait(await self._idle_seconds())
            except DatabaseBusy as error:
                self.tell("database_busy", reason=str(error))
                if is_once:
                    raise
                await self._wait(TROUBLE_SECONDS)
            except Exception as error:  # Our own mistake about one schedule must not keep all others from being read.
                self.tell("worker_failed", error=type(error).__name__)
                if is_once:
                    raise
                await self._wait(TROUBLE_SECONDS)

    async def step(self) -> Claim | None:
        """Take what is due next and read it for a slice; None where nothing is due."""
        claim = await self.turns.claim(self.clock())
        if claim is None:
            return None
        words = {
            "tenant": claim.tenant_id,
            "connection": claim.connection,
            "schedule": claim.name,
            "run": str(claim.run_id),
        }
        self.tell("run_begun", **words, taken_over=claim.dead_run_id is not None)
        watch = Watch(self.clock, self.elapsed, self.slice_seconds, self.stop)
        result = await self._carry_out(claim, watch)
        if watch.is_lost:
            self.tell("lease_lost", **words)
            return claim
        ending = ending_of(claim, result, self.clock(), self.chance)
        if not await self.turns.finish(claim, ending, self.clock()):
            self.tell("lease_lost", **words)
            return claim
        self.tell("run_finished", **words, status=result.status, next_due_at=ending.next_due_at, reason=ending.reason)
        return claim

    async def _carry_out(self, claim: Claim, watch: Watch) -> Result:
        """Read a schedule while the lease is kept; a stop gives the page some seconds, then it is broken off."""
        run = asyncio.create_task(self.read(claim, watch))
        beating = asyncio.create_task(self._beat(claim, watch, run))
        stopping = asyncio.create_task(self.stop.wait())
        try:
            await asyncio.wait({run, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not run.done():
                await asyncio.wait({run}, timeout=self.patience_seconds)
            if not run.done():
                run.cancel()
                await asyncio.wait({run}, timeout=LETTING_GO_SECONDS)
            return self._result(run, watch)
        finally:
            for each in (run, beating, stopping):
                each.cancel()
            await asyncio.gather(beating, stopping, return_exceptions=True)
            await asyncio.wait({run}, timeout=LETTING_GO_SECONDS)

    def _result(self, run: asyncio.Task[Result], watch: Watch) -> Result:
        if not run.done() or run.cancelled():
            return Result(is_stopped=True)
        error = run.exception()
        if isinstance(error, DaysheetError):
            return Result(errors=(error,))
        if error is not None:
            # The edge of a run: it is told with its kind, and the worker goes on.
            self.tell("run_broke", error=type(error).__name__, where=place_of(error))
            return Result(broken=type(error).__name__)
        result = run.result()
        result.is_stopped = self.stop.is_set() and result.is_cut
        result.is_cancelled = watch.is_cancelled and result.is_cut
        return result

    async def _beat(self, claim: Claim, watch: Watch, run: asyncio.Task[Result]) -> None:
        """Prolong the lease until the run is done; one that is lost ends it."""
        while not run.done():
            await self.sleep(BEAT_SECONDS)
            with contextlib.suppress(DatabaseBusy):
                told = await self.turns.beat(claim, self.clock())
                if told is None:
                    watch.is_lost = True
                    run.cancel()
                    return
                watch.is_cancelled = watch.is_cancelled or told
                watch.keep()

    async def _idle_seconds(self) -> float:
        due_at = await self.turns.next_at()
        if due_at is None:
            return POLL_SECONDS_MAX
        return min(max((due_at - self.clock()).total_seconds(), POLL_SECONDS_MIN), POLL_SECONDS_MAX)

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)


async def _ended(task: asyncio.Task[None] | None) -> None:
    """End what goes on beside the workers; whatever it was at is done again another day."""
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def work(
    open_office: Callable[[], AbstractAsyncContextManager[Office]],
    stop: asyncio.Event,
    *,
    workers: int = 1,
    is_once: bool = False,
    tell: Tell = tell_nobody,
    slice_seconds: float = SLICE_SECONDS,
    patience_seconds: float = PATIENCE_SECONDS,
) -> None:
    """
    Run workers until *stop* is set, or once through what is due; beside them the logs are cleared.

    It ends within ten seconds of a stop, with no lease left; a page in hand has *patience_seconds* of them.
    Raises what opening the office raises.
    """
    async with open_office() as office:
        await make_missing(office)
        name = f"{socket.gethostname()}:{os.getpid()}"
        crew = [
            Worker(
                turns=Turns(office.database, f"{name}:{number}"),
                read=reader(office),
                clock=office.clock,
                stop=stop,
                tell=tell,
                slice_seconds=slice_seconds,
                patience_seconds=patience_seconds,
            )
            for number in range(1, workers + 1)
        ]
        upkeep = asyncio.create_task(keep_up(office, stop, tell)) if not is_once else None
        try:
            ends = await asyncio.gather(*(each.work(is_once=is_once) for each in crew), return_exceptions=True)
        finally:
            await _ended(upkeep)
        if is_once and not stop.is_set():
            await clear_all_logs(office, tell)
        for end in ends:
            if isinstance(end, BaseException):
                raise end

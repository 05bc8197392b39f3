"""One credential's budget: so many calls a minute, so many a month, shared by all workers through the database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from daysheet.core.calls import month_after, month_of
from daysheet.core.clock import Clock
from daysheet.core.errors import AllowanceSpent, DatabaseBusy
from daysheet.warehouse.call_ledger import CallLedger

BURST_SHARE: Final = 0.1
HANDFUL_MAX: Final = 8

Refuse = Callable[[date], AllowanceSpent]


@dataclass(frozen=True, kw_only=True)
class MonthlyLimit:
    """How many calls a month holds, and up to which count of them one caller may go; None where there is no limit."""

    allowance: int | None = None
    calls_max: int | None = None

    def refusal(self, vendor: str, connection: str) -> Refuse:
        """Return what makes the error of a connection that may make no more calls."""

        def refuse(resets_on: date) -> AllowanceSpent:
            used = f"Connection {connection!r} has used {self.calls_max:,} of this month's {self.allowance:,} calls."
            kept = "" if self.allowance == self.calls_max else " The rest is kept for today and tomorrow."
            return AllowanceSpent(
                f"{used}{kept} {vendor} counts anew on {resets_on}. Nothing is lost: a later run goes on from here. "
                f"See: daysheet connections calls {connection}"
            )

        return refuse


NO_LIMIT: Final = MonthlyLimit()


class SharedBudget:
    """
    Reserves calls of one credential, and counts them in its ledger before they are made.

    Some calls are reserved together, so that a backfill does not ask the database before each. What was
    reserved and not sent is given back by `settle`; a worker that is killed leaves one such handful counted too
    many. *calls_max* is up to which count of the month this caller may go, *refuse* makes the error beyond it.
    `sent` tells how many calls have left so far, whatever was answered.
    """

    def __init__(
        self, ledger: CallLedger, calls_per_minute: int, clock: Clock, *, calls_max: int | None, refuse: Refuse
    ) -> None:
        self.sent: Callable[[], int] = lambda: self._handed_out
        self._ledger = ledger
        self._clock = clock
        self._calls_max = calls_max
        self._refuse = refuse
        self._burst = max(1, int(calls_per_minute * BURST_SHARE))
        self._per_second = max(calls_per_minute - self._burst, 1) / 60
        self._handful = max(1, min(HANDFUL_MAX, self._burst // 4))
        self._ready_at = 0.0
        self._month_on = month_of(clock())
        # Of this month: what was counted, and of that what nobody has asked for yet.
        self._booked = 0
        self._left = 0
        # Over all months: what was asked for, what had left when this month began, what still waited then.
        self._handed_out = 0
        self._sent_before = 0
        self._carried = 0
        self._asking = asyncio.Lock()

    async def reserve(self) -> float:
        """Reserve one call; return how many seconds to wait before it. Raises `AllowanceSpent`."""
        async with self._asking:
            if self._month_of_sending() != self._month_on:
                await self._begin_month()
            while self._left <= 0:
                await self._book()
            self._left -= 1
            self._handed_out += 1
        return self._wait_seconds()

    async def _book(self) -> None:
        reserved = await self._ledger.reserve(
            self._per_second,
            self._burst,
            self._handful + self._carried,
            calls_max=self._calls_max,
            month_on=self._month_on,
            now=self._clock(),
        )
        if reserved.granted <= self._carried:
            raise self._refuse(month_after(self._month_on))
        self._ready_at = time.monotonic() + reserved.wait_seconds
        self._booked += reserved.granted
        self._left = reserved.granted - self._carried
        self._carried = 0
        if self._month_of_sending() != self._month_on:
            await self._begin_month()

    async def _begin_month(self) -> None:
        """Give back what the old month did not need; what was asked for and has not left counts in the new one too."""
        await self._ledger.give_back(self._left, self._month_on)
        self._month_on = self._month_of_sending()
        self._booked = self._left = 0
        self._sent_before = self.sent()
        self._carried = max(0, self._handed_out - self._sent_before)

    def _month_of_sending(self) -> date:
        """Return the month in which a call leaves that is asked for now."""
        return month_of(self._clock() + timedelta(seconds=self._wait_seconds()))

    def _wait_seconds(self) -> float:
        return max(0.0, self._ready_at - time.monotonic())

    async def settle(self) -> None:
        """
        Give back what was reserved and has not left, at the end of a run.

        Where the database is gone the calls stay counted: too many is safe, too few is not.
        """
        sent = self.sent()
        unused = self._booked - (sent - self._sent_before)
        try:
            await self._ledger.give_back(unused, self._month_on)
        except DatabaseBusy:
            return
        self._booked = self._left = self._carried = 0
        self._sent_before = self._handed_out = sent

"""
Looks at the records that webhooks told of: each is asked for at the vendor, and stored as any reading stores it.

So it does not matter in which order events come, or how often: several hints of one record are one look, and an old
event finds the record as it is now. What fails is looked at again later, alone if it spoils things for others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from daysheet.core.calls import Serving
from daysheet.core.errors import AllowanceSpent, CredentialsRefused, DatabaseBusy, DaysheetError, Transient
from daysheet.core.events import Observe, nobody
from daysheet.core.vendor import Vendor
from daysheet.core.webhooks import FLOOD
from daysheet.engine.run import Wish
from daysheet.operations.hooks.webhook_holding import held
from daysheet.operations.hooks.webhooks import inbox_of
from daysheet.operations.office import Office
from daysheet.operations.runs.syncing import in_use, sync_one
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.webhooks import Claimed, WebhookInbox

EVENTS_AT_ONCE: Final = 200
EVENTS_OF_A_STORM_MAX: Final = 10_000
BUSY_WAIT: Final = timedelta(seconds=10)
VENDOR_WAIT: Final = timedelta(minutes=1)
ALLOWANCE_WAIT: Final = timedelta(hours=1)
OPERATOR_WAIT: Final = timedelta(minutes=15)
FAILED_WAIT: Final = timedelta(seconds=30)
CUT_OFF: Final = "The look was cut off."

Record = tuple[str, str]


@dataclass(kw_only=True)
class LookReport:
    """What was looked at: events, distinct records, and lists instead of records; `put_back` have to come again."""

    events: int = 0
    records: int = 0
    storms: int = 0
    put_back: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, other: LookReport) -> None:
        """Add what was done for another connection."""
        self.events += other.events
        self.records += other.records
        self.storms += other.storms
        self.put_back += other.put_back
        self.errors += other.errors


async def process(
    office: Office, tenant: Tenant, connection: str | None, *, again: bool = False, observe: Observe = nobody
) -> LookReport:
    """Look at everything that is due, at one connection or all; with *again* also at what was given up."""
    report = LookReport()
    for row in await in_use(office, tenant, connection):
        if again:
            await inbox_of(office, row).take_up()
        report.add(await look(office, tenant, row, observe))
    return report


async def look(office: Office, tenant: Tenant, row: ConnectionRow, observe: Observe = nobody) -> LookReport:
    """Look at everything of a connection that is due now; what comes meanwhile is looked at as well."""
    desk = _Desk(office, tenant, row, observe)
    while await desk.one_round():
        pass
    await desk.inbox.purge()
    return desk.report


async def purge(office: Office, tenant: Tenant) -> None:
    """Let go of old events of every connection, one to whose address nothing comes any more among them."""
    for row in await office.connections(tenant).all():
        await inbox_of(office, row).purge()


class _Desk:
    def __init__(self, office: Office, tenant: Tenant, row: ConnectionRow, observe: Observe) -> None:
        self.report = LookReport()
        self.inbox: WebhookInbox = inbox_of(office, row)
        self._office = office
        self._tenant = tenant
        self._row = row
        self._observe = observe
        self._vendor: Vendor = office.vendor(row.vendor)
        self._named_at: dict[Record, str] = {}

    async def one_round(self) -> bool:
        """Take some events in hand and look at their records; False where nothing is due."""
        events = await self.inbox.claim(EVENTS_AT_ONCE)
        if not events:
            return False
        try:
            async with held(self.inbox, events):
                wrong = await self._looked_into(events)
            await self._conclude(events, wrong)
        except BaseException:
            # Whoever comes next need not wait for our lease to end.
            await asyncio.shield(self.inbox.put_back(events, error=CUT_OFF, wait=timedelta(0), is_counted=False))
            raise
        return True

    async def _looked_into(self, events: list[Claimed]) -> dict[int, Exception]:
        """Look at what events are about, and return what went wrong, by event; a storm takes in whatever is due."""
        about = await self._about(events)
        is_flood = any(each.kind == FLOOD for each in events)
        if not is_flood and not self._is_storm(about.values()):
            failures = await self._look_at(sorted({record for records in about.values() for record in records}))
            return {
                hook_id: failures[record]
                for hook_id, records in about.items()
                for record in records
                if record in failures
            }
        events += await self.inbox.claim(EVENTS_OF_A_STORM_MAX)
        self.report.storms += 1
        await self.inbox.count_storm()
        failed = await self._read_lists()
        return dict.fromkeys((each.hook_id for each in events), failed) if failed else {}

    async def _about(self, events: Sequence[Claimed]) -> dict[int, set[Record]]:
        """Return the records that each event is about; those behind other ids are looked up and noted."""
        webhooks = self._vendor.webhooks
        hints = await self.inbox.hints_of([each.hook_id for each in events])
        known = {stream.name for stream in self._vendor.streams}
        about = {
            hook_id: {(each.stream, each.source_id) for each in named if each.stream in known}
            for hook_id, named in hints.items()
        }
        self._named_at |= {
            (each.stream, each.source_id): each.place for named in hints.values() for each in named if each.place
        }
        if webhooks is None or webhooks.found_stream is None:
            return about
        for kind, question in webhooks.found_by.items():
            of_kind = [
                (hook_id, each.source_id) for hook_id, named in hints.items() for each in named if each.stream == kind
            ]
            if not of_kind:
                continue
            found = await self.inbox.lead_on(self._vendor.package, question, sorted({each for _, each in of_kind}))
            behind = [(hook_id, each) for hook_id, given in of_kind for each in found.get(given, ())]
            await self.inbox.add_found(webhooks.found_stream, behind)
            for hook_id, source_id in behind:
                about[hook_id].add((webhooks.found_stream, source_id))
        return about

    def _is_storm(self, about: Iterable[set[Record]]) -> bool:
        records_max = self._vendor.webhooks.records_max if self._vendor.webhooks else None
        return records_max is not None and len(set[Record]().union(*about)) > records_max

    async def _look_at(self, records: Sequence[Record]) -> dict[Record, Exception]:
        """Ask for records; return what went wrong with which. One that spoils it for others is asked for alone."""
        failures: dict[Record, Exception] = {}
        self.report.records += len(records)
        for stream in dict.fromkeys(stream for stream, _ in records):
            mine = [record for record in records if record[0] == stream]
            failed = await self._read(stream, mine)
            if failed is not None and len(mine) > 1 and not _will_pass(failed):
                for record in mine:
                    alone = await self._read(stream, [record])
                    failures |= {record: alone} if alone else {}
            elif failed is not None:
                failures |= dict.fromkeys(mine, failed)
        return failures

    async def _read(self, stream: str, records: Sequence[Record]) -> Exception | None:
        source_ids = tuple(source_id for _, source_id in records)
        named_at = {
            source_id: self._named_at[stream, source_id]
            for _, source_id in records
            if (stream, source_id) in self._named_at
        }
        return await self._run(Wish(streams=(stream,), source_ids=source_ids, named_at=named_at))

    async def _read_lists(self) -> Exception | None:
        return await self._run(Wish())

    async def _run(self, wish: Wish) -> Exception | None:
        try:
            await self._leave_what_is_kept()
            outcome = await sync_one(self._office, self._tenant, self._row, wish, self._observe)
        except Exception as error:  # A record that breaks our own code may not keep the others from being read.
            return error
        return outcome.errors[0] if outcome.errors else None

    async def _leave_what_is_kept(self) -> None:
        """Raise `AllowanceSpent` where the calls that are left this month are kept for today and tomorrow."""
        secret = self._office.connections(self._tenant).secret_of(self._row)
        standing = await self._office.standing(self._vendor, self._row, secret)
        if standing.serving is not Serving.EVERYTHING:
            raise AllowanceSpent(
                f"Connection {self._row.name!r} has used {standing.used:,} of this month's {standing.allowance:,} "
                "calls, and the rest is kept for today and tomorrow. What events tell of waits, at most until "
                f"{standing.resets_on}."
            )

    async def _conclude(self, events: Sequence[Claimed], wrong: dict[int, Exception]) -> None:
        """Settle what was looked at, and put back what failed, those of one kind of failure together."""
        done = [each for each in events if each.hook_id not in wrong]
        self.report.events += len(done)
        self.report.put_back += len(events) - len(done)
        await self.inbox.settle(done)
        for error in dict.fromkeys(wrong.values()):
            mine = [each for each in events if wrong.get(each.hook_id) is error]
            self.report.errors.append(_said(error))
            for attempts in sorted({each.attempts for each in mine}):
                alike = [each for each in mine if each.attempts == attempts]
                wait, is_counted = _patience(error, attempts)
                await self.inbox.put_back(alike, error=_said(error), wait=wait, is_counted=is_counted)


def _will_pass(error: Exception) -> bool:
    """Whether an error is none of the record's."""
    return isinstance(error, Transient | CredentialsRefused)


def _patience(error: Exception, attempts: int) -> tuple[timedelta, bool]:
    """Return how long to wait before the next look, and whether this one counts as failed."""
    if isinstance(error, CredentialsRefused):
        return OPERATOR_WAIT, False
    if isinstance(error, AllowanceSpent):
        return ALLOWANCE_WAIT, False
    if isinstance(error, Transient):
        return (BUSY_WAIT if isinstance(error, DatabaseBusy) else VENDOR_WAIT), False
    return FAILED_WAIT * 4**attempts, True


def _said(error: Exception) -> str:
    """Return an error in our words; of our own mistakes only the kind, since their text may hold a value."""
    return str(error) if isinstance(error, DaysheetError) else f"Our own mistake ({type(error).__name__})."

"""
Looks every minute whether something needs a person, and sends what is to be told.

Several processes may watch: one of them looks at a tenant in a minute, and each message is sent by one. What is to be
told is kept with what was found, so a process that dies between the two loses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from daysheet.core.alert_words import notice_of
from daysheet.core.alerts import (
    FOLLOWS_FROM,
    USUAL_KINDS,
    Changes,
    Judged,
    Kind,
    Rule,
    decide,
    retry_after,
    without_effects,
)
from daysheet.core.errors import DaysheetError
from daysheet.operations.alerts.alerting_facts import Facts, judge
from daysheet.operations.office import Office
from daysheet.warehouse.alert_channels import AlertChannels, Channel
from daysheet.warehouse.alerts import AlertBook
from daysheet.warehouse.connections import Tenant, Tenants

ROUND_SECONDS: Final = 60.0
TENANTS_AT_ONCE: Final = 4
# Less than the lease of a look, more than any sending takes.
WORK_SECONDS_MAX: Final = 120.0

Note = Callable[..., Any]
Done = TypeVar("Done")


@dataclass(kw_only=True)
class LookReport:
    """What a look found: incidents that are open, those that seem well, those closed, and those newly told."""

    open: int = 0
    seem_well: int = 0
    closed: int = 0
    told: int = 0

    def add(self, changes: Changes) -> None:
        """Count what became of one rule's incidents."""
        self.open += len(changes.seen)
        self.seem_well += len(changes.seem_well)
        self.closed += len(changes.well) + len(changes.gone)


@dataclass(kw_only=True)
class DeliveryReport:
    """How many messages the services took, and how many are sent again later."""

    sent: int = 0
    failed: int = 0


async def look(office: Office, tenant: Tenant, owner: str | None = None) -> LookReport | None:
    """Look at a tenant once; None while another process does, or did less than a minute ago."""
    owner = owner or f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    book = AlertBook(office.database, tenant.tenant_id)
    if not await book.claim_look(owner, office.clock()):
        return None
    try:
        return await _look(office, tenant, book)
    finally:
        await book.end_look(owner, office.clock())


async def _look(office: Office, tenant: Tenant, book: AlertBook) -> LookReport:
    facts = await Facts.of(office, tenant)
    rules = sorted(await book.with_usual(USUAL_KINDS, facts.now), key=_order)
    kinds: dict[int, Kind] = {rule.rule_id: rule.kind for rule in rules}
    incidents = await book.open_incidents()
    muted = {rule.rule_id for rule in rules if rule.is_muted(facts.now)}
    # What is wrong with which connection, or was a moment ago: what follows from it is not told as well, unless it is
    # not told itself because somebody muted its rule. That mutes this rule only.
    telling = [each for each in incidents if each.is_told or each.rule_id not in muted]
    causes = {(kinds[each.rule_id], each.connection) for each in telling}
    report = LookReport()
    for rule in rules:
        if not rule.is_due(facts.now):
            continue
        judged = await _judged(facts, rule)
        upstream = FOLLOWS_FROM.get(rule.kind, frozenset())
        judged = without_effects(judged, frozenset(name for kind, name in causes if kind in upstream and name))
        mine = [each for each in incidents if each.rule_id == rule.rule_id]
        changes = decide(mine, judged, facts.now)
        await book.keep(rule, changes, judged.no_data, facts.now)
        ended = {*changes.well, *changes.gone}
        causes = {each for each in causes if each[0] != rule.kind}
        causes |= {(rule.kind, each.connection) for each in judged.findings if rule.rule_id not in muted}
        causes |= {(rule.kind, each.connection) for each in mine if each in telling and each.incident_id not in ended}
        report.add(changes)
    report.told = await book.tell(facts.now)
    return report


def _order(rule: Rule) -> tuple[int, int]:
    return (USUAL_KINDS.index(rule.kind) if rule.kind in USUAL_KINDS else len(USUAL_KINDS), rule.rule_id)


async def _judged(facts: Facts, rule: Rule) -> Judged:
    """
    Judge by one rule; whatever goes wrong with it must not keep the others from being judged, or told.

    A database that breaks off one question, such as by its limit of time, is no reason either: one that is gone fails
    the look where its findings are kept.
    """
    try:
        return await judge(facts, rule)
    except DaysheetError as error:
        return Judged(is_blind=True, no_data=str(error))
    except Exception as error:  # Our own mistake in one rule; its name is kept with the rule and shown there.
        return Judged(is_blind=True, no_data=f"An unexpected {type(error).__name__} in our own program.")


async def deliver(office: Office, tenant: Tenant) -> DeliveryReport:
    """Send what is due, to all channels at once, each in one message."""
    channels = AlertChannels(office.database, office.vault, tenant.tenant_id)
    waiting = [each for each in await channels.all() if each.waiting]
    report = DeliveryReport()
    ends = await asyncio.gather(
        *(_deliver(office, tenant, channels, each, report) for each in waiting), return_exceptions=True
    )
    for end in ends:
        if isinstance(end, BaseException):
            raise end
    return report


async def _deliver(
    office: Office, tenant: Tenant, channels: AlertChannels, channel: Channel, report: DeliveryReport
) -> None:
    sending = await channels.claim(channel, office.clock())
    if sending is None:
        return
    from daysheet.remote.notices import send

    notice = notice_of(sending.items, channel.zone, tenant.name)
    try:
        error = await send(channels.url_of(channel), notice.title, notice.body)
    except DaysheetError as wrong:
        error = str(wrong)
    now = office.clock()
    await channels.settle(channel, sending, error=error, due_at=now + retry_after(sending.attempts + 1), now=now)
    if error is None:
        report.sent += len(sending.items)
    else:
        report.failed += len(sending.items)


class AlertWatch:
    """One for a process; it looks and sends until *stop* is set, and what was in hand then is done by the next."""

    def __init__(self, office: Office, stop: asyncio.Event, note: Note) -> None:
        self._office = office
        self._stop = stop
        self._note = note
        self._places = asyncio.Semaphore(TENANTS_AT_ONCE)

    async def run(self) -> None:
        """Watch until told to stop; a round that is under way then is broken off."""
        stopped = asyncio.create_task(self._stop.wait())
        try:
            while not self._stop.is_set():
                await self._round_until(stopped)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), ROUND_SECONDS)
        finally:
            stopped.cancel()

    async def _round_until(self, stopped: asyncio.Task[Any]) -> None:
        """Go round once; what is under way when it is to stop is broken off, and its end is waited for."""
        going = asyncio.create_task(self._round())
        try:
            await asyncio.wait({going, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            going.cancel()
            await asyncio.gather(going, return_exceptions=True)

    async def _round(self) -> None:
        try:
            tenants = await Tenants(self._office.database).served()
        except DaysheetError as error:
            # The database is away; the next round finds what there is to tell.
            self._note("alerts_failed", reason=type(error).__name__)
            return
        await asyncio.gather(*(self._one(tenant) for tenant in tenants))

    async def _one(self, tenant: Tenant) -> None:
        """Look at a tenant, then send; what is queued is sent whatever became of the look."""
        async with self._places:
            looked = await self._in_time(tenant, look)
            sent = await self._in_time(tenant, deliver)
        if looked is not None and looked.told:
            self._note("alerts_opened", tenant=tenant.tenant_id, incidents=looked.told)
        if sent is not None and (sent.sent or sent.failed):
            self._note("alerts_sent", tenant=tenant.tenant_id, sent=sent.sent, failed=sent.failed)

    async def _in_time(self, tenant: Tenant, work: Callable[[Office, Tenant], Awaitable[Done]]) -> Done | None:
        """Return what some work did; None where it failed, or where the database lets it wait for ever."""
        try:
            async with asyncio.timeout(WORK_SECONDS_MAX):
                return await work(self._office, tenant)
        except Exception as error:  # One business's trouble may not end the watch over the others.
            self._note("alerts_failed", tenant=tenant.tenant_id, reason=type(error).__name__)
            return None


@asynccontextmanager
async def watched(office: Office, stop: asyncio.Event, note: Note) -> AsyncIterator[Office]:
    """Watch beside whatever works in the office meanwhile; the watch ends with it."""
    task = asyncio.create_task(AlertWatch(office, stop, note).run())
    try:
        yield office
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

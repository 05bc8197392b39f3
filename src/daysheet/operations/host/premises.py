"""
Looks round where Daysheet works: clocks, room, keys, workers, what is due, addresses, totals, backups.

Nothing here changes anything. A finding says what to do where something is wrong, or may become so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from daysheet.core.scheduling import CHECKS
from daysheet.operations.hooks import webhooks
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.count_checks import last_counts
from daysheet.warehouse.premises import database_time
from daysheet.warehouse.schedule_rows import Schedule
from daysheet.warehouse.scheduling import Schedules

# A lease is good for 20 seconds by the clock of whoever took it: with clocks this far apart workers still agree.
CLOCK_APART_MAX: Final = timedelta(seconds=5)
VENDOR_APART_MAX: Final = timedelta(minutes=5)
# PostgreSQL stops where it cannot write. How much room is enough was not measured: these are cautious guesses.
ROOM_BYTES_MIN: Final = 1_000_000_000
ROOM_BYTES_GOOD: Final = 5_000_000_000
OVERDUE_NOTED: Final = timedelta(minutes=15)
OVERDUE_MAX: Final = timedelta(hours=1)
OTHERS: Final = 0o077


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at; a note is fine so far. `advice` says what to do."""

    what: str
    is_fine: bool
    is_note: bool = False
    advice: str | None = None


def _fine(what: str) -> Finding:
    return Finding(what=what, is_fine=True)


def _note(what: str, advice: str) -> Finding:
    return Finding(what=what, is_fine=True, is_note=True, advice=advice)


def _wrong(what: str, advice: str) -> Finding:
    return Finding(what=what, is_fine=False, advice=advice)


async def look_round(office: Office, tenant: Tenant, key_file: Path | None) -> list[Finding]:
    """Look at everything that is no connection; *key_file* is None where the sealing key is no file."""
    found = [await _clock(office)]
    if office.opened.is_embedded:
        found.append(_room(office.home, shutil.disk_usage(office.home).free))
    if key_file is not None:
        found.append(_key(key_file))
    schedules = await Schedules(office.database, tenant.tenant_id).all()
    found += _work(schedules, office.clock())
    found += [each async for each in _addresses(office, tenant)]
    found += [each async for each in _totals(office, tenant)]
    if office.opened.is_embedded:
        found.append(
            _note(
                "backups: this program makes none of its own database",
                "See docs/guides/back-up-and-restore.md, and keep the sealing key with them but elsewhere",
            )
        )
    return found


async def _clock(office: Office) -> Finding:
    before = office.clock()
    there = await database_time(office.database)
    after = office.clock()
    # Whatever the way there and back took may be no difference at all.
    apart = max(before - there, there - after, timedelta(0))
    said = f"this machine's clock is {apart.total_seconds():,.1f} s from the database's"
    if apart > CLOCK_APART_MAX:
        return _wrong(said, "Let both machines set their clocks by the network (NTP), or workers take over too soon")
    return _fine(f"this machine's clock agrees with the database's ({round(apart.total_seconds() * 1000)} ms)")


def vendor_clock(connection: str, ahead: timedelta | None) -> list[Finding]:
    """Return what is odd about a vendor's clock; readings allow for it, so it is never more than a note."""
    if ahead is None or abs(ahead) <= VENDOR_APART_MAX:
        return []
    minutes = round(abs(ahead) / timedelta(minutes=1))
    word = "ahead of" if ahead > timedelta(0) else "behind"
    return [
        _note(
            f"{connection}: the vendor's clock is {minutes} min {word} this machine's",
            "Readings allow for it. If several vendors differ alike, this machine's clock is wrong",
        )
    ]


def _room(home: Path, free: int) -> Finding:
    said = f"room for the database in {home}: {free / 1e9:,.1f} GB"
    if free < ROOM_BYTES_MIN:
        return _wrong(said, "Make room there, or move it: stop everything, move the folder, set DAYSHEET_HOME")
    return _note(said, "Make room before it is less than 1 GB") if free < ROOM_BYTES_GOOD else _fine(said)


def _key(key_file: Path) -> Finding:
    try:
        mode = key_file.stat().st_mode
    except OSError as error:
        return _wrong(
            f"the sealing key {key_file} cannot be looked at ({error.strerror})",
            "Put it back from your backup: without it no stored credential opens",
        )
    if os.name == "posix" and mode & OTHERS:
        return _wrong(f"other accounts may read the sealing key {key_file}", f"chmod 600 {key_file}")
    return _fine("the sealing key is readable for its owner only")


def _work(schedules: Sequence[Schedule], now: datetime) -> list[Finding]:
    """Return who reads by the schedules, and what has waited longest."""
    in_use = [each for each in schedules if each.is_enabled and each.connection_status == "active"]
    if not in_use:
        return []
    at_work = {each.lease_owner for each in schedules if each.leased_until is not None and each.leased_until >= now}
    last = max((each.last_finished_at for each in schedules if each.last_finished_at is not None), default=None)
    seen = "never" if last is None else f"{last:%Y-%m-%d %H:%M} UTC"
    found = [_fine(f"workers with something in hand: {len(at_work)}; last reading by a schedule: {seen}")]
    waiting = [each for each in in_use if each.lease_owner not in at_work and each.kind not in CHECKS]
    oldest = min(waiting, key=lambda each: each.next_due_at, default=None)
    if oldest is None or now - oldest.next_due_at <= OVERDUE_NOTED:
        return [*found, _fine("no schedule waits for a worker")]
    overdue = now - oldest.next_due_at
    said = f"{oldest.connection}, {oldest.name}: due for {overdue.total_seconds() / 60:,.0f} min, and nobody reads it"
    advice = f"Start a worker: daysheet serve. If it is read otherwise: daysheet schedules off {oldest.connection}"
    return [*found, (_wrong if overdue > OVERDUE_MAX else _note)(said, advice)]


async def _addresses(office: Office, tenant: Tenant) -> AsyncIterator[Finding]:
    for row in await webhooks.health(office, tenant):
        name = row["connection"]
        if row["is_silent"]:
            yield _wrong(
                f"{name}: no event comes any more, while readings find changes",
                "Look at the address in the vendor's settings; what was missed: daysheet webhooks missed",
            )
        elif row["first_received_at"] is None:
            yield _note(f"{name}: no event has ever come to its address", "Give the address to the vendor, or leave it")
        else:
            yield _fine(f"{name}: events come, the last at {row['last_received_at']:%Y-%m-%d %H:%M} UTC")
        if row["given_up"]:
            yield _note(f"{name}: {row['given_up']:,} events were given up", "daysheet webhooks process --again")


async def _totals(office: Office, tenant: Tenant) -> AsyncIterator[Finding]:
    for each in await last_counts(office.database, tenant.tenant_id):
        if each.difference:
            where = f", {each.location}" if each.location else ""
            yield _note(
                f"{each.connection}{where}: the vendor has {each.announced:,} {each.stream.replace('_', ' ')}, "
                f"held are {each.held:,} and {each.set_aside:,} in quarantine",
                f"Read all of them again: daysheet sync {each.connection} --full",
            )

"""Readings that somebody asks for: they wait for a worker, under a number that is known from the beginning."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from daysheet.core.errors import NotAllowed, SettingWrong, UnknownThing
from daysheet.core.vendor import Vendor
from daysheet.engine.run import Wish
from daysheet.operations.identity.auditing import note
from daysheet.operations.office import Office
from daysheet.operations.runs import run_desk
from daysheet.operations.runs.run_progress import progress_of
from daysheet.warehouse.connections import ConnectionRow, Tenant
from daysheet.warehouse.quarantine import Quarantine
from daysheet.warehouse.run_history import RunHistory, RunRow
from daysheet.warehouse.scheduling import Schedules

STATES: Final = ("running", "completed", "partial", "failed")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """
    What somebody asks to be read of a connection: what is due of some streams or all, or less, or more.

    `since` and `until` are days, `ids` single records of one stream. With `replays`, what waits in quarantine is read
    again, without a call to the vendor.
    """

    streams: tuple[str, ...] = ()
    full: bool = False
    since: date | None = None
    until: date | None = None
    ids: tuple[str, ...] = ()
    reason: str | None = None
    replays: bool = False


def replays(asked: Mapping[str, Any]) -> bool:
    """Whether it was asked that the quarantine be read again."""
    return bool(asked.get("replays"))


def wish_of(asked: Mapping[str, Any], round_at: datetime | None) -> Wish:
    """Return what a run does for what somebody asked for."""
    since, until, ids = asked.get("since"), asked.get("until"), tuple(asked.get("ids", ()))
    return Wish(
        streams=tuple(asked.get("streams", ())),
        full=bool(asked.get("full")),
        since=None if since is None else datetime.combine(date.fromisoformat(since), datetime.min.time(), UTC),
        until=None if until is None else date.fromisoformat(until),
        source_ids=ids,
        round_at=None if ids else round_at,
        is_asked_for=True,
    )


async def ask_run(office: Office, tenant: Tenant, row: ConnectionRow, asked: Asked, *, actor: str) -> dict[str, Any]:
    """
    Ask for a reading and return it, waiting for a worker.

    Raises `UnknownThing` for a stream that is not there, `SettingWrong` for what cannot be read together, and
    `NotAllowed` for a connection that is not in use, or is still read for somebody.
    """
    _check(office.vendor(row.vendor), asked)
    if row.status != "active":
        raise NotAllowed(f"Connection {row.name!r} is {row.status.replace('_', ' ')}, so nothing is read through it.")
    run_id, now = uuid.uuid4(), office.clock()
    kept = {
        "run_id": str(run_id),
        "asked_at": now.isoformat(),
        "streams": list(asked.streams),
        "full": asked.full,
        "since": asked.since and asked.since.isoformat(),
        "until": asked.until and asked.until.isoformat(),
        "ids": list(asked.ids),
        "reason": asked.reason,
        "replays": asked.replays,
    }
    if not await Schedules(office.database, tenant.tenant_id).ask(row.connection_id, kept, now):
        raise NotAllowed(f"Connection {row.name!r} is still read as somebody asked before. Wait for it, or cancel it.")
    await note(office, tenant.tenant_id, actor, "run.asked", f"{row.name} {run_id}")
    return await one_run(office, tenant, run_id)


def _check(vendor: Vendor, asked: Asked) -> None:
    for name in asked.streams:
        if not vendor.has_stream(name):
            names = ", ".join(each.name for each in vendor.streams)
            raise UnknownThing(f"{vendor.title} has no stream {name!r}. Streams: {names}.")
    if asked.ids and (asked.full or asked.since or asked.until):
        raise SettingWrong("Single records are asked for by their ids alone, without days.")
    if asked.full and (asked.since or asked.until):
        raise SettingWrong("Everything, or some days: one of the two.")
    if asked.ids and (len(asked.streams) != 1 or not vendor.stream(asked.streams[0]).is_asked_by_id_alone):
        names = ", ".join(each.name for each in vendor.streams if each.is_asked_by_id_alone)
        raise SettingWrong(
            f"Single records are asked for of one stream that can show them: {names or 'there is none'}."
        )
    if asked.since and asked.until and asked.until < asked.since:
        raise SettingWrong("The last day is before the first one.")


async def ask_replays(office: Office, tenant: Tenant, connection: str | None, *, actor: str) -> list[dict[str, Any]]:
    """Ask that what waits in quarantine be read again, of one connection or of each that has some."""
    known = office.connections(tenant)
    rows = await known.all() if connection is None else [await known.one(connection)]
    book = Quarantine(office.database, tenant.tenant_id)
    rows = [each for each in rows if await book.count(each.name)]
    return [await ask_run(office, tenant, each, Asked(replays=True), actor=actor) for each in rows]


async def one_run(office: Office, tenant: Tenant, run_id: uuid.UUID) -> dict[str, Any]:
    """Return a run and what it did in each stream, or what waits under its number; raises `UnknownThing`."""
    asked = await Schedules(office.database, tenant.tenant_id).asked(run_id)
    history = RunHistory(office.database, tenant.tenant_id)
    found = await history.starting_with(str(run_id))
    if found:
        streams = await history.streams_of(run_id)
        is_going_on = asked is not None and asked["is_enabled"] and found[0].is_cut
        return {
            **told(found[0], asked),
            "goes_on": is_going_on,
            "progress": await progress_of(office, tenant, found[0]),
            "streams": [dict(each) for each in streams],
        }
    if asked is None:
        raise UnknownThing("There is no such run.")
    return {**_waiting(run_id, asked), "goes_on": bool(asked["is_enabled"]), "progress": None, "streams": []}


async def cancel_run(office: Office, tenant: Tenant, run_id: uuid.UUID, *, actor: str) -> dict[str, Any]:
    """Let a run end at its next step, and what waits under its number never begin; raises as `run_desk.cancel`."""
    run = await one_run(office, tenant, run_id)
    withdrawn = await Schedules(office.database, tenant.tenant_id).withdraw(run_id, office.clock())
    if run["status"] == "running":
        await run_desk.cancel(office, tenant, str(run_id))
    elif not withdrawn:
        raise NotAllowed(f"The run is not running: it is {run['status']}.")
    await note(office, tenant.tenant_id, actor, "run.cancelled", str(run_id))
    return await one_run(office, tenant, run_id)


async def runs_page(
    office: Office,
    tenant: Tenant,
    *,
    connection: str | None,
    states: Sequence[str] | None,
    before: tuple[datetime, uuid.UUID] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Return runs, newest first, and one more than *limit* where there are more; raises `SettingWrong`."""
    if unknown := sorted(set(states or ()) - set(STATES)):
        raise SettingWrong(f"A run is never {', '.join(map(repr, unknown))}. It is one of: {', '.join(STATES)}.")
    if connection is not None:
        await office.connections(tenant).one(connection)
    history = RunHistory(office.database, tenant.tenant_id)
    limit = min(limit, run_desk.RUNS_SHOWN_MAX) + 1
    return [told(each) for each in await history.newest(connection, limit, states=states, before=before)]


def told(run: RunRow, asked: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a run as programs read it."""
    return {
        "id": str(run.run_id),
        **{name: value for name, value in vars(run).items() if name != "run_id"},
        "reason": None if asked is None else asked["asked"].get("reason"),
    }


def _waiting(run_id: uuid.UUID, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return as a run what has not begun, or never could."""
    asked = found["asked"]
    has_failed = not found["is_enabled"] and found["failures"] > 0
    status = "queued" if found["is_enabled"] else "failed" if has_failed else "cancelled"
    run = RunRow(
        run_id=run_id,
        connection=found["connection"],
        kind="replay" if replays(asked) else wish_of(asked, None).kind,
        schedule="asked",
        status=status,
        is_cut=False,
        started_at=datetime.fromisoformat(asked["asked_at"]),
        finished_at=found["last_finished_at"],
        cancel_asked_at=None,
        received=0,
        new=0,
        changed=0,
        quarantined=0,
        requests=0,
        error=found["reason"],
    )
    return {**told(run, found), "started_at": None}

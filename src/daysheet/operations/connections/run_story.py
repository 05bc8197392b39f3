"""One run as a person reads it: how far each stream is while it goes on, and what went wrong, grouped by cause."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daysheet.core.errors import UnknownThing
from daysheet.operations.connections import connection_desk
from daysheet.operations.office import Office
from daysheet.operations.runs import asked_runs, run_desk
from daysheet.operations.runs.reading_progress import StreamProgress, facts_of, progress
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.reading_facts import set_aside_by


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One cause: where it was met, how often, and when first and last."""

    text: str
    places: Sequence[str]
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RunStory:
    """
    A run, or one that waits for a worker; `goes_on` says that further slices follow.

    `going` is how far each stream is that this run has read in so far, while it is running.
    """

    run: dict[str, Any]
    streams: Sequence[dict[str, Any]]
    going: Sequence[StreamProgress]
    troubles: Sequence[Trouble]
    set_aside: Sequence[dict[str, Any]]
    goes_on: bool


async def story(office: Office, tenant: Tenant, said: str) -> RunStory:
    """Return a run by its number or the beginning of it; raises `UnknownThing`."""
    run_id = await _number(office, tenant, said)
    found = await asked_runs.one_run(office, tenant, run_id)
    streams: list[dict[str, Any]] = found.pop("streams")
    return RunStory(
        run=found,
        streams=streams,
        going=await _going(office, tenant, run_id, found) if found["status"] == "running" else (),
        troubles=_grouped(streams),
        set_aside=await set_aside_by(office.database, tenant.tenant_id, run_id),
        goes_on=bool(found["goes_on"]),
    )


async def _number(office: Office, tenant: Tenant, said: str) -> uuid.UUID:
    try:
        return uuid.UUID(said)
    except ValueError:
        return (await run_desk.details(office, tenant, said)).run.run_id


async def end(office: Office, tenant: Tenant, said: str, *, actor: str) -> uuid.UUID:
    """Let a run end at its next step, or never begin; return its number. Raises as `asked_runs.cancel_run`."""
    run_id = await _number(office, tenant, said)
    await asked_runs.cancel_run(office, tenant, run_id, actor=actor)
    return run_id


async def _going(office: Office, tenant: Tenant, run_id: uuid.UUID, run: dict[str, Any]) -> list[StreamProgress]:
    try:
        row = await connection_desk.named(office, tenant, run["connection"])
    except UnknownThing:
        return []
    facts = [each for each in await facts_of(office, tenant, row) if each.last_run_id == run_id]
    names = list(dict.fromkeys(each.stream for each in facts))
    return [progress(name, [each for each in facts if each.stream == name], office.clock()) for name in names]


def _grouped(streams: Sequence[dict[str, Any]]) -> list[Trouble]:
    """Return what went wrong, each cause once, what was met at the most places first."""
    causes: dict[str, list[dict[str, Any]]] = {}
    for each in streams:
        if each["error"]:
            causes.setdefault(each["error"], []).append(each)
    found = [
        Trouble(
            text=text,
            places=[_place(each) for each in met],
            first_at=min((each["started_at"] for each in met), default=None),
            last_at=max((each["finished_at"] for each in met if each["finished_at"]), default=None),
        )
        for text, met in causes.items()
    ]
    return sorted(found, key=lambda each: -len(each.places))


def _place(each: dict[str, Any]) -> str:
    stream = str(each["stream"]).replace("_", " ")
    return f"{stream}, {each['location']}" if each["location"] else stream

"""How fresh things are, as programs and people are told it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any, Final

from daysheet.operations.entries.placing import locations
from daysheet.operations.office import Office
from daysheet.operations.runs.status import ConnectionStatus, StreamStatus, status_of
from daysheet.warehouse.connections import Tenant

ORDER: Final = ("fresh", "late", "unknown", "stale")


def as_json(found: ConnectionStatus) -> dict[str, Any]:
    """Return how a connection fares, with every stream."""
    success = None if found.success is None else asdict(found.success)
    if success is not None:
        del success["connection"]
    return {
        "connection": found.connection,
        "vendor": found.vendor,
        "status": found.status,
        "reason": found.reason,
        "state": found.worst,
        "calls_used": found.calls_used,
        "calls_allowed": found.calls_allowed,
        "success": success,
        "streams": [_stream(each) for each in found.streams],
    }


def _stream(each: StreamStatus) -> dict[str, Any]:
    return {
        "stream": each.stream,
        "location": each.location,
        "as_of": each.as_of,
        "age_seconds": None if each.age is None else each.age.total_seconds(),
        "expected_seconds": None if each.expected is None else each.expected.total_seconds(),
        "state": each.state,
        "error": each.error,
        "count": None
        if each.count is None
        else {
            "checked_at": each.count.checked_at,
            "announced": each.count.announced,
            "held": each.count.held,
            "set_aside": each.count.set_aside,
        },
    }


async def in_short(office: Office, tenant: Tenant, only: Collection[int] | None) -> dict[str, Any]:
    """Return how things stand in a sentence for each connection; with *only*, of these locations."""
    seen = None
    if only is not None:
        places = await locations(office, tenant)
        seen = {(each["connection"], each["name"]) for each in places if each["location_id"] in only}
    data = [_short(each, seen) for each in await status_of(office, tenant)]
    told = [each for each in data if each is not None]
    worst = max((each["state"] for each in told), key=ORDER.index, default="unknown")
    return {"state": worst, "data": told}


def _short(found: ConnectionStatus, seen: Collection[tuple[str, str]] | None) -> dict[str, Any] | None:
    streams = [
        each
        for each in found.streams
        if seen is None or (each.location is not None and (found.connection, each.location) in seen)
    ]
    if seen is not None and not streams:
        return None
    state = max((each.state for each in streams), key=ORDER.index, default="unknown")
    known = [each.as_of for each in streams if each.as_of is not None]
    oldest = min(known, default=None)
    return {"connection": found.connection, "state": state, "as_of": oldest, "text": _sentence(found, state)}


def _sentence(found: ConnectionStatus, state: str) -> str:
    if found.status == "paused":
        return f"{found.vendor} is paused; what is stored stays."
    if found.status == "needs_reauth":
        return f"{found.vendor} refuses the credential; nothing is read until it is replaced."
    return {
        "fresh": f"{found.vendor} is up to date.",
        "late": f"{found.vendor} is a little late.",
        "stale": f"{found.vendor} has not been read for too long.",
        "unknown": f"{found.vendor} has not been read whole yet.",
    }[state]

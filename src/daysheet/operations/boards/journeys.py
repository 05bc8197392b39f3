"""
Journeys as programs get them: the board of a day, the list of days, and one with its charges, stops and history.

What a caller may not see is left out here: other locations, and without the right to see persons everything that the
vendor's board declares personal.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.errors import NotAllowed, UnknownThing
from daysheet.core.vendor import Vendor
from daysheet.operations.boards import dispatching
from daysheet.operations.boards.board_places import chosen, freshness, money, oldest
from daysheet.operations.boards.dispatching import boards_of, day_named, some
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.dispatching import Dispatch, Found, Wanted
from daysheet.warehouse.raw_objects import RawObject

# A start counts as on time until so long after the end of the window (product.md 4.2, O3).
LATE_AFTER: Final = timedelta(minutes=15)
ACTIVE: Final = "active"
OVER: Final = ("COMPLETED", "AUDITED", "CANCELLED")
# Nobody begins these any more, or not yet: that they have no begin does not make them late.
NOT_TO_BEGIN: Final = (*OVER, "TENTATIVE")
STOPS_PERSONAL: Final = ("address", "unit", "property_name", "parking", "notes")
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Seeing:
    """What a caller sees: some locations or all, and persons or not."""

    only: frozenset[int] | None = None
    persons: bool = True


async def board(
    office: Office, tenant: Tenant, day: str, seeing: Seeing, *, locations: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the board of a day with its counters; raises `UnknownThing`, `SettingWrong` for a wrong day."""
    now = office.clock()
    places = await chosen(office, tenant, locations, seeing.only)
    only = [row["location_id"] for row in places] if locations or seeing.only is not None else None
    found = await dispatching.board(office, tenant, day, only=only)
    journeys = [_told(row, office, seeing, now) for row in found.journeys]
    fresh: list[Row] = []
    for vendor, _ in boards_of(office, tenant):
        assert vendor.board is not None
        mine = [row for row in places if row["vendor"] == vendor.name]
        fresh += await freshness(office, tenant, mine, vendor.board.streams)
    return {
        "day": found.day,
        "at": now,
        "as_of": oldest([each["as_of"] for each in fresh]),
        "counters": _counters(journeys),
        "journeys": journeys,
        "next_on": found.next_on,
        "last_on": found.last_on,
        "freshness": fresh,
    }


async def listed(
    office: Office,
    tenant: Tenant,
    seeing: Seeing,
    *,
    day: str | None = None,
    states: Collection[str] = (),
    locations: Sequence[str] = (),
    after: tuple[Any, ...] | None = None,
    limit: int,
) -> tuple[list[Row], list[tuple[Any, ...]]]:
    """
    Return journeys, the last day first, and the place of each in that order; the state `active` is any on its way.

    There is one more than *limit* where there are more.
    """
    now = office.clock()
    only = seeing.only
    if locations:
        only = frozenset(row["location_id"] for row in await chosen(office, tenant, locations, seeing.only))
    found: list[Row] = []
    for vendor, dispatch in boards_of(office, tenant):
        wanted = Wanted(
            day=None if day is None else day_named(day, now),
            states=_states(vendor, states),
            only=some(only),
            after=after,
            limit=limit + 1,
        )
        found += await dispatch.listed(wanted, now)
    found.sort(key=_place_of, reverse=True)
    found = found[: limit + 1]
    return [_told(row, office, seeing, now) for row in found], [_place_of(row) for row in found]


def _place_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["service_date"], str(row["id"]), row["connection_id"]


def _states(vendor: Vendor, words: Collection[str]) -> list[str] | None:
    assert vendor.board is not None
    said = {word.strip().upper() for word in words}
    active = vendor.board.active if ACTIVE.upper() in said else ()
    return sorted((said - {ACTIVE.upper()}) | set(active)) or None


async def one(office: Office, tenant: Tenant, journey_id: str, seeing: Seeing) -> Row:
    """Return a journey with its charges, stops and history; raises `UnknownThing`."""
    _, dispatch, found = await _seen(office, tenant, journey_id, seeing)
    now = office.clock()
    rows = await dispatch.listed(Wanted(id=str(found.id), only=some(seeing.only)), now)
    if not rows:
        raise UnknownThing("There is no such journey.")
    row, shown = rows[0], await dispatch.one(found, now)
    currency = row["currency"]
    return {
        **_told(row, office, seeing, now),
        "charges": [
            {
                "kind": each["kind"],
                "name": each["name"],
                "description": each["description"],
                "total": None if each["total_cents"] is None else money(each["total_cents"], currency),
            }
            for each in shown.charges
        ],
        "stops": [each if seeing.persons else each | dict.fromkeys(STOPS_PERSONAL) for each in shown.stops],
        "history": shown.history,
    }


async def say(
    office: Office, tenant: Tenant, journey_id: str, said: Mapping[str, Any], seeing: Seeing, *, by: str, actor: str
) -> list[str]:
    """Write what dispatch says of a journey; return what whoever says it should know. Raises `UnknownThing`."""
    vendor, dispatch, found = await _seen(office, tenant, journey_id, seeing)
    done = await dispatching.say_of(office, vendor, dispatch, found, said, by[: dispatching.WORD_MAX], actor)
    return list(done.warnings)


async def raw(office: Office, tenant: Tenant, journey_id: str) -> list[RawObject]:
    """Return what the vendor last sent of a journey; it may tell of other locations too. Raises `UnknownThing`."""
    _, dispatch, found = await _seen(office, tenant, journey_id, Seeing())
    return await dispatch.raw(found)


async def phone(office: Office, tenant: Tenant, journey_id: str, seeing: Seeing) -> str | None:
    """Return the telephone number of a journey's customer, None where it is not known; raises `UnknownThing`."""
    _, dispatch, found = await _seen(office, tenant, journey_id, seeing)
    return await dispatch.phone(found)


async def _seen(office: Office, tenant: Tenant, journey_id: str, seeing: Seeing) -> tuple[Vendor, Dispatch, Found]:
    """Return the journey of that id, if it may be seen; one that may not is as unknown as one that is not."""
    now = office.clock()
    found = [
        (vendor, dispatch, each)
        for vendor, dispatch in boards_of(office, tenant)
        for each in await dispatch.named(journey_id, now)
        if str(each.id) == journey_id and (seeing.only is None or each.location_id in seeing.only)
    ]
    if not found:
        raise UnknownThing("There is no such journey.")
    if len(found) > 1:
        raise NotAllowed("Two connections read the same account, so there are two of this journey.")
    return found[0]


def _told(row: Mapping[str, Any], office: Office, seeing: Seeing, now: datetime) -> Row:
    """Return a row of a board as programs get it."""
    board_of_vendor = office.vendors[row["vendor"]].board
    assert board_of_vendor is not None
    if not seeing.persons:
        row = {**row, **dict.fromkeys(board_of_vendor.personal)}
    currency = row["currency"]
    location = None
    if row["location_id"] is not None:
        location = {"id": row["location_id"], "name": row["location"], "zone": row["time_zone"]}
    return {
        "id": str(row["id"]),
        "number": row["job"],
        "source": {"vendor": row["vendor"], "id": str(row["id"])},
        "location": location,
        "branch": row["branch"],
        "is_unmapped": row["is_unmapped"],
        "day": row["service_date"],
        "is_today": row["is_today"],
        "is_tomorrow": row["is_tomorrow"],
        "state": row["status"],
        "state_reason": row["status_reason"],
        "window": {"words": row["arrival_window"], "from": row["window_start"], "to": row["window_end"]},
        "planned_start_at": row["planned_start_at"],
        "started_at": row["started_at"],
        "ended_at": row["ended_at"],
        "is_confirmed": row["is_confirmed"],
        "is_late_start": is_late_start(row, now),
        "priority": row["priority"],
        "truck": row["truck_number"],
        "trucks_planned": row["truck_count_planned"],
        "crew": row["crew_names"],
        "crew_planned": row["crew_count_planned"],
        "crew_assigned": row["crew_count_assigned"],
        "service": row["service_type"],
        "kind": row["journey_kind"],
        "size": row["move_size"],
        "customer": row["customer_name"],
        "origin": row["origin_address"],
        "destination": row["destination_address"],
        "estimated": None if row["estimated_cost_cents"] is None else money(row["estimated_cost_cents"], currency),
        "charged": None if row["actual_cost_cents"] is None else money(row["actual_cost_cents"], currency),
        "tags": row["tags"],
        "own_tags": row["local_tags"],
        "note": row["local_notes"],
        "flags": row["flags"],
    }


def is_late_start(row: Mapping[str, Any], now: datetime) -> bool | None:
    """Whether work began, or has still not begun, after its window; None where that cannot be told."""
    if row["window_end"] is None or row["time_zone"] is None:
        return None
    end = datetime.combine(row["service_date"], row["window_end"], ZoneInfo(row["time_zone"])) + LATE_AFTER
    if row["started_at"] is not None:
        return bool(row["started_at"] > end)
    return None if row["status"] in NOT_TO_BEGIN else now > end


def _counters(journeys: Sequence[Row]) -> Row:
    """Return how many there are of each kind; what is cancelled is counted as that alone."""
    alive = [each for each in journeys if each["state"] != "CANCELLED"]
    return {
        "jobs": len(alive),
        "trucks_planned": sum(each["trucks_planned"] or 0 for each in alive),
        "not_confirmed": sum(not each["is_confirmed"] for each in alive if each["state"] not in OVER),
        "not_crewed": sum(each["crew_assigned"] == 0 for each in alive if each["state"] not in OVER),
        "late_start": sum(each["is_late_start"] is True for each in alive),
        "finished": sum(each["state"] in OVER for each in alive),
        "cancelled": len(journeys) - len(alive),
        "unmapped": sum(each["is_unmapped"] for each in alive),
    }

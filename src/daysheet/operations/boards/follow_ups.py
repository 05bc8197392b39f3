"""
Follow-ups: somebody asks a person, or nobody yet, to see to an order or a journey until a day.

They are kept here and never written to the vendor. What is asked may name a customer: whoever may not see persons reads
it only where it concerns them, and sees of others their initials.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.access import Caller
from daysheet.core.errors import ForbiddenByScope, SettingWrong, UnknownThing
from daysheet.operations.boards import journeys, work_in_progress
from daysheet.operations.boards.dispatching import boards_of, some
from daysheet.operations.boards.follow_up_people import Known, known_of, may_get, zone_of
from daysheet.operations.boards.journeys import Seeing
from daysheet.operations.identity.access import is_number
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.follow_ups import About, FollowUps, Wanted

KINDS: Final = ("order", "journey")
ME: Final = "me"
NOTE_CHARACTERS_MAX: Final = 1_000
# A person can see to so many things at a time; what asks for more is a program gone wrong.
OPEN_MAX: Final = 2_000
DONE_LISTED_MAX: Final = 200
DONE_FOR: Final = timedelta(days=30)
DAYS_AHEAD_MAX: Final = 366
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """
    What somebody asks for: about which record, and what is to be seen to.

    `for_whom` is `me`, a person as the audit log names them, or None for nobody yet; `location` tells two orders of the
    same id apart.
    """

    kind: str
    record: str
    note: str
    for_whom: str | None = None
    due_on: date | None = None
    location: int | None = None


async def make(office: Office, tenant: Tenant, caller: Caller, asked: Asked) -> Row:
    """
    Ask for something and return it as it is told.

    Raises `UnknownThing` for a record that is not on its board or may not be seen, `SettingWrong` for the rest.
    """
    note = _checked_note(asked.note)
    about = await _about(office, tenant, caller, asked)
    known = await known_of(office, tenant, caller)
    for_actor = _checked_person(known, asked.for_whom, about.location_id)
    _check_day(known, asked.due_on, about.location_id)
    kept = _of(office, tenant, caller)
    number = await kept.make(about, note, for_actor, asked.due_on, office.clock(), caller.actor, open_max=OPEN_MAX)
    return known.told(await kept.one(number))


async def hand_on(office: Office, tenant: Tenant, caller: Caller, follow_up_id: int, for_whom: str | None) -> Row:
    """Say whom an open one is for, and return it; raises `UnknownThing`, `SettingWrong`."""
    kept, known = _of(office, tenant, caller), await known_of(office, tenant, caller)
    row = await kept.one(_checked_number(follow_up_id))
    for_actor = _checked_person(known, for_whom, row["location_id"])
    await kept.hand_on(follow_up_id, for_actor, office.clock(), caller.actor)
    return known.told(await kept.one(follow_up_id))


async def finish(office: Office, tenant: Tenant, caller: Caller, follow_up_id: int) -> Row:
    """
    Say that one is done, and return it; that it was before is as good.

    Whoever may not write on boards may say so of their own. Raises `UnknownThing`, `ForbiddenByScope`.
    """
    kept = _of(office, tenant, caller)
    row = await kept.one(_checked_number(follow_up_id))
    if not caller.may("write:boards") and row["for_actor"] != caller.actor:
        raise ForbiddenByScope("It is somebody else's: this needs the scope write:boards.")
    await kept.finish(follow_up_id, office.clock(), caller.actor)
    known = await known_of(office, tenant, caller)
    return known.told(await kept.one(follow_up_id))


async def mine(office: Office, tenant: Tenant, caller: Caller) -> list[Row]:
    """Return what is open and for whoever asks, what is wanted first in front."""
    return await _told(office, tenant, caller, await _of(office, tenant, caller).open_ones(caller.actor, OPEN_MAX))


async def open_ones(office: Office, tenant: Tenant, caller: Caller) -> list[Row]:
    """Return what is open, what is wanted first in front."""
    return await _told(office, tenant, caller, await _of(office, tenant, caller).open_ones(None, OPEN_MAX))


async def done_lately(office: Office, tenant: Tenant, caller: Caller) -> list[Row]:
    """Return what was done in the last thirty days, the last first."""
    since = office.clock() - DONE_FOR
    return await _told(office, tenant, caller, await _of(office, tenant, caller).done_ones(since, DONE_LISTED_MAX))


async def listed(office: Office, tenant: Tenant, caller: Caller, wanted: Wanted, limit: int) -> list[Row]:
    """Return those that fit, the newest first; one more than *limit* where there are more."""
    return await _told(office, tenant, caller, await _of(office, tenant, caller).listed(wanted, limit + 1))


async def choices(office: Office, tenant: Tenant, caller: Caller, location_id: int | None) -> list[Row]:
    """Return whom a follow-up at a location may be for, whoever asks left out: each with initials, role, and name."""
    known = await known_of(office, tenant, caller)
    found = [actor for actor, person in known.people.items() if may_get(person, location_id)]
    return [
        {**(known.named(actor) or {}), "role": known.people[actor]["role"]} for actor in found if actor != caller.actor
    ]


async def still_there(office: Office, tenant: Tenant, caller: Caller, rows: Sequence[Row]) -> Collection[str]:
    """Return the ids of those whose record is on its board: an open order, or a journey that the vendor still shows."""
    found: set[str] = set()
    orders = [row for row in rows if row["kind"] == "order"]
    if orders:
        board = await work_in_progress.board(office, tenant, only=caller.locations, sees_persons=False)
        known = {(each["location"]["id"], each["id"]) for each in board["orders"]}
        found |= {row["id"] for row in orders if ((row["location"] or {}).get("id"), row["record"]["id"]) in known}
    moves = [row for row in rows if row["kind"] == "journey"]
    if moves:
        labels = sorted({row["record"]["label"] for row in moves})
        known_moves = {
            str(each["id"])
            for _, dispatch in boards_of(office, tenant)
            for each in await dispatch.numbered(labels, some(caller.locations))
        }
        # One without a number is called by its id, and found by nothing else.
        found |= {row["id"] for row in moves if row["record"]["id"] in known_moves | {row["record"]["label"]}}
    return found


def today_at(now: datetime, place: Mapping[str, Any] | None) -> date:
    """Return the day that it is at a place of a board; in Greenwich where that is not known."""
    zone = None if place is None else place["zone"]
    return now.astimezone(ZoneInfo(zone) if zone else UTC).date()


async def _told(office: Office, tenant: Tenant, caller: Caller, rows: Sequence[Row]) -> list[Row]:
    if not rows:
        return []
    known = await known_of(office, tenant, caller)
    return [known.told(row) for row in rows]


async def _about(office: Office, tenant: Tenant, caller: Caller, asked: Asked) -> About:
    """Return the record that is asked about; raises `UnknownThing` where it is not on its board or not theirs."""
    if asked.kind == "journey":
        seeing = Seeing(only=caller.locations, persons=False)
        found = [await journeys.one(office, tenant, asked.record, seeing)]
    elif asked.kind == "order":
        board = await work_in_progress.board(office, tenant, only=caller.locations, sees_persons=False)
        found = [
            each
            for each in board["orders"]
            if each["id"] == asked.record and asked.location in (None, each["location"]["id"])
        ]
    else:
        raise SettingWrong(f"A follow-up is about an {' or a '.join(KINDS)}.")
    if not found:
        raise UnknownThing("There is no such order on the board.")
    if len(found) > 1:
        raise SettingWrong("There are several orders of this id: say at which location.")
    place = found[0]["location"]
    return About(
        kind=asked.kind,
        vendor=found[0]["source"]["vendor"],
        record_id=found[0]["id"],
        label=str(found[0]["number"] or found[0]["id"]),
        location_id=None if place is None else place["id"],
    )


def _checked_note(note: str) -> str:
    text = note.strip()
    if not text or len(text) > NOTE_CHARACTERS_MAX or "\0" in text:
        raise SettingWrong(f"Say in 1 to {NOTE_CHARACTERS_MAX:,} characters what is to be seen to.")
    return text


def _checked_number(follow_up_id: int) -> int:
    if not is_number(follow_up_id):
        raise UnknownThing("There is no such follow-up.")
    return follow_up_id


def _checked_person(known: Known, for_whom: str | None, location_id: int | None) -> str | None:
    if not for_whom:
        return None
    if for_whom in (ME, known.caller.actor):
        return known.caller.actor
    if for_whom not in known.people or not may_get(known.people[for_whom], location_id):
        raise SettingWrong("There is nobody of that number who may see this record.")
    return for_whom


def _check_day(known: Known, due_on: date | None, location_id: int | None) -> None:
    if due_on is None:
        return
    place = None if location_id is None else known.places.get(location_id)
    today = known.now.astimezone(zone_of(place)).date()
    if not today <= due_on <= today + timedelta(days=DAYS_AHEAD_MAX):
        raise SettingWrong("The day is today or one of the year to come.")


def _of(office: Office, tenant: Tenant, caller: Caller) -> FollowUps:
    return FollowUps(database=office.database, tenant_id=tenant.tenant_id, only=caller.locations)

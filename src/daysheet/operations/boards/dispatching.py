"""
The board of the day, and what dispatch says of a piece of work: its stage, priority, tags, note and truck.

What dispatch says stays its own: no reading of the vendor writes it, and the vendor's data alone can overrule it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.vendor import Board, Vendor
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.dispatching import Day, Dispatch, Found, Shown
from daysheet.warehouse.places import Places
from daysheet.warehouse.raw_objects import RawObject

NOTHING: Final = "none"
TEXT_MAX: Final = 2_000
WORD_MAX: Final = 60
TAGS_MAX: Final = 20


@dataclass(frozen=True, kw_only=True)
class DayBoard:
    """The work of a day; where there is none, the next day that has some, and the last one that had."""

    day: str
    journeys: Sequence[dict[str, Any]]
    next_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """A piece of work after dispatch spoke of it, and what the one who spoke should know."""

    shown: Shown
    warnings: Sequence[str]


async def board(
    office: Office,
    tenant: Tenant,
    day: str = "today",
    *,
    location: str | None = None,
    unmapped: bool = False,
    only: Collection[int] | None = None,
) -> DayBoard:
    """
    Return the work of a day, each location by its own calendar; raises `UnknownThing` for a wrong location.

    *only* are the locations that may be seen; what has none is then not seen.
    """
    now = office.clock()
    location_id = None if location is None else await _location(office, tenant, location)
    wanted = replace(day_named(day, now), location_id=location_id, is_unmapped=unmapped, only=some(only))
    boards = [dispatch for _, dispatch in boards_of(office, tenant)]
    journeys = [row for each in boards for row in await each.of_day(wanted, now)]
    beside = [] if journeys else [await each.days_beside(wanted, now) for each in boards]
    return DayBoard(
        day=wanted.word,
        journeys=journeys,
        next_on=min((each for each, _ in beside if each is not None), default=None),
        last_on=max((each for _, each in beside if each is not None), default=None),
    )


def day_named(day: str, now: datetime) -> Day:
    """Return the day that a word means; raises `SettingWrong` where it means none."""
    try:
        return Day.named(day.strip().lower(), now)
    except ValueError:
        raise SettingWrong(f"{day!r} is no day. Say today, tomorrow, or one such as 2026-08-19.") from None


def some(only: Collection[int] | None) -> list[int] | None:
    """Return numbers of locations as questions take them; None stands for all."""
    return None if only is None else sorted(only)


async def shown(office: Office, tenant: Tenant, word: str) -> Shown:
    """Return one piece of work with its charges and history; raises `UnknownThing`."""
    _, dispatch, found = await _the_one(office, tenant, word)
    return await dispatch.one(found, office.clock())


async def raw(office: Office, tenant: Tenant, word: str) -> list[RawObject]:
    """Return what the vendor last sent of one piece of work, as it was sent; raises `UnknownThing`."""
    _, dispatch, found = await _the_one(office, tenant, word)
    objects = await dispatch.raw(found)
    if not objects:
        raise UnknownThing(f"Of journey {word!r} no object is kept yet. It comes with a run: daysheet sync --full")
    return objects


async def say(office: Office, tenant: Tenant, word: str, said: Mapping[str, Any], by: str | None = None) -> Said:
    """
    Write what dispatch says of one piece of work, and return it as it is shown then.

    *said* holds only what is spoken of: `stage`, `priority`, `tags`, `note`, `truck`; the word none takes it away.
    """
    vendor, dispatch, found = await _the_one(office, tenant, word)
    return await say_of(office, vendor, dispatch, found, said, by)


async def say_of(
    office: Office,
    vendor: Vendor,
    dispatch: Dispatch,
    found: Found,
    said: Mapping[str, Any],
    by: str | None,
    actor: str = "the command line",
) -> Said:
    """Write what dispatch says of a piece of work that was found; *actor* is whom the audit log names."""
    assert vendor.board is not None
    checked = _checked(vendor.board, said)
    result = await dispatch.say(found, checked, _text(by, "--by", WORD_MAX), office.clock(), actor)
    return Said(shown=result, warnings=_warnings(checked, result))


def boards_of(office: Office, tenant: Tenant) -> list[tuple[Vendor, Dispatch]]:
    """Return the vendors whose work has a board, each with its board."""
    return [
        (vendor, Dispatch(office.database, tenant.tenant_id, vendor.package, vendor.derivation))
        for vendor in office.vendors.values()
        if vendor.board is not None and vendor.derivation is not None
    ]


async def _the_one(office: Office, tenant: Tenant, word: str) -> tuple[Vendor, Dispatch, Found]:
    now = office.clock()
    boards = boards_of(office, tenant)
    every = [(vendor, each, found) for vendor, each in boards for found in await each.named(word.strip(), now)]
    if not every:
        raise UnknownThing(f"There is no journey {word!r}. See those of a day: daysheet journeys list today")
    if len(every) > 1:
        several = "; ".join(_told(found) for _, _, found in every)
        raise UnknownThing(f"There are several journeys {word!r}: {several}. Say which one by its id.")
    return every[0]


def _told(found: Found) -> str:
    return f"{found.id} on {found.service_date}, {found.location or 'no location'} (connection {found.connection})"


async def _location(office: Office, tenant: Tenant, word: str) -> int:
    known = await Places(office.database, tenant.tenant_id).all()
    found = [each for each in known if word in (each["name"], each["source_id"], str(each["location_id"]))]
    if len(found) != 1:
        names = ", ".join(each["name"] for each in known) or "none yet"
        raise UnknownThing(f"There is not exactly one location {word!r}. Locations: {names}.")
    return int(found[0]["location_id"])


def _checked(board: Board, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said, in the words of the vendor's board; raises where one is not its own."""
    if not said:
        raise SettingWrong("Say what to set, such as --stage EN_ROUTE, --priority HIGH or --truck 12.")
    checked: dict[str, Any] = {}
    if "stage" in said:
        checked["stage"] = None if _is_nothing(said["stage"]) else _word(said["stage"], "--stage", board.stages)
    if "priority" in said:
        checked["priority"] = _word(said["priority"], "--priority", board.priorities)
    if "tags" in said:
        checked["tags"] = _tags(said["tags"])
    if "note" in said:
        checked["note"] = _text(said["note"], "--note", TEXT_MAX)
    if "truck" in said:
        checked["truck"] = _text(said["truck"], "--truck", WORD_MAX)
    return checked


def _is_nothing(text: str | None) -> bool:
    return text is None or text.strip().lower() in ("", NOTHING)


def _word(text: str, option: str, words: Sequence[str]) -> str:
    word = text.strip().upper().replace("-", "_")
    if word not in words:
        raise SettingWrong(f"{option} {text!r} is none of {', '.join(words)}.")
    return word


def _text(text: str | None, option: str, length_max: int) -> str | None:
    if text is None or _is_nothing(text):
        return None
    if len(text) > length_max or "\0" in text:
        raise SettingWrong(f"{option} takes up to {length_max:,} characters.")
    return text.strip()


def _tags(tags: Sequence[str]) -> list[str]:
    found = sorted({tag for tag in (_text(each, "--tag", WORD_MAX) for each in tags) if tag is not None})
    if len(found) > TAGS_MAX:
        raise SettingWrong(f"A journey has {TAGS_MAX} tags at most.")
    return found


def _warnings(said: Mapping[str, Any], result: Shown) -> list[str]:
    """Return what whoever set a stage may not expect."""
    found, stage = result.journey, said.get("stage")
    warnings = []
    if stage is not None and found["status"] != stage:
        warnings.append(f"It still shows {found['shown_status']}: the vendor says {found['vendor_stage']}.")
    elif stage is not None and found["vendor_stage"] == "CANCELLED" != stage:
        warnings.append("The vendor says CANCELLED: one of the two is wrong.")
    if stage in ("EN_ROUTE", "ONSITE", "COMPLETED", "AUDITED") and result.is_ahead:
        warnings.append(f"Its day, {found['service_date']}, has not begun there.")
    return warnings

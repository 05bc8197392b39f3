"""Follow-ups: those of an opened record with the form for another, the sign on a card, and the page of all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.responses import RedirectResponse, Response

from daysheet.console.cells import found_path
from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.core.errors import DaysheetError, NotAllowed, SettingWrong, UnknownThing
from daysheet.operations.boards import follow_ups as desk
from daysheet.operations.boards.follow_ups import Asked

TABS: Final = {"mine": "Mine", "open": "All open", "done": "Done lately"}
# Where forms for follow-ups stand, and lead back to.
PLACES: Final = ("/boards/work-in-progress", "/boards/journeys/", "/follow-ups")
BACK_CHARACTERS_MAX: Final = 1_000
FORM: Final = "follow-up"
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What an opened record shows: its open follow-ups, and what the form for another one needs."""

    kind: str
    record: str
    location: Row | None
    rows: Sequence[Row]
    people: Sequence[Row]
    first_on: date
    last_on: date
    told: str | None


async def part_of_record(visitor: Visitor, kind: str, record: str, location: Row | None) -> Part:
    """Return what an opened record shows of its follow-ups; *location* is as boards have it."""
    office, tenant, caller = visitor.office, visitor.tenant, visitor.caller
    place = None if location is None else location["id"]
    rows = [
        each
        for each in await desk.open_ones(office, tenant, caller)
        if (each["kind"], each["record"]["id"], (each["location"] or {}).get("id")) == (kind, record, place)
    ]
    today = desk.today_at(visitor.now, location)
    return Part(
        kind=kind,
        record=record,
        location=location,
        rows=rows,
        people=await desk.choices(office, tenant, caller, place) if visitor.may("write:boards") else [],
        first_on=today,
        last_on=today + timedelta(days=desk.DAYS_AHEAD_MAX),
        told=visitor.told if visitor.asked("about") == FORM else None,
    )


async def follow_ups_of(visitor: Visitor) -> Sequence[Row]:
    """Return the open follow-ups that are the visitor's."""
    if not visitor.may("read:records"):
        return []
    return await desk.mine(visitor.office, visitor.tenant, visitor.caller)


async def followed(visitor: Visitor, kind: str) -> Mapping[tuple[int | None, str], Sequence[Row]]:
    """Return the open follow-ups of a board's records, by where they are and their id."""
    found = defaultdict[tuple[int | None, str], list[Row]](list)
    for each in await desk.open_ones(visitor.office, visitor.tenant, visitor.caller):
        if each["kind"] == kind:
            found[(each["location"] or {}).get("id"), each["record"]["id"]].append(each)
    return found


async def follow_ups(visitor: Visitor) -> Response:
    """List the visitor's follow-ups, all that are open, or those that were done lately."""
    asked = visitor.asked("show") or "mine"
    tab = asked if asked in TABS else "mine"
    lists: Mapping[str, Callable[..., Awaitable[list[Any]]]] = {
        "mine": desk.mine,
        "open": desk.open_ones,
        "done": desk.done_lately,
    }
    office, tenant, caller = visitor.office, visitor.tenant, visitor.caller
    rows = await lists[tab](office, tenant, caller)
    there = await desk.still_there(office, tenant, caller, rows) if rows else ()
    handed = next((each for each in rows if each["id"] == visitor.asked("hand")), None)
    return page(
        "follow_ups.html",
        visitor,
        rows=rows,
        tab=tab,
        tabs=TABS,
        there=there,
        paths={each["id"]: path_to(each, there) for each in rows},
        handed=handed,
        people=[] if handed is None else await desk.choices(office, tenant, caller, _place(handed)),
        told=visitor.told,
    )


def path_to(row: Row, there: Collection[str]) -> str | None:
    """Return where the record of a follow-up is opened; an order that left its board has its record's own page."""
    record = row["record"]
    if row["kind"] == "order":
        if row["id"] in there:
            return f"{PLACES[0]}?{urlencode({'open': record['id']})}#{FORM}"
        return found_path(record["vendor"], record["id"], _place(row))
    return f"{PLACES[1]}{record['id']}#{FORM}" if row["id"] in there else None


async def make(visitor: Visitor) -> Response:
    """Ask for a follow-up, and lead back to where that was typed."""
    form = await visitor.request.form()
    said = {name: str(form.get(name, "")).strip() for name in ("kind", "record", "location", "note", "for", "due")}

    async def work() -> str:
        asked = Asked(
            kind=said["kind"],
            record=said["record"],
            note=said["note"],
            for_whom=said["for"] or None,
            due_on=_day(said["due"]),
            location=int(said["location"]) if _is_number(said["location"]) else None,
        )
        made = await desk.make(visitor.office, visitor.tenant, visitor.caller, asked)
        return f"Written down{_for(made)}."

    return await _done(visitor, str(form.get("back", "")), work)


async def hand_on(visitor: Visitor) -> Response:
    """Say whom a follow-up is for from now on."""
    form = await visitor.request.form()

    async def work() -> str:
        whom = str(form.get("for", "")) or None
        row = await desk.hand_on(visitor.office, visitor.tenant, visitor.caller, _number(visitor), whom)
        return f"Handed on{_for(row)}."

    return await _done(visitor, str(form.get("back", "")), work)


async def finish(visitor: Visitor) -> Response:
    """Say that a follow-up is done."""
    form = await visitor.request.form()

    async def work() -> str:
        row = await desk.finish(visitor.office, visitor.tenant, visitor.caller, _number(visitor))
        return f"Done: {row['record']['label']}."

    return await _done(visitor, str(form.get("back", "")), work)


async def _done(visitor: Visitor, back: str, work: Callable[[], Awaitable[str]]) -> Response:
    """Do something and lead back with what came of it; what is not there, or not theirs, is a page of its own."""
    try:
        told = await work()
    except NotAllowed:
        raise
    except DaysheetError as error:
        told = str(error)
    address = urlsplit(back if _is_ours(back) else PLACES[-1])
    kept = [pair for pair in parse_qsl(address.query) if pair[0] not in ("told", "about")]
    query = urlencode([*kept, ("about", FORM), ("told", visitor.sealed(told))])
    return RedirectResponse(f"{address.path}?{query}#follow-ups", 303)


def _is_ours(back: str) -> bool:
    """Whether an address is one of the pages that forms for follow-ups stand on."""
    is_plain = len(back) <= BACK_CHARACTERS_MAX and back.isprintable() and "\\" not in back and "//" not in back
    path = urlsplit(back).path if is_plain else ""
    return ".." not in path and (path in PLACES or path.startswith(PLACES[1]))


def _for(row: Row) -> str:
    whom = row["for"]
    if whom is None:
        return ", for nobody yet"
    return ", for you" if row["is_mine"] else f" for {whom['name'] or whom['initials'] or whom['actor']}"


def _place(row: Row) -> int | None:
    place: int | None = None if row["location"] is None else row["location"]["id"]
    return place


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingWrong(f"{text!r} is no day. Say one such as 2026-08-19.") from None


def _number(visitor: Visitor) -> int:
    text: str = visitor.request.path_params["follow_up"]
    if not _is_number(text):
        raise UnknownThing("There is no such follow-up.")
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18

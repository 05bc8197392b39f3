"""journeys."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any, Final

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.wording import plain, visible
from daysheet.core.nouns import counted

if TYPE_CHECKING:
    from daysheet.operations.boards.dispatching import DayBoard
    from daysheet.warehouse.dispatching import Shown
    from daysheet.warehouse.raw_objects import RawObject

journeys = App(name="journeys", help="Jobs on their day, as dispatch sees them: list, show, set.")

Job = Annotated[str, Parameter(help="Its job number, its external id, or the vendor's id.")]
COLUMNS: Final = ("job", "location", "window", "status", "priority", "truck", "crew", "service", "customer", "estimate")


@journeys.command(name="list")
def list_journeys(
    day: Annotated[str, Parameter(help="today, tomorrow, or a day such as 2026-08-19.")] = "today",
    /,
    *,
    location: Annotated[str | None, Parameter(help="Only this location: its name, or the vendor's id of it.")] = None,
    unmapped: Annotated[bool, Parameter(help="Only those whose branch nobody has mapped to a location.")] = False,
    common: Common = Common(),
) -> int:
    """
    List the journeys of a day; today and tomorrow are each location's own.

    For example:

        daysheet journeys list
        daysheet journeys list tomorrow --location Halifax
        daysheet journeys list 2026-08-19 --json
    """
    from daysheet.operations.boards import dispatching

    async def work() -> DayBoard:
        async with at_work(common) as (office, tenant):
            return await dispatching.board(office, tenant, day, location=location, unmapped=unmapped)

    found = run_now(work())
    if common.json:
        common.emit({"day": found.day, "journeys": found.journeys, "next_on": found.next_on, "last_on": found.last_on})
        return 0
    has_trucks = any(row["truck_number"] for row in found.journeys)
    columns = [column for column in COLUMNS if has_trucks or column != "truck"]
    is_chosen = location is not None or unmapped
    common.show(columns, [_line(row) for row in found.journeys], _empty(found, is_chosen=is_chosen))
    if found.journeys:
        states = Counter(str(row["status"]) for row in found.journeys)
        said = ", ".join(f"{count:,} {_words(state)}" for state, count in states.most_common())
        common.say(f"{counted(len(found.journeys), 'journey')}: {said}.")
        if not has_trucks:
            common.say("No truck has a number yet; only you can tell: daysheet journeys set JOB --truck 12")
        if left := sum(row["is_unmapped"] for row in found.journeys):
            common.say(f"! Without a location: {left:,}. Map their branches: daysheet locations branches --unmapped")
    return 0


def _line(row: dict[str, Any]) -> dict[str, Any]:
    hours = [plain_hour(row[name]) for name in ("window_start", "window_end")]
    crew, planned = row["crew_count_assigned"], row["crew_count_planned"]
    cents = row["estimated_cost_cents"]
    return {
        "job": row["job"] or str(row["id"]),
        "location": row["location"] or f"not mapped: {(row['branch'] or 'no branch').strip()}",
        "window": "-".join(each for each in hours if each) or row["arrival_window"],
        "status": _words(row["status"]),
        "priority": "" if row["priority"] == "NORMAL" else _words(row["priority"]),
        "truck": row["truck_number"],
        "crew": f"{crew} of {planned}" if planned is not None else str(crew),
        "service": row["service_type"],
        "customer": row["customer_name"],
        "estimate": "" if cents is None else amount(cents, row["currency"]),
    }


def plain_hour(at: object) -> str:
    """
    Return an hour of the day without its seconds; nothing for none.

    >>> from datetime import time
    >>> plain_hour(time(8, 0)), plain_hour(None)
    ('08:00', '')
    """
    return "" if at is None else str(at)[:5]


def amount(cents: int, currency: str | None) -> str:
    """
    Return an amount.

    >>> amount(107450, "CAD"), amount(-5, None)
    ('1,074.50 CAD', '-0.05')
    """
    whole, part = divmod(abs(cents), 100)
    amount = f"{'-' if cents < 0 else ''}{whole:,}.{part:02}"
    return f"{amount} {currency}" if currency else amount


def _words(state: str) -> str:
    return state.lower().replace("_", " ")


def _empty(found: DayBoard, *, is_chosen: bool) -> str:
    day = found.day if found.day in ("today", "tomorrow") else f"on {found.day}"
    said = f"No moves {day}{' in what you chose' if is_chosen else ''}."
    if found.next_on is not None:
        return f"{said} The next day that has some: daysheet journeys list {found.next_on}"
    if found.last_on is not None:
        return f"{said} The last day that had some: daysheet journeys list {found.last_on}"
    return f"{said} None is known yet. They come with a run: daysheet sync" if not is_chosen else said


@journeys.command
def show(
    job: Job,
    /,
    *,
    raw: Annotated[bool, Parameter(help="What the vendor last sent of it instead, as it was sent.")] = False,
    common: Common = Common(),
) -> int:
    """
    Show one journey: what is known of it, its charges, and every change.

    For example:

        daysheet journeys show 131118-2
        daysheet journeys show 131118-2 --raw
    """
    from daysheet.operations.boards import dispatching

    if raw:
        return _show_raw(job, common)

    async def work() -> Shown:
        async with at_work(common) as (office, tenant):
            return await dispatching.shown(office, tenant, job)

    found = run_now(work())
    if common.json:
        common.emit({"journey": found.journey, "charges": found.charges, "history": found.history})
        return 0
    for name, value in found.journey.items():
        if value not in (None, [], ""):
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(plain(value))
            common.print(f"{name.replace('_', ' '):38} {visible(text)}")
    charges = [{**row, "total": amount(row["total_cents"], found.journey["currency"])} for row in found.charges]
    common.print("")
    common.show(("kind", "name", "description", "total"), charges, "No charge is known.")
    common.print("")
    history = [{**row, "observed_at": plain(row["observed_at"].replace(microsecond=0))} for row in found.history]
    common.show(("observed_at", "what", "was", "became", "cause", "reason"), history, "Nothing has changed.")
    return 0


def _show_raw(job: str, common: Common) -> int:
    from daysheet.operations.boards import dispatching

    async def work() -> list[RawObject]:
        async with at_work(common) as (office, tenant):
            return await dispatching.raw(office, tenant, job)

    found = run_now(work())
    if common.json:
        common.emit({"raw": [vars(each) for each in found]})
        return 0
    for each in found:
        common.say(f"{each.stream} {each.source_id}, fetched {plain(each.fetched_at.replace(microsecond=0))}")
        common.print(visible(each.text))
    return 0


@journeys.command(name="set")
def set_journey(
    job: Job,
    /,
    *,
    stage: Annotated[str | None, Parameter(help="EN_ROUTE, ONSITE, COMPLETED, AUDITED, CANCELLED or none.")] = None,
    priority: Annotated[str | None, Parameter(help="LOW, NORMAL, HIGH or URGENT.")] = None,
    tag: Annotated[list[str] | None, Parameter(help="Your own tags, instead of those before; none for none.")] = None,
    note: Annotated[str | None, Parameter(help="Your own note, or none.")] = None,
    truck: Annotated[str | None, Parameter(help="Number of the truck, or none.")] = None,
    by: Annotated[str | None, Parameter(help="Who says so, to be kept with the stage.")] = None,
    common: Common = Common(),
) -> int:
    """
    Say where a journey is, or what else the vendor cannot know; no sync takes it back.

    A stage counts for the day it was set for, until the vendor goes further, cancels, or moves the job to another day.

    For example:

        daysheet journeys set 131118-2 --stage EN_ROUTE --truck 12 --by Ana
        daysheet journeys set 131118-2 --priority HIGH --tag piano --tag stairs
        daysheet journeys set 131118-2 --stage none
    """
    from daysheet.operations.boards import dispatching

    options = {"stage": stage, "priority": priority, "tags": tag, "note": note, "truck": truck}
    said = {name: value for name, value in options.items() if value is not None}

    async def work() -> dispatching.Said:
        async with at_work(common) as (office, tenant):
            return await dispatching.say(office, tenant, job, said, by)

    found = run_now(work())
    journey = found.shown.journey
    name = journey["job_number"] or job
    place = journey["location_name"] or "no location"
    common.say(f"✓ {visible(name)} on {journey['service_date']}, {visible(place)}: {_words(journey['shown_status'])}.")
    for warning in found.warnings:
        common.say(f"! {warning}")
    if common.json:
        common.emit({"journey": journey, "warnings": list(found.warnings)})
    return 0

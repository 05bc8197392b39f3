"""The board of trucks: whom to call before the day comes, how full the days are, and where work lies on the day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from daysheet.console.views.board_looks import bar, fits, silence
from daysheet.console.wording import apart
from daysheet.operations.boards import journeys
from daysheet.operations.boards.journeys import Seeing
from daysheet.operations.boards.outlook import DAYS, outlook
from daysheet.operations.entries.capacity import SINCE_EVER, capacity_of, set_day, set_weekdays
from daysheet.operations.entries.mapping import branches
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from tests.console.house import House
from tests.console.parts import macro

pytestmark = pytest.mark.anyio

EVERYTHING = Seeing()
HALIFAX = "America/Halifax"


async def busy_day(house: House) -> tuple[str, list[dict[str, Any]]]:
    """Return a day that has jobs which nobody confirmed, and these jobs."""
    now = house.front.office.clock()
    for ahead in range(-30, 40):
        day = str((now + timedelta(days=ahead)).date())
        found = await journeys.board(house.front.office, house.front.tenant, day, EVERYTHING)
        waiting = [each for each in found["journeys"] if fits(each, "not_confirmed") and each["location"]]
        if waiting:
            return day, waiting
    raise AssertionError("no job waits for a confirmation")


async def phone_of(house: House, journey: str) -> str:
    """Return what is known of the telephone of a journey's customer."""
    async with house.front.office.database.tenant(house.front.tenant.tenant_id) as connection:
        question = "select customer_phone from smartmoving.truck_journeys where sm_job_id = %s::uuid"
        rows = await (await connection.execute(question, (journey,))).fetchall()
    return str(rows[0]["customer_phone"])


async def test_who_was_called_is_kept_here_and_taken_back(movers: House) -> None:
    owner = await movers.visitor("owner")
    day, (first, *_) = await busy_day(movers)
    page, path = f"/boards/journeys?day={day}", f"/boards/journeys/{first['id']}/called"
    await owner.send(f"/boards/journeys/{first['id']}", {"priority": "NORMAL", "tags": "piano", "stage": ""})

    answer = await owner.send(path, {"called": "1", "day": day})

    assert answer.headers["location"] == f"{page}#calls"
    row = re.search(rf'id="call-{first["id"]}".*?</li>', (await owner.get(page)).text, re.DOTALL)
    assert row is not None
    assert "</svg> called</span>" in row[0]
    seen = await journeys.one(movers.front.office, movers.front.tenant, first["id"], EVERYTHING)
    assert sorted(seen["own_tags"]) == ["called", "piano"]
    assert "journey.set" in {
        each["action"] for each in await auditing.entries(movers.front.office, movers.front.tenant)
    }
    await movers.front.sync(full=True)
    assert (
        "called" in (await journeys.one(movers.front.office, movers.front.tenant, first["id"], EVERYTHING))["own_tags"]
    )
    await owner.send(path, {"called": "0", "day": day})
    seen = await journeys.one(movers.front.office, movers.front.tenant, first["id"], EVERYTHING)
    assert seen["own_tags"] == ["piano"]


async def test_a_telephone_number_is_shown_to_who_may_see_it_and_noted(movers: House) -> None:
    owner, advisor = await movers.visitor("owner"), await movers.visitor("advisor")
    _, (first, *_) = await busy_day(movers)
    phone, path = await phone_of(movers, first["id"]), f"/boards/journeys/{first['id']}"
    assert phone not in (await owner.get(path)).text

    shown = await owner.send(f"{path}/phone", {})

    assert phone in shown.text
    noted = await auditing.entries(movers.front.office, movers.front.tenant)
    assert [each["thing"] for each in noted if each["action"] == "journey.phone_shown"] == [f"journey {first['id']}"]
    assert phone not in str(noted)
    csrf = re.search(r'name="csrf" value="([^"]+)"', (await advisor.get("/today")).text)
    assert csrf is not None
    refused = await advisor.send(f"{path}/phone", {}, csrf=csrf[1])
    assert refused.status_code == 403
    assert phone not in refused.text
    assert "telephone number" not in (await advisor.get(path)).text


async def test_a_customer_of_a_mover_is_called_by_name_and_codes_are_told_in_words(movers: House) -> None:
    owner = await movers.visitor("owner")
    question = """
        select customers.*, opportunities.sm_id as opportunity_id, opportunities.customer_phone_number as their_phone
        from smartmoving.customers as customers
        join smartmoving.opportunities as opportunities on opportunities.sm_customer_id = customers.sm_id
        where opportunities.status = 4 and customers.phone_type = 0
        limit 1
    """
    async with movers.front.office.database.tenant(movers.front.tenant.tenant_id) as connection:
        (row,) = await (await connection.execute(question)).fetchall()
    account = row["connection_id"]

    customer = (await owner.get(f"/records/smartmoving.customers/{account}/{row['sm_id']}")).text
    booked = (await owner.get(f"/records/smartmoving.opportunities/{account}/{row['opportunity_id']}")).text

    assert f"<h1>Customer <bdi>{escape(row['name'])}</bdi></h1>" in customer
    assert row["phone_number"] not in customer
    assert row["their_phone"] not in booked
    assert re.search(r">phone type</dt><dd><bdi>mobile</bdi>", customer)
    assert '<span class="tag"><bdi>booked</bdi></span>' in booked
    assert re.search(r">status</dt><dd><bdi>booked</bdi>", booked)
    assert re.search(r'id="codes-title".*>status</dt><dd><bdi>4</bdi>', booked, re.DOTALL)


async def test_nobody_calls_or_reads_numbers_at_another_location(movers: House) -> None:
    _, found = await busy_day(movers)
    places = {row["location_id"]: row["source_id"] for row in await locations(movers.front.office, movers.front.tenant)}
    elsewhere = next(source for number, source in places.items() if number != found[0]["location"]["id"])
    visitor = await movers.visitor("manager", at=[elsewhere])

    for what in ("phone", "called"):
        answer = await visitor.send(f"/boards/journeys/{found[0]['id']}/{what}", {"called": "1"})
        assert answer.status_code == 404, what


async def test_the_outlook_adds_up_to_the_boards_of_its_days(movers: House) -> None:
    office, tenant = movers.front.office, movers.front.tenant
    day, _ = await busy_day(movers)
    first_on = date.fromisoformat(day) - timedelta(days=3)

    found = await outlook(office, tenant, first_on, EVERYTHING)

    assert list(found.days) == [first_on + timedelta(days=each) for each in range(DAYS)]
    for on, load in found.days.items():
        counters = (await journeys.board(office, tenant, str(on), EVERYTHING))["counters"]
        told = (load.jobs, load.trucks, load.not_confirmed)
        assert told == (counters["jobs"], counters["trucks_planned"], counters["not_confirmed"]), on
    assert sum(load.jobs for load in found.days.values()) > 0
    here = (await locations(office, tenant))[0]["location_id"]
    some = await outlook(office, tenant, first_on, Seeing(only=frozenset({here})))
    assert {place for _, place in some.places} <= {here}
    assert sum(load.jobs for load in some.days.values()) < sum(load.jobs for load in found.days.values())


async def test_a_day_has_a_capacity_where_it_is_known_of_every_branch_with_jobs(movers: House) -> None:
    office, tenant = movers.front.office, movers.front.tenant
    day, (first, *_) = await busy_day(movers)
    on, place = date.fromisoformat(day), first["location"]["id"]
    known = await branches(office, tenant)
    before = await outlook(office, tenant, on, EVERYTHING)
    assert all(load.trucks_able is None for load in before.days.values())

    for each in known:
        await set_weekdays(office, tenant, each.source_id, [1, 2, 3, 4, 5, 6, 7], SINCE_EVER, capacity_of(9, "8", None))
    usual = await outlook(office, tenant, on, Seeing(only=frozenset({place})))
    mine = [each for each in known if each.location == first["location"]["name"]]
    for each in mine:
        await set_day(office, tenant, each.source_id, on, capacity_of(0, "8", "a holiday"))
    closed = await outlook(office, tenant, on, Seeing(only=frozenset({place})))

    assert mine
    assert usual.days[on].trucks_able == 9 * len(mine)
    assert (closed.days[on].trucks_able, closed.days[on].is_beyond) == (0, closed.days[on].trucks > 0)
    assert closed.days[on + timedelta(days=1)].trucks_able == 9 * len(mine)
    owner = await movers.visitor("owner")
    assert "planned of 0" in (await owner.get(f"/boards/journeys?day={day}")).text


def journey_at(zone: str | None, **more: Any) -> dict[str, Any]:
    """Return as much of a journey as a line of the day needs."""
    return {
        "window": {"from": None, "to": None},
        "location": {"zone": zone} if zone else None,
        "started_at": None,
        "ended_at": None,
        "is_today": True,
        "day": date(2026, 3, 4),
        **more,
    }


def test_a_line_of_the_day_has_the_window_and_the_work_by_the_branch_clock() -> None:
    began = datetime(2026, 3, 4, 9, 30, tzinfo=ZoneInfo(HALIFAX))
    now = began + timedelta(hours=4, minutes=15)
    window = {"from": time(9, 15), "to": time(13, 30)}

    open_ended = bar(journey_at(HALIFAX, window=window, started_at=began), now)
    over = bar(journey_at(HALIFAX, started_at=began, ended_at=began + timedelta(hours=17)), now)

    assert open_ended == {"x": 25.0, "width": 25.0, "began": 26.5, "worked": 25.0}
    assert over == {"began": 26.5, "worked": 73.5}
    assert bar(journey_at(None, started_at=began), now) == {}
    assert bar(journey_at(HALIFAX), now) == {}


def test_a_board_is_silent_as_a_whole_or_here_and_there() -> None:
    now = datetime(2026, 3, 4, 12, tzinfo=UTC)
    old, fresh = now - timedelta(hours=3), now - timedelta(minutes=1)
    places = [{"time_zone": HALIFAX}, {"time_zone": HALIFAX}]

    def row(name: str, state: str, as_of: datetime | None) -> dict[str, Any]:
        return {"location": {"id": 1, "name": name}, "state": state, "as_of": as_of}

    whole = silence({"freshness": [row("North", "stale", old), row("South", "stale", old)]}, now, places)
    part = silence({"freshness": [row("North", "stale", old), row("South", "fresh", fresh)]}, now, places)

    assert whole is not None
    assert (whole.since, whole.zone) == (old, HALIFAX)
    assert part is not None
    assert (part.since, part.places) == (None, [("North", old)])
    for state, as_of in (("fresh", fresh), ("late", old), ("unknown", fresh), ("unknown", None)):
        assert silence({"freshness": [row("North", state, as_of)]}, now, places) is None, state
    assert silence({"freshness": [row("North", "unknown", old)]}, now, places) is not None


@pytest.mark.parametrize(
    ("trucks", "crew", "assigned", "on_the_board", "on_its_page"),
    [
        (1, 4, 0, "1 truck, 4 crew planned", "1 truck, 4 crew"),
        (2, None, 3, "2 trucks planned, 3 assigned", "2 trucks"),
        (None, 1, 1, "1 crew planned, 1 assigned", "1 crew"),
        (None, None, 2, "2 assigned", ""),
        (None, None, 0, "", ""),
    ],
)
def test_what_is_planned_is_told_apart_from_who_is_assigned(
    trucks: int | None, crew: int | None, assigned: int, on_the_board: str, on_its_page: str
) -> None:
    job = {"trucks_planned": trucks, "crew_planned": crew, "crew_assigned": assigned}

    assert macro("board_parts.html", "hands")(job) == on_the_board
    assert macro("board_parts.html", "planned")(job) == on_its_page


async def test_the_board_and_the_page_of_a_job_agree_on_who_is_assigned(movers: House) -> None:
    owner = await movers.visitor("owner")
    day, waiting = await busy_day(movers)
    board = (await owner.get(f"/boards/journeys?day={day}")).text

    for each in waiting:
        (row,) = re.findall(rf'<li id="journey-{each["id"]}".*?</li>', board, re.DOTALL)
        page = (await owner.get(f"/boards/journeys/{each['id']}")).text
        number = each["crew_assigned"]
        assert ("</svg> nobody assigned</span>" in row) == (number == 0)
        assert (f"{number} assigned</span>" in row) == (number > 0)
        assert f"<dt>Assigned</dt><dd>{f'{number} crew' if number else 'nobody yet'}</dd>" in page


def test_a_name_takes_no_room_from_the_words_around_it() -> None:
    arabic = "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER REH}"

    assert macro("board_parts.html", "way")({"origin": f"{arabic} ", "destination": f" {arabic}"}) == (
        f"<bdi>{arabic}</bdi> → <bdi>{arabic}</bdi>"
    )
    assert apart(f"{arabic} ") == apart(arabic)

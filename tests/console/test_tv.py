"""Boards on walls: who has the address sees the board without anybody's name, until it is taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from daysheet.core.access import Caller
from daysheet.core.errors import DatabaseBusy, ForbiddenByScope, SettingWrong
from daysheet.operations.boards import tv_links
from daysheet.operations.boards.work_in_progress import board
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from daysheet.warehouse.connections import Tenants
from tests.console.crowd import fill
from tests.console.house import House
from tests.console.screens import BOARD, hang, numbers_on

pytestmark = pytest.mark.anyio


async def names_of(house: House) -> set[str]:
    """Return every name of a person that the board has for those who may see persons."""
    found = await board(house.front.office, house.front.tenant)
    people = [each for order in found["orders"] for each in [order["advisor"], *order["technicians"]] if each]
    return {each["name"] for each in people if each["name"]}


async def test_a_screen_shows_its_board_without_names_and_without_chrome(house: House) -> None:
    owner, stranger = await house.visitor("owner"), house.stranger()
    path = await hang(owner)

    screen = await stranger.get(path)

    known = await names_of(house)
    assert screen.status_code == 200
    assert known
    assert not [name for name in known if name in screen.text]
    desk = (await owner.get(f"{BOARD}?form=list")).text
    assert [name for name in known if name in desk]
    assert await numbers_on(stranger, path)
    assert 'class="rail"' not in screen.text
    assert "csrf" not in screen.text


async def test_the_address_is_shown_once_and_kept_nowhere(house: House) -> None:
    owner = await house.visitor("owner")
    path = await hang(owner)
    token = path.rpartition("/")[2]

    assert token not in (await owner.get("/settings/screens")).text
    async with house.front.office.database.tenant(house.front.tenant.tenant_id) as connection:
        cursor = await connection.execute("select to_jsonb(link)::text as kept from control.tv_links as link")
        kept = " ".join(row["kept"] for row in await cursor.fetchall())
    assert "workshop" in kept
    assert token not in kept
    assert token.rpartition("_")[2] not in kept


async def test_a_screen_that_is_switched_off_says_so(house: House) -> None:
    owner, stranger = await house.visitor("owner"), house.stranger()
    path = await hang(owner)
    await stranger.get(path)
    listed = (await owner.get("/settings/screens")).text
    number = re.search(r'name="number" value="(\d+)"', listed)
    assert number is not None
    assert "just now" in listed  # It was seen.

    await owner.send("/settings/screens", {"do": "revoke", "number": number[1]})

    screen = await stranger.get(path)
    assert screen.status_code == 410
    assert "switched off" in screen.text
    assert await numbers_on(stranger, path) == set()
    entries = await auditing.entries(house.front.office, house.front.tenant)
    assert {"tv_link.made", "tv_link.revoked"} <= {each["action"] for each in entries}


async def test_a_link_ends_when_it_was_said_to(house: House) -> None:
    owner, stranger = await house.visitor("owner"), house.stranger()
    path = await hang(owner, expires="30")

    house.front.wait(days=29)
    before = await stranger.get(path)
    house.front.wait(days=2)
    after = await stranger.get(path)

    assert (before.status_code, after.status_code) == (200, 410)
    assert "expired" in after.text


async def test_a_made_up_address_opens_nothing(house: House) -> None:
    owner, stranger = await house.visitor("owner"), house.stranger()
    path = await hang(owner)
    other = await Tenants(house.front.office.database).ensure("another wall")
    last = "A" if path[-1] != "A" else "B"

    for wrong in (
        path[:-1] + last,
        path.replace(f"_{house.front.tenant.tenant_id}_", f"_{other.tenant_id}_", 1),
        "/tv/nothing",
        "/tv/" + "x" * 5_000,
        "/tv/%00",
    ):
        answer = await stranger.get(wrong)
        assert answer.status_code == 404, wrong
        assert "no such screen" in answer.text, wrong


async def test_a_screen_of_one_location_shows_no_other(house: House) -> None:
    owner, stranger = await house.visitor("owner"), house.stranger()
    await fill(house)
    here, other = await locations(house.front.office, house.front.tenant)
    path = await hang(owner, location=str(here["location_id"]))

    text = (await stranger.get(path)).text

    mine = await board(house.front.office, house.front.tenant, only={here["location_id"]})
    theirs = await board(house.front.office, house.front.tenant, only={other["location_id"]})
    assert theirs["orders"]
    shown = set(re.findall(r'id="order-(\d+)-', text))
    assert shown == {str(here["location_id"])}
    counters = [int(each) for each in re.findall(r"<b>(\d+)</b></p>", text)]
    assert counters[0] == mine["counters"]["in_shop"]["count"]


async def test_a_screen_is_filtered_as_its_board_was(house: House) -> None:
    owner, stranger = await house.visitor("owner"), house.stranger()
    await fill(house, waiting=7)
    path = await hang(owner, filter_flag="waiting_for_approval")

    found = await board(house.front.office, house.front.tenant)
    waiting = {each["number"] for each in found["orders"] if "waiting_for_approval" in each["flags"]}
    seen: set[str] = set()
    at_once = await numbers_on(stranger, path)
    for _ in range(4):
        seen |= await numbers_on(stranger, path)
        house.front.wait(seconds=20)
    assert seen == waiting
    assert at_once < waiting  # What does not fit is shown in turns.
    assert len(waiting) < len(found["orders"])


async def test_silence_is_said_across_the_screen(house: House) -> None:
    owner, stranger = await house.visitor("owner"), house.stranger()
    path = await hang(owner)
    assert "No news since" not in (await stranger.get(path)).text

    house.front.wait(hours=5)

    for page in (await stranger.get(path), await owner.get(BOARD)):
        assert re.search(r'class="note bad no-news" role="alert">.*No news since \d\d:\d\d', page.text, re.DOTALL)
    await house.front.sync()
    assert "No news since" not in (await stranger.get(path)).text


async def test_a_screen_that_cannot_be_shown_asks_again_by_itself(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, stranger = await house.visitor("owner"), house.stranger()
    path = await hang(owner, board="journeys", filter_day="today")
    tenant_id = house.front.tenant.tenant_id
    async with house.front.office.database.tenant(tenant_id) as connection:
        broken = """update control.tv_links set filters = '{"day": "nonsense"}' where tenant_id = %s"""
        await connection.execute(broken, (tenant_id,))
    pages = [await stranger.get(path)]

    async def away(*_: Any) -> Any:
        raise DatabaseBusy("The database is gone.")

    with monkeypatch.context() as patch:
        patch.setattr(tv_links, "screen_of", away)
        pages.append(await stranger.get(path))

    for page in pages:
        assert page.status_code == 503
        assert '<meta http-equiv="refresh" content="20">' in page.text
        assert 'href="/today"' not in page.text


async def test_the_address_of_a_screen_is_told_to_nobody_by_the_page(house: House) -> None:
    owner, stranger = await house.visitor("owner"), house.stranger()
    path = await hang(owner)

    for each in (path, "/tv/nothing"):
        assert (await stranger.get(each)).headers.get_list("referrer-policy") == ["no-referrer"]
    assert (await owner.get(BOARD)).headers["referrer-policy"] == "same-origin"


async def test_only_who_runs_the_business_hangs_boards(house: House) -> None:
    for role in ("manager", "dispatcher", "technician"):
        visitor = await house.visitor(role)
        assert "On a wall" not in (await visitor.get(BOARD)).text
        form = {"do": "make", "board": "work_in_progress", "name": "mine"}
        refused = await visitor.send("/settings/screens", form, csrf=None)
        assert refused.status_code == 403, role
    assert await tv_links.links(house.front.office, house.front.tenant) == []


async def test_nobody_puts_on_a_wall_what_they_may_not_read(house: House) -> None:
    here, other = await locations(house.front.office, house.front.tenant)

    def caller(scopes: set[str], only: set[int] | None) -> Caller:
        return Caller(
            tenant_id=house.front.tenant.tenant_id,
            tenant_name="",
            actor="key 1",
            is_session=False,
            scopes=frozenset(scopes),
            locations=None if only is None else frozenset(only),
            csrf=None,
            name="",
        )

    async def make(by: Caller, places: list[int] | None, board: str = "work_in_progress", **more: Any) -> None:
        await tv_links.make_link(
            house.front.office,
            house.front.tenant,
            name="x",
            boards=[tv_links.Shown(board=board, filters=more.get("filters", {}))],
            locations=places,
            by=by,
        )

    admin, readers = "admin:tenant", {"admin:tenant", "read:records"}
    for by, places in (
        (caller({admin}, None), None),
        (caller(readers, {here["location_id"]}), None),
        (caller(readers, {here["location_id"]}), [other["location_id"]]),
    ):
        with pytest.raises(ForbiddenByScope):
            await make(by, places)
    for wrong in (
        {"password": "x"},
        {"flag": "nonsense"},
        {"by": "colour"},
        {"day": "today"},
        {"board": "journeys", "filters": {"day": "nonsense"}},
        {"board": "journeys", "filters": {"only": "nonsense"}},
        {"board": "journeys", "filters": {"flag": "late"}},
    ):
        with pytest.raises(SettingWrong):
            await make(caller(readers, None), None, **(wrong if "filters" in wrong else {"filters": wrong}))
    await make(caller(readers, {here["location_id"]}), [here["location_id"]])


async def test_a_screen_of_trucks_tells_nobody_where_people_live(movers: House) -> None:
    owner, stranger = await movers.visitor("owner"), movers.stranger()
    day = re.search(r"day=(\d{4}-\d\d-\d\d)", (await owner.get("/boards/journeys")).text)
    assert day is not None
    known = (await owner.get(f"/boards/journeys?form=list&day={day[1]}")).text
    path = await hang(owner, board="journeys", filter_day=day[1])

    screen = await stranger.get(path)

    async with movers.front.office.database.tenant(movers.front.tenant.tenant_id) as connection:
        question = """
            select customer_name, origin_address, destination_address, local_notes
            from smartmoving.truck_journeys where service_date = %s::date
        """
        rows = await (await connection.execute(question, (day[1],))).fetchall()
    told = {value for row in rows for value in row.values() if value}
    assert told
    assert screen.status_code == 200
    assert not [each for each in told if each in screen.text]
    jobs = set(re.findall(r"/boards/journeys/[0-9a-f-]{36}", known))
    assert len(set(re.findall(r'id="journey-([0-9a-f-]{36})"', screen.text))) == min(len(jobs), 11) > 0

"""The frame of every page: saved views, the search behind the command box, and what a board opens."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest

from daysheet.operations.boards.work_in_progress import board
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing, saved_views
from daysheet.warehouse.connections import Tenants
from tests.console.crowd import fill
from tests.console.house import Guest, House
from tests.console.parts import macro

pytestmark = pytest.mark.anyio

BOARD = "/boards/work-in-progress"
LATE = f"{BOARD}?flag=late&form=list"


async def save(guest: Guest, name: str, address: str = LATE, **more: str) -> int:
    """Save a view and return the status of the answer."""
    return (await guest.send("/views", {"do": "save", "name": name, "address": address, **more})).status_code


async def menu(guest: Guest) -> dict[str, str]:
    """Return the views in the menu of a page, each with its address."""
    page = (await guest.get("/views")).text
    inside = page[page.index('id="views"') : page.index('action="/theme"')]
    return {unescape(name): unescape(href) for href, name in re.findall(r'<a href="([^"]+)"><bdi>(.*?)</bdi>', inside)}


async def number_of(guest: Guest, name: str) -> str:
    """Return the number of a view of the list."""
    page = (await guest.get("/views")).text
    row = rf'<bdi>{re.escape(name)}</bdi></a></th>.*?value="remove"><input type="hidden" name="number" value="(\d+)"'
    found = re.search(row, page, re.DOTALL)
    assert found is not None, name
    return found[1]


async def found_by(guest: Guest, word: str) -> dict[str, str]:
    """Return what a search finds: labels with where they lead."""
    page = await guest.get("/search", params={"q": word})
    assert page.status_code == 200
    links = re.findall(r'class="card-link" href="([^"]+)">.*?<bdi>(.*?)</bdi>', page.text)
    return {unescape(label): unescape(href) for href, label in links}


async def test_a_view_is_saved_opened_and_removed(house: House) -> None:
    owner = await house.visitor("owner")

    answer = await owner.send("/views", {"do": "save", "name": "Late ones", "address": LATE})
    assert (answer.status_code, answer.headers["location"]) == (303, LATE)
    assert await menu(owner) == {"Late ones": LATE}
    assert (await owner.get(LATE)).status_code == 200
    assert await save(owner, "Late ones", "/today") == 303
    assert await menu(owner) == {"Late ones": "/today"}

    await owner.send("/views", {"do": "remove", "number": await number_of(owner, "Late ones")})
    assert await menu(owner) == {}
    actions = [each["action"] for each in await auditing.entries(house.front.office, house.front.tenant)]
    assert (actions.count("view.saved"), actions.count("view.removed")) == (2, 1)


async def test_a_private_view_is_nobody_elses_and_a_shared_one_is_everybodys(house: House) -> None:
    owner, other = await house.visitor("owner"), await house.visitor("technician")
    await save(owner, "mine")
    await save(owner, "ours", shared="1")

    assert set(await menu(owner)) == {"mine", "ours"}
    assert set(await menu(other)) == {"ours"}
    number = await number_of(owner, "ours")
    for view in (number, await number_of(owner, "mine")):
        assert (await other.send("/views", {"do": "remove", "number": view}, csrf=None)).status_code in (403, 404)
    assert set(await menu(owner)) == {"mine", "ours"}


async def test_who_runs_the_business_removes_what_others_share_and_not_what_is_private(house: House) -> None:
    owner, manager = await house.visitor("owner"), await house.visitor("manager")
    await save(manager, "theirs")
    await save(manager, "shared", shared="1")
    private = await number_of(manager, "theirs")

    refused = await owner.send("/views", {"do": "remove", "number": private})
    await owner.send("/views", {"do": "remove", "number": await number_of(owner, "shared")})

    assert refused.status_code == 404
    assert set(await menu(manager)) == {"theirs"}


async def test_a_shared_view_of_a_location_is_for_those_who_see_it(house: House) -> None:
    owner = await house.visitor("owner")
    here, other = await locations(house.front.office, house.front.tenant)
    visitor = await house.visitor("manager", at=[here["source_id"]])
    await save(owner, "here", f"{BOARD}?location={here['location_id']}", shared="1")
    await save(owner, "there", f"{BOARD}?location={other['location_id']}", shared="1")

    both = f"/compare/shops?location={here['location_id']},{other['location_id']}"
    await save(owner, "both", both, shared="1")
    await save(owner, "rows there", f"/records/tekmetric.jobs?location_id={other['location_id']}", shared="1")
    await save(owner, "by its name", f"{BOARD}?location={quote(other['name'])}", shared="1")

    assert set(await menu(visitor)) == {"here"}
    assert set(await menu(owner)) == {"here", "there", "both", "rows there", "by its name"}


async def test_a_shared_view_that_may_name_somebody_is_for_those_who_see_persons(house: House) -> None:
    owner, manager = await house.visitor("owner"), await house.visitor("manager")
    technician = await house.visitor("technician")
    await save(owner, "ours", "/records/tekmetric.customers?sort=-tm_id&fields=tm_id", shared="1")
    await save(owner, "somebody", "/records/tekmetric.customers?last_name=Castellane", shared="1")
    await save(owner, "somebody else", f"{BOARD}?q=Castellane", shared="1")
    await save(technician, "mine", f"{BOARD}?q=brakes")

    assert set(await menu(technician)) == {"ours", "mine"}
    assert set(await menu(manager)) == {"ours", "somebody", "somebody else"}
    assert "Castellane" not in (await technician.get("/views")).text


async def test_an_address_with_a_name_twice_is_saved_whole(house: House) -> None:
    owner = await house.visitor("owner")
    asked = [("columns", "net_sales"), ("columns", "car_count"), ("location", "1"), ("location", "2"), ("told", "x")]

    page = (await owner.get(f"/views?{urlencode(asked)}")).text

    found = re.search(r'name="address" value="([^"]+)"', page)
    assert found is not None
    assert parse_qsl(urlsplit(unescape(found[1])).query) == asked[:-1]


async def test_who_sees_some_locations_is_led_to_nothing_of_the_whole_business(house: House) -> None:
    here = (await locations(house.front.office, house.front.tenant))[0]
    whole, limited = await house.visitor("manager"), await house.visitor("manager", at=[here["source_id"]])

    theirs, ours = (await limited.get("/today")).text, (await whole.get("/today")).text

    assert 'href="/connections' in ours
    assert 'data-path="/connections"' in ours
    assert "2 locations" in ours[ours.index('class="foot"') :]
    assert "/connections" not in theirs
    assert "location" not in theirs[theirs.index('class="foot"') : theirs.index("<dialog")]
    assert "Tekmetric, " in theirs[theirs.index('class="foot"') :]
    assert "Connections" not in await found_by(limited, "")
    assert "Connections" in await found_by(whole, "")


async def test_somebody_begins_with_the_view_they_chose(house: House) -> None:
    owner, other = await house.visitor("owner"), await house.visitor("owner")
    assert (await owner.get("/")).headers["location"] == "/today"
    await save(owner, "start", shared="1", first="1")

    assert (await owner.get("/")).headers["location"] == LATE
    assert (await other.get("/")).headers["location"] == "/today"
    number = re.search(
        r'name="do" value="begin"><input type="hidden" name="number" value="(\d+)"', (await other.get("/views")).text
    )
    assert number is not None
    await other.send("/views", {"do": "begin", "number": number[1]})
    assert (await other.get("/")).headers["location"] == LATE
    await owner.send("/views", {"do": "begin", "number": ""})
    assert (await owner.get("/")).headers["location"] == "/today"
    await owner.send("/views", {"do": "remove", "number": number[1]})
    assert (await other.get("/")).headers["location"] == "/today"


@pytest.mark.parametrize(
    "address",
    [
        "//elsewhere.example/today",
        "/\\elsewhere.example",
        "https://elsewhere.example",
        "javascript:alert(1)",
        "today",
        "/today\r\nset-cookie: a=b",
        "/v1/me",
        "/tv/ds_tv_1_1_x",
        "/sign-out",
        "/today?q=" + "x" * 1_000,
        "/",
        "/?x",
        "/#x",
        "/./?x",
        "/%2e/today/..",
        "/records/tekmetric.repair_orders/csv?status=POSTED",
        "",
    ],
)
async def test_a_view_leads_to_a_screen_of_ours_and_nowhere_else(house: House, address: str) -> None:
    owner = await house.visitor("owner")

    refused = await owner.send("/views", {"do": "save", "name": "x", "address": address, "first": "1"})

    assert refused.status_code == 422
    assert "address of a screen" in refused.text
    assert (await owner.get("/")).headers["location"] == "/today"


async def test_views_are_as_many_as_a_menu_may_have(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "VIEWS_MAX", 2)
    owner = await house.visitor("owner")

    assert [await save(owner, name) for name in ("one", "two", "three", "two")] == [303, 303, 422, 303]


async def test_two_businesses_have_their_own_views(house: House) -> None:
    owner = await house.visitor("owner")
    await save(owner, "ours", shared="1")
    async with house.front.office.database.tenant(house.front.tenant.tenant_id) as connection:
        rows = await (await connection.execute("select count(*) as number from control.saved_views")).fetchall()
        assert rows[0]["number"] == 1
    async with house.front.office.database.tenant(house.front.tenant.tenant_id + 1_000) as connection:
        rows = await (await connection.execute("select count(*) as number from control.saved_views")).fetchall()
    assert rows[0]["number"] == 0


async def test_numbers_names_metrics_and_screens_are_found(house: House) -> None:
    owner = await house.visitor("owner")
    made = await fill(house, in_work=1, waiting=1)
    number = str(made[0]["repairOrderNumber"])
    here = (await locations(house.front.office, house.front.tenant))[0]
    posted = next(each for each in house.front.simulator.truth("repair_orders") if each["postedDate"])

    assert (await found_by(owner, number))[number] == f"{BOARD}?open={made[0]['id']}"
    assert (await found_by(owner, f"#{number}"))[number] == f"{BOARD}?open={made[0]['id']}"
    assert here["name"] in await found_by(owner, here["name"][:4].lower())
    assert (await found_by(owner, "net sal"))["Net sales"] == "/metrics/net_sales"
    assert (await found_by(owner, "recon"))["Reconcile"] == "/reconcile"
    old = str(posted["repairOrderNumber"])
    leads_to = (await found_by(owner, old))[old]
    assert leads_to.startswith("/records/")
    assert old in (await owner.get(leads_to)).text
    assert "/today" in (await found_by(owner, "")).values()
    for nothing in ("no such thing", "9" * 30, "_%_", "'; drop table", "\N{ARABIC-INDIC DIGIT ONE}"):
        assert await found_by(owner, nothing) == {}, nothing


async def test_nobody_finds_what_they_may_not_see(house: House) -> None:
    made = await fill(house, in_work=1, waiting=1)
    first, second = (str(each["shopId"]) for each in made)
    names = {row["source_id"]: row["name"] for row in await locations(house.front.office, house.front.tenant)}
    visitor = await house.visitor("technician", at=[first])

    mine, other = (str(each["repairOrderNumber"]) for each in made)
    assert f"{BOARD}?open={made[0]['id']}" in (await found_by(visitor, mine)).values()
    assert f"{BOARD}?open={made[1]['id']}" not in (await found_by(visitor, other)).values()
    assert await found_by(visitor, names[second]) == {}
    assert await found_by(visitor, "net sales") == {}
    assert "Settings" not in await found_by(visitor, "")


async def test_an_opened_order_tells_what_happened_and_what_the_customer_said(house: House) -> None:
    owner = await house.visitor("owner")
    made = await fill(house, in_work=1, waiting=1)

    page = (await owner.get(f"{BOARD}?open={made[0]['id']}")).text

    panel = page[page.index('id="opened"') : page.index("Changed ")]
    assert "order written" in panel
    assert re.search(r"Brakes.*?</svg> yes</span>.*?320\.00", panel, re.DOTALL)
    assert re.search(r"Wipers.*?</svg> no</span>", panel, re.DOTALL)
    waiting = (await owner.get(f"{BOARD}?open={made[1]['id']}")).text
    assert re.search(r"Tyres.*?</svg> waiting</span>", waiting, re.DOTALL)


async def test_an_order_of_another_location_does_not_open(house: House) -> None:
    made = await fill(house, in_work=1, waiting=1)
    visitor = await house.visitor("manager", at=[str(made[0]["shopId"])])

    assert 'id="opened"' in (await visitor.get(f"{BOARD}?open={made[0]['id']}")).text
    assert 'id="opened"' not in (await visitor.get(f"{BOARD}?open={made[1]['id']}")).text


async def test_every_form_of_the_board_has_the_same_orders(house: House) -> None:
    owner = await house.visitor("owner")
    await fill(house)
    known = {each["number"] for each in (await board(house.front.office, house.front.tenant))["orders"]}

    for form in ("", "?by=label", "?form=list"):
        shown = re.findall(
            r'href="/boards/work-in-progress\?[^"]*open=\d+">(\d+)</a>', (await owner.get(BOARD + form)).text
        )
        assert sorted(shown) == sorted(known), form
    one = sorted(known)[0]
    filtered = (await owner.get(f"{BOARD}?form=list&q={one}")).text
    assert f">{one}</a>" in filtered
    assert "None of these" in (await owner.get(f"{BOARD}?q=nothing+of+the+kind")).text


async def test_a_board_that_has_read_nothing_counts_nothing_and_says_so(house: House) -> None:
    other = await Tenants(house.front.office.database).ensure("nothing yet")
    newcomer = await replace(house, front=replace(house.front, tenant=other)).visitor("owner")
    owner = await house.visitor("owner")

    for path in (BOARD, LATE, f"{BOARD}?q=nothing", "/boards/journeys", "/boards/journeys?only=finished"):
        text = (await newcomer.get(path)).text
        assert "Nothing was read yet" in text, path
        assert "None of these" not in text
        assert 'class="counters"' not in text
        assert "estimates are not among them" not in text
    theirs = (await owner.get(LATE)).text
    assert 'class="counters"' in theirs
    assert "estimates are not among them" in theirs


def test_what_an_estimate_promises_is_told_as_such() -> None:
    told = macro("board_parts.html", "promise")
    order = {"promised_at": datetime(2025, 11, 8, 23, tzinfo=UTC), "location": {"zone": "UTC"}, "state": "in_progress"}

    assert told(order) == "Sat 8 Nov 2025, 23:00 UTC"
    assert told(order | {"state": "estimate"}) == "Sat 8 Nov 2025, 23:00 UTC in the estimate"
    assert told(order | {"promised_at": None}) == ""

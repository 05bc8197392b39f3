"""Follow-ups: asked on an opened record, seen on its card, handed on, done, and kept here only."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from typing import Any, Final

import pytest

from daysheet.api.resources.follow_up_shapes import Choices, FollowUp, FollowUps
from daysheet.operations.boards import follow_ups as desk
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import people
from tests.api.read_once import Original
from tests.api.shaped import fits
from tests.console.crowd import fill
from tests.console.house import PASSWORD, Guest, House, open_copied_house
from tests.console.test_frame_trucks import busy_day

pytestmark = pytest.mark.anyio

BOARD: Final = "/boards/work-in-progress"
NOTE: Final = "Call about the <b>brakes</b> & tell the price"


@pytest.fixture
async def movers(read_mover: Original, _logins_work: None) -> AsyncIterator[House]:
    """A mover with its console."""
    async with open_copied_house(read_mover) as found:
        yield found


def text_of(page: str) -> str:
    """Return a page as it is read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def card_of(page: str, order_id: int) -> str:
    """Return the card of an order as it is read."""
    (card,) = re.findall(rf'<article class="panel job[^>]*-{order_id}">.*?</article>', page, re.DOTALL)
    return text_of(card)


async def number_of(house: House, role: str) -> str:
    """Return how the audit log names the newest person of a role."""
    known = await people.people(house.front.office, house.front.tenant)
    return f"person {max(int(row['person_id']) for row in known if row['role'] == role)}"


async def sign_in(house: House, guest: Guest, email: str) -> None:
    """Let somebody in whose session is over."""
    form = {"email": email, "password": PASSWORD, "business": house.front.tenant.name}
    assert (await guest.client.post(house.base_url + "/sign-in", data=form)).status_code == 303


async def ask_for(guest: Guest, order_id: int, whom: str = "", *, note: str = NOTE, **more: str) -> str:
    """Type a follow-up into the panel of an order, and return what the page says to it."""
    back = f"{BOARD}?open={order_id}"
    form = {"kind": "order", "record": str(order_id), "note": note, "for": whom, "back": back, **more}
    sent = await guest.send("/follow-ups", form)
    assert sent.status_code == 303, sent.text
    assert sent.headers["location"].startswith(back)
    return text_of((await guest.get(sent.headers["location"])).text)


async def all_open(house: House) -> list[dict[str, Any]]:
    """Return every open follow-up, as a key for everything sees it."""
    key = await house.front.key("read:records", "read:pii")
    found = (await house.front.get("/v1/follow-ups", key)).json()
    assert fits(FollowUps, found)
    rows: list[dict[str, Any]] = found["data"]
    return rows


async def test_it_is_asked_on_the_panel_and_seen_where_it_is_wanted_until_it_is_done(house: House) -> None:
    owner, manager = await house.visitor("owner"), await house.visitor("manager")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    whom = await number_of(house, "manager")
    panel = (await owner.get(f"{BOARD}?open={order_id}")).text
    assert f'<option value="{whom}">A manager</option>' in panel
    assert "Nothing is asked of anybody about it." in panel
    assert "follow-up" not in card_of(panel, order_id)
    assert 'id="mine"' not in (await manager.get("/today")).text

    page = await ask_for(owner, order_id, whom, due=str(house.front.office.clock().date() + timedelta(days=1)))

    assert "Written down for A manager." in page
    assert NOTE in page
    board = (await manager.get(BOARD)).text
    assert "follow-up: you" in card_of(board, order_id)
    assert "follow-up: A manager" in card_of((await owner.get(BOARD)).text, order_id)
    assert "follow-up: you" in text_of((await manager.get(f"{BOARD}?form=list")).text)
    assert "1 follow-up is yours" in text_of((await manager.get("/today")).text)
    assert 'id="mine"' not in (await owner.get("/today")).text
    mine = (await manager.get("/follow-ups")).text
    assert NOTE in text_of(mine)
    assert "<b>brakes</b>" not in mine
    assert "Nothing is asked of you" in (await owner.get("/follow-ups")).text
    assert NOTE in text_of((await owner.get("/follow-ups?show=open")).text)
    (row,) = await all_open(house)

    done = await manager.send(f"/follow-ups/{row['id']}/done", {"back": "/follow-ups"})

    assert done.status_code == 303
    assert await all_open(house) == []
    assert "follow-up" not in card_of((await manager.get(BOARD)).text, order_id)
    assert "by A manager" in text_of((await owner.get("/follow-ups?show=done")).text)
    assert "Nothing is open" in (await owner.get("/follow-ups?show=open")).text


async def test_the_audit_log_says_who_asked_handed_on_and_finished_but_never_what(house: House) -> None:
    owner = await house.visitor("owner")
    order = (await fill(house, in_work=1, waiting=0))[0]
    whom = await number_of(house, "owner")
    await ask_for(owner, order["id"])
    (row,) = await all_open(house)
    assert row["for"] is None

    listed = "/follow-ups?show=open"
    assert '<select name="for">' not in (await owner.get(listed)).text
    assert f'<option value="{whom}"' not in (await owner.get(f"{listed}&hand={row['id']}")).text  # The owner is “Me”.
    assert '<option value="me">Me</option>' in (await owner.get(f"{listed}&hand={row['id']}")).text
    for _ in range(2):  # What was so before is no change.
        await owner.send(f"/follow-ups/{row['id']}/hand-on", {"for": "me"})
    (handed,) = await all_open(house)
    for _ in range(2):
        await owner.send(f"/follow-ups/{row['id']}/done", {})

    assert handed["for"]["actor"] == whom
    audit = (await house.front.get("/v1/audit?limit=50", await house.front.key("admin:tenant"))).json()["data"]
    about = [each for each in reversed(audit) if each["action"].startswith("follow_up.")]
    place = row["location"]["id"]
    thing = f"follow-up {row['id']}: order {order['repairOrderNumber']} at location {place}, for"
    assert [(each["action"], each["actor"], each["thing"]) for each in about] == [
        ("follow_up.made", whom, f"{thing} nobody"),
        ("follow_up.handed_on", whom, f"{thing} {whom}"),
        ("follow_up.done", whom, f"{thing} {whom}"),
    ]
    refused = await owner.send(f"/follow-ups/{row['id']}/hand-on", {"for": ""})
    assert "done already" in text_of((await owner.get(refused.headers["location"])).text)


async def test_past_its_day_it_says_so_in_words(house: House) -> None:
    owner = await house.visitor("owner")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    await ask_for(owner, order_id, "me", due=str(house.front.office.clock().date()))
    assert "past its day" not in card_of((await owner.get(BOARD)).text, order_id)

    house.front.wait(days=2)
    await sign_in(house, owner, "owner0@example.com")

    assert "follow-up: you, past its day" in card_of((await owner.get(BOARD)).text, order_id)
    assert "1 follow-up is yours , 1 past its day" in text_of((await owner.get("/today")).text)
    assert (await all_open(house))[0]["is_late"] is True


async def test_what_cannot_be_asked_is_said_and_not_kept(house: House) -> None:
    owner = await house.visitor("owner")
    first, second = await locations(house.front.office, house.front.tenant)
    await house.visitor("manager", at=[second["source_id"]])
    elsewhere = await number_of(house, "manager")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    today = house.front.office.clock().date()

    for wrong, words in (
        ({"note": "  "}, "Say in 1 to 1,000 characters"),
        ({"note": "x" * 1_001}, "Say in 1 to 1,000 characters"),
        ({"due": str(today - timedelta(days=2))}, "The day is today or"),
        ({"due": str(today + timedelta(days=400))}, "The day is today or"),
        ({"due": "soon"}, "is no day"),
        ({"whom": elsewhere}, "nobody of that number"),
        ({"whom": "person 999999"}, "nobody of that number"),
    ):
        assert words in await ask_for(owner, order_id, **wrong), wrong
    for unknown in ({"record": "1"}, {"location": str(second["location_id"])}):
        form = {"kind": "order", "record": str(order_id), "note": NOTE, **unknown}
        assert (await owner.send("/follow-ups", form)).status_code == 404, unknown
    assert await all_open(house) == []
    assert elsewhere not in (await owner.get(f"{BOARD}?open={order_id}&location={first['location_id']}")).text


async def test_a_record_that_left_breaks_no_page(house: House) -> None:
    owner = await house.visitor("owner")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    await ask_for(owner, order_id)
    listed = (await owner.get("/follow-ups?show=open")).text
    assert f'href="{BOARD}?open={order_id}#follow-up"' in listed
    house.front.wait(minutes=1)
    house.front.simulator.change_order(
        order_id, lambda order: order.update(deletedDate=house.front.simulator.clock.text())
    )
    await house.front.sync()

    listed = (await owner.get("/follow-ups?show=open")).text

    assert "not on the board any more" in listed
    (link,) = re.findall(rf'href="(/records/of/tekmetric/{order_id}[^"]*)"', listed)
    assert (await owner.get(unescape(link), follow_redirects=True)).status_code == 200
    assert (await owner.get(f"{BOARD}?open={order_id}")).status_code == 200
    (row,) = await all_open(house)
    assert (await owner.send(f"/follow-ups/{row['id']}/done", {})).status_code == 303
    assert await all_open(house) == []


async def test_a_form_leads_back_to_pages_of_ours_only(house: House) -> None:
    owner = await house.visitor("owner")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    form = {"kind": "order", "record": str(order_id), "note": NOTE}
    backs = (
        "https://elsewhere.example/follow-ups",
        "//elsewhere.example/follow-ups",
        "/\\elsewhere.example",
        "/boards/journeys/../../settings/keys",
        "/settings/keys",
        "",
    )

    for back in backs:
        sent = await owner.send("/follow-ups", {**form, "back": back})
        assert sent.headers["location"].startswith("/follow-ups?about=follow-up&told="), back
    kept = await owner.send("/follow-ups", {**form, "back": f"{BOARD}?flag=late&open={order_id}"})
    assert kept.headers["location"].startswith(f"{BOARD}?flag=late&open={order_id}&about=follow-up&told=")


async def test_there_is_an_end_to_open_ones(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "OPEN_MAX", 1)
    owner = await house.visitor("owner")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    await ask_for(owner, order_id)

    assert "There are 1 open follow-ups" in await ask_for(owner, order_id)
    assert len(await all_open(house)) == 1


async def test_programs_ask_hand_on_and_finish(house: House) -> None:
    front = house.front
    first, _ = await locations(front.office, front.tenant)
    await house.visitor("manager")
    whom = await number_of(house, "manager")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    key = await front.key("read:records", "read:pii", "write:boards")
    new = {"kind": "order", "record": str(order_id), "note": NOTE, "for": "me", "location": first["location_id"]}

    made = await front.ask("POST", "/v1/follow-ups", key, new, idempotency_key="once")
    again = await front.ask("POST", "/v1/follow-ups", key, new, idempotency_key="once")

    assert (made.status_code, again.json()) == (201, made.json())
    assert fits(FollowUp, made.json())
    number = made.json()["id"]
    assert [each["id"] for each in (await front.get("/v1/follow-ups?mine=true", key)).json()["data"]] == [number]
    known = (await front.get("/v1/follow-ups/people", key)).json()
    assert fits(Choices, known)
    assert (whom, "A manager", "manager") in {(each["actor"], each["name"], each["role"]) for each in known["data"]}
    handed = await front.ask("POST", f"/v1/follow-ups/{number}/hand-on", key, {"for": whom})
    assert handed.json()["for"] == {"actor": whom, "initials": "AM", "name": "A manager"}
    assert (await front.get("/v1/follow-ups?mine=true", key)).json()["data"] == []
    done = await front.ask("POST", f"/v1/follow-ups/{number}/done", key)
    assert (done.status_code, done.json()["done_at"] is None) == (200, False)
    assert (await front.ask("POST", f"/v1/follow-ups/{number}/done", key)).json() == done.json()
    assert (await front.ask("POST", f"/v1/follow-ups/{number}/hand-on", key, {"for": None})).status_code == 422
    for wrong in ({"kind": "car"}, {"note": ""}, {"for": "Ana"}, {"made_up": 1}, {"due_on": "2020-01-01"}):
        assert (await front.ask("POST", "/v1/follow-ups", key, new | wrong)).status_code == 422, wrong
    for number in ("0", "999999", "x", "9" * 30):
        assert (await front.ask("POST", f"/v1/follow-ups/{number}/done", key)).status_code == 404, number


async def test_the_list_goes_on_page_by_page_and_by_record(house: House) -> None:
    front = house.front
    made = await fill(house, in_work=2, waiting=0)
    key = await front.key("read:records", "read:pii", "write:boards")
    for each in (made[0], made[1], made[0]):
        new = {"kind": "order", "record": str(each["id"]), "note": NOTE}
        assert (await front.ask("POST", "/v1/follow-ups", key, new)).status_code == 201

    first = (await front.get("/v1/follow-ups?limit=2", key)).json()
    rest = (await front.get(f"/v1/follow-ups?limit=2&after={first['next']}", key)).json()
    of_one = (await front.get(f"/v1/follow-ups?kind=order&record={made[0]['id']}", key)).json()["data"]

    ids = [int(each["id"]) for each in first["data"] + rest["data"]]
    assert (len(first["data"]), len(rest["data"]), rest["next"]) == (2, 1, None)
    assert ids == sorted(ids, reverse=True)
    assert [int(each["id"]) for each in of_one] == [ids[0], ids[2]]
    assert (await front.get("/v1/follow-ups?state=done", key)).json()["data"] == []


async def test_a_job_on_the_trucks_is_followed_up_too(movers: House) -> None:
    owner = await movers.visitor("owner")
    day, (job, *_) = await busy_day(movers)
    path = f"/boards/journeys/{job['id']}"
    page = (await owner.get(path)).text
    assert f'name="record" value="{job["id"]}"' in page

    place = str(job["location"]["id"])
    form = {"kind": "journey", "record": job["id"], "location": place, "note": NOTE, "for": "me", "back": path}
    sent = await owner.send("/follow-ups", form)

    page = text_of((await owner.get(sent.headers["location"])).text)
    assert page.count("Written down, for you.") == 1
    assert NOTE in page
    assert "follow-up: you" in text_of((await owner.get(f"/boards/journeys?day={day}")).text)
    assert "follow-up: you" in text_of((await owner.get(f"/boards/journeys?day={day}&form=list")).text)
    listed = (await owner.get("/follow-ups")).text
    assert f'href="{path}#follow-up"' in listed
    async with movers.front.office.database.tenant(movers.front.tenant.tenant_id) as connection:
        await connection.execute("update control.follow_ups set record_id = 'gone', label = 'gone-1'")
    gone = text_of((await owner.get("/follow-ups")).text)
    assert "not shown by the vendor any more" in gone

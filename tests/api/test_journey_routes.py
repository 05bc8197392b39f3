"""Journeys over HTTP: the board of a day, the list of days, one of them, and what dispatch says of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg
import pytest

from daysheet.api.resources.journey_shapes import AfterSaying, JourneyBoard, Journeys, RawObjects, WholeJourney
from daysheet.operations.boards.dispatching import board
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from daysheet.vendors.smartmoving import VENDOR
from tests.api.front import Front, open_front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio

BOARD = "/v1/boards/journeys"
PERSONAL = ("customer", "origin", "destination", "crew", "note")


async def some_day(front: Front) -> str:
    """Return a day that has journeys: today, or one beside it."""
    found = await board(front.office, front.tenant, "today")
    return "today" if found.journeys else str(found.next_on or found.last_on)


async def shown(front: Front, path: str, key: str) -> Any:
    """Return what a path answers."""
    answer = await front.get(path, key)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def walked(front: Front, path: str, key: str) -> list[dict[str, Any]]:
    """Return the rows of every page of a list."""
    page = await shown(front, path, key)
    assert fits(Journeys, page)
    rows = list(page["data"])
    while page["next"]:
        page = await shown(front, f"{path}&after={page['next']}", key)
        rows += page["data"]
    return rows


async def test_the_board_of_a_day_is_that_of_the_operations(mover: Front) -> None:
    key, day = await mover.key("read:records", "read:pii"), await some_day(mover)
    expected = (await board(mover.office, mover.tenant, day)).journeys

    found = await shown(mover, f"{BOARD}?day={day}", key)

    assert [each["id"] for each in found["journeys"]] == [str(row["id"]) for row in expected]
    assert [each["customer"] for each in found["journeys"]] == [row["customer_name"] for row in expected]
    assert fits(JourneyBoard, found)
    counters = found["counters"]
    assert counters["jobs"] + counters["cancelled"] == len(expected) > 0
    assert counters["cancelled"] == sum(row["status"] == "CANCELLED" for row in expected)
    assert [each["location"]["name"] for each in found["freshness"]]


async def test_a_day_that_is_none_is_refused(mover: Front) -> None:
    key = await mover.key("read:records")

    for path in (f"{BOARD}?day=someday", "/v1/journeys?day=someday"):
        assert (await mover.get(path, key)).json()["code"] == "does_not_fit"


async def test_pages_hold_every_journey_once_the_last_day_first(mover: Front) -> None:
    key = await mover.key("read:records")

    rows = await walked(mover, "/v1/journeys?limit=7", key)

    ids = [each["id"] for each in rows]
    jobs = {job["id"] for each in mover.simulator.truth("opportunities") for job in each["jobs"]}
    assert len(ids) == len(set(ids)) > 7
    assert set(ids) <= jobs
    assert [each["day"] for each in rows] == sorted((each["day"] for each in rows), reverse=True)


async def test_states_and_days_are_filters(mover: Front) -> None:
    key = await mover.key("read:records")
    states = Counter(each["state"] for each in await walked(mover, "/v1/journeys?limit=500", key))
    one, another = list(states)[:2]

    both = await walked(mover, f"/v1/journeys?limit=500&state={one.lower()},{another}", key)
    active = await walked(mover, "/v1/journeys?limit=500&state=active", key)
    day = both[0]["day"]
    of_day = await walked(mover, f"/v1/journeys?limit=500&day={day}", key)

    assert Counter(each["state"] for each in both) == {one: states[one], another: states[another]}
    assert len(active) == sum(states[each] for each in ("MORNING_PREP", "EN_ROUTE", "ONSITE"))
    assert {each["day"] for each in of_day} == {day}


async def test_one_has_everything_and_persons_only_for_those_who_may_see_them(mover: Front) -> None:
    open_key, closed_key = await mover.key("read:records", "read:pii"), await mover.key("read:records")
    rows = await walked(mover, "/v1/journeys?limit=500", open_key)
    charged = next(each for each in rows if each["estimated"] and each["customer"])

    seen = await shown(mover, f"/v1/journeys/{charged['id']}", open_key)
    hidden = await shown(mover, f"/v1/journeys/{charged['id']}", closed_key)

    assert all(fits(WholeJourney, each) for each in (seen, hidden))
    assert seen["charges"]
    assert seen["history"]
    assert seen["customer"] is not None
    assert {name: hidden[name] for name in PERSONAL} == dict.fromkeys(PERSONAL)
    assert {each["address"] for each in hidden["stops"]} <= {None}
    assert {name for name in seen if seen[name] != hidden[name]} <= {*PERSONAL, "stops"}
    listed = await walked(mover, "/v1/journeys?limit=500", closed_key)
    assert {each["customer"] for each in listed} == {None}


def test_the_board_declares_every_personal_field_of_its_rows(database_url: str) -> None:
    """What the view calls personal and the board's question reads is declared as personal."""
    question = """
        select attribute.attname
        from pg_attribute as attribute
        where attribute.attrelid = 'mart.journeys'::regclass
            and col_description(attribute.attrelid, attribute.attnum) like 'pii:%'
    """
    with psycopg.connect(database_url) as connection:
        personal = {row[0] for row in connection.execute(question)}
    assert VENDOR.board is not None

    unread = {"customer_phone", "customer_email", "salesperson", "local_stage_by"}
    assert personal - unread == set(VENDOR.board.personal)


async def test_a_key_for_some_locations_sees_no_other_journey(mover: Front) -> None:
    every = await walked(mover, "/v1/journeys?limit=500", await mover.key("read:records"))
    places = [row for row in await locations(mover.office, mover.tenant) if row["vendor"] == VENDOR.name]
    mine = next(
        row for row in places if any((each["location"] or {}).get("id") == row["location_id"] for each in every)
    )
    key = await mover.key("read:records", "write:boards", "read:pii", locations=[mine["location_id"]])
    other = next(each for each in every if (each["location"] or {}).get("id") != mine["location_id"])

    seen = await walked(mover, "/v1/journeys?limit=500", key)
    board_of_day = await shown(mover, f"{BOARD}?day={other['day']}", key)

    assert {each["location"]["id"] for each in seen} == {mine["location_id"]}
    assert other["id"] not in [each["id"] for each in board_of_day["journeys"]]
    unknown = (await mover.get(f"/v1/journeys/{mine['location_id']}", key)).json()
    refused = await mover.get(f"/v1/journeys/{other['id']}", key)
    assert refused.status_code == 404
    assert refused.json()["detail"] == unknown["detail"]
    said = await mover.ask("PATCH", f"/v1/journeys/{other['id']}", key, {"note": "x"}, if_match="*")
    assert said.status_code == 404
    assert (await mover.get(f"/v1/journeys/{seen[0]['id']}/raw", key)).status_code == 403


async def test_dispatch_speaks_on_the_version_it_read_and_is_on_the_board_at_once(mover: Front) -> None:
    key = await mover.key("read:records", "read:pii", "write:boards")
    journey = (await walked(mover, "/v1/journeys?limit=500", key))[0]
    path, board_path = f"/v1/journeys/{journey['id']}", f"{BOARD}?day={journey['day']}"
    await shown(mover, board_path, key)
    read = await mover.get(path, key)

    blind = await mover.ask("PATCH", path, key, {"note": "Call first."})
    done = await mover.ask(
        "PATCH", path, key, {"note": "Call first.", "tags": ["piano"], "truck": "12"}, if_match=read.headers["etag"]
    )
    stale = await mover.ask("PATCH", path, key, {"note": "Another."}, if_match=read.headers["etag"])

    assert (blind.status_code, done.status_code, stale.status_code) == (428, 200, 412)
    assert fits(AfterSaying, done.json())
    said = done.json()["journey"]
    assert (said["note"], said["own_tags"], said["truck"]) == ("Call first.", ["piano"], "12")
    assert done.headers["etag"] == (await mover.get(path, key)).headers["etag"]
    (on_board,) = [each for each in (await shown(mover, board_path, key))["journeys"] if each["id"] == journey["id"]]
    assert on_board["truck"] == "12"
    (entry,) = [each for each in await auditing.entries(mover.office, mover.tenant) if each["action"] == "journey.set"]
    assert entry["thing"] == f"journey {journey['id']}: note, tags, truck"
    assert "Call" not in str(entry)
    assert entry["actor"].startswith("key ")


@pytest.mark.parametrize("body", [{}, {"stage": "LOST"}, {"priority": None}, {"state": "EN_ROUTE"}, {"tags": "piano"}])
async def test_what_nobody_can_say_of_a_journey_is_refused(mover: Front, body: dict[str, Any]) -> None:
    key = await mover.key("read:records", "write:boards")
    journey = (await walked(mover, "/v1/journeys?limit=5", key))[0]

    refused = await mover.ask("PATCH", f"/v1/journeys/{journey['id']}", key, body, if_match="*")

    assert (refused.status_code, refused.json()["code"]) == (422, "does_not_fit")


async def test_a_neighbour_of_the_same_vendor_sees_none_of_it(mover: Front, worker_database: str) -> None:
    key = await mover.key("read:records")
    journey = (await walked(mover, "/v1/journeys?limit=5", key))[0]
    async with open_front(worker_database, vendor=VENDOR, simulator=mover.simulator, address=False) as theirs:
        their_key = await theirs.key("read:records", "read:pii", "write:boards")

        for path in (f"/v1/journeys/{journey['id']}", f"/v1/journeys/{journey['id']}/raw"):
            assert (await theirs.get(path, their_key)).status_code == 404
        assert (await shown(theirs, f"{BOARD}?day={journey['day']}", their_key))["journeys"] == []
    for strange in ("nonsense", "..%2F", "%00", "x" * 200):
        assert (await mover.get(f"/v1/journeys/{strange}", key)).status_code == 404, strange


async def test_what_the_vendor_sent_is_for_those_who_may_see_persons(mover: Front) -> None:
    open_key, closed_key = await mover.key("read:records", "read:pii"), await mover.key("read:records")
    rows = await walked(mover, "/v1/journeys?limit=500", open_key)
    path = f"/v1/journeys/{rows[0]['id']}/raw"

    found = await shown(mover, path, open_key)

    assert fits(RawObjects, found)
    assert {each["stream"] for each in found["data"]} <= {"smartmoving.opportunities", "smartmoving.customers"}
    assert any(rows[0]["number"] in each["text"] for each in found["data"])
    assert (await mover.get(path, closed_key)).status_code == 403

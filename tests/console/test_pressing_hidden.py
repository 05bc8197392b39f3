"""What presses can be put aside by whoever reads it: for a day, or until more of it comes, and from nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from daysheet.api.resources.fix_shapes import HiddenThing, PressingThings
from daysheet.operations.morning.pressing import tomorrow
from tests.api.shaped import fits
from tests.console.crowd import fill
from tests.console.house import Guest, House
from tests.console.test_follow_ups import sign_in

pytestmark = pytest.mark.anyio

PAGE: Final = "/today/pressing"
WAITING: Final = "waiting_for_approval"


def shown(page: str) -> list[str]:
    """Return the names of what presses on a page."""
    return re.findall(r'id="pressing-(\w+)"', page)


def hidden(page: str) -> list[str]:
    """Return the names of what is hidden."""
    return re.findall(r'id="hidden-(?!title)(\w+)"', page)


async def act(guest: Guest, do: str, name: str = WAITING, kind: str = "order", **how: Any) -> str:
    """Press a button beside a thing and return where that leads."""
    sent = await guest.send(PAGE, {"do": do, "kind": kind, "name": name}, **how)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


async def test_a_snoozed_thing_is_back_when_tomorrow_has_begun_and_was_never_gone_for_others(house: House) -> None:
    await fill(house, in_work=0, waiting=3)
    owner, manager = await house.visitor("owner"), await house.visitor("manager")
    before = shown((await owner.get(PAGE)).text)
    assert WAITING in before

    assert await act(owner, "snooze") == PAGE

    page = (await owner.get(PAGE)).text
    assert WAITING not in shown(page)
    assert hidden(page) == [WAITING]
    assert "Show what is hidden" in page
    assert len(shown(page)) == len(before) or set(shown(page)) < set(before)
    assert WAITING in shown((await manager.get(PAGE)).text)
    house.front.wait(days=1, minutes=1)
    await sign_in(house, owner, "owner0@example.com")
    assert WAITING in shown((await owner.get(PAGE)).text)
    assert hidden((await owner.get(PAGE)).text) == []


async def test_what_is_not_useful_stays_away_until_more_of_it_comes(house: House) -> None:
    orders = await fill(house, in_work=0, waiting=2)
    owner = await house.visitor("owner")
    await act(owner, "hide")
    house.front.wait(days=40)
    await sign_in(house, owner, "owner0@example.com")
    assert hidden((await owner.get(PAGE)).text) == [WAITING]
    gone = house.front.simulator.clock.text()
    house.front.simulator.change_order(orders[0]["id"], lambda order: order.update(deletedDate=gone))
    await house.front.sync()
    assert hidden((await owner.get(PAGE)).text) == [WAITING]  # Less of it is still the same.

    await fill(house, in_work=0, waiting=1)

    page = (await owner.get(PAGE)).text
    assert WAITING in shown(page)
    assert hidden(page) == []


async def test_what_is_hidden_is_brought_back(house: House) -> None:
    await fill(house, in_work=0, waiting=2)
    owner = await house.visitor("owner")
    names = shown((await owner.get(PAGE)).text)
    kinds = {"waiting_for_approval": "order", "ready_unpaid": "order", "late": "order"}
    for _ in range(20):
        page = (await owner.get(PAGE)).text
        for name in shown(page):
            await act(owner, "hide", name, kinds.get(name, "fix"))
        if not shown(page):
            break
    page = (await owner.get(PAGE)).text
    assert shown(page) == []
    assert "Nothing else presses." in page
    assert set(names) <= set(hidden(page))

    await act(owner, "show")

    page = (await owner.get(PAGE)).text
    assert shown(page) == [WAITING]
    assert WAITING not in hidden(page)


async def test_whoever_is_on_today_stays_there(house: House) -> None:
    await fill(house, in_work=0, waiting=1)
    owner = await house.visitor("owner")
    came_from = {"referer": f"{house.base_url}/today"}

    assert await act(owner, "snooze", headers=came_from) == "/today#pressing"
    assert await act(owner, "show", headers={"referer": "https://elsewhere.example/settings"}) == PAGE


async def test_a_thing_leads_to_the_form_of_the_record_with_the_most_at_stake(house: House) -> None:
    await fill(house, in_work=0, waiting=2)
    owner, auditor = await house.visitor("owner"), await house.visitor("auditor")
    key = await house.front.key("read:metrics", "read:records")
    board = (await house.front.get("/v1/boards/work-in-progress", key)).json()["orders"]
    waiting = {each["id"]: each["pending"]["amount"] for each in board if WAITING in each["flags"]}

    page = (await owner.get(PAGE)).text

    (found,) = re.findall(rf"/boards/work-in-progress\?flag={WAITING}&amp;open=(\d+)#follow-up", page)
    assert waiting[found] == max(waiting.values())
    opened = await owner.get(f"/boards/work-in-progress?flag={WAITING}&open={found}")
    assert 'id="follow-up"' in opened.text
    assert "#follow-up" not in (await auditor.get(PAGE)).text


async def test_programs_hide_for_themselves_and_are_told_what_they_hid(house: House) -> None:
    front = house.front
    await fill(house, in_work=0, waiting=1)
    key, other = await front.key("read:metrics", "read:records"), await front.key("read:metrics", "read:records")
    said = {"kind": "order", "name": WAITING}

    done = await front.ask("POST", "/v1/pressing/hide", key, {**said, "until": "tomorrow"})

    assert fits(HiddenThing, done.json())
    until = done.json()["hidden"]["until"]
    assert until > front.office.clock().isoformat()
    assert WAITING not in [each["name"] for each in (await front.get("/v1/pressing", key)).json()["data"]]
    whole = (await front.get("/v1/pressing?hidden=true", key)).json()
    assert fits(PressingThings, whole)
    assert [each["name"] for each in whole["data"] if each["hidden"]] == [WAITING]
    assert whole["data"][-1]["hidden"] == {"until": until}
    assert WAITING in [each["name"] for each in (await front.get("/v1/pressing", other)).json()["data"]]
    more = await front.ask("POST", "/v1/pressing/hide", key, {**said, "until": "more"})
    assert more.json()["hidden"] == {"until": None}
    back = await front.ask("POST", "/v1/pressing/show", key, said)
    assert back.json() == {**said, "hidden": None}
    assert WAITING in [each["name"] for each in (await front.get("/v1/pressing", key)).json()["data"]]


async def test_what_does_not_press_and_what_is_no_button_is_refused(house: House) -> None:
    front, owner = house.front, await house.visitor("owner")
    key = await front.key("read:metrics")

    assert (await owner.send(PAGE, {"do": "hide", "kind": "order", "name": "made_up"})).status_code == 404
    assert (await owner.send(PAGE, {"do": "made up", "kind": "order", "name": WAITING})).status_code == 404
    assert (await owner.send(PAGE, {"do": "hide"}, csrf="made up")).status_code == 403
    said = {"kind": "order", "name": "made_up", "until": "more"}
    assert (await front.ask("POST", "/v1/pressing/hide", key, said)).status_code == 404
    assert (await front.ask("POST", "/v1/pressing/hide", key, said | {"until": "never"})).status_code == 422
    technician = await house.visitor("technician")
    refused = await technician.client.post(house.base_url + PAGE, data={"do": "hide"})
    assert refused.status_code == 403


def test_tomorrow_has_begun_when_it_has_at_every_place() -> None:
    evening = datetime(2026, 3, 5, 3, tzinfo=UTC)  # 22:00 in New York and 19:00 in Los Angeles, the 4th.

    assert tomorrow(evening, ["America/New_York"]) == datetime(2026, 3, 5, 5, tzinfo=UTC)
    assert tomorrow(evening, ["America/New_York", "America/Los_Angeles"]) == datetime(2026, 3, 5, 8, tzinfo=UTC)
    assert tomorrow(evening, []) == tomorrow(evening, [None]) == datetime(2026, 3, 6, tzinfo=UTC)
    # The night in which the clocks go forward: tomorrow begins by tomorrow's own offset.
    assert tomorrow(datetime(2026, 3, 8, 15, tzinfo=UTC), ["America/New_York"]) == datetime(2026, 3, 9, 4, tzinfo=UTC)

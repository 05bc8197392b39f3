"""Follow-ups are seen and changed by those who may: by role, by location, by business, and what is asked by persons."""

from __future__ import annotations

from html import unescape

import pytest

from daysheet.api.resources.follow_up_shapes import FollowUps
from daysheet.operations.entries.placing import locations
from daysheet.warehouse.connections import Tenants
from tests.api.shaped import fits
from tests.console.crowd import fill
from tests.console.house import House
from tests.console.test_follow_ups import BOARD, NOTE, all_open, ask_for, card_of, number_of, text_of

pytestmark = pytest.mark.anyio


async def test_who_may_not_write_on_boards_finishes_only_their_own(house: House) -> None:
    owner, technician = await house.visitor("owner"), await house.visitor("technician")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    await ask_for(owner, order_id, await number_of(house, "technician"), note="the technician's")
    await ask_for(owner, order_id, "me", note="the owner's")
    rows = {row["note"]: row["id"] for row in await all_open(house)}
    panel = (await technician.get(f"{BOARD}?open={order_id}")).text
    assert "the technician's" in unescape(panel)
    assert "the owner's" not in unescape(panel)
    assert 'id="follow-up"' not in panel
    assert "data-follows" not in panel

    form = {"kind": "order", "record": str(order_id), "note": NOTE}
    refused = [
        await technician.send("/follow-ups", form),
        await technician.send(f"/follow-ups/{rows['the technician' + chr(39) + 's']}/hand-on", {"for": ""}),
        await technician.send(f"/follow-ups/{rows['the owner' + chr(39) + 's']}/done", {}),
    ]
    done = await technician.send(f"/follow-ups/{rows['the technician' + chr(39) + 's']}/done", {})

    assert [each.status_code for each in refused] == [403, 403, 409]
    assert done.status_code == 303
    assert [row["note"] for row in await all_open(house)] == ["the owner's"]


async def test_who_sees_one_shop_sees_and_changes_the_follow_ups_of_that_shop_only(house: House) -> None:
    owner = await house.visitor("owner")
    first, second = await locations(house.front.office, house.front.tenant)
    made = await fill(house, in_work=1, waiting=1)
    await ask_for(owner, made[0]["id"], note="of the first shop")
    await ask_for(owner, made[1]["id"], note="of the second shop")
    rows = {row["note"]: row for row in await all_open(house)}
    here, there = rows["of the first shop"], rows["of the second shop"]
    own = await house.visitor("manager", at=[first["source_id"]])
    key = await house.front.key("read:records", "read:pii", "write:boards", locations=[first["location_id"]])

    pages = [(await own.get(path)).text for path in ("/follow-ups?show=open", BOARD)]
    listed = (await house.front.get("/v1/follow-ups?state=all", key)).json()["data"]

    assert [("of the first shop" in page, "of the second shop" in page) for page in pages[:1]] == [(True, False)]
    assert "follow-up" in card_of(pages[1], made[0]["id"])
    assert [each["id"] for each in listed] == [here["id"]]
    for act in ("done", "hand-on"):
        assert (await own.send(f"/follow-ups/{there['id']}/{act}", {"for": ""})).status_code == 404
        answer = await house.front.ask("POST", f"/v1/follow-ups/{there['id']}/{act}", key, {"for": None})
        assert answer.status_code == 404
    new = {"kind": "order", "record": str(made[1]["id"]), "note": "x"}
    assert (await house.front.ask("POST", "/v1/follow-ups", key, new)).status_code == 404
    people_there = f"/v1/follow-ups/people?location={second['location_id']}"
    assert (await house.front.get(people_there, key)).status_code == 404
    assert len(await all_open(house)) == 2
    assert (await house.front.ask("POST", f"/v1/follow-ups/{here['id']}/done", key)).status_code == 200


async def test_another_business_sees_none_of_it(house: House) -> None:
    owner = await house.visitor("owner")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    await ask_for(owner, order_id)
    (row,) = await all_open(house)
    neighbour = await Tenants(house.front.office.database).ensure("a neighbour")
    key = await house.front.key("read:records", "read:pii", "write:boards", tenant=neighbour)

    assert (await house.front.get("/v1/follow-ups?state=all", key)).json()["data"] == []
    assert (await house.front.ask("POST", f"/v1/follow-ups/{row['id']}/done", key)).status_code == 404
    assert len(await all_open(house)) == 1


async def test_what_is_asked_is_for_who_sees_persons_and_for_those_whom_it_concerns(house: House) -> None:
    owner, advisor = await house.visitor("owner"), await house.visitor("advisor")
    order_id = (await fill(house, in_work=1, waiting=0))[0]["id"]
    await ask_for(owner, order_id, "me", note="for the owner")
    await ask_for(owner, order_id, await number_of(house, "advisor"), note="for the advisor")
    await ask_for(owner, order_id, note="for nobody yet")
    reader = await house.front.key("read:records")

    page = text_of((await advisor.get("/follow-ups?show=open")).text)
    told = (await house.front.get("/v1/follow-ups", reader)).json()

    assert "for the advisor" in page
    assert "for nobody yet" in page
    assert "for the owner" not in page
    assert "A owner" not in page
    assert "AO" in page
    assert fits(FollowUps, told)
    assert [each["note"] for each in told["data"]] == [None, None, None]
    assert {(each["made_by"]["initials"], each["made_by"]["name"]) for each in told["data"]} == {("AO", None)}
    panel = (await advisor.get(f"{BOARD}?open={order_id}")).text
    assert ">AO, owner</option>" in panel

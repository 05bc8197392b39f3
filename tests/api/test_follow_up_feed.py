"""Whoever watches a board hears that something was asked about a card of it, if the card is theirs to see."""

from __future__ import annotations

import pytest

from daysheet.operations.boards import live
from daysheet.operations.entries.placing import locations
from tests.api.front import Front
from tests.api.hearing import change, hearing

pytestmark = pytest.mark.anyio


async def test_a_follow_up_is_told_where_its_card_is(shop: Front) -> None:
    places = [each["location_id"] for each in await locations(shop.office, shop.tenant)]
    writer = await shop.key("read:records", "write:boards")
    orders = (await shop.get("/v1/boards/work-in-progress", writer)).json()["orders"]
    here, record = orders[0]["location"]["id"], orders[0]["id"]
    (other,) = [each for each in places if each != here]
    keys = [await shop.key("read:records", locations=[each]) for each in (here, other)]
    new = {"kind": "order", "record": record, "location": here, "note": "call", "for": "me"}

    async with hearing(shop, keys[0]) as heard, hearing(shop, keys[1]) as elsewhere:
        made = await shop.ask("POST", "/v1/follow-ups", writer, new)
        asked = await heard.told(live.WORK)
        await shop.ask("POST", f"/v1/follow-ups/{made.json()['id']}/done", writer)
        done = await heard.told(live.WORK)
        await change(shop)
        first_heard = await elsewhere.event()

    assert made.status_code == 201, made.text
    assert [asked["locations"], done["locations"]] == [[here], [here]]
    assert first_heard["data"]["locations"] == [other]


async def test_one_about_a_job_is_told_on_the_other_board(mover: Front) -> None:
    writer = await mover.key("read:records", "write:boards")
    found = (await mover.get("/v1/journeys?limit=200", writer)).json()["data"]
    journey = next(each for each in found if each["location"] is not None)
    new = {"kind": "journey", "record": journey["id"], "note": "call"}

    async with hearing(mover, writer) as heard:
        made = await mover.ask("POST", "/v1/follow-ups", writer, new)
        told = await heard.told(live.JOURNEYS)

    assert made.status_code == 201, made.text
    assert (told["locations"], told["journeys"]) == ([journey["location"]["id"]], [])

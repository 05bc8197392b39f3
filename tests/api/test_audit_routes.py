"""Who changed what, by who, what and day, and how long what is kept, over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daysheet.api.resources.access_shapes import Entries, Retention
from daysheet.operations.entries.placing import locations
from daysheet.operations.runs import retention
from tests.api.front import Front
from tests.api.shaped import fits
from tests.api.test_records import walked

pytestmark = pytest.mark.anyio


async def test_entries_are_found_by_who_what_and_day(shop: Front) -> None:
    key = await shop.key("admin:tenant")
    await shop.note("key 70", "oven.lit", "south")
    await shop.note("key 7", "oven.lit", "north")
    shop.wait(hours=30)
    await shop.note("key 7", "oven.out", "north again")
    today = shop.office.clock().date()

    async def things(query: str) -> list[str]:
        answer = (await shop.get(f"/v1/audit?{query}", key)).json()
        assert fits(Entries, answer)
        return [each["thing"] for each in answer["data"]]

    assert await things("who=key+7") == ["north again", "north"]
    assert await things("what=oven.lit") == ["north", "south"]
    assert await things(f"who=key+7&from={today}") == ["north again"]
    assert await things(f"who=key+7&to={today - timedelta(days=1)}") == ["north"]
    assert await things("who=key") == []
    assert [each["thing"] for each in await walked(shop, "/v1/audit?what=oven.lit&limit=1", key)] == ["north", "south"]


async def test_a_page_of_one_question_is_no_page_of_another(shop: Front) -> None:
    key = await shop.key("admin:tenant")
    for number in range(3):
        await shop.note("key 7", "oven.lit", f"oven {number}")
    page = (await shop.get("/v1/audit?who=key+7&limit=1", key)).json()["next"]

    assert (await shop.get(f"/v1/audit?who=key+7&limit=1&after={page}", key)).status_code == 200
    assert (await shop.get(f"/v1/audit?limit=1&after={page}", key)).status_code == 400


async def test_what_is_kept_is_told_as_the_page_tells_it(shop: Front) -> None:
    key = await shop.key("admin:tenant")
    place = (await locations(shop.office, shop.tenant))[0]["location_id"]

    answer = (await shop.get("/v1/retention", key)).json()

    assert fits(Retention, answer)
    facts = await retention.kept(shop.office, shop.tenant)
    assert [(each["name"], each["days"], each["rows"], each["past"]) for each in answer["data"]] == [
        (each.name, each.days, each.rows, each.past) for each in facts
    ]
    assert next(each for each in answer["data"] if each["name"] == "pages")["rows"] > 0
    limited = await shop.key("admin:tenant", locations=[place])
    for other in (limited, await shop.key("read:records")):
        assert (await shop.get("/v1/retention", other)).status_code == 403

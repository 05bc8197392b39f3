"""The list of what to put right, its records, and how it comes to an end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from daysheet.vendors.tekmetric.simulator import Job, Labor, Order, Part, create_simulator
from daysheet.warehouse.connections import Tenants
from tests.console.differing import Planted, plant
from tests.console.house import Guest, House, open_house

pytestmark = pytest.mark.anyio


@pytest.fixture
async def planted(house: House) -> Planted:
    """A house with some orders."""
    return await plant(house)


async def fixes(guest: Guest, **where: str) -> str:
    """Return the text of the list of what to fix."""
    return (await guest.get("/fix", params=where)).text


async def test_an_order_without_a_technician_is_on_the_list_until_it_is_right(planted: Planted) -> None:
    front, owner = planted.house.front, await planted.house.visitor("owner")
    analyst = await planted.house.visitor("analyst")
    elsewhere = await planted.house.visitor("manager", at=[planted.other["source_id"]])
    shop = int(planted.place["source_id"])
    technician = front.simulator.truth("employees", shop)[0]
    at = f"{front.office.clock() - timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}"
    labor = [Labor(hours=1, rate_cents=99_999_900, name="Gold plating")]
    order = front.simulator.put_order(
        Order(
            shop_id=shop,
            jobs=[Job(labor=labor)],
            created=at,
            completed=at,
            posted=at,
            customer_id=1,
            advisor_id=technician["id"],
        )
    )
    front.wait(hours=1)
    await front.sync()
    number = str(planted.place["location_id"])
    page = f"/fix/labor_without_technician?location={number}"

    listed = await fixes(owner)
    rows = (await owner.get(page)).text
    hidden = (await analyst.get(page)).text

    # It is the dearest by far, so its rule comes first.
    assert re.findall(r'id="rule-([a-z_]+)"', listed)[0] == "labor_without_technician"
    assert page in listed
    assert "999,999.00" in rows
    assert f'href="/records/tekmetric.repair_orders/{shop}/{order["id"]}"' in rows
    assert f"{technician['firstName']} {technician['lastName']}" in rows
    assert technician["lastName"] not in hidden
    assert "Gold plating" in hidden
    assert planted.place["name"] not in await fixes(elsewhere)
    assert (await elsewhere.get(page)).status_code == 404

    def named(record: dict[str, Any]) -> None:
        record["jobs"][0]["labor"][0]["technicianId"] = technician["id"]

    front.simulator.change_order(order["id"], named)
    front.wait(hours=1)
    await front.sync()

    assert "Gold plating" not in (await owner.get(page)).text


async def test_an_unknown_rule_is_nowhere(planted: Planted) -> None:
    owner = await planted.house.visitor("owner")

    assert (await owner.get("/fix/nonsense")).status_code == 404
    assert (await owner.get("/fix?location=987654")).status_code == 404


async def test_a_rule_that_has_read_nothing_says_so_and_not_that_all_is_well(planted: Planted) -> None:
    house = planted.house
    other = await Tenants(house.front.office.database).ensure("nothing yet")
    empty = replace(house, front=replace(house.front, tenant=other))
    newcomer, analyst = await empty.visitor("owner"), await empty.visitor("analyst")
    rules = [rule for vendor in house.front.office.vendors.values() if vendor.fixes for rule in vendor.fixes.rules]

    pages = [unescape((await newcomer.get(f"/fix/{rule.name}")).text) for rule in rules]
    theirs = (await analyst.get(f"/fix/{rules[0].name}")).text

    for rule, page in zip(rules, pages, strict=True):
        assert f"<h1>{rule.many.capitalize()}</h1>" in page
        assert "Nothing was read yet" in page
        assert "Nothing to fix" not in page
        assert 'href="/welcome"' in page
    assert "Nothing was read yet" in theirs
    assert 'href="/welcome"' not in theirs


async def test_nothing_to_fix_says_how_much_is_known(worker_database: str) -> None:
    simulator = create_simulator(seed=11, orders=0, shops=1, calls_per_minute=0)
    at = "2026-06-10T18:00:00Z"
    jobs = [Job(parts=[Part(retail_cents=9_000, cost_cents=4_500)])]
    simulator.put_order(
        Order(
            shop_id=simulator.shop_ids[0], jobs=jobs, created=at, completed=at, posted=at, customer_id=1, advisor_id=1
        )
    )
    async with open_house(worker_database, simulator=simulator) as house:
        owner = await house.visitor("owner")

        assert "Nothing to fix. Coverage 100.0 %." in await fixes(owner)

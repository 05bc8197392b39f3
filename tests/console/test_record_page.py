"""A record's page: its lines, what it looked like before, what it counts for, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest

from daysheet.operations.daily import compute_days
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from tests.console.house import House, open_house
from tests.console.moving import open_movers
from tests.console.record_reading import differing, invoiced, path_of, shown, told

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def house(worker_database: str) -> AsyncIterator[House]:
    """A repair shop that was read once, its figures computed."""
    async with open_house(worker_database) as found:
        await compute_days(found.front.office, found.front.tenant, found.front.vendor)
        yield found


async def test_an_order_has_its_lines_its_money_and_its_state(house: House) -> None:
    owner, order = await house.visitor("owner"), invoiced(house)

    text = (await owner.get(path_of(order))).text

    page = told(text)
    assert f"Repair order {order['repairOrderNumber']}" in page
    assert "POSTED" in page
    assert shown(order["totalSales"]).removesuffix(" USD") in page
    for job in order["jobs"]:
        assert f"{path_of(order).replace('repair_orders', 'jobs')}/{job['id']}" in text
        for line in job["labor"]:
            assert f"{path_of(order).replace('repair_orders', 'job_labor')}/{job['id']}/{line['id']}" in text


async def test_what_people_read_comes_first_and_ids_and_codes_last(house: House) -> None:
    owner, order = await house.visitor("owner"), invoiced(house)

    text = (await owner.get(path_of(order))).text
    facts, codes = (
        re.findall(
            r"<dt[^>]*>([^<]+)</dt><dd><bdi>([^<]*)</bdi>",
            text[text.index(f'id="{mark}-title"') :].partition("</section>")[0],
        )
        for mark in ("facts", "codes")
    )

    assert facts[0] == ("ro number", str(order["repairOrderNumber"]))
    assert facts[1][0] == "status"
    assert {"tm id", "tm customer id", "status id"} <= {name for name, _ in codes}
    assert not [name for name, _ in facts if name.split()[-1] in ("id", "code")]
    assert text.index('id="facts-title"') < text.index('id="pictures-title"') < text.index('id="codes-title"')
    assert re.search(r'data-label="retail"[^>]*><bdi>[\d,.]+ USD</bdi>', text)


async def test_a_telephone_number_is_shown_where_it_is_asked_for_and_noted(house: House) -> None:
    owner, analyst = await house.visitor("owner"), await house.visitor("analyst")
    customer = next(
        each for each in house.front.simulator.truth("customers") if each["deletedDate"] is None and each["phone"]
    )
    number = customer["phone"][0]["number"]
    key = f"{customer['shopId']}/{customer['id']}"
    path = f"/records/tekmetric.customers/{key}"

    usual, shown = (await owner.get(path)).text, (await owner.get(f"{path}?telephones=shown")).text
    listed = (await owner.get("/records/tekmetric.customer_phones")).text
    hidden = (await analyst.get(f"{path}?telephones=shown")).text

    assert number not in usual + listed + hidden
    assert number in shown
    assert ["Show the telephone number" in page for page in (usual, shown, hidden)] == [True, False, False]
    assert f"Customer {customer['firstName']} {customer['lastName']}" in told(usual)
    noted = await auditing.entries(house.front.office, house.front.tenant)
    assert [each["thing"] for each in noted if each["action"] == "record.phone_shown"] == [f"tekmetric.customers {key}"]
    assert number not in str(noted)
    shop = next(each for each in house.front.simulator.truth("shops") if each["phone"])
    assert f'"phone": "{shop["phone"]}"' in unescape((await owner.get(f"/records/tekmetric.shops/{shop['id']}")).text)


async def test_a_line_leads_to_what_it_hangs_on(house: House) -> None:
    owner, order = await house.visitor("owner"), invoiced(house)
    job = order["jobs"][0]

    page = await owner.get(f"{path_of(order).replace('repair_orders', 'jobs')}/{job['id']}")

    assert page.status_code == 200
    assert f'href="{path_of(order)}"' in page.text


async def test_what_changed_since_an_order_was_posted_is_marked_and_nothing_else(house: House) -> None:
    owner = await house.visitor("owner")
    order = invoiced(house, lambda each: not any(job["discounts"] for job in each["jobs"]) and not each["discounts"])
    before = (await owner.get(path_of(order))).text
    house.front.wait(minutes=10)

    def dearer(changed: dict[str, Any]) -> None:
        job = next(job for job in changed["jobs"] if job["authorized"] and any(line["hours"] for line in job["labor"]))
        line = next(line for line in job["labor"] if line["hours"])
        line["rate"] += 1_000

    changed = house.front.simulator.change_order(order["id"], dearer)
    await house.front.sync()
    await compute_days(house.front.office, house.front.tenant, house.front.vendor)
    after = (await owner.get(path_of(order))).text
    newest = (await owner.get(f"{path_of(order)}?picture=3")).text

    more = changed["laborSales"] - order["laborSales"]
    assert more > 0
    assert differing(before) == {}
    found = differing(after)
    assert found["Labor"] == (shown(order["laborSales"]), shown(changed["laborSales"]), f"+{more / 100:,.2f}")
    assert found["Net sales"][2] == f"+{more / 100:,.2f}"
    assert {"Parts", "Fees", "Labor hours", "Status", "Discounts"}.isdisjoint(found)
    assert "It counted until" in told(after)
    assert "nothing is different now" in told(newest)
    corrections = re.search(r"<h3>Corrections</h3>(.*?)</table>", after, re.DOTALL)
    assert corrections is not None
    assert "changed sync" in told(corrections[1])
    assert shown(more) in told(corrections[1])


async def test_pictures_are_gone_through_by_links_and_by_a_slider(house: House) -> None:
    owner, order = await house.visitor("owner"), invoiced(house)

    text = (await owner.get(path_of(order))).text
    links = re.findall(r'href="([^"]+\?picture=\d+#pictures)"', text)
    pages = [(await owner.get(unescape(each).partition("#")[0])).text for each in links]

    assert len(pages) == len(re.findall(r"picture=\d+#pictures", text)) >= 2
    assert [page.count('aria-current="true"') for page in pages] == [1] * len(pages)
    assert f'<input type="range" name="picture" min="1" max="{len(pages)}"' in text
    assert (await owner.get(f"{path_of(order)}?picture=99")).status_code == 409


async def test_a_record_tells_the_figures_that_it_enters(house: House) -> None:
    owner, order = await house.visitor("owner"), invoiced(house)

    page = (await owner.get(path_of(order))).text
    lines = re.findall(r'<th scope="row" data-label="Metric">(.*?)</tr>', page, re.DOTALL)
    car_count = next(line for line in lines if "/metrics/car_count?" in line)
    metric = (await owner.get(unescape(re.findall(r'href="([^"]+)"', car_count)[0]))).text

    assert re.search(r'data-label="Adds">1</td>', car_count)
    assert f"/records/of/tekmetric/{order['id']}?location=" in metric


async def test_what_stands_behind_a_figure_or_on_a_board_leads_to_its_record(house: House) -> None:
    owner, order = await house.visitor("owner"), invoiced(house)
    other = next(each["id"] for each in house.front.simulator.truth("shops") if each["id"] != order["shopId"])
    stranger = await house.visitor("manager", at=[str(other)])
    path = f"/records/of/tekmetric/{order['id']}"

    found = await owner.get(path)

    assert (found.status_code, found.headers["location"]) == (303, path_of(order))
    assert (await owner.get("/records/of/tekmetric/nonsense")).status_code == 404
    assert (await owner.get("/records/of/nobody/1")).status_code == 404
    assert (await stranger.get(path)).status_code == 404


async def test_records_of_other_locations_are_not_there(house: House) -> None:
    order = invoiced(house)
    mine = await house.visitor("manager", at=[str(order["shopId"])])
    other = next(each["id"] for each in house.front.simulator.truth("shops") if each["id"] != order["shopId"])
    stranger = await house.visitor("manager", at=[str(other)])
    job = f"{path_of(order).replace('repair_orders', 'jobs')}/{order['jobs'][0]['id']}"

    assert [(await mine.get(path)).status_code for path in (path_of(order), job)] == [200, 200]
    assert [(await stranger.get(path)).status_code for path in (path_of(order), job)] == [404, 404]
    nothing = await mine.get(path_of({**order, "id": 1}))
    assert nothing.status_code == 404
    assert (
        told((await stranger.get(path_of(order))).text).split("Nothing here")[1]
        == (told(nothing.text).split("Nothing here")[1])
    )


@pytest.mark.parametrize("key", ["", "1", "x/y", "1/2/3", "1/99999999999999999999999", "1/%2527"])
async def test_an_address_that_leads_to_no_record_says_so(house: House, key: str) -> None:
    owner = await house.visitor("owner")

    answer = await owner.get(f"/records/tekmetric.repair_orders/{key}")

    assert answer.status_code == 404
    assert "Nothing here" in answer.text


async def test_personal_data_is_hidden_in_what_was_sent(house: House) -> None:
    owner, analyst = await house.visitor("owner"), await house.visitor("analyst")
    customer = next(
        each for each in house.front.simulator.truth("customers") if each["deletedDate"] is None and each["firstName"]
    )
    path = f"/records/tekmetric.customers/{customer['shopId']}/{customer['id']}"

    seen, hidden = (await owner.get(path)).text, (await analyst.get(path)).text

    said = re.search(r'<pre class="payload"[^>]*><bdi>(.*?)</bdi>', seen, re.DOTALL)
    masked = re.search(r'<pre class="payload"[^>]*><bdi>(.*?)</bdi>', hidden, re.DOTALL)
    assert said is not None
    assert masked is not None
    assert f'"firstName": "{customer["firstName"]}"' in unescape(said[1])
    assert '"firstName": "•••"' in unescape(masked[1])
    assert f'"id": {customer["id"]}' in unescape(masked[1])
    for name in ("firstName", "lastName", "notes"):
        assert not customer[name] or customer[name] not in unescape(hidden), name
    assert "personal data hidden" in hidden
    assert re.search(r'href="/runs/[0-9a-f-]{36}"', seen)


async def test_what_an_order_earned_is_for_those_who_may_see_pay(house: House) -> None:
    owner, analyst, order = await house.visitor("owner"), await house.visitor("analyst"), invoiced(house)

    seen, hidden = (await owner.get(path_of(order))).text, (await analyst.get(path_of(order))).text

    assert "Gross profit" in seen
    assert "Gross profit" not in hidden
    assert "Labor GP" not in hidden
    assert "Net sales" in hidden


async def test_what_waits_in_quarantine_says_why(house: House) -> None:
    owner = await house.visitor("owner")
    simulator = house.front.simulator
    stored, never = [each for each in simulator.truth("customers") if each["deletedDate"] is None][3:5]
    house.front.wait(minutes=10)
    bad = {"okForMarketing": "perhaps", "updatedDate": simulator.clock.text()}
    simulator.edit("customers", {**stored, **bad})
    simulator.edit("customers", {**never, **bad, "id": 70_999_999})
    await house.front.sync()
    shop = str(stored["shopId"])
    other = next(str(each["id"]) for each in simulator.truth("shops") if str(each["id"]) != shop)
    stranger = await house.visitor("manager", at=[other])

    kept = await owner.get(f"/records/tekmetric.customers/{shop}/{stored['id']}")
    lost = await owner.get(f"/records/tekmetric.customers/{shop}/70999999")
    unseen = await stranger.get(f"/records/tekmetric.customers/{shop}/70999999")

    assert (kept.status_code, lost.status_code, unseen.status_code) == (200, 404, 404)
    assert "The newest version is in quarantine" in told(kept.text)
    assert "okForMarketing" in told(kept.text)
    assert "It is not stored" in told(lost.text)
    assert re.search(r'href="/connections/quarantine/\d+"', lost.text)
    assert "quarantine" not in told(unseen.text)


async def test_a_record_without_scripts_needs_no_more_than_its_size(house: House) -> None:
    owner = await house.visitor("owner")
    orders = house.front.simulator.truth("repair_orders")
    largest = max(orders, key=lambda each: sum(len(job["parts"]) + len(job["labor"]) for job in each["jobs"]))

    page = await owner.get(path_of(largest))

    assert page.status_code == 200
    assert len(page.content) < 150 * 1024


async def test_every_table_leads_to_its_records(house: House) -> None:
    owner = await house.visitor("owner")
    tables = re.findall(r'href="(/records/[a-z_.]+)"', (await owner.get("/records")).text)
    opened = 0

    for table in tables:
        page = await owner.get(table)
        first = re.search(r'<th scope="row"><a href="([^"]+)"', page.text)
        assert (page.status_code, len(page.content) < 150 * 1024) == (200, True), table
        if first is not None:
            record = await owner.get(unescape(first[1]))
            assert record.status_code == 200, first[1]
            opened += 1

    assert opened > 20
    assert await locations(house.front.office, house.front.tenant)


@pytest.mark.parametrize("number", ["²", "7" * 5_000], ids=["a small two", "too long"])
async def test_what_is_no_number_of_ours_leads_nowhere(house: House, number: str) -> None:
    owner, order = await house.visitor("owner"), invoiced(house)

    found = await owner.get(f"/records/of/tekmetric/{order['id']}", params={"location": number})
    picture = await owner.get(path_of(order), params={"picture": number})

    assert (found.status_code, picture.status_code) == (404, 409)
    assert "numbered from 1" in picture.text


@pytest.mark.parametrize("number", ["²", "7" * 5_000], ids=["a small two", "too long"])
async def test_an_account_that_is_no_number_has_no_record(worker_database: str, number: str) -> None:
    async with open_movers(worker_database) as movers:
        owner = await movers.visitor("owner")

        answer = await owner.get(f"/records/smartmoving.opportunities/{quote(number)}/1")

        assert (answer.status_code, "Nothing here" in answer.text) == (404, True)

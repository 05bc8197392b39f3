"""Tables in the console: narrowed down, sorted, paged both ways, counted, added up, and taken out whole."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from psycopg import sql

from daysheet.console.cells import cell
from daysheet.console.views import records as views
from daysheet.operations.browsing import selections
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from tests.console.house import Guest, House, open_house

pytestmark = pytest.mark.anyio

ORDERS = "/records/tekmetric.repair_orders"
JOBS = "/records/tekmetric.jobs"


@pytest.fixture(scope="module")
async def house(worker_database: str) -> AsyncIterator[House]:
    """A repair shop that was read once; what a test changes in it, it puts back."""
    async with open_house(worker_database) as found:
        yield found


async def asked(house: House, question: str) -> list[dict[str, Any]]:
    """Return what the warehouse holds, whatever the pages say."""
    tenant_id = house.front.tenant.tenant_id
    async with house.front.office.database.tenant(tenant_id) as connection:
        statement = sql.SQL(question).format(tenant=sql.Literal(tenant_id))
        return await (await connection.execute(statement)).fetchall()


async def exports(house: House) -> list[str]:
    """Return what was noted of personal data that was taken out, newest first."""
    entries = await auditing.entries(house.front.office, house.front.tenant)
    return [each["thing"] for each in entries if each["action"] == "records.exported"]


def names_in(text: str) -> list[str]:
    """Return the paths of the records that a page of a table shows, in their order."""
    return [unescape(each) for each in re.findall(r'<th scope="row"><a href="([^"]+)"', text)]


def link(text: str, rel: str) -> str | None:
    """Return where a page leads to as its next or its previous one."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', text)
    return unescape(found[1]) if found else None


async def walked(visitor: Guest, path: str, rel: str) -> tuple[list[list[str]], str]:
    """Return the records of every page from one on in one direction, and the last address."""
    pages, following = [], path
    while True:
        text = (await visitor.get(following)).text
        pages.append(names_in(text))
        onward = link(text, rel)
        if onward is None:
            return pages, following
        following = onward


@pytest.mark.parametrize("sort", ["-posted_on", "posted_on", "promised_at", "-tm_id", ""])
async def test_pages_lead_on_and_back_over_the_same_rows(
    house: House, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LIMIT", 7)
    monkeypatch.setattr(views, "LIMIT_OF_WIDE", 7)
    owner = await house.visitor("owner")
    (held,) = await asked(house, "select count(*) as n from tekmetric.repair_orders where tenant_id = {tenant}")

    forward, last = await walked(owner, f"{ORDERS}?sort={sort}", "next")
    backward, first = await walked(owner, last, "prev")

    there = [path for page in forward for path in page]
    assert len(there) == len(set(there)) == held["n"] > 3 * 7
    assert backward[::-1] == forward
    assert link((await owner.get(first)).text, "next") is not None


async def test_the_foot_counts_and_adds_up_the_whole_selection(house: House) -> None:
    owner = await house.visitor("owner")
    (held,) = await asked(
        house,
        "select count(*) as n, sum(total_sales_cents) as cents from tekmetric.repair_orders "
        "where tenant_id = {tenant} and status = 'POSTED'",
    )

    text = (await owner.get(f"{ORDERS}?status=POSTED&fields=total_sales_cents,status")).text

    assert f"{held['n']} rows, {min(held['n'], views.LIMIT)} here" in " ".join(text.split())
    foot = re.search(r"<tfoot>(.*?)</tfoot>", text, re.DOTALL)
    assert foot is not None
    assert f"{held['cents'] / 100:,.2f}" in foot[1]


async def test_what_is_too_much_is_neither_counted_nor_added_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daysheet.warehouse.selections.COUNTED_MAX", 5)
    owner = await house.visitor("owner")

    text = (await owner.get(ORDERS)).text

    assert "More than" in text
    assert "<tfoot>" not in text


async def test_amounts_of_several_currencies_are_not_added(house: House) -> None:
    owner = await house.visitor("owner")
    places = await locations(house.front.office, house.front.tenant)
    tenant_id = house.front.tenant.tenant_id
    statement = "update control.locations set currency = %s where tenant_id = %s and location_id = %s"
    async with house.front.office.database.tenant(tenant_id) as connection:
        await connection.execute(statement, ("CAD", tenant_id, places[0]["location_id"]))

    whole = (await owner.get(ORDERS)).text
    part = (await owner.get(f"{ORDERS}?tm_shop_id={places[0]['source_id']}")).text
    async with house.front.office.database.tenant(tenant_id) as connection:
        await connection.execute(statement, (places[0]["currency"], tenant_id, places[0]["location_id"]))

    assert "Amounts in CAD, USD are not added." in whole
    assert "<tfoot>" not in whole
    assert re.search(r"<tfoot>.*CAD.*</tfoot>", part, re.DOTALL)


async def test_words_are_chosen_from_what_is_there_and_several_columns_narrow_it_down(house: House) -> None:
    owner = await house.visitor("owner")

    text = (await owner.get(ORDERS)).text
    both = await owner.get(f"{ORDERS}?status=POSTED&status=ACCRECV&is_posted=true&column=tm_id&how=from&value=1")
    seen = await owner.get(both.headers["location"])

    assert '<input type="checkbox" name="status" value="POSTED">' in text
    assert "customer" not in re.findall(r'type="checkbox" name="(\w+)" value="[^"]+@', text)
    assert both.status_code == 303
    assert both.headers["location"] == f"{ORDERS}?status=POSTED,ACCRECV&is_posted=true&tm_id.from=1"
    (held,) = await asked(
        house,
        "select count(*) as n from tekmetric.repair_orders "
        "where tenant_id = {tenant} and status in ('POSTED', 'ACCRECV') and is_posted",
    )
    assert f"{held['n']} rows" in seen.text
    assert 'name="status" value="POSTED" checked' in seen.text


async def test_columns_are_chosen_and_the_order_is_told(house: House) -> None:
    owner = await house.visitor("owner")

    chosen = await owner.get(f"{ORDERS}?fields=status&fields=tm_id&sort=-tm_id")
    text = (await owner.get(chosen.headers["location"])).text
    every = await owner.get(ORDERS)

    assert chosen.headers["location"].endswith("?sort=-tm_id&fields=status,tm_id")
    assert re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([a-z_]+)', text) == ["status", "tm_id"]
    assert 'aria-sort="descending"' in text
    assert "Sorted by tm_id, falling." in text
    assert "aria-sort" not in every.text


async def test_the_statement_and_the_call_ask_for_what_is_seen(house: House) -> None:
    owner = await house.visitor("owner")
    text = (await owner.get(f"{ORDERS}?status=POSTED,O'Hara&posted_on.from=2020-01-01&fields=tm_id&sort=-tm_id")).text
    call, statement = (unescape(each) for each in re.findall(r'<pre class="to-copy">(.*?)</pre>', text, re.DOTALL))

    tenant_id = house.front.tenant.tenant_id
    async with house.front.serving.reading.tenant(tenant_id, "daysheet_reader") as connection:  # type: ignore[union-attr]  # it is served
        rows = await (await connection.execute(statement)).fetchall()
    address = re.search(r'"(http[^"]+)"', call)
    assert address is not None
    path = address[1].replace(house.base_url, "")
    told = (await house.front.get(path + "&limit=100", await house.front.key("read:records", "read:pii"))).json()

    assert rows
    assert [row["tm_id"] for row in rows] == [row["tm_id"] for row in told["data"]]


async def test_the_file_holds_every_row_of_the_selection_over_many_pages(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selections, "EXPORTED_AT_ONCE", 7)
    owner = await house.visitor("owner")
    held = await asked(
        house,
        "select tm_shop_id, tm_id, name, completed_at from tekmetric.jobs where tenant_id = {tenant} "
        "order by completed_at desc nulls last, tm_shop_id, tm_repair_order_id, tm_id",
    )

    answer = await owner.get(f"{JOBS}/csv?fields=tm_shop_id,tm_id,name,completed_at&sort=-completed_at")

    head, *lines = csv.reader(io.StringIO(answer.text))
    assert head == ["tm_shop_id", "tm_id", "name", "completed_at"]
    assert [(line[0], line[1], line[2]) for line in lines] == [
        (str(row["tm_shop_id"]), str(row["tm_id"]), row["name"]) for row in held
    ]
    assert len(lines) > 5 * 7


async def test_nothing_in_the_file_is_a_formula(house: House) -> None:
    owner = await house.visitor("owner")
    customer = house.front.simulator.truth("customers")[0]
    house.front.simulator.edit(
        "customers",
        {**customer, "lastName": '=HYPERLINK("x")', "updatedDate": house.front.simulator.clock.text()},
    )
    await house.front.sync()

    answer = await owner.get(f"/records/tekmetric.customers/csv?tm_id={customer['id']}&fields=last_name")

    assert answer.text.splitlines()[1] == '"\'=HYPERLINK(""x"")"'


async def test_taking_personal_data_out_is_noted_with_how_many_rows(house: House) -> None:
    owner, analyst = await house.visitor("owner"), await house.visitor("analyst")
    (held,) = await asked(house, "select count(*) as n from tekmetric.customers where tenant_id = {tenant}")

    before = await exports(house)
    await owner.get("/records/tekmetric.customers/csv")
    await owner.get("/records/tekmetric.customers/csv?fields=tm_id")
    hidden = await analyst.get("/records/tekmetric.customers/csv")

    assert await exports(house) == [f"tekmetric.customers, {held['n']:,} rows", *before]
    assert "last_name" not in hidden.text


async def test_a_wrong_question_is_told_before_any_file_begins(house: House) -> None:
    owner = await house.visitor("owner")

    answer = await owner.get(f"{ORDERS}/csv?posted_on.from=soon")

    assert answer.status_code == 409
    assert "text/html" in answer.headers["content-type"]


async def test_tables_are_found_by_what_they_hold(house: House) -> None:
    owner = await house.visitor("owner")

    found = (await owner.get("/records?q=license_plate")).text
    nothing = (await owner.get("/records?q=nonsense")).text

    assert 'href="/records/tekmetric.vehicles"' in found
    assert 'href="/records/tekmetric.job_labor"' not in found
    assert "No such table" in nothing


async def test_a_negative_number_of_a_file_is_a_number(house: House) -> None:
    owner = await house.visitor("owner")
    turned = "update tekmetric.jobs set labor_hours = -labor_hours where tenant_id = {tenant} returning labor_hours"

    held = await asked(house, turned)
    answer = await owner.get(f"{JOBS}/csv?fields=labor_hours")
    await asked(house, turned)

    _, *lines = csv.reader(io.StringIO(answer.text))
    assert sum(Decimal(hours) for (hours,) in lines) == sum(row["labor_hours"] for row in held) < 0


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("mean", Decimal("0E-20"), "0"),
        ("mean", Decimal("-0.00001"), "0"),
        ("mean", Decimal("-11.5384615384615385"), "\N{MINUS SIGN}11.5385"),
        ("weight", Decimal("7056.0"), "7,056"),
        ("sum_cents", Decimal("-105175.0"), "\N{MINUS SIGN}1,051.75"),
        ("tm_id", Decimal("105175"), "105175"),
        ("mean", Decimal(10) ** 40, "10" + ",000" * 13),
        ("mean", Decimal("NaN"), "NaN"),
    ],
)
def test_a_number_is_shown_as_people_read_it(name: str, value: Decimal, shown: str) -> None:
    assert cell(name, value) == shown

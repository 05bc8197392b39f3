"""What a business should put right: found with the right money, gone once it is right, and for nobody else's eyes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.core.errors import UnknownThing
from daysheet.core.fixing import FixList, FixRule
from daysheet.core.vendor import Vendor
from daysheet.operations.morning.fix_desk import rows_page
from daysheet.operations.morning.fixing import fixable, of_rule
from daysheet.vendors.tekmetric import VENDOR
from daysheet.vendors.tekmetric.fixing import FIXES
from daysheet.vendors.tekmetric.simulator import Job, Labor, Part, Sublet, SubletItem
from daysheet.warehouse import queries
from daysheet.warehouse.fixing import FixRows, Where
from daysheet.warehouse.migrating import migrate
from tests.operations.fixyard import Yard, open_yard
from tests.operations.shop import Record

pytestmark = pytest.mark.anyio

LONG_AGO = "2026-01-10T18:00:00Z"
IN_PROGRESS, DONE = 2, 3
RULES = [(vendor, rule) for vendor in find_vendors().values() if vendor.fixes for rule in vendor.fixes.rules]


@pytest.fixture
async def yard(worker_database: str) -> AsyncIterator[Yard]:
    async with open_yard(worker_database) as found:
        yield found


async def test_there_is_nothing_to_fix_where_everything_is_right(yard: Yard) -> None:
    await yard.put(yard.right())

    report = await yard.listed()

    assert report.findings == []
    assert [(each.metric.name, each.coverage) for each in report.known] == [("gross_profit_percent", Decimal(1))]


async def test_labor_without_a_technician_is_found_with_its_money_until_somebody_is_named(yard: Yard) -> None:
    labor = [
        Labor(hours=2, rate_cents=16_000, name="Brakes"),
        Labor(hours=1, rate_cents=16_000, technician_id=yard.technician),
    ]
    job = Job(labor=labor, discounts=[("Loyalty", 3_000)], logged_hours=3)
    (order,) = await yard.put(yard.right(jobs=[job]))

    # Of 320.00 the third line of 480.00 bears two thirds of the 30.00.
    assert await yard.found() == {"labor_without_technician": (1, Decimal(30_000))}
    report = await of_rule(
        yard.shop.office, yard.shop.tenant, "labor_without_technician", None, sees_persons=True, rows_max=10
    )
    (row,) = report.rows
    assert (row["key"], row["what"]) == ([str(yard.north), str(order["id"])], "Brakes")
    assert row["record"] == str(order["repairOrderNumber"])

    def named(record: Record) -> None:
        record["jobs"][0]["labor"][0]["technicianId"] = yard.technician

    yard.shop.simulator.change_order(order["id"], named)
    assert await yard.found() != {}
    await yard.read()

    assert await yard.found() == {}


def _nobody_clocked(yard: Yard) -> list[Job]:
    labor = [Labor(hours=1, rate_cents=10_000, technician_id=yard.technician)]
    return [Job(labor=labor), Job(labor=labor, logged_hours=1)]


def _another_technician(yard: Yard) -> list[Job]:
    other = yard.shop.simulator.truth("employees", yard.north)[1]["id"]
    return [Job(labor=[Labor(hours=1, rate_cents=12_000, technician_id=other)], logged_hours=1)]


WRONG: dict[str, tuple[Callable[[Yard], dict[str, Any]], int]] = {
    "part_without_cost": (
        lambda _: {"jobs": [Job(parts=[Part(retail_cents=900, cost_cents=None, quantity=2)])]},
        1_800,
    ),
    "sublet_without_cost": (
        lambda _: {"jobs": [], "sublets": [Sublet(items=[SubletItem(price_cents=12_000, cost_cents=None)])]},
        12_000,
    ),
    "technician_without_rate": (lambda yard: {"jobs": _another_technician(yard)}, 12_000),
    "sold_hours_not_clocked": (lambda yard: {"jobs": _nobody_clocked(yard)}, 10_000),
    "order_without_advisor": (lambda _: {"advisor_id": None}, 41_000),
    "order_without_customer": (lambda _: {"customer_id": None}, 41_000),
    "work_without_promise": (lambda _: {"status_id": IN_PROGRESS, "posted": None, "completed": None}, 41_000),
    "done_not_invoiced": (
        lambda _: {"status_id": DONE, "created": LONG_AGO, "completed": LONG_AGO, "posted": None},
        41_000,
    ),
}


async def test_each_rule_finds_the_one_order_that_is_wrong_its_way(yard: Yard) -> None:
    await yard.put(yard.right(), *(yard.right(**change(yard)) for change, _ in WRONG.values()))

    assert await yard.found() == {name: (1, Decimal(cents)) for name, (_, cents) in WRONG.items()}


def test_every_rule_of_a_shop_was_seen_at_work() -> None:
    assert {each.name for each in FIXES.rules} == {*WRONG, "labor_without_technician"}


async def test_what_blurs_nothing_is_not_asked_for(yard: Yard) -> None:
    await yard.put(
        yard.right(jobs=[Job(authorized=False, parts=[Part(retail_cents=900, cost_cents=None)])]),
        yard.right(created=LONG_AGO, completed=LONG_AGO, posted=LONG_AGO, advisor_id=None),
        yard.right(status_id=DONE, posted=None),
    )

    assert await yard.found() == {}


async def test_a_shop_that_never_clocks_is_not_asked_to(yard: Yard) -> None:
    labor = [Labor(hours=1, rate_cents=10_000, technician_id=yard.technician)]

    await yard.put(yard.right(jobs=[Job(labor=labor)]))

    assert await yard.found() == {}


async def test_the_dearest_comes_first_and_coverage_falls_with_it(yard: Yard) -> None:
    cheap = Job(parts=[Part(retail_cents=1_000, cost_cents=None)])
    await yard.put(yard.right(jobs=[cheap, cheap]), yard.right(advisor_id=None))

    report = await yard.listed()

    assert [(each.rule.name, each.records) for each in report.findings] == [
        ("order_without_advisor", 1),
        ("part_without_cost", 2),
    ]
    assert [each.coverage for each in report.known] == [Decimal(41_000) / 43_000]


async def test_who_sees_one_location_sees_what_is_wrong_there_only(yard: Yard) -> None:
    await yard.put(yard.right(advisor_id=None), yard.right(shop_id=yard.south, customer_id=None, jobs=[]))
    office, tenant = yard.shop.office, yard.shop.tenant
    north, south = await yard.numbers(yard.north), await yard.numbers(yard.south)

    assert set(await yard.found()) == {"order_without_advisor", "order_without_customer"}
    assert set(await yard.found(yard.north)) == {"order_without_advisor"}
    assert set(await yard.found(yard.south)) == {"order_without_customer"}
    assert [row["location_id"] for row in await fixable(office, tenant, south)] == list(south)
    theirs = await of_rule(office, tenant, "order_without_advisor", south, sees_persons=True, rows_max=10)
    assert (theirs.rows, theirs.findings, theirs.people) == ([], [], [])
    with pytest.raises(UnknownThing, match="not exactly one location"):
        await of_rule(office, tenant, "order_without_advisor", south, [str(*north)], sees_persons=True, rows_max=10)
    with pytest.raises(UnknownThing, match="no rule 'nonsense'"):
        await of_rule(office, tenant, "nonsense", None, sees_persons=True, rows_max=10)


async def test_whose_it_is_is_told_to_those_only_who_may_see_persons(yard: Yard) -> None:
    await yard.put(yard.right(customer_id=None))
    office, tenant = yard.shop.office, yard.shop.tenant
    person = yard.shop.simulator.truth("employees", yard.north)[0]

    for sees_persons in (True, False):
        found = await of_rule(office, tenant, "order_without_customer", None, sees_persons=sees_persons, rows_max=10)
        names = [row["person"] for row in found.rows]
        told = [(row["person"], row["records"], row["amount_cents"]) for row in found.people]
        name = f"{person['firstName']} {person['lastName']}"
        assert names == ([name] if sees_persons else [None])
        assert told == ([(name, 1, 41_000)] if sees_persons else [])


async def test_the_records_of_a_rule_come_page_by_page_each_once(yard: Yard) -> None:
    prices = [100, 200, 300, 300, 500]
    jobs = [Job(parts=[Part(retail_cents=each, cost_cents=None)]) for each in prices]
    await yard.put(yard.right(jobs=jobs))
    found: list[int] = []
    after: Any = None

    while True:
        page, after = await rows_page(
            yard.shop.office, yard.shop.tenant, "part_without_cost", None, [], sees_persons=False, after=after, limit=2
        )
        found += [row["amount"]["amount"] for row in page]
        if after is None:
            break

    assert found == sorted(prices, reverse=True)


@pytest.fixture(scope="module")
async def every_table(database_url: str, worker_database: str) -> str:
    """The worker's way into a warehouse with the tables of every vendor."""
    await migrate(database_url, migration_sets(find_vendors()))
    return worker_database


async def asked(url: str, *rules: tuple[Vendor, FixRule]) -> None:
    """Ask the questions of some rules of nothing, and look for the tables that their records stand in."""
    async with open_yard(url) as yard:
        office, tenant_id = yard.shop.office, yard.shop.tenant.tenant_id
        today = office.clock().date()
        for vendor, rule in rules:
            rows = FixRows(database=office.database, vendor=vendor, tenant_id=tenant_id)
            where = Where(locations=["7"], first_on=today, last_on=today, now=office.clock())
            assert [await rows.counted(rule, where), await rows.by_person(rule, where)] == [[], []]
            assert await rows.rows(rule, where) == []
            async with office.database.tenant(tenant_id) as connection:
                found = await connection.execute(
                    "select count(*) as columns from pg_index join pg_attribute on attrelid = indrelid "
                    "and attnum = any(indkey) where indisprimary and indrelid = to_regclass(%s)",
                    [rule.table],
                )
                # Business, location or account, and the vendor's id.
                assert await found.fetchall() == [{"columns": 3}], rule


async def test_every_rule_has_its_question_and_its_table(every_table: str) -> None:
    await asked(every_table, *RULES)


async def test_a_rule_without_a_question_or_a_table_is_told(every_table: str) -> None:
    with pytest.raises(KeyError, match="mood_unknown"):
        await asked(every_table, (VENDOR, replace(FIXES.rules[0], name="mood_unknown")))
    with pytest.raises(AssertionError, match="no_such"):
        await asked(every_table, (VENDOR, replace(FIXES.rules[0], table="tekmetric.no_such")))


async def test_a_question_that_lacks_a_column_is_told(every_table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    statements = queries._of_vendor(VENDOR.package, "fixing")
    lacking = "select 1 as location_key, 2 as amount_cents, null as person where false"
    monkeypatch.setitem(statements, FIXES.rules[0].name, lacking)

    with pytest.raises(psycopg.errors.UndefinedColumn):
        await asked(every_table, (VENDOR, FIXES.rules[0]))


def test_no_two_vendors_have_a_rule_of_one_name() -> None:
    names = [rule.name for _, rule in RULES]

    assert len(set(names)) == len(names) > 10
    assert FixList(rules=FIXES.rules, coverage="x").rule(FIXES.rules[0].name) == FIXES.rules[0]

"""The figures of a simulated business: kept up to date, made from nothing, and counted from the vendor's truth."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.records import tables_of
from daysheet.warehouse.daily_figures import DailyFigures
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.entered import Entered, set_fee_pattern
from daysheet.warehouse.places import Places
from tests.stories.business import Business

# Half hours, both hemispheres, none at all; two of them change their clocks within the stories' year.
ZONES: Final = (
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Chicago",
    "America/Phoenix",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "Europe/London",
)

# What is the same however it came to be.
COMPARED: Final = {
    "tekmetric.daily_shop_metrics": ("built_at",),
    "tekmetric.tech_daily_metrics": ("built_at",),
    "tekmetric.order_sales": (),
    "tekmetric.ro_snapshots": ("revision", "taken_at", "superseded_at", "ro_status", "customer_name", "advisor_name",
                               "vehicle_description", "tm_customer_id"),
}  # fmt: skip


def figures_of(business: Business) -> DailyFigures:
    """Return what computes the daily figures of a business."""
    return DailyFigures(database=business.database, vendor=business.vendor, tenant_id=business.tenant_id)


async def catch_up(business: Business) -> None:
    """Read what is due, and compute the days that changed."""
    outcome = await business.run()
    assert outcome.errors == []
    await figures_of(business).compute(business.clock())


async def rebuild(business: Business) -> None:
    """Make every snapshot and every figure from nothing but the records as they are now."""
    await business.ask(
        "truncate tekmetric.ro_snapshots, tekmetric.ro_snapshot_labor, tekmetric.order_sales, control.dirty_days,"
        " tekmetric.snapshot_corrections, tekmetric.daily_shop_metrics, tekmetric.tech_daily_metrics"
    )
    for place in await places_of(business):
        deriving = deriving_of(business, place)
        async with business.database.tenant(business.tenant_id) as connection:
            await deriving.mark_stale(connection, business.vendor.name, business.clock(), "test")
        await figures_of(business).mark_all([place["source_id"]], business.clock())
    await figures_of(business).compute(business.clock())


def deriving_of(business: Business, place: Mapping[str, Any]) -> Deriving:
    """Return what marks the records of a shop as stale."""
    assert business.vendor.derivation is not None
    return Deriving(
        package=business.vendor.package,
        derivation=business.vendor.derivation,
        tenant_id=business.tenant_id,
        connection_id=business.connection_id,
        location_key=business.vendor.location_key(place["source_id"]),
        waits_for=business.vendor.name,
    )


async def places_of(business: Business) -> list[dict[str, Any]]:
    """Return the shops as the warehouse has them."""
    return await Places(business.database, business.tenant_id).all()


async def cells(business: Business) -> Counter[tuple[str, ...]]:
    """Return every cell of the figures that count."""
    found: Counter[tuple[str, ...]] = Counter()
    for table, without in COMPARED.items():
        # A completed order is kept as it stood that day, whatever became of it.
        where = "where superseded_at is null and snapshot_trigger = 'posted'" if table.endswith("snapshots") else ""
        removed = ", ".join(f"'{name}'" for name in ("tenant_id", *without))
        question = f"select (to_jsonb(t) - array[{removed}])::text as row from {table} as t {where}"  # noqa: S608  named above
        rows = await business.ask(question)
        found.update((table, row["row"]) for row in rows)
    return found


async def unlike_rebuilt(business: Business) -> list[str]:
    """Return what differs between the figures kept up to date and the same made from nothing."""
    kept = await cells(business)
    await rebuild(business)
    made = await cells(business)
    return [f"kept {each}" for each in (kept - made)] + [f"made {each}" for each in (made - kept)]


async def not_conserved(business: Business) -> list[str]:
    """Return where a sum is not the sum of its parts, or not what the vendor's truth says."""
    wrong: list[str] = []
    shown = {
        (row["tm_shop_id"], row["metric_date"]): (row["ro_count"], row["posted_revenue_cents"])
        for row in await business.ask("select * from tekmetric.daily_shop_metrics")
        if row["ro_count"]
    }
    wanted = expected_days(business, {row["source_id"]: row["time_zone"] for row in await places_of(business)})
    wrong += [f"{key}: {shown.get(key)}, vendor {wanted.get(key)}" for key in shown.keys() | wanted if
              shown.get(key) != wanted.get(key)]  # fmt: skip
    for row in await business.ask(
        "select shop.tm_shop_id, shop.metric_date, shop.labor_hours, shop.labor_net_cents, shop.labor_cost_cents,"
        " coalesce(sum(tech.hours_billed), 0) as hours, coalesce(sum(tech.labor_net_cents), 0) as net,"
        " coalesce(sum(tech.labor_cost_cents), 0) as cost"
        " from tekmetric.daily_shop_metrics as shop left join tekmetric.tech_daily_metrics as tech"
        " using (tenant_id, tm_shop_id, metric_date)"
        " group by 1, 2, 3, 4, 5"
    ):
        if (row["labor_hours"], row["labor_net_cents"], row["labor_cost_cents"]) != (
            row["hours"],
            row["net"],
            row["cost"],
        ):
            wrong.append(f"technicians of {row['tm_shop_id']} on {row['metric_date']} are not the shop's")
    wrong += [
        f"order {row['tm_repair_order_id']}: lines {row['ours']}, header {row['header']}"
        for row in await business.ask(
            "select s.tm_repair_order_id, tekmetric.net_sales(s) as ours, s.posted_revenue_cents as header"
            " from tekmetric.ro_snapshots as s where superseded_at is null and snapshot_trigger = 'posted'"
            " and tekmetric.net_sales(s) <> s.posted_revenue_cents"
        )
    ]
    return wrong


def expected_days(business: Business, zones: Mapping[str, str | None]) -> dict[tuple[int, date], tuple[int, int]]:
    """Count the vendor's invoiced orders by shop and day, without any of our SQL."""
    found: dict[tuple[int, date], list[int]] = defaultdict(list)
    for order in business.simulator.truth("repair_orders"):
        zone = zones[str(order["shopId"])]
        is_invoiced = order["repairOrderStatus"]["id"] in (5, 6) and order.get("deletedDate") is None
        if is_invoiced and zone is not None:
            moment = datetime.fromisoformat(order["postedDate"].replace("Z", "+00:00"))
            day = moment.astimezone(ZoneInfo(zone)).date()
            found[int(order["shopId"]), day].append(int(order["totalSales"] - order["taxes"]))
    return {key: (len(amounts), sum(amounts)) for key, amounts in found.items()}


async def let_people_speak(business: Business, chance: random.Random) -> None:
    """Let a person say something that figures hang on: a zone, pay, a rate, hours, a kind of fee."""
    place = chance.choice(await places_of(business))
    here = Entered(database=business.database, vendor=business.vendor, tenant_id=business.tenant_id, location=place)
    from_on = business.clock().date() - timedelta(days=chance.randrange(400))
    employees = [row["tm_id"] for row in await business.ask("select tm_id from tekmetric.employees order by 1")]
    word = chance.choice(("zone", "pay", "rates", "hours", "fees"))
    if word == "zone":
        await move(business, place, chance.choice(ZONES))
    elif word == "pay":
        said = {"person_id": chance.choice(employees), "from_on": from_on, "hourly_rate_cents": chance.randrange(9000),
                "salary_cents": None, "yearly_hours": None, "is_technician": chance.random() < 0.8}  # fmt: skip
        await here.cost("set_pay", said, business.clock())
    elif word == "rates":
        said = {"from_on": from_on, "default_cost_cents": chance.randrange(9000), "posted_rate_cents": None}
        await here.cost("set_rates", said, business.clock())
    elif word == "hours":
        said = {"person_id": chance.choice(employees), "from_on": from_on, "attended_hours": chance.randrange(12)}
        await here.hours(said, business.clock())
    else:
        said = {"pattern": chance.choice(("%e%", "%shop%", "zz")), "fee_type": "disposal", "position": 1}
        await set_fee_pattern(
            business.database, business.vendor, business.tenant_id, await places_of(business), said, business.clock()
        )


async def move(business: Business, place: Mapping[str, Any], zone: str) -> None:
    """Say that a shop is in another zone."""
    places, vendor = Places(business.database, business.tenant_id), business.vendor
    tables = [table for stream in vendor.streams if stream.per_location for table in tables_of(stream.record)]
    key = vendor.location_key(place["source_id"])
    deriving = deriving_of(business, place)
    now, column = business.clock(), vendor.location_column
    await places.set_time_zone(place["location_id"], key, zone, vendor.schema, column, tables, now, deriving)

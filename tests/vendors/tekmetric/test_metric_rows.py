"""A number opens down to its rows: what they add is the number, and what is left out is told with its money."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.core.periods import Period
from daysheet.operations.figures import metrics
from daysheet.operations.figures.metric_answers import as_json
from daysheet.vendors.tekmetric.metrics import FIGURES
from daysheet.warehouse.metric_sums import By
from tests.vendors.tekmetric.worked_shop import DAY, ON_THE_DAY, WorkedShop

OVER_DAYS = [each.name for each in FIGURES.metrics if each.basis != "now"]
LONG: Period = Period(first_on=date(2026, 1, 1), last_on=date(2026, 12, 31))


@pytest.mark.parametrize("period", [ON_THE_DAY, LONG], ids=["one day", "a year"])
async def test_the_rows_behind_every_metric_add_up_to_it(shop: WorkedShop, period: Period) -> None:
    differing = {}
    for name in OVER_DAYS:
        datum = await shop.datum(name, period)
        metric, rows = await metrics.rows(shop.office, shop.tenant, name, period)
        sums = [each for each in (metric.numerator, metric.denominator) if each is not None]
        of_rows = [sum((each.total(row) for row in rows), Decimal(0)) for each in sums]
        if of_rows != [each.total(datum.sums) for each in sums]:
            differing[name] = of_rows

    assert differing == {}
    assert len(OVER_DAYS) > 40


async def test_gross_profit_leaves_out_the_fuse(shop: WorkedShop) -> None:
    (found,) = await metrics.explain(shop.office, shop.tenant, "gross_profit_percent", ON_THE_DAY)

    assert found.datum.metric.filled(found.datum.sums) == "598.96 / 1,044.31 = 57.4 %"
    assert [(each.reason, each.rows, each.amount) for each in found.datum.missing] == [
        ("part_cost_unknown", 1, Decimal(744))
    ]
    assert [(row["what"], row["reason"], row["amount"]) for row in found.left_out] == [
        ("Fuse", "part_cost_unknown", Decimal(744))
    ]
    assert found.rows_total == len(found.rows) == 3


async def test_an_explanation_tells_where_the_rates_of_labor_come_from(shop: WorkedShop) -> None:
    datum = await shop.datum("labor_gross_profit")

    told = {name: each.total(datum.sums) for name, each in datum.metric.beside.items()}
    assert {name: hours for name, hours in told.items() if hours} == {
        "hours at the technician's own rate": Decimal("4.0"),
        "hours at the shop's average rate": Decimal("0.5"),
    }


async def test_rows_can_be_only_those_left_out(shop: WorkedShop) -> None:
    _, left_out = await metrics.rows(shop.office, shop.tenant, "productivity", ON_THE_DAY, only_missing=True)
    _, none = await metrics.rows(shop.office, shop.tenant, "car_count", ON_THE_DAY, only_missing=True)

    assert Counter(row["reason"] for row in left_out) == {"presence_unknown": 2}
    assert sum(row["amount"] for row in left_out) == Decimal("1.5")
    assert none == []


async def test_the_largest_come_first_and_no_more_than_asked(shop: WorkedShop) -> None:
    (found,) = await metrics.explain(shop.office, shop.tenant, "net_sales", ON_THE_DAY, rows_max=1)

    assert [found.datum.metric.numerator.total(row) for row in found.rows] == [Decimal(78_375)]
    assert found.rows_total == 2


async def test_technicians_and_nobody_add_up_to_the_shop(shop: WorkedShop) -> None:
    answer = await metrics.show(shop.office, shop.tenant, "technician_billed_hours", ON_THE_DAY, by="person")

    hours = {each.person: each.value for each in answer.data}
    assert {each.bucket: each.value for each in answer.data} == {
        0: Decimal("0.5"),
        shop.x: Decimal(3),
        shop.y: Decimal(1),
    }
    assert hours["nobody"] == Decimal("0.5")
    assert all(not name.isdigit() for name in hours if name is not None)
    assert answer.totals[0].shown == (await shop.datum("billed_hours")).shown == "4.5"


@pytest.mark.parametrize(("by", "first"), [("day", DAY), ("week", date(2026, 3, 2)), ("month", date(2026, 3, 1))])
async def test_a_stretch_of_days_is_named_by_its_first(shop: WorkedShop, by: By, first: date) -> None:
    answer = await metrics.show(shop.office, shop.tenant, "net_sales", LONG, by=by)

    assert [(each.bucket, each.shown) for each in answer.data if each.value] == [(first, "1,051.75")]


async def test_what_has_no_persons_is_not_told_by_them(shop: WorkedShop) -> None:
    with pytest.raises(SettingWrong, match="utilization"):
        await metrics.show(shop.office, shop.tenant, "net_sales", ON_THE_DAY, by="person")
    with pytest.raises(SettingWrong, match="by location only"):
        await metrics.show(shop.office, shop.tenant, "carry_over", ON_THE_DAY, by="day")


async def test_too_little_known_is_no_number(shop: WorkedShop) -> None:
    datum = await shop.datum("efficiency", person=shop.y)

    assert (datum.shown, datum.value) == ("not enough data", None)
    assert (await shop.datum("utilization", person=shop.y)).shown == "-"


async def test_the_day_of_today_is_not_closed(shop: WorkedShop) -> None:
    shop.business.lead = datetime(2026, 3, 4, 23, tzinfo=UTC) - shop.business.clock()

    today = await metrics.show(shop.office, shop.tenant, "net_sales", Period.read("today"))
    before = await metrics.show(shop.office, shop.tenant, "net_sales", Period.read("yesterday"))
    # It is the next day in Greenwich, and not yet at the shop.
    shop.business.lead += timedelta(hours=2)
    late = await metrics.show(shop.office, shop.tenant, "net_sales", Period.read("today"))

    assert late.places[0].first_on == DAY
    assert (today.places[0].first_on, as_json(today)["period"]["complete"]) == (DAY, False)
    assert as_json(before)["period"]["complete"] is True
    assert today.data[0].shown == "1,051.75"


async def test_a_day_that_waits_to_be_computed_is_told(shop: WorkedShop) -> None:
    before = (await metrics.show(shop.office, shop.tenant, "net_sales", ON_THE_DAY)).freshness
    await shop.business.ask(
        "insert into control.dirty_days (tenant_id, vendor, location_key, day_on, marked_at) "
        "values (%s, 'tekmetric', %s, %s, now())",
        shop.business.tenant_id,
        str(shop.shop_id),
        DAY,
    )

    after = (await metrics.show(shop.office, shop.tenant, "net_sales", ON_THE_DAY)).freshness

    assert (before.waiting_days, after.waiting_days) == (0, 1)
    assert before.as_of is not None
    assert before.changed_at is not None


async def test_currencies_are_never_added(shop: WorkedShop) -> None:
    await shop.business.ask("update control.locations set currency = 'USD'")
    await shop.business.ask(
        "insert into control.locations (tenant_id, connection_id, vendor, source_id, name, time_zone, currency, "
        "first_seen_at) select tenant_id, connection_id, vendor, '7', 'North', time_zone, 'CAD', now() "
        "from control.locations"
    )
    await _double_the_day(shop)

    money = await metrics.show(shop.office, shop.tenant, "net_sales", ON_THE_DAY)
    margin = await metrics.show(shop.office, shop.tenant, "gross_profit_percent", ON_THE_DAY)
    cars = await metrics.show(shop.office, shop.tenant, "car_count", ON_THE_DAY)

    assert {each.currency: each.shown for each in money.totals} == {"USD": "1,051.75", "CAD": "1,051.75"}
    assert len(margin.totals) == 2
    assert [(each.currency, each.shown) for each in cars.totals] == [(None, "6")]


async def _double_the_day(shop: WorkedShop) -> None:
    (columns,) = await shop.business.ask(
        "select string_agg(column_name, ', ') as names from information_schema.columns "
        "where table_schema = 'tekmetric' and table_name = 'daily_shop_metrics' and column_name <> 'tm_shop_id'"
    )
    await shop.business.ask(
        f"insert into tekmetric.daily_shop_metrics (tm_shop_id, {columns['names']}) "  # noqa: S608  the catalogue's own
        f"select 7, {columns['names']} from tekmetric.daily_shop_metrics where metric_date = %s",
        DAY,
    )


async def test_a_location_is_chosen_by_name_or_id(shop: WorkedShop) -> None:
    name = (await metrics.show(shop.office, shop.tenant, "net_sales", ON_THE_DAY)).places[0].name

    for word in (name, name.upper(), str(shop.shop_id)):
        answer = await metrics.show(shop.office, shop.tenant, "net_sales", ON_THE_DAY, location=word)
        assert [each.shown for each in answer.data] == ["1,051.75"]
    with pytest.raises(UnknownThing, match="Locations:"):
        await metrics.show(shop.office, shop.tenant, "net_sales", ON_THE_DAY, location="Atlantis")


async def test_a_metric_that_is_absent_says_why(shop: WorkedShop) -> None:
    with pytest.raises(UnknownThing, match="time clock"):
        await metrics.show(shop.office, shop.tenant, "labor_gross_profit_paid", ON_THE_DAY)
    with pytest.raises(UnknownThing, match="metrics list"):
        await metrics.show(shop.office, shop.tenant, "happiness", ON_THE_DAY)
    office = replace(shop.office, vendors={})
    with pytest.raises(UnknownThing, match="No vendor"):
        await metrics.show(office, shop.tenant, "net_sales", ON_THE_DAY)


async def test_the_answer_for_programs(shop: WorkedShop) -> None:
    found = as_json(await metrics.show(shop.office, shop.tenant, "gross_profit_percent", ON_THE_DAY))

    assert found["metric"] == {
        "id": "gross_profit_percent",
        "version": 1,
        "label": "GP %",
        "basis": "invoiced",
        "unit": "percent",
        "direction": "up",
    }
    assert found["period"] == {"from": DAY, "to": DAY, "grain": "location", "complete": True}
    (datum,) = found["data"]
    assert (datum["value"], datum["numerator"], datum["denominator"]) == (57.4, 59_896, 104_431)
    assert datum["coverage"] == {
        "share": 0.9929,
        "is_enough": True,
        "missing": [{"reason": "part_cost_unknown", "rows": 1, "amount": 744}],
    }
    assert found["freshness"]["as_of"] is not None

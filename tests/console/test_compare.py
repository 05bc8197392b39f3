"""Side by side: every value is the metric's own, totals are of sums, and nobody sees more than theirs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any, Final

import pytest

from daysheet.console.charts import spark
from daysheet.console.wording import span_words
from daysheet.core.comparisons import days_before
from daysheet.core.errors import ForbiddenByScope, SettingWrong, UnknownThing
from daysheet.core.periods import Period
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures import metrics
from daysheet.operations.figures.metric_answers import Datum
from daysheet.operations.figures.metric_desk import Looker
from daysheet.operations.scorecards.breakdown import breakdowns
from daysheet.operations.scorecards.scorecard import COLUMNS_MAX, Scorecard, find, scorecard
from daysheet.warehouse.metric_parts import MetricParts
from daysheet.warehouse.metric_questions import metric_question
from tests.console.house import House, nine_weeks_of_sales, open_house, text_of

pytestmark = pytest.mark.anyio

EVERYBODY: Final = Looker(only=None, sees_persons=True)
COUNTED: Final = ("new_customer_percent", "carry_over", "receivables")
HREF: Final = re.compile(r'href="(/[^"]*)"')


@pytest.fixture(scope="module")
async def shops(worker_database: str) -> AsyncIterator[House]:
    """A business of two shops that was read once; nothing here changes it."""
    async with open_house(worker_database) as found:
        yield found


@pytest.fixture(scope="module")
async def days(shops: House) -> Period:
    """Days on which enough was sold to compare."""
    return await nine_weeks_of_sales(shops)


async def card_of(house: House, name: str, period: Period, looker: Looker = EVERYBODY, **how: Any) -> Scorecard:
    return await scorecard(house.front.office, house.front.tenant, name, period, looker, **how)


async def told(house: House, name: str, period: Period, **how: Any) -> dict[tuple[Any, ...], Datum]:
    """Return what the metric alone tells of these days, by location and person."""
    found = await metrics.show(house.front.office, house.front.tenant, name, period, **how)
    return {(each.place.name if each.place else "", each.bucket): each for each in found.data}


def earlier(period: Period, against: Any = "before") -> Period:
    assert period.first_on is not None
    assert period.last_on is not None
    first, last = days_before(period.first_on, period.last_on, against)
    return Period(first_on=first, last_on=last)


@pytest.mark.parametrize(("name", "by"), [("shops", "location"), ("technicians", "person")])
async def test_every_value_is_the_metrics_own(shops: House, days: Period, name: str, by: Any) -> None:
    _, _, comparison = find(shops.front.office, name)
    assert days.last_on is not None
    month = Period(first_on=days.last_on - timedelta(days=27), last_on=days.last_on)

    card = await card_of(shops, name, month, columns=[*comparison.columns, *(COUNTED if by == "location" else ())])

    assert len(card.lines) >= 2
    assert all((each.person is not None) is (by == "person") for each in card.lines)
    known = 0
    for place, metric in enumerate(card.columns):
        now = await told(shops, metric.name, month, by=by)
        past = await told(shops, metric.name, earlier(month), by=by)
        for line in card.lines:
            key = (line.place.name, line.person)
            assert line.cells[place].value == now[key].value, (metric.name, key)
            before = past[key].value if key in past and metric.basis != "now" else None
            previous = line.cells[place].previous
            # Where nothing at all was, nothing is known of before.
            assert previous == before or (previous is None and not before), (metric.name, key)
            known += previous is not None
        whole = await metrics.show(shops.front.office, shops.front.tenant, metric.name, month)
        together = card.totals[0].cells[place]
        assert together is not None
        assert [together.value] == [each.value for each in whole.totals]
    assert known > 2


async def test_a_year_before_is_on_the_same_weekdays(shops: House, days: Period) -> None:
    card = await card_of(shops, "shops", days, against="year", columns=["car_count"])

    assert card.past is not None
    assert (card.past[0].weekday(), (card.lines[0].place.first_on - card.past[0]).days) == (
        card.lines[0].place.first_on.weekday(),
        364,
    )
    past = await told(shops, "car_count", earlier(days, "year"))
    for line in card.lines:
        assert (line.cells[0].previous or 0) == (past[line.place.name, None].value or 0)


async def test_the_small_line_is_week_by_week(shops: House, days: Period) -> None:
    card = await card_of(shops, "shops", days, columns=["car_count", "average_repair_order"])

    assert days.last_on is not None
    for ago in range(9):
        last = days.last_on - timedelta(weeks=ago)
        week = Period(first_on=last - timedelta(days=6), last_on=last)
        for place, metric in enumerate(card.columns):
            alone = await told(shops, metric.name, week)
            for line in card.lines:
                assert line.cells[place].weeks[-1 - ago] == alone[line.place.name, None].value


async def test_one_shop_is_compared_with_its_own_weeks(shops: House, days: Period) -> None:
    place = (await locations(shops.front.office, shops.front.tenant))[0]
    owner = await shops.visitor("owner")

    card = await card_of(shops, "shops", days, locations=[place["name"]], columns=["car_count", *COUNTED])
    page = await owner.get(f"/compare/shops?location={place['location_id']}")

    assert card.is_of_weeks
    assert len(card.lines) <= 13
    assert [each.name for each in card.not_shown] == [*COUNTED]
    values = [each.cells[0].value or Decimal(0) for each in card.lines]
    assert card.totals[0].cells[0] is not None
    assert sum(values) == card.totals[0].cells[0].value
    assert card.totals[0].cells[0].value
    assert all(
        each.cells[0].previous in (before, None) for each, before in zip(card.lines[:-1], values[1:], strict=True)
    )
    assert any(each.cells[0].previous for each in card.lines)
    assert "One shop only: comparing" in text_of(page.text)


async def test_columns_of_one_table_are_one_question(
    shops: House, days: Period, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    read = MetricParts._read

    async def counted(self: MetricParts, *some: Any, **more: Any) -> Any:
        asked.append(1)
        return await read(self, *some, **more)

    monkeypatch.setattr(MetricParts, "_read", counted)
    of_columns = []
    for columns in (["net_sales"], ["net_sales", "car_count", "gross_profit_percent", "close_ratio_value"]):
        asked.clear()
        await card_of(shops, "shops", days, columns=columns)
        of_columns.append(len(asked))

    assert of_columns[0] == of_columns[1] > 0


async def test_who_sees_one_location_compares_no_other(shops: House, days: Period) -> None:
    first, second = sorted({str(each["shopId"]) for each in shops.front.simulator.truth("repair_orders")})
    rows = {row["source_id"]: row for row in await locations(shops.front.office, shops.front.tenant)}
    visitor = await shops.visitor("manager", at=[first])
    people = (await card_of(shops, "technicians", days)).lines
    here = {each.name for each in people if each.place.location["source_id"] == first}
    elsewhere = {each.name for each in people if each.name} - here
    assert elsewhere

    for path in ("/compare/shops", "/compare/technicians", "/metrics/net_sales", "/metrics/technician_billed_hours"):
        page = await visitor.get(f"{path}?from={days.first_on}&to={days.last_on}")
        assert page.status_code == 200
        assert rows[first]["name"] in page.text or "technicians" in path, path
        assert rows[second]["name"] not in page.text, path
        assert not any(name in unescape(page.text) for name in elsewhere), path
    refused = await visitor.get(f"/compare/shops?location={rows[second]['location_id']}")
    assert refused.status_code == 404
    assert rows[second]["name"] not in refused.text
    all_of_it = await (await shops.visitor("owner")).get("/compare/shops")
    assert rows[second]["name"] in all_of_it.text


async def test_what_somebody_earns_and_who_they_are_is_for_few(shops: House, days: Period) -> None:
    path = f"/compare/technicians?from={days.first_on}&to={days.last_on}"
    owner, analyst = await shops.visitor("owner"), await shops.visitor("analyst")

    seen, hidden = (await owner.get(path)).text, (await analyst.get(path)).text
    card = await card_of(shops, "technicians", days)
    names = {each.name for each in card.lines if each.name and not each.is_nobody}

    assert names
    assert all(name in unescape(seen) for name in names)
    assert not any(name in unescape(hidden) for name in names)
    assert "/metrics/technician_gross_profit_per_billed_hour" in seen
    assert "/metrics/technician_gross_profit_per_billed_hour" not in hidden
    assert "tells what somebody earns: this account may not see that" in text_of(hidden)
    forced = await analyst.get(f"{path}&columns=technician_gross_profit_per_billed_hour")
    assert forced.status_code != 200
    with pytest.raises(ForbiddenByScope):
        await card_of(
            shops,
            "technicians",
            days,
            Looker(only=None, sees_persons=False),
            columns=["technician_gross_profit_per_billed_hour"],
        )


async def test_lines_are_sorted_by_a_column(shops: House, days: Period) -> None:
    card = await card_of(shops, "technicians", days)
    owner = await shops.visitor("owner")

    for word, is_down in (("technician_billed_hours", False), ("-technician_billed_hours", True)):
        lines = card.ordered(word).lines
        values = [each.cells[0].value or Decimal(0) for each in lines]
        assert values == sorted(values, reverse=is_down)
        assert values != sorted(values, reverse=not is_down)
    with pytest.raises(SettingWrong):
        card.ordered("made_up")
    path = f"/compare/technicians?from={days.first_on}&to={days.last_on}&sort=-technician_billed_hours"
    page = (await owner.get(path)).text
    assert re.search(r'aria-sort="descending"[^>]*><a href="[^"]*sort=technician_billed_hours"', page)
    assert (await owner.get("/compare/technicians?sort=made_up")).status_code == 409


async def test_every_cell_opens_its_metric_at_its_place(shops: House, days: Period) -> None:
    owner = await shops.visitor("owner")

    for path in ("/compare/shops", "/compare/technicians"):
        page = (await owner.get(f"{path}?from={days.first_on}&to={days.last_on}")).text
        body = page[page.index("<tbody>") : page.index("</tbody>")]
        links = [unescape(each) for each in HREF.findall(body) if each.startswith("/metrics/")]
        assert len(links) > 10
        for link in links[:4]:
            assert f"from={days.first_on}&to={days.last_on}&location=" in link
            assert (await owner.get(link)).status_code == 200, link


async def test_a_comparison_says_its_days_its_currency_and_how_few_it_rests_on(shops: House, days: Period) -> None:
    owner = await shops.visitor("owner")
    said = f"from={days.first_on}&to={days.last_on}&columns=net_sales,car_count,close_ratio_jobs"
    before, year = (earlier(days, against) for against in ("before", "year"))

    page = (await owner.get(f"/compare/shops?{said}")).text
    last_year = (await owner.get(f"/compare/shops?{said}&against=year")).text

    assert f", against the same weekdays before, {span_words(_span(before))}" in text_of(page)
    assert f", against the same weekdays last year, {span_words(_span(year))}" in text_of(last_year)
    table = page[page.index("<thead>") : page.index("</table>")]
    heads = [text_of(each) for each in re.findall(r'<th scope="col" class="number".*?</th>', table)]
    assert [each.endswith("USD") for each in heads] == [True, False, False]
    assert 'data-label="Net sales, USD"' in table
    assert 'data-label="Car count"' in table
    assert days.last_on is not None
    week = Period(first_on=days.last_on - timedelta(days=6), last_on=days.last_on)
    few = (await owner.get(f"/compare/shops?from={week.first_on}&to={week.last_on}&columns=close_ratio_jobs")).text
    card = await card_of(shops, "shops", week, columns=["close_ratio_jobs"])
    rests = [line.cells[0].events for line in card.lines if line.cells[0].events is not None]
    assert rests
    for some, whole in rests:
        assert f"{some} of {whole} · {some * 100 / whole:.1f} %" in text_of(few)


def _span(period: Period) -> tuple[date, date]:
    assert period.first_on is not None
    assert period.last_on is not None
    return period.first_on, period.last_on


async def test_columns_locations_and_days_are_in_the_address(shops: House, days: Period) -> None:
    owner = await shops.visitor("owner")
    rows = await locations(shops.front.office, shops.front.tenant)
    ticked = f"columns=car_count&columns=net_sales&location={rows[0]['location_id']}&location={rows[1]['location_id']}"

    page = (await owner.get(f"/compare/shops?from={days.first_on}&to={days.last_on}&{ticked}")).text

    assert text_of(page).count("Car count") >= 2
    assert "/metrics/average_repair_order?" not in page.partition('id="rank"')[0]
    sort = re.search(r'href="([^"]*sort=-net_sales)"', page)
    assert sort is not None
    assert f"location={rows[0]['location_id']},{rows[1]['location_id']}&columns=car_count,net_sales" in unescape(
        sort[1]
    )
    assert (await owner.get(unescape(sort[1]))).status_code == 200
    for wrong in ("columns=made_up", "against=made_up", "period=made_up", f"columns={','.join(_names(shops))}"):
        assert (await owner.get(f"/compare/shops?{wrong}")).status_code in (404, 409), wrong


def _names(house: House) -> list[str]:
    figures = house.front.office.vendors["tekmetric"].figures
    assert figures is not None
    return [each.name for each in figures.metrics if each.table not in figures.people]


async def test_what_is_not_compared_says_why(shops: House) -> None:
    owner = await shops.visitor("owner")

    page = await owner.get("/compare/advisors")

    assert page.status_code == 404
    assert "not by advisor yet" in page.text
    with pytest.raises(UnknownThing, match="shops"):
        find(shops.front.office, "made_up")


async def test_days_that_are_not_over_are_held_against_none(shops: House) -> None:
    card = await card_of(shops, "shops", Period(word="today"))

    assert not card.is_closed
    assert card.past is None
    assert all(cell.change is None for line in card.lines for cell in line.cells)
    assert "not over yet" in text_of((await (await shops.visitor("owner")).get("/compare/shops?period=today")).text)


@pytest.mark.parametrize("name", ["net_sales", "gross_profit_percent", "technician_billed_hours"])
async def test_parts_of_a_metric_come_to_its_total(shops: House, days: Period, name: str) -> None:
    (found,) = await breakdowns(shops.front.office, shops.front.tenant, name, days, EVERYBODY)

    whole = await metrics.show(shops.front.office, shops.front.tenant, name, days)
    assert found.total.value == whole.totals[0].value
    _, metric = metrics.find(shops.front.office.vendors, name)
    parts = [found.locations, found.weekdays, *([found.people] if metric.table == "tech_daily_metrics" else [])]
    assert bool(found.people) is (metric.table == "tech_daily_metrics")
    for slices in parts:
        for column in metric.columns:
            assert sum(Decimal(each.cell.sums[column]) for each in slices) == found.total.sums[column]
        shares = [each.share for each in slices if each.share is not None]
        assert sum(shares) == pytest.approx(1)
    assert [each.days for each in found.weekdays] == [9] * 7


async def test_a_break_down_leads_to_the_same_page_filtered(shops: House, days: Period) -> None:
    owner = await shops.visitor("owner")
    page = (await owner.get(f"/metrics/technician_billed_hours?from={days.first_on}&to={days.last_on}")).text

    link = unescape(next(each for each in HREF.findall(page) if "person=" in each))
    one = (await owner.get(link)).text

    (found,) = await breakdowns(shops.front.office, shops.front.tenant, "technician_billed_hours", days, EVERYBODY)
    person = re.search(r"person=(\d+)", link)
    assert person is not None
    mine = next(each for each in found.people if str(each.person) == person[1])
    assert mine.name is not None
    assert mine.name in unescape(one)
    shown = re.search(r'class="figure">([\d.,]+)', one)
    assert shown is not None
    assert Decimal(shown[1]) == mine.cell.value
    rows = one[one.index('id="records"') :]
    added = [Decimal(each) for each in re.findall(r'data-label="Adds">([\d.]+)<', rows)]
    assert sum(added) == mine.cell.value
    assert "against" in text_of(page)


async def test_the_question_to_copy_tells_the_same(shops: House, days: Period) -> None:
    vendor = shops.front.office.vendors["tekmetric"]
    assert days.first_on is not None
    assert days.last_on is not None
    database, tenant_id = shops.front.office.database, shops.front.tenant.tenant_id
    for name in ("net_sales", "gross_profit_percent", "technician_effective_labor_rate"):
        _, metric = metrics.find(shops.front.office.vendors, name)
        text = metric_question(vendor, metric, days.first_on, days.last_on)
        assert text is not None
        async with database.tenant(tenant_id, read_only=True) as connection:
            rows = await (await connection.execute(text.encode())).fetchall()
        alone = await told(shops, name, days)
        assert len(rows) == len(alone)
        for row in rows:
            sums = alone[row["location_name"], None].sums
            assert Decimal(row[name]) == pytest.approx(metric.value(sums))
            assert row.get("known_share") == (None if metric.known is None else pytest.approx(metric.coverage(sums)))
    _, personal = metrics.find(shops.front.office.vendors, "technician_gross_profit_per_billed_hour")
    assert metric_question(vendor, personal, days.first_on, days.last_on) is None


async def test_the_most_columns_are_said_beside_the_boxes(shops: House) -> None:
    owner = await shops.visitor("owner")

    text = (await owner.get("/compare/shops")).text

    assert f"at most {COLUMNS_MAX}" in text.partition('name="columns"')[0]


@pytest.mark.parametrize(
    ("weeks", "strokes"),
    [
        ([1, None, 3, None, 2], []),
        ([None, 4], []),
        ([1, 3, 2, None, 9, None, 2, 1], ["M1 15L9 1L16 8"]),
        ([5, 5, None, 4, 4], []),
        ([0, 0, 0, None, 5], []),
    ],
)
def test_one_week_draws_no_dot_and_two_no_dash(weeks: list[int | None], strokes: list[str]) -> None:
    drawn = spark([None if each is None else Decimal(each) for each in weeks])

    assert re.findall(r"M[^M\"]+", drawn) == strokes

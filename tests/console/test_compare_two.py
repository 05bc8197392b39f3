"""Two lines beside each other: the values of the table, who is ahead, and nobody sees more than theirs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Final

import pytest

from daysheet.console.charts import courses
from daysheet.console.wording import measure
from daysheet.core.errors import UnknownThing
from daysheet.core.periods import Period
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures.metric_desk import Looker
from daysheet.operations.scorecards.score_pair import key_of, pair
from daysheet.operations.scorecards.scorecard import scorecard
from tests.console.house import House, nine_weeks_of_sales, open_house

pytestmark = pytest.mark.anyio

EVERYBODY: Final = Looker(only=None, sees_persons=True)
ROW: Final = re.compile(r'<tr><th scope="row"><span title="[^"]*">(.*?)</span>(.*?)</tr>', re.DOTALL)
HREF: Final = re.compile(r'href="(/metrics/[^"]*)"')


@pytest.fixture(scope="module")
async def shops(worker_database: str) -> AsyncIterator[House]:
    """A business of two shops that was read once; nothing here changes it."""
    async with open_house(worker_database) as found:
        yield found


@pytest.fixture(scope="module")
async def days(shops: House) -> Period:
    """Days on which enough was sold to compare."""
    return await nine_weeks_of_sales(shops)


def said(days: Period) -> str:
    return f"from={days.first_on}&to={days.last_on}"


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>|[\u2068\u2069]", " ", markup)).split())


async def numbers(house: House) -> list[int]:
    return [row["location_id"] for row in await locations(house.front.office, house.front.tenant)]


async def test_both_have_the_values_of_the_table_and_each_leads_to_its_metric(shops: House, days: Period) -> None:
    card = await scorecard(shops.front.office, shops.front.tenant, "shops", days, EVERYBODY)
    one, other = card.lines[1], card.lines[0]
    owner = await shops.visitor("owner")

    page = await owner.get(f"/compare/shops?{said(days)}&with={key_of(one)}&and={key_of(other)}")

    assert page.status_code == 200
    rows = {unescape(label): text for label, text in ROW.findall(page.text)}
    assert list(rows) == [each.label for each in card.columns]
    told = 0
    for place, metric in enumerate(card.columns):
        text = words(rows[metric.label])
        values = [each.cells[place].value for each in (one, other)]
        for line, value in zip((one, other), values, strict=True):
            if value is not None and line.cells[place].has_enough:
                assert measure(metric.unit, value) in text, (metric.name, text)
                told += 1
        hrefs = [unescape(each) for each in HREF.findall(rows[metric.label])]
        assert hrefs == [
            f"/metrics/{metric.name}?{said(days)}&location={each.place.location['location_id']}"
            for each in (one, other)
        ]
    assert told > len(card.columns)
    assert (await owner.get(hrefs[0])).status_code == 200
    assert f"{one.name} and {other.name}" in words(page.text)
    assert 'class="courses"' in page.text
    assert "The 13 weeks as a table" in page.text


async def test_the_difference_is_the_first_less_the_second_and_turns_with_them(shops: House, days: Period) -> None:
    one, other = await numbers(shops)
    columns = ["net_sales", "car_count", "close_ratio_jobs"]
    office, tenant = shops.front.office, shops.front.tenant

    found = await pair(office, tenant, "shops", days, EVERYBODY, str(one), str(other), columns=columns)
    turned = await pair(office, tenant, "shops", days, EVERYBODY, str(other), str(one), columns=columns)

    assert found.rows[0].verdict in ("first", "second")
    swapped = {"first": "second", "second": "first"}
    for row, back in zip(found.rows, turned.rows, strict=True):
        assert row.difference is not None
        assert back.difference == -row.difference
        assert back.verdict == swapped.get(row.verdict, row.verdict)
        assert len({len(each) for each in row.weeks}) == 1


async def test_people_are_held_beside_each_other_wherever_they_work(shops: House, days: Period) -> None:
    card = await scorecard(shops.front.office, shops.front.tenant, "technicians", days, EVERYBODY)
    people = [each for each in card.lines if not each.is_nobody]
    one = people[0]
    other = next(each for each in people if each.place != one.place)
    path = f"/compare/technicians?{said(days)}&with={key_of(one)}&and={key_of(other)}"
    owner, analyst = await shops.visitor("owner"), await shops.visitor("analyst")

    seen, hidden = (await owner.get(path)).text, (await analyst.get(path)).text

    for each in (one, other):
        assert str(each.name) in unescape(seen)
        assert str(each.name) not in unescape(hidden)
        assert f"location={each.place.location['location_id']}&amp;person={each.person}" in seen
    assert "/metrics/technician_gross_profit_per_billed_hour" in seen
    assert "/metrics/technician_gross_profit_per_billed_hour" not in hidden
    assert "tells what somebody earns: this account may not see that" in words(hidden)


async def test_somebody_of_whom_the_days_tell_nothing_has_an_empty_line_and_nobody_has_none(
    shops: House, days: Period
) -> None:
    card = await scorecard(shops.front.office, shops.front.tenant, "technicians", days, EVERYBODY)
    one, other = [each for each in card.lines if not each.is_nobody][:2]
    office, tenant = shops.front.office, shops.front.tenant
    long_ago = Period(first_on=date(2021, 1, 1), last_on=date(2021, 1, 31))

    found = await pair(office, tenant, "technicians", long_ago, EVERYBODY, key_of(one), key_of(other))

    assert (found.first.name, found.second.name) == (one.name, other.name)
    assert {each.verdict for each in found.rows} <= {"same", "unknown"}
    place = one.place.location["location_id"]
    for unknown in (f"{place}.0", f"{place}.987654321", f"{place}.x", str(place), f"{place}."):
        with pytest.raises(UnknownThing):
            await pair(office, tenant, "technicians", days, EVERYBODY, key_of(one), unknown)


async def test_what_may_not_be_seen_is_answered_as_what_is_not_there(shops: House, days: Period) -> None:
    one, other = await numbers(shops)
    rows = {row["location_id"]: row for row in await locations(shops.front.office, shops.front.tenant)}
    limited = await shops.visitor("manager", at=[rows[one]["source_id"]])
    people = (await scorecard(shops.front.office, shops.front.tenant, "technicians", days, EVERYBODY)).lines
    mine = next(each for each in people if each.place.location["location_id"] == one and not each.is_nobody)
    theirs = next(each for each in people if each.place.location["location_id"] == other and not each.is_nobody)

    for kind, here, hidden, unknown in (
        ("shops", str(one), str(other), "987654"),
        ("technicians", key_of(mine), key_of(theirs), f"987654.{theirs.person}"),
        ("technicians", key_of(mine), f"{one}.{theirs.person}", f"{one}.987654321"),
    ):
        answers = [
            await limited.get(f"/compare/{kind}?{said(days)}&with={here}&and={each}") for each in (hidden, unknown)
        ]
        assert [each.status_code for each in answers] == [404, 404], kind
        assert _answer(answers[0].text) == _answer(answers[1].text)
        for each in answers:
            assert rows[other]["name"] not in each.text
            assert str(theirs.name) not in unescape(each.text)


def _answer(page: str) -> str:
    """Return what a page says in itself, without the number that was asked for."""
    found = words(page[page.index('id="main"') : page.index('<p class="only-in-print')])
    assert "Nothing here" in found
    return re.sub(r"'\d+'", "?", found)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("pick=", "none was chosen"),
        ("pick=&pick={one}", "one was chosen"),
        ("pick=&pick={one}&pick={one}", "one was chosen"),
        ("pick={one}&pick={other}&pick=7", "3 were chosen"),
        ("with={one}", "one was chosen"),
        ("with={one}&and={one}", "one was chosen"),
    ],
)
async def test_two_are_chosen_or_the_table_says_so(shops: House, days: Period, query: str, told: str) -> None:
    one, other = await numbers(shops)
    owner = await shops.visitor("owner")

    page = await owner.get(f"/compare/shops?{said(days)}&{query.format(one=one, other=other)}")

    assert page.status_code == 200
    assert f"Two shops are compared at a time: {told}. Tick two lines." in words(page.text)
    assert page.text.count(' name="pick" value="') == 3
    assert page.text.count(" checked></label>") == ("{one}" in query) + ("{other}" in query)


async def test_the_form_leads_to_the_two_over_the_same_days_and_columns(shops: House, days: Period) -> None:
    one, other = await numbers(shops)
    owner = await shops.visitor("owner")
    state = f"{said(days)}&columns=net_sales,car_count&against=year"

    table = await owner.get(f"/compare/shops?{state}")
    sent = await owner.get(f"/compare/shops?{state}&pick=&pick={one}&pick={other}")

    form = table.text[table.text.index('id="two"') :]
    for name, value in (("columns", "net_sales,car_count"), ("against", "year"), ("from", days.first_on)):
        assert f'<input type="hidden" name="{name}" value="{value}">' in form[: form.index("</form>")]
    assert sent.status_code == 303
    assert sent.headers["location"] == f"/compare/shops?{state}&with={one}&and={other}"
    page = await owner.get(sent.headers["location"])
    assert len(ROW.findall(page.text)) == 2
    back = re.search(r'href="([^"]*)">. All shops', page.text)
    assert back is not None
    assert unescape(back[1]) == f"/compare/shops?{state}"


async def test_one_shop_has_nothing_to_tick(shops: House) -> None:
    one, _ = await numbers(shops)
    owner = await shops.visitor("owner")

    page = await owner.get(f"/compare/shops?location={one}")

    assert "One shop only: comparing" in words(page.text)
    assert 'name="pick"' not in page.text


def test_two_courses_share_one_scale() -> None:
    low, high = [Decimal(each) for each in (0, 10, 0)], [Decimal(each) for each in (0, 20, 0)]

    drawn = re.findall(r' d="([^"]*)"', courses(low, high))

    ys = [[float(each.split()[1]) for each in re.split("[ML]", path) if each] for path in drawn]
    assert ys[1][1] < ys[0][1] < ys[0][0] == ys[1][0]
    assert courses([None, Decimal(1), None], [None, None, None]) == ""
    assert courses([], []) == ""

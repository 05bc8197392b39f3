"""The ranking beside a comparison: the same as the API tells, for whoever may see it, by weights of the address."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from typing import Final
from urllib.parse import urlencode

import psycopg
import pytest

from daysheet.core.periods import Period
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures import metrics
from daysheet.vendors.tekmetric.simulator import create_simulator
from tests.console.house import House, open_house, text_of
from tests.console.ranks import ROW, asked, of_api, of_page, opened, section

pytestmark = pytest.mark.anyio

FIELD: Final = re.compile(r"<input type=\"(?:hidden|number)\" name=\"([^\"]+)\" value=\"([^\"]*)\"")
HREF: Final = re.compile(r'href="([^"]*)"')


@pytest.fixture(scope="module")
async def shops(worker_database: str) -> AsyncIterator[House]:
    """A business of three shops that was read once."""
    simulator = create_simulator(seed=7, orders=150, shops=3, calls_per_minute=0)
    async with open_house(worker_database, simulator=simulator) as found:
        yield found


@pytest.fixture(scope="module")
async def days(shops: House) -> str:
    """The later half of all days with orders, as the address says them; those before them have orders, too."""
    everything = Period.read(None, "2020-01-01", "2030-12-31")
    found = await metrics.show(shops.front.office, shops.front.tenant, "car_count", everything, by="day")
    sold = [each.bucket for each in found.data if each.value]
    last = max(sold) - timedelta(days=1)
    return f"from={last - timedelta(days=(last - min(sold)).days // 2)}&to={last}"


@pytest.mark.parametrize("more", ["", "weight.close_ratio_jobs=4&weight.average_repair_order=0"])
@pytest.mark.parametrize("minimum", ["1", "20"])
async def test_page_and_api_agree(shops: House, days: str, more: str, minimum: str) -> None:
    owner = await shops.visitor("owner")
    weights = more.replace("weight.", "").replace("=", ":").replace("&", ",")

    page = await opened(owner, f"/compare/shops?{days}&minimum={minimum}&{more}")
    found = await asked(shops, f"/v1/rankings/shops?{days}&minimum={minimum}{'&weights=' if weights else ''}{weights}")

    assert len(of_page(page)) == 3
    assert of_page(page) == of_api(found)
    assert f"{found['ranked']} of {found['among']} shops ranked" in text_of(section(page))
    parts = [part for each in found["data"] for part in each["measures"].values()]
    shown = text_of(section(page).partition("</table>")[0])
    for pattern, names in ((r"percentile (\d+)", ["percentile"]), (r"(\d+) to (\d+) %", ["low", "high"])):
        told = [[part[name] for name in names] for part in parts if part[names[0]] is not None]
        assert told
        # Whole numbers on the page, a tenth by the API.
        read = [[int(each) for each in one.groups()] for one in re.finditer(pattern, shown)]
        assert all(
            abs(a - b) <= 0.55 for one, other in zip(told, read, strict=True) for a, b in zip(one, other, strict=True)
        )


async def test_every_value_leads_to_the_records_behind_it(shops: House, days: str) -> None:
    owner = await shops.visitor("owner")
    page = section(await opened(owner, f"/compare/shops?{days}&minimum=1"))

    links = [unescape(each) for each in HREF.findall(page) if each.startswith("/metrics/")]

    found = await asked(shops, f"/v1/rankings/shops?{days}&minimum=1")
    values = [part["value"] for each in found["data"] for part in each["measures"].values()]
    assert len(links) == len([each for each in values if each is not None]) >= 9
    places = {row["location_id"] for row in await locations(shops.front.office, shops.front.tenant)}
    assert {int(each) for link in links for each in re.findall(r"location=(\d+)#records$", link)} == places
    assert all(f"?{days}&location=" in each for each in links)
    for link in links[:4]:
        assert 'id="records"' in await opened(owner, link.partition("#")[0])


async def test_weights_are_changed_by_a_form_and_stay_in_the_address(shops: House, days: str) -> None:
    owner = await shops.visitor("owner")
    closed = await opened(owner, f"/compare/shops?{days}&minimum=5&columns=net_sales&against=year")
    link = next(unescape(each) for each in HREF.findall(section(closed)) if "panel=weights" in each)

    panel = section(await opened(owner, link.partition("#")[0]))
    fields = {name: unescape(value) for name, value in FIELD.findall(panel)}
    sent = {**fields, "weight.close_ratio_jobs": "3", "weight.effective_labor_rate": "0"}
    after = await opened(owner, f"/compare/shops?{urlencode(sent)}")

    assert 'name="weight.' not in section(closed)
    assert 'data-label="ELR, USD"' in section(closed)
    assert {name: value for name, value in fields.items() if name.startswith("weight.")} == {
        "weight.average_repair_order": "1",
        "weight.gross_profit_percent": "1",
        "weight.effective_labor_rate": "1",
        "weight.close_ratio_jobs": "1",
        "weight.hours_per_repair_order": "0",
        "weight.discount_percent": "0",
    }
    assert (fields["minimum"], fields["columns"], fields["against"]) == ("5", "net_sales", "year")
    found = await asked(
        shops, f"/v1/rankings/shops?{days}&minimum=5&against=year&weights=close_ratio_jobs:3,effective_labor_rate:0"
    )
    assert of_page(after) == of_api(found)
    assert 'data-label="ELR, USD"' not in section(after)
    assert "weight 3" in text_of(section(after))
    sort = next(unescape(each) for each in HREF.findall(after) if "sort=-net_sales" in each)
    assert "weight.close_ratio_jobs=3" in sort
    hidden = after[after.index('class="panel not-in-print choose"') : after.index('id="rank"')]
    assert '<input type="hidden" name="weight.close_ratio_jobs" value="3">' in hidden
    usual = next(unescape(each) for each in HREF.findall(section(after)) if "weight." not in each and "panel=" in each)
    assert "minimum=" not in usual
    assert "columns=net_sales" in usual


async def test_who_sees_two_shops_is_told_how_they_stand_among_two(shops: House, days: str) -> None:
    rows = {row["source_id"]: row for row in await locations(shops.front.office, shops.front.tenant)}
    first, second, third = sorted(rows)
    seen = [rows[first]["location_id"], rows[second]["location_id"]]
    visitor, owner = await shops.visitor("manager", at=[first, second]), await shops.visitor("owner")

    page = await opened(visitor, f"/compare/shops?{days}&minimum=1")
    found = await asked(shops, f"/v1/rankings/shops?{days}&minimum=1", locations=seen)
    whole = await opened(owner, f"/compare/shops?{days}&minimum=1")
    chosen = await opened(owner, f"/compare/shops?{days}&minimum=1&location={seen[0]},{seen[1]}")

    assert "2 of 2 shops ranked, those that this account may see." in text_of(section(page))
    assert {name for name, _, _ in of_page(page)} == {rows[first]["name"], rows[second]["name"]}
    assert rows[third]["name"] not in page
    assert (found["among"], {each["location"]["id"] for each in found["data"]}) == (2, set(seen))
    assert {each["among"] for each in found["data"]} == {2}
    assert of_page(page) == of_api(found) == of_page(chosen)
    assert "3 of 3 shops ranked. " in text_of(section(whole))
    assert "2 of 2 shops ranked, those chosen." in text_of(section(chosen))


async def test_one_shop_has_nobody_to_stand_beside(shops: House, days: str) -> None:
    (place, *_) = await locations(shops.front.office, shops.front.tenant)
    owner = await shops.visitor("owner")

    page = section(await opened(owner, f"/compare/shops?{days}&minimum=1&location={place['location_id']}"))
    found = await asked(shops, f"/v1/rankings/shops?{days}&minimum=1&location={place['location_id']}")

    assert "One shop chosen: there is no other to rank it against. Show all shops" in text_of(page)
    assert "<table" not in page
    assert [(each["rank"], bool(each["not_ranked"])) for each in found["data"]] == [(None, True)]


async def test_currencies_have_rankings_of_their_own(shops: House, days: str, database_url: str) -> None:
    owner = await shops.visitor("owner")
    change = "update control.locations set currency = %s where tenant_id = %s and location_id = %s"
    (row, *_) = await locations(shops.front.office, shops.front.tenant)
    at = (shops.front.tenant.tenant_id, row["location_id"])

    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as owner_of_it:
        await owner_of_it.execute(change, ("CAD", *at))
        try:
            page = await opened(owner, f"/compare/shops?{days}&minimum=1")
            found = await asked(shops, f"/v1/rankings/shops?{days}&minimum=1")
            no_money = "weight.average_repair_order=0&weight.effective_labor_rate=0"
            whole = await opened(owner, f"/compare/shops?{days}&minimum=1&{no_money}")
        finally:
            await owner_of_it.execute(change, (row["currency"], *at))

    assert "Shops in CAD" in text_of(section(page))
    assert [(each["location"]["id"] == row["location_id"], each["among"]) for each in found["data"]] == [
        (True, 1),
        (False, 2),
        (False, 2),
    ]
    assert [each["rank"] is None for each in found["data"]] == [True, False, False]
    assert of_page(page) == of_api(found)
    assert "Shops in CAD" not in text_of(section(whole))
    assert "3 of 3 shops ranked. " in text_of(section(whole))


async def test_days_that_are_not_over_have_no_rank_before(shops: House, days: str) -> None:
    found = await asked(shops, "/v1/rankings/shops?date=today&minimum=1")
    over = await asked(shops, f"/v1/rankings/shops?{days}&minimum=1")
    rows = ROW.findall(section(await opened(await shops.visitor("owner"), f"/compare/shops?{days}&minimum=1")))

    assert found["against"] is None
    assert {each["previous_rank"] for each in found["data"]} == {None}
    assert {each["previous_rank"] for each in over["data"]} == {1, 2, 3}
    assert any(each["rank"] != each["previous_rank"] for each in over["data"])
    for each, row in zip(over["data"], rows, strict=True):
        if each["rank"] == each["previous_rank"]:
            assert (each["moved_by"], "the same" in row) == (None, True)
        else:
            sign = "↑" if each["rank"] < each["previous_rank"] else "↓"
            assert f"{sign} from {each['previous_rank']} " in text_of(row)
            assert ("others moved" in row) is (each["moved_by"] is None)


async def test_every_cell_has_its_label_for_a_narrow_screen(shops: House, days: str) -> None:
    owner = await shops.visitor("owner")

    rows = ROW.findall(section(await opened(owner, f"/compare/shops?{days}&minimum=1")))

    assert len(rows) == 3
    for row in rows:
        cells = re.findall(r"<(?:td|th)\b[^>]*>", row)
        assert len(cells) == 4 + 4
        assert all("data-label=" in each for each in cells)

"""Since your last visit: what changed, counted from when somebody looked last in the visit before, for each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any, Final

import pytest

from daysheet.console.views import since as since_view
from daysheet.core.access import ROLES, Caller
from daysheet.core.periods import Period
from daysheet.operations import daily
from daysheet.operations.boards.board_limits import set_limits
from daysheet.operations.entries.placing import locations, move_to_zone
from daysheet.operations.figures.metrics import show
from daysheet.operations.figures.one_look import OneLook
from daysheet.operations.morning.goals import set_goal
from daysheet.operations.morning.since import Change, since_last_visit
from daysheet.operations.reconciliation import closing
from daysheet.vendors.tekmetric.simulator.orders import relabel
from daysheet.warehouse import since
from daysheet.warehouse.board_limits import LimitOf
from daysheet.warehouse.connections import Tenants
from tests.api.shop_board import an_order
from tests.console.house import Guest, House
from tests.console.statements import listen

pytestmark = pytest.mark.anyio

PART: Final = re.compile(
    r'<section class="panel stack-tight since".*?</section>|<p class="small soft since">.*?</p>', re.DOTALL
)
IN_WORK: Final = 2
LINE: Final = re.compile(r'<li><a href="([^"]*)">(.*?)</li>', re.DOTALL)


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>|[\u2068\u2069]", " ", markup)).split())


async def told(guest: Guest) -> str:
    """Return what Today says of the time since the last visit; nothing where it says nothing."""
    page = await guest.get("/today")
    assert page.status_code == 200
    found = PART.search(page.text)
    return words(found[0]) if found else ""


async def lines(guest: Guest) -> dict[str, str]:
    """Return the lines of that part, each with where it leads."""
    found = PART.search((await guest.get("/today")).text)
    return {words(text): unescape(href) for href, text in LINE.findall(found[0])} if found else {}


def as_owner(house: House, actor: str, **how: Any) -> Caller:
    """Return somebody as the audit log names them."""
    said = {"scopes": ROLES["owner"], "locations": None, "is_session": True, "csrf": None, "name": actor, **how}
    return Caller(tenant_id=house.front.tenant.tenant_id, tenant_name=house.front.tenant.name, actor=actor, **said)


async def kinds(house: House, caller: Caller) -> list[str]:
    """Look as somebody does, and return what changed since their last visit."""
    found = await since_last_visit(OneLook(house.front.office, house.front.tenant), caller)
    return [each.kind for each in found.changes]


async def ask(house: House, statement: str, *values: Any) -> Sequence[dict[str, Any]]:
    async with house.front.office.database.tenant(house.front.tenant.tenant_id) as connection:
        cursor = await connection.execute(statement, values or None)
        return await cursor.fetchall() if cursor.description else []


async def changed_goal(house: House, by: Caller, goal: int = 40_000_00) -> None:
    place = (await locations(house.front.office, house.front.tenant))[0]
    month_on = date(2026, 3, 1)
    await set_goal(
        house.front.office, house.front.tenant, "net_sales", place["location_id"], month_on, Decimal(goal), by
    )


async def test_the_first_visit_says_nothing_and_a_quiet_time_one_line(house: House) -> None:
    for row in await locations(house.front.office, house.front.tenant):
        await move_to_zone(
            house.front.office, house.front.tenant, row["location_id"], "America/Chicago", actor="a test"
        )
    owner = await house.visitor("owner")
    assert await told(owner) == ""
    first_at = house.front.office.clock()
    house.front.wait(hours=3)

    found = await told(owner)

    assert re.fullmatch(r"Nothing changed since (\d\d:\d\d (today|yesterday)|\w+day \d\d:\d\d) ?\.", found), found
    assert f'<time datetime="{first_at.isoformat()}"' in (await owner.get("/today")).text


async def test_reloading_does_not_empty_it_and_a_later_visit_does(house: House) -> None:
    owner, somebody = await house.visitor("owner"), as_owner(house, "person 9999")
    await told(owner)
    house.front.wait(hours=2)
    await changed_goal(house, somebody)
    house.front.wait(minutes=1)

    seen = [await told(owner)]
    for _ in range(10):
        house.front.wait(minutes=6)
        seen.append(await told(owner))

    assert "1 goal of Net sales for March 2026 was changed by somebody else" in seen[0]
    assert set(seen) == {seen[0]}
    house.front.wait(hours=1)
    assert (await told(owner)).startswith("Nothing changed since ")


async def test_what_somebody_did_themselves_is_no_news_to_them(house: House) -> None:
    mine, other = as_owner(house, "person 9998"), as_owner(house, "person 9999")
    for each in (mine, other):
        await kinds(house, each)
    house.front.wait(hours=2)
    await changed_goal(house, mine)
    await set_limits(house.front.office, house.front.tenant, {LimitOf(kind="label", word="Waiting: parts"): 90}, mine)
    house.front.wait(minutes=1)

    assert await kinds(house, mine) == []
    assert await kinds(house, other) == ["board_limit", "goal"]


async def test_a_visit_is_written_down_once_in_some_minutes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = as_owner(house, "person 9998")
    await kinds(house, mine)
    house.front.wait(minutes=4)
    heard = listen(monkeypatch)

    await kinds(house, mine)
    quick = list(heard)
    house.front.wait(minutes=2)
    heard.clear()
    await kinds(house, mine)

    assert [text for text, _ in quick if "insert into control.visits" in text] == []
    assert len([text for text, _ in heard if "insert into control.visits" in text]) == 1
    # The question of ours and that of the vendor, beside the locations.
    assert len([text for text, _ in quick if "control.visits" in text]) == 2


async def test_two_people_and_two_businesses_have_visits_of_their_own(house: House) -> None:
    mine, other = as_owner(house, "person 9998"), as_owner(house, "person 9999")
    await kinds(house, mine)
    house.front.wait(hours=2)
    await changed_goal(house, as_owner(house, "person 7"))
    house.front.wait(minutes=1)

    elsewhere = await Tenants(house.front.office.database).ensure("another business")
    found = await since_last_visit(OneLook(house.front.office, elsewhere), mine)

    assert (found.at, found.changes) == (None, ())
    assert await kinds(house, other) == []
    assert await kinds(house, mine) == ["goal"]


async def test_orders_that_were_posted_and_un_posted_are_counted_and_lead_to_their_rows(house: House) -> None:
    front, owner = house.front, await house.visitor("owner")
    (shop, *_) = front.simulator.shop_ids
    kept = front.simulator.put_order(
        an_order(front, 5, completed=front.simulator.clock.text(), posted=front.simulator.clock.text())
    )
    front.wait(minutes=1)
    await front.sync()
    await told(owner)
    front.wait(hours=2)
    for _ in range(2):
        now = front.simulator.clock.text()
        front.simulator.put_order(an_order(front, 5, completed=now, posted=now))
    front.simulator.change_order(kept["id"], _open_again)
    front.wait(minutes=1)
    await front.sync()

    found = await lines(owner)

    posted = next(text for text in found if "orders were posted" in text)
    un_posted = next(text for text in found if "order was un-posted" in text)
    assert posted == "2 orders were posted 500.00 USD"
    assert un_posted == "1 order was un-posted net sales \N{MINUS SIGN}250.00 USD"
    assert len(found) == 2
    rows = await owner.get(found[un_posted])
    assert rows.status_code == 200
    assert str(kept["id"]) in rows.text
    assert (await owner.get(found[posted])).status_code == 200
    elsewhere = await house.visitor("owner", at=[str(front.simulator.shop_ids[1])])
    assert str(shop) != str(front.simulator.shop_ids[1])
    assert await told(elsewhere) == ""


def _open_again(order: dict[str, Any]) -> None:
    relabel(order, IN_WORK)


async def test_all_that_can_become_of_an_order_leads_to_rows_that_tell_it(house: House) -> None:
    owner, at = await house.visitor("owner"), house.front.office.clock()
    assert {"posted", "unposted"} < set(house.front.vendor.news)

    for name, news in house.front.vendor.news.items():
        found = since_view.told_of(Change(kind="news", records=1, news=news), at)
        assert (await owner.get(found.href)).status_code == 200, name
        broken = replace(news, moment="no_such_column")
        wrong = since_view.told_of(Change(kind="news", records=1, news=broken), at)
        assert (await owner.get(wrong.href)).status_code != 200


async def test_what_an_order_cost_is_told_apart_from_what_it_sold_for(house: House) -> None:
    front, owner = house.front, await house.visitor("owner")
    await told(owner)
    front.wait(hours=2)
    place = (await locations(front.office, front.tenant))[0]
    said = {"location_id": place["location_id"], "default_cost_cents": 9_999}
    key = await front.key("read:metrics", "read:records", "admin:tenant")

    assert (await front.ask("PUT", "/v1/rates", key, said)).status_code == 200
    front.wait(minutes=1)

    (line,) = await lines(owner)
    assert re.fullmatch(r"\d+ costs of posted orders were corrected known profit [+\u2212][\d,.]+ USD", line), line
    assert await told(await house.visitor("owner")) == ""


async def test_orders_first_seen_and_changed_since_are_told_once(house: House) -> None:
    front, owner = house.front, await house.visitor("owner")
    await told(owner)
    front.wait(hours=2)
    now = front.simulator.clock.text()
    orders = [front.simulator.put_order(an_order(front, 5, completed=now, posted=now)) for _ in range(2)]
    front.wait(minutes=1)
    await front.sync()
    front.simulator.change_order(orders[0]["id"], _open_again)
    front.wait(minutes=1)
    await front.sync()

    assert list(await lines(owner)) == ["1 order was posted 250.00 USD"]


async def test_history_that_is_read_late_is_no_news(house: House) -> None:
    front, owner = house.front, await house.visitor("owner")
    await told(owner)
    front.wait(hours=2)
    long_ago = f"{front.office.clock() - timedelta(days=90):%Y-%m-%dT%H:%M:%SZ}"
    order = an_order(front, 5, completed=long_ago, posted=long_ago)
    front.simulator.put_order(replace(order, created=long_ago))
    front.wait(minutes=1)
    await front.sync()

    assert (await told(owner)).startswith("Nothing changed since ")


async def test_a_closed_month_that_was_restated_says_how_many_days_and_by_how_much(house: House) -> None:
    front = house.front
    for row in await locations(front.office, front.tenant):
        await move_to_zone(front.office, front.tenant, row["location_id"], "America/Chicago", actor="a test")
    place, other = await locations(front.office, front.tenant)
    everything = Period(first_on=date(2020, 1, 1), last_on=date(2030, 12, 31))
    sold = await show(front.office, front.tenant, "net_sales", everything, by="day")
    month_now = front.office.clock().date().replace(day=1)
    bucket = max(
        each.bucket
        for each in sold.data
        if each.value and each.place is not None and each.place.location == place and each.bucket < month_now
    )
    month_on = bucket.replace(day=1)
    await closing.close_month(front.office, front.tenant, month_on, place["location_id"], "a test")
    owner, analyst = await house.visitor("owner"), await house.visitor("analyst", at=[other["source_id"]])
    for each in (owner, analyst):
        await told(each)
    front.wait(hours=2)
    (order,) = (
        await ask(
            house,
            "select tm_id from tekmetric.repair_orders where is_posted and deleted_at is null and tm_shop_id = %s "
            "and posted_on between %s and %s order by tm_id limit 1",
            int(place["source_id"]), month_on, bucket,
        )
    )  # fmt: skip
    front.simulator.change_order(order["tm_id"], _open_again)
    front.wait(minutes=1)
    await front.sync()
    await daily.compute_days(front.office, front.tenant, front.vendor)

    found = await lines(owner)

    restated = next(text for text in found if "restated" in text)
    assert re.fullmatch(
        rf"1 day of the closed month {month_on:%B %Y} was restated Net sales \u2212[\d,.]+ USD", restated
    ), restated
    change = next(text for text in found if "un-posted" in text)
    assert change.partition("net sales ")[2] == restated.partition("Net sales ")[2]
    assert found[restated] == f"/reconcile?month={month_on:%Y-%m}#closed"
    page = await owner.get(found[restated].partition("#")[0])
    assert 'id="closed"' in page.text
    assert "Changed since they were closed" in page.text
    assert "restated" not in await told(analyst)


async def test_connections_and_what_is_set_aside_are_for_those_of_the_whole_business(house: House) -> None:
    front, owner = house.front, await house.visitor("owner")
    place = (await locations(front.office, front.tenant))[0]
    limited = await house.visitor("owner", at=[place["source_id"]])
    for each in (owner, limited):
        await told(each)
    front.wait(hours=2)
    now = front.office.clock()
    rules = await ask(
        house,
        "insert into control.alert_rules (tenant_id, name, kind, is_usual, is_urgent, created_at) "
        "select %s, kind, kind, true, false, %s from unnest(array['sync_failed', 'quarantine']) as kind "
        "on conflict (tenant_id, name) do update set kind = excluded.kind returning rule_id, name",
        front.tenant.tenant_id, now,
    )  # fmt: skip
    numbers = {row["name"]: row["rule_id"] for row in rules}
    for name, rule, opened_at, closed_at in (
        ("broke-down", "sync_failed", now, None),
        ("came-and-went", "sync_failed", now, now),
        ("mended", "sync_failed", now - timedelta(days=2), now),
        ("still-broken", "sync_failed", now - timedelta(days=2), None),
        ("other-trouble", "quarantine", now, None),
    ):
        await ask(
            house,
            "insert into control.alert_incidents (tenant_id, rule_id, cause, connection, title, place, what, "
            "opened_at, last_seen_at, closed_at, ending) values (%s, %s, %s, %s, 't', 'p', 'w', %s, %s, %s, %s)",
            front.tenant.tenant_id, numbers[rule], name, name, opened_at, now, closed_at, closed_at and "well",
        )  # fmt: skip
    await ask(
        house,
        "insert into control.quarantine (tenant_id, connection_id, stream, source_id, reason, problems, payload, "
        "payload_hash, run_id, first_seen_at, last_seen_at) select tenant_id, connection_id, 'jobs', number::text, "
        "'odd', '[]', '', sha256(number::text::bytea), gen_random_uuid(), %s, %s from control.connections, "
        "generate_series(1, 3) as number where tenant_id = %s",
        now, now, front.tenant.tenant_id,
    )  # fmt: skip
    front.wait(minutes=1)

    found = await lines(owner)

    assert found == {
        "1 connection failed and still does: broke-down": "/connections/broke-down",
        "1 connection failed and is well again: came-and-went": "/connections/came-and-went",
        "1 connection is well again: mended": "/connections/mended",
        "3 records were set aside in quarantine": "/connections/quarantine",
    }
    assert (await told(limited)).startswith("Nothing changed since ")


async def test_goals_of_other_locations_and_limits_lead_to_where_somebody_may_go(house: House) -> None:
    front = house.front
    place, other = await locations(front.office, front.tenant)
    owner, here, there = (
        await house.visitor("owner"),
        await house.visitor("analyst", at=[place["source_id"]]),
        await house.visitor("analyst", at=[other["source_id"]]),
    )
    for each in (owner, here, there):
        await told(each)
    front.wait(hours=2)
    somebody = as_owner(house, "person 9999")
    await changed_goal(house, somebody)
    await set_limits(front.office, front.tenant, {LimitOf(kind="state", word="estimate"): 60}, somebody)
    front.wait(minutes=1)

    goal = "1 goal of Net sales for March 2026 was changed by somebody else"
    limit = "1 limit of the board was changed by somebody else"
    where = "/metrics/net_sales?from=2026-03-01&to=2026-03-31#goals"
    assert await lines(owner) == {limit: "/settings/screens#limits", goal: where}
    assert await lines(here) == {limit: "/boards/work-in-progress", goal: where}
    assert await lines(there) == {limit: "/boards/work-in-progress"}
    for guest in (owner, here):
        for path in (await lines(guest)).values():
            assert (await guest.get(path.partition("#")[0])).status_code == 200


async def test_a_visit_that_ended_at_each_look_would_empty_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(since, "VISIT_ENDS", timedelta(0))
    mine = as_owner(house, "person 9998")
    await kinds(house, mine)
    house.front.wait(hours=2)
    await changed_goal(house, as_owner(house, "person 9999"))
    house.front.wait(minutes=6)

    assert await kinds(house, mine) == ["goal"]
    house.front.wait(minutes=6)
    assert await kinds(house, mine) == []

"""What the vendor may do to us: each with its message and its exit code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from daysheet.simulation.faults import Fault
from tests.cli.program import Program, Said, Shop, leaks, open_shop

SHOP = 90418
ORDERS = "/api/v1/repair-orders"
FOR_EVER = None


def counts(program: Program) -> dict[str, int]:
    rows = program.rows(
        "select 'customers' as name, count(*) as n from tekmetric.customers"
        " union all select 'orders', count(*) from tekmetric.repair_orders"
    )
    return {row["name"]: row["n"] for row in rows}


def status(program: Program) -> str:
    found: str = program("connections", "list", "--json").json["connections"][0]["status"]
    return found


def test_a_wrong_secret_is_refused_and_nothing_is_stored(program: Program, shop: Shop) -> None:
    wrong = {**shop.simulator.secret, "client_secret": "canary-of-a-wrong-secret"}
    program.secrets.append("canary-of-a-wrong-secret")

    said = program.connect(shop.base_url, wrong, code=5)

    assert "refused the credentials of connection 'main-street'" in said.err
    assert "daysheet connections rotate main-street" in said.err
    assert program("connections", "list", "--json").json == {"connections": []}


def test_a_key_revoked_in_the_middle_keeps_what_came_before(connected: Program, shop: Shop) -> None:
    faults = shop.simulator.faults
    faults.add(Fault(path="/api/v1/oauth/token", after_requests=1, times=FOR_EVER, status=401))
    faults.add(Fault(path=ORDERS, times=FOR_EVER, status=401))

    said = connected("sync", code=5)

    assert "refused the credentials of connection 'main-street' (HTTP 401)" in said.err
    assert counts(connected)["customers"] > 0
    assert counts(connected)["orders"] == 0
    assert status(connected) == "needs_reauth"

    faults.clear()
    connected("sync")
    assert status(connected) == "active"
    assert counts(connected)["orders"] == 34


def test_a_shop_out_of_scope_does_not_keep_the_others_from_being_read(connected: Program, shop: Shop) -> None:
    shop.simulator.faults.add(Fault(path=ORDERS, query=(("shop", str(SHOP)),), times=FOR_EVER, status=403))

    said = connected("sync", code=4)

    assert "into the scope, or the plan, of this key" in said.err
    shops = connected.rows("select distinct tm_shop_id from tekmetric.repair_orders order by 1")
    assert [row["tm_shop_id"] for row in shops] == [90417, 90419]


def test_a_shop_that_left_keeps_its_rows(connected: Program, shop: Shop) -> None:
    connected("sync")
    shop.simulator.remove_shop(SHOP)

    connected("sync")

    living = connected.rows("select distinct tm_shop_id from tekmetric.repair_orders where deleted_at is null")
    assert SHOP in [row["tm_shop_id"] for row in living]


def test_an_address_that_answers_with_a_web_page_is_named(program: Program, shop: Shop) -> None:
    html = (("content-type", "text/html"),)
    shop.simulator.faults.add(Fault(times=FOR_EVER, status=200, headers=html, body=b"<!doctype html><p>Hello"))

    said = program.connect(shop.base_url, shop.simulator.secret, code=1)

    assert "instead of JSON" in said.err
    assert f"Check the base URL of connection 'main-street': {shop.base_url}" in said.err


@pytest.mark.parametrize(
    "hint",
    ["", "1", "0", "2.5", "-1", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", "Thursday, 01-Jan-70 00:00:00 GMT"],
)
def test_a_short_429_is_waited_for_whatever_its_hint(connected: Program, shop: Shop, hint: str) -> None:
    headers = (("retry-after", hint),) if hint else ()
    shop.simulator.faults.add(Fault(path=ORDERS, times=2, status=429, headers=headers))

    said = connected("sync", "--json")

    assert said.json["streams"]["repair_orders"]["new"] == 34
    assert said.json["connections"]["main-street"]["calls"]["rate_limited"] == 2


@pytest.mark.parametrize("hint", ["86400", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_429_that_asks_for_a_day_ends_the_run(connected: Program, shop: Shop, hint: str) -> None:
    shop.simulator.faults.add(Fault(path=ORDERS, times=1, status=429, headers=(("retry-after", hint),)))

    said = connected("sync", code=6)

    assert "is out of patience with connection 'main-street' (HTTP 429)" in said.err
    assert "the next run goes on from here" in said.err


def test_a_vendor_that_is_down_for_an_hour_is_given_up_politely(connected: Program, shop: Shop) -> None:
    shop.simulator.faults.add(Fault(path="/api/v1/", times=FOR_EVER, status=503))

    said = connected("sync", code=6)

    assert "HTTP 503" in said.err
    assert "Nothing is lost: the next run goes on from here." in said.err

    shop.simulator.faults.clear()
    connected("sync")
    assert counts(connected)["orders"] == 34


def test_a_redirect_to_another_host_is_not_followed(connected: Program, shop: Shop) -> None:
    elsewhere = (("location", "https://elsewhere.example/login"),)
    shop.simulator.faults.add(Fault(path=ORDERS, times=FOR_EVER, status=302, headers=elsewhere))

    said = connected("sync", code=1)

    assert f"redirects {ORDERS} to 'elsewhere.example'" in said.err
    assert "never followed with a credential" in said.err
    assert counts(connected)["orders"] == 0


def spoil(shop: Shop, percent: int) -> int:
    """Give a part of the orders of each shop a total that cannot be kept to the cent; return how many."""
    spoilt = 0
    for shop_id in shop.simulator.shop_ids:
        for number, record in enumerate(shop.simulator.truth("repair_orders", shop_id)):
            if number % 10 < percent // 10:
                shop.simulator.edit("repair_orders", {**record, "totalSales": 12.5})
                spoilt += 1
    return spoilt


@pytest.fixture
def larger_shop(program: Program) -> Iterator[Shop]:
    with open_shop(orders=90) as found:
        program.secrets.append(found.simulator.client_secret)
        program.connect(found.base_url, found.simulator.secret)
        yield found


def test_pages_with_30_percent_of_their_records_broken_are_not_stored(program: Program, larger_shop: Shop) -> None:
    spoilt = spoil(larger_shop, 30)

    said = program("sync", code=1)

    assert "records of a page cannot be read" in said.err
    assert "Nothing of the page was stored, so nothing was overwritten" in said.err
    assert program.rows("select tm_id from tekmetric.repair_orders where deleted_at is null") == []
    assert counts(program)["customers"] > 0
    assert 15 <= program("quarantine", "list", "--json").json["waiting"] <= spoilt


def test_pages_with_10_percent_of_their_records_broken_are_stored_without_them(
    program: Program, larger_shop: Shop
) -> None:
    spoilt = spoil(larger_shop, 10)

    said = program("sync", code=7)

    assert f"! {spoilt} rows wait in quarantine. See: daysheet quarantine list" in said.err
    assert counts(program)["orders"] == 90 - spoilt


def test_a_printed_secret_is_caught() -> None:
    said = [Said(code=0, out="fine", err=""), Said(code=1, out="", err="refused: canary")]

    assert leaks(said, ["canary"]) == ["canary"]
    assert leaks(said, ["other"]) == []

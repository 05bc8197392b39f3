from collections.abc import AsyncIterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec
import pytest
from httpx2 import ASGITransport, AsyncClient, Response

from daysheet.vendors.tekmetric.simulator import Simulator, create_simulator
from tests.vendors.tekmetric.simulator.caller import calling
from tests.vendors.tekmetric.simulator.identities import rounded
from tests.vendors.tekmetric.simulator.test_exact import worked_example

Record = dict[str, Any]


class Viewer:
    """Somebody who looks at the screens of one shop."""

    def __init__(self, client: AsyncClient, simulator: Simulator) -> None:
        self.client = client
        self.simulator = simulator
        self.shop = simulator.shop_ids[0]
        client.headers["x-auth-token"] = simulator.open_session()

    async def get(self, path: str, **params: Any) -> Response:
        return await self.client.get(f"/api/{path}", params=params)

    async def found(self, path: str, **params: Any) -> Any:
        answer = await self.get(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def posted(self) -> list[Record]:
        orders = self.simulator.truth("repair_orders", self.shop)
        return [order for order in orders if order["repairOrderStatus"]["id"] in (5, 6)]


@pytest.fixture
async def viewer(simulator: Simulator) -> AsyncIterator[Viewer]:
    async with AsyncClient(transport=ASGITransport(app=simulator.app), base_url="http://vendor.example") as client:
        yield Viewer(client, simulator)


async def test_only_a_good_token_in_the_header_opens_the_screens(viewer: Viewer, simulator: Simulator) -> None:
    path = f"shop/{viewer.shop}/employees-lite"
    token = viewer.client.headers["x-auth-token"]
    assert (await viewer.get(path)).status_code == 200

    for wrong in ("", "nonsense", "a.b.c", token[:-3] + "AAA", token.replace(".", "!", 1)):
        viewer.client.headers["x-auth-token"] = wrong
        assert (await viewer.get(path)).status_code == 401
    del viewer.client.headers["x-auth-token"]
    assert (await viewer.client.get(f"/api/{path}", headers={"cookie": f"jwt={token}"})).status_code == 401
    assert (await viewer.client.get(f"/api/{path}", headers={"authorization": f"Bearer {token}"})).status_code == 401


async def test_a_token_says_whose_it_is_and_lives_sixteen_hours(viewer: Viewer, simulator: Simulator) -> None:
    path = f"shop/{viewer.shop}/employees-lite"
    claims = simulator.sessions.claims(viewer.client.headers["x-auth-token"])
    assert claims is not None
    assert claims.keys() == {"shopId", "userId", "employeeId", "employeeRole", "permissions", "iat", "exp"}
    assert claims["exp"] - claims["iat"] == 57_600

    simulator.clock.advance(57_599)
    assert (await viewer.get(path)).status_code == 200
    renewed = (await viewer.found(f"token/shop/{viewer.shop}"))["token"]
    simulator.clock.advance(1)
    assert (await viewer.get(path)).status_code == 401
    assert (await viewer.get(f"token/shop/{viewer.shop}")).status_code == 401
    viewer.client.headers["x-auth-token"] = renewed
    assert (await viewer.get(path)).status_code == 200


async def test_a_session_can_be_ended_and_the_screens_switched_off(viewer: Viewer, simulator: Simulator) -> None:
    path = f"shop/{viewer.shop}/employees-lite"
    simulator.switch_screens(on=False)
    off = await viewer.get(path)
    assert (off.status_code, off.headers["content-type"]) == (404, "text/html;charset=UTF-8")
    async with calling(simulator) as caller:
        assert (await caller.get("shops")).status_code == 200
    simulator.switch_screens(on=True)
    simulator.end_session()
    assert (await viewer.get(path)).status_code == 401


async def test_sessions_are_handed_out_to_outside_checks(viewer: Viewer) -> None:
    given = (await viewer.client.post("/_session", json={"shop": viewer.shop})).json()["session_token"]
    viewer.client.headers["x-auth-token"] = given
    assert (await viewer.get(f"shop/{viewer.shop}/employees-lite")).status_code == 200

    await viewer.client.post("/_session/end", json={"session_token": given})
    assert (await viewer.get(f"shop/{viewer.shop}/employees-lite")).status_code == 401
    assert (await viewer.client.post("/_session", json={"shop": 1})).status_code == 404
    assert (await viewer.client.post("/_screens", json={"on": False})).json() == {"on": False}


async def test_a_session_is_for_one_shop(viewer: Viewer, simulator: Simulator) -> None:
    other = simulator.shop_ids[1]
    order = simulator.truth("repair_orders", other)[0]
    assert (await viewer.get(f"shop/{other}/employees-lite")).status_code == 403
    assert (await viewer.get(f"repair-order/{order['id']}/profit/labor")).status_code == 404

    viewer.client.headers["x-auth-token"] = (await viewer.found(f"token/shop/{other}"))["token"]
    assert (await viewer.get(f"shop/{other}/employees-lite")).status_code == 200


async def test_the_board_is_a_bare_list_of_recent_orders(viewer: Viewer) -> None:
    rows = await viewer.found(f"shop/{viewer.shop}/job-board-group-by", view="column", board="POSTED")
    listed = await viewer.found(f"shop/{viewer.shop}/job-board-group-by", view="list", board="POSTED", page=0)
    beyond = await viewer.found(f"shop/{viewer.shop}/job-board-group-by", view="list", board="POSTED", page=9)

    assert 0 < len(rows) < len(viewer.posted())
    assert {row["repairOrderStatus"]["code"] for row in rows} <= {"POSTED", "ACCRECV"}
    assert listed == rows[:50]
    assert beyond == []
    assert {(row["total"], row["subtotal"], row["authorizedTotal"]) for row in rows} == {(None, None, None)}


async def test_a_header_has_no_jobs(viewer: Viewer) -> None:
    order = viewer.posted()[-1]
    header = await viewer.found(f"shop/{viewer.shop}/repair-order/{order['id']}")

    assert header["jobs"] is None
    assert header["laborRate"] == 16_500
    assert header == await viewer.found(f"repair-order/{order['id']}")


async def test_an_estimate_writes_every_whole_number_as_a_float(viewer: Viewer) -> None:
    order = next(each for each in reversed(viewer.posted()) if any(job["parts"] for job in each["jobs"]))
    answer = await viewer.get(f"repair-order/{order['id']}/estimate")
    shown = answer.json()

    assert shown["id"] == order["id"]
    assert b'"id":%d.0' % order["id"] in answer.content.replace(b" ", b"")
    assert [job["name"] for job in shown["jobs"]] == [job["name"] for job in order["jobs"]]
    whole: list[str] = []

    def look(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for name, each in value.items():
                look(each, f"{path}.{name}")
        elif isinstance(value, list):
            for each in value:
                look(each, path)
        elif isinstance(value, int) and not isinstance(value, bool):
            whole.append(path)

    look(msgspec.json.decode(answer.content), "")
    assert whole == [".repairOrderNumber"]


async def test_profit_is_that_of_the_authorized_jobs(viewer: Viewer, simulator: Simulator) -> None:
    employees = {each["id"]: each for each in simulator.truth("employee_pay", viewer.shop)}
    rates = [each["hourlyRate"] for each in employees.values() if each["canTech"] and each["hourlyRate"] is not None]
    average = Decimal(sum(rates)) / len(rates)
    kinds: set[str] = set()
    for order in viewer.posted()[-30:]:
        shown = await viewer.found(f"repair-order/{order['id']}/profit/labor")
        jobs = [job for job in order["jobs"] if job["authorized"]]
        lines = [line for job in jobs for line in job["labor"]]
        cost = 0
        for line in lines:
            rate = employees.get(line["technicianId"], {}).get("hourlyRate")
            kinds.add("average" if rate is None else "own")
            exact = Decimal(str(line["hours"])) * (average if rate is None else rate)
            cost += int(exact.quantize(Decimal(1), ROUND_HALF_UP))
        parts = [part for job in jobs for part in job["parts"]]
        sublets = [each for each in order["sublets"] if each["authorized"]]
        assert shown["laborProfit"]["cost"] == cost
        assert shown["laborProfit"]["retail"] == order["laborSales"]
        assert [line["name"] for line in shown["labor"]] == [line["name"] for line in lines]
        total = shown["totalProfit"]
        assert total["retail"] == order["laborSales"] + order["partsSales"] + order["subletSales"]
        assert total["cost"] == cost + sum(rounded(part["cost"], part["quantity"]) for part in parts) + sum(
            sublet["cost"] for sublet in sublets
        )
        assert total["profit"] == total["retail"] - total["cost"]
        assert (total["margin"] == "NaN") == (total["retail"] == 0)
    assert kinds == {"average", "own"}


async def test_the_worked_example_has_the_profit_that_the_product_expects(viewer: Viewer, simulator: Simulator) -> None:
    technicians = [each for each in simulator.truth("employee_pay", viewer.shop) if each["canTech"]]
    for technician in technicians:
        simulator.set_pay(technician["id"], hourly_rate_cents=None)
    first, second = technicians[0]["id"], technicians[1]["id"]
    simulator.set_pay(first, hourly_rate_cents=3_500)
    simulator.set_pay(second, hourly_rate_cents=4_200)
    orders = [simulator.put_order(order) for order in worked_example(viewer.shop, first, second)]

    shown = [await viewer.found(f"repair-order/{order['id']}/profit/labor") for order in orders]

    assert sum(each["laborProfit"]["cost"] for each in shown) == 16_625
    beside = sum(order["feeTotal"] - order["discountTotal"] for order in orders)
    assert sum(each["totalProfit"]["profit"] for each in shown) + beside == 60_640
    assert shown[2]["totalProfit"]["margin"] == "NaN"
    report = await viewer.found("reporting/profit-details-report", shopIds=viewer.shop, size=500)
    mine = [row for row in report["content"] if row["repairOrderId"] in {order["id"] for order in orders}]
    assert sum(row["totalProfit"] for row in mine) == 60_640


async def test_without_any_rate_labor_costs_the_fixed_one(viewer: Viewer, simulator: Simulator) -> None:
    for each in simulator.truth("employee_pay", viewer.shop):
        simulator.set_pay(each["id"], hourly_rate_cents=None)
    (order, *_) = [simulator.put_order(order) for order in worked_example(viewer.shop, 1, 2)]

    shown = await viewer.found(f"repair-order/{order['id']}/profit/labor")

    assert shown["laborProfit"]["cost"] == 2_500 * 2 + 1_250


async def test_the_report_is_read_by_its_cursor(viewer: Viewer) -> None:
    found: list[int] = []
    after: dict[str, str] = {}
    for _ in range(100):
        page = await viewer.found("reporting/profit-details-report", size=7, sortOrder="ASC", **after)
        found += [row["repairOrderId"] for row in page["content"]]
        if not page["hasNext"]:
            break
        after = {"nextKeys": page["nextKeys"]}

    assert sorted(found) == sorted(order["id"] for order in viewer.posted())
    assert len(found) > 14


async def test_the_staff_is_listed_short_and_shown_with_pay_one_by_one(viewer: Viewer, simulator: Simulator) -> None:
    present = await viewer.found(f"shop/{viewer.shop}/employees-lite", size=500, status="ACTIVE")
    assert all("hourlyRate" not in each for each in present)
    details = [await viewer.found(f"shop/{viewer.shop}/employee/{each['id']}") for each in present]
    assert details == simulator.truth("employee_pay", viewer.shop)
    assert {each["employeePayType"]["code"] for each in details if each["employeePayType"]} >= {"HOURLY", "SALARY"}
    ids = [each["id"] for each in present]
    shown, hidden = next(each for each in ids if each % 3), next(each for each in ids if each % 3 == 0)
    for each in (shown, hidden):
        simulator.business.dismiss(each)

    left = await viewer.found(f"shop/{viewer.shop}/employees-lite", status="INACTIVE")

    assert [each["id"] for each in left] == sorted((shown, hidden))
    assert (await viewer.found(f"shop/{viewer.shop}/employee/{shown}"))["disabled"] is True
    assert (await viewer.get(f"shop/{viewer.shop}/employee/{hidden}")).status_code == 404


def test_pay_is_the_same_for_the_same_seed_and_changes_nothing_else() -> None:
    first, second = (create_simulator(seed=4, orders=40) for _ in range(2))
    pay = first.truth("employee_pay")
    first.truth("vendor_profits")

    assert pay == second.truth("employee_pay")
    assert pay != create_simulator(seed=5, orders=40).truth("employee_pay")
    first.live(50)
    second.live(50)
    assert first.truth_bytes("repair_orders") == second.truth_bytes("repair_orders")
    assert b"hourlyRate" not in first.truth_bytes("employees")

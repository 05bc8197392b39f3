"""Paging, ordering and every filter of the lists, compared with the truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from daysheet.vendors.tekmetric.simulator import FaultProfile, Simulator
from tests.vendors.tekmetric.simulator.caller import Caller

Record = dict[str, Any]
SHOP = 90417
STREAMS = ("customers", "vehicles", "repair-orders", "jobs", "employees", "appointments")


def ids_where(simulator: Simulator, stream: str, test: Callable[[Record], bool], shop: int | None = SHOP) -> list[int]:
    return [row["id"] for row in simulator.truth(stream, shop) if test(row)]


def is_alive(row: Record) -> bool:
    return row.get("deletedDate") is None


async def test_shops_come_as_a_bare_array(simulator: Simulator, caller: Caller) -> None:
    assert (await caller.get("shops")).json() == simulator.truth("shops")
    assert (await caller.get(f"shops/{SHOP}")).json() == simulator.truth("shops")[0]


@pytest.mark.parametrize("path", STREAMS)
async def test_a_whole_list_is_the_truth_byte_for_byte(simulator: Simulator, caller: Caller, path: str) -> None:
    stream = path.replace("-", "_")
    simulator.faults = FaultProfile(deleted_in_plain_lists=True)

    for shop in simulator.shop_ids:
        assert await caller.rows(path, shop=shop, sort="id,asc") == simulator.truth(stream, shop)
    assert await caller.rows(path) == simulator.truth(stream)
    whole = await caller.get(path, size=100, shop=SHOP)
    assert simulator.truth_bytes(stream, SHOP)[1:-1].startswith(
        whole.content.removeprefix(b'{"content":[').split(b'],"pageable"')[0]
    )


@pytest.mark.parametrize("path", STREAMS)
async def test_a_single_object_is_its_row(simulator: Simulator, caller: Caller, path: str) -> None:
    record = simulator.truth(path.replace("-", "_"), SHOP)[3]

    assert (await caller.get(f"{path}/{record['id']}")).json() == record
    assert (await caller.get(f"{path}/{record['id']}", shop=SHOP)).json() == record


async def test_ten_rows_are_the_default_and_a_hundred_the_most(caller: Caller) -> None:
    small = await caller.page("jobs")
    large = await caller.page("jobs", size=5_000)

    assert (small["size"], small["numberOfElements"], small["number"]) == (10, 10, 0)
    assert (large["size"], large["numberOfElements"]) == (100, 100)


async def test_pages_join_without_gap_or_overlap(simulator: Simulator, caller: Caller) -> None:
    numbers = await caller.ids("repair-orders", size=7, shop=SHOP)

    assert numbers == ids_where(simulator, "repair_orders", is_alive)


async def test_a_page_beyond_the_end_is_empty(caller: Caller) -> None:
    page = await caller.page("customers", page=900)

    assert (page["content"], page["empty"], page["last"]) == ([], True, True)
    assert page["totalElements"] > 0


@pytest.mark.parametrize(
    ("path", "params", "value_of"),
    [
        (
            "repair-orders",
            {"sort": "repairOrderNumber", "sortDirection": "DESC"},
            lambda row: -row["repairOrderNumber"],
        ),
        ("repair-orders", {"sort": "createdDate,asc"}, lambda row: row["createdDate"]),
        (
            "customers",
            {"sort": "lastName,firstName"},
            lambda row: (row["lastName"] is not None, row["lastName"] or "", row["firstName"]),
        ),
        ("jobs", {"sort": "authorizedDate"}, lambda row: row["authorizedDate"] or ""),
        ("jobs", {"sort": "id,desc"}, lambda row: -row["id"]),
        ("inventory", {"sort": "partNumber", "shop": SHOP, "partTypeId": 1}, lambda row: row["partNumber"] or ""),
    ],
)
async def test_both_spellings_of_sort_order_a_list(
    caller: Caller, path: str, params: dict[str, Any], value_of: Callable[[Record], Any]
) -> None:
    values = [value_of(row) for row in await caller.rows(path, **params)]

    assert len(set(values)) > 3
    assert values == sorted(values)


async def test_orders_are_sorted_by_the_name_of_their_customer(simulator: Simulator, caller: Caller) -> None:
    names = {row["id"]: row["lastName"] for row in simulator.truth("customers")}

    rows = await caller.rows("repair-orders", sort="customer.lastName")

    sorted_names = [names.get(row["customerId"]) or "" for row in rows]
    assert sorted_names == sorted(sorted_names)


async def test_an_unknown_property_to_sort_by_is_refused(caller: Caller) -> None:
    assert (await caller.get("jobs", sort="moonPhase")).status_code == 400


async def test_unknown_parameters_are_ignored(caller: Caller) -> None:
    plain = await caller.page("repair-orders")

    assert await caller.page("repair-orders", updatedAfter="2026-01-01", colour="red") == plain


WINDOWS = [
    ("customers", "updatedDateStart", "updatedDateEnd", "updatedDate"),
    ("vehicles", "updatedDateStart", "updatedDateEnd", "updatedDate"),
    ("employees", "updatedDateStart", "updatedDateEnd", "updatedDate"),
    ("repair-orders", "start", "end", "createdDate"),
    ("repair-orders", "updatedDateStart", "updatedDateEnd", "updatedDate"),
    ("repair-orders", "postedDateStart", "postedDateEnd", "postedDate"),
    ("jobs", "updatedDateStart", "updatedDateEnd", "updatedDate"),
    ("jobs", "authorizedDateStart", "authorizedDateEnd", "authorizedDate"),
    ("appointments", "start", "end", "startTime"),
    ("appointments", "updatedDateStart", "updatedDateEnd", "updatedDate"),
]


@pytest.mark.parametrize(("path", "start", "end", "field"), WINDOWS)
async def test_a_window_includes_both_ends(
    simulator: Simulator, caller: Caller, path: str, start: str, end: str, field: str
) -> None:
    stream = path.replace("-", "_")
    hidden = {order["id"] for order in simulator.truth("repair_orders") if order["deletedDate"]}
    rows = [row for row in simulator.truth(stream, SHOP) if path == "appointments" or is_alive(row)]
    rows = [row for row in rows if row.get("repairOrderId") not in hidden]
    stamps = sorted(row[field] for row in rows if row[field])
    first, last = stamps[len(stamps) // 3], stamps[2 * len(stamps) // 3]

    found = await caller.ids(path, shop=SHOP, **{start: first, end: last})

    assert found == [row["id"] for row in rows if row[field] and first <= row[field] <= last]
    assert 0 < len(found) < len(rows)


@pytest.mark.parametrize(("path", "start", "end", "field"), WINDOWS)
async def test_a_bare_day_is_refused(caller: Caller, path: str, start: str, end: str, field: str) -> None:
    for name in (start, end):
        for value in ("2026-03-01", "2026-03-01T00:00:00", "yesterday"):
            answer = await caller.get(path, **{name: value})
            assert answer.status_code == 400
            assert answer.json()["type"] == "ERROR"


async def test_a_window_understands_offsets_and_fractions(simulator: Simulator, caller: Caller) -> None:
    order = [row for row in simulator.truth("repair_orders", SHOP) if is_alive(row)][20]
    stamp = order["createdDate"]
    half_a_second_later = f"{stamp[:19]}.500+00:00"

    without = await caller.ids("repair-orders", shop=SHOP, start=half_a_second_later, end=stamp)
    with_it = await caller.ids("repair-orders", shop=SHOP, start=stamp, end=half_a_second_later)

    assert without == []
    assert with_it == [order["id"]]


@pytest.mark.parametrize("path", ["customers", "vehicles", "repair-orders"])
async def test_plain_lists_hide_deleted_rows_and_the_deleted_window_wins(
    simulator: Simulator, caller: Caller, path: str
) -> None:
    stream = path.replace("-", "_")
    simulator.live(400)
    deleted = ids_where(simulator, stream, lambda row: not is_alive(row), shop=None)
    assert deleted

    plain = await caller.ids(path)
    alone = await caller.ids(path, deletedDateStart="2020-01-01T00:00:00Z")
    mixed = await caller.ids(
        path,
        deletedDateStart="2020-01-01T00:00:00Z",
        updatedDateStart="2099-01-01T00:00:00Z",
        start="2099-01-01T00:00:00Z",
    )

    assert plain == ids_where(simulator, stream, is_alive, shop=None)
    assert alone == deleted
    assert mixed == deleted


async def test_a_deleted_window_ends_where_it_says(simulator: Simulator, caller: Caller) -> None:
    stamps = sorted(row["deletedDate"] for row in simulator.truth("repair_orders") if row["deletedDate"])

    found = await caller.rows("repair-orders", deletedDateStart=stamps[2], deletedDateEnd=stamps[5])

    assert sorted(row["deletedDate"] for row in found) == stamps[2:6]


async def test_deleted_orders_can_be_asked_for_by_status(simulator: Simulator, caller: Caller) -> None:
    found = await caller.ids("repair-orders", repairOrderStatusId=7)

    assert found == ids_where(simulator, "repair_orders", lambda row: not is_alive(row), shop=None)


async def test_a_list_of_states_repeats_its_key(simulator: Simulator, caller: Caller) -> None:
    def is_invoiced(row: Record) -> bool:
        return row["repairOrderStatus"]["id"] in (5, 6)

    found = await caller.ids("repair-orders", shop=SHOP, repairOrderStatusId=[5, 6])
    jobs = await caller.rows("jobs", shop=SHOP, repairOrderStatusId=[5, 6])

    assert found == ids_where(simulator, "repair_orders", is_invoiced)
    assert {job["repairOrderId"] for job in jobs} <= set(found)
    assert len(jobs) == sum(len(row["jobs"]) for row in simulator.truth("repair_orders", SHOP) if is_invoiced(row))


@pytest.mark.parametrize(
    ("path", "name", "field"),
    [
        ("repair-orders", "customerId", "customerId"),
        ("repair-orders", "vehicleId", "vehicleId"),
        ("repair-orders", "repairOrderNumber", "repairOrderNumber"),
        ("jobs", "repairOrderId", "repairOrderId"),
        ("jobs", "customerId", "customerId"),
        ("jobs", "vehicleId", "vehicleId"),
        ("vehicles", "customerId", "customerId"),
        ("appointments", "customerId", "customerId"),
        ("appointments", "vehicleId", "vehicleId"),
    ],
)
async def test_a_list_is_narrowed_to_one_thing(
    simulator: Simulator, caller: Caller, path: str, name: str, field: str
) -> None:
    simulator.faults = FaultProfile(deleted_in_plain_lists=True)
    wanted = next(row[field] for row in simulator.truth(path.replace("-", "_"), SHOP)[5:] if row[field])

    found = await caller.ids(path, **{name: wanted})

    assert found == ids_where(simulator, path.replace("-", "_"), lambda row: row[field] == wanted, shop=None)
    assert found


@pytest.mark.parametrize(
    ("name", "value"), [("customerId", "x"), ("shop", "1.5"), ("page", "one"), ("customerId", "9" * 30)]
)
async def test_a_number_that_is_none_is_refused(caller: Caller, name: str, value: str) -> None:
    assert (await caller.get("repair-orders", **{name: value})).status_code == 400


async def test_jobs_are_found_by_their_decision(simulator: Simulator, caller: Caller) -> None:
    simulator.faults = FaultProfile(deleted_in_plain_lists=True)

    for word, decision in (("true", True), ("false", False)):
        found = await caller.ids("jobs", authorized=word)
        assert found == [row["id"] for row in simulator.truth("jobs") if row["authorized"] is decision]
    assert (await caller.get("jobs", authorized="maybe")).status_code == 400


async def test_customers_are_found_by_kind_consent_and_credit(simulator: Simulator, caller: Caller) -> None:
    simulator.faults = FaultProfile(deleted_in_plain_lists=True)

    assert await caller.ids("customers", customerTypeId=2, shop=SHOP) == ids_where(
        simulator, "customers", lambda row: row["customerType"]["id"] == 2
    )
    for name in ("okForMarketing", "eligibleForAccountsReceivable"):
        found = await caller.ids("customers", shop=SHOP, **{name: "true"})
        assert found == [row["id"] for row in simulator.truth("customers", SHOP) if row[name] is True]


async def test_search_looks_into_names_numbers_and_vehicles(simulator: Simulator, caller: Caller) -> None:
    vehicle = next(
        row for row in simulator.truth("vehicles", SHOP) if is_alive(row) and "TESTV1N" in (row["vin"] or "")
    )
    customer = next(row for row in simulator.truth("customers", SHOP) if is_alive(row) and row["phone"])
    order = next(row for row in simulator.truth("repair_orders", SHOP) if is_alive(row) and row["customerId"])
    owner = next(row for row in simulator.truth("customers", SHOP) if row["id"] == order["customerId"])
    employee = simulator.truth("employees", SHOP)[0]

    assert await caller.ids("vehicles", search=vehicle["vin"].lower()) == [vehicle["id"]]
    assert customer["id"] in await caller.ids("customers", search=customer["phone"][0]["number"])
    assert customer["id"] in await caller.ids("customers", search=customer["firstName"].upper())
    assert order["id"] in await caller.ids("repair-orders", search=str(order["repairOrderNumber"]))
    assert order["id"] in await caller.ids("repair-orders", search=owner["firstName"])
    assert employee["id"] in await caller.ids("employees", search=employee["firstName"])
    assert await caller.ids("customers", search="nobody has this name") == []


async def test_appointments_show_deleted_ones_unless_told_otherwise(simulator: Simulator, caller: Caller) -> None:
    every = ids_where(simulator, "appointments", lambda row: True, shop=None)
    alive = ids_where(simulator, "appointments", is_alive, shop=None)
    assert alive != every

    assert await caller.ids("appointments") == every
    assert await caller.ids("appointments", includeDeleted="true") == every
    assert await caller.ids("appointments", includeDeleted="false") == alive


async def test_canned_jobs_are_found_by_category_rate_and_name(simulator: Simulator, caller: Caller) -> None:
    canned = simulator.truth("canned_jobs", SHOP)
    rate = canned[0]["laborRates"][0]

    assert await caller.ids("canned-jobs", shop=SHOP, categories=["OIL", "BRAKES"]) == [
        row["id"] for row in canned if row["jobCategoryCode"] in ("OIL", "BRAKES")
    ]
    assert await caller.ids("canned-jobs", shop=SHOP, categories="Unassigned") == [
        row["id"] for row in canned if row["jobCategoryCode"] is None
    ]
    assert await caller.ids("canned-jobs", shop=SHOP, rates=str(rate)) == [
        row["id"] for row in canned if rate in row["laborRates"]
    ]
    without_rate = [row["id"] for row in canned if not row["laborRates"]]
    assert without_rate
    assert await caller.ids("canned-jobs", shop=SHOP, rates="None") == without_rate
    assert await caller.ids("canned-jobs", shop=SHOP, search="synthetic") == [
        row["id"] for row in canned if "Synthetic" in row["name"]
    ]


async def test_inventory_needs_a_shop_and_a_part_type(simulator: Simulator, caller: Caller) -> None:
    parts = simulator.truth("inventory", SHOP)

    assert (await caller.get("inventory", shop=SHOP)).status_code == 400
    assert (await caller.get("inventory", partTypeId=1)).status_code == 400
    for part_type in (1, 2, 5):
        assert await caller.ids("inventory", shop=SHOP, partTypeId=part_type) == [
            part["id"] for part in parts if part["partTypeId"] == part_type
        ]
    assert await caller.ids("inventory", shop=SHOP, partTypeId=1, partNumbers=["SW-77", "KB-1180"]) == [
        part["id"] for part in parts if part["partNumber"] in ("SW-77", "KB-1180")
    ]
    assert len(await caller.ids("inventory", shop=SHOP, partTypeId=2, tireSize="225/50R17")) == 1
    assert len(await caller.ids("inventory", shop=SHOP, partTypeId=2, width="225", ratio=45, diameter=17)) == 1


async def test_employees_have_neither_shop_nor_deletion(simulator: Simulator, caller: Caller) -> None:
    for employee in await caller.rows("employees"):
        assert "shopId" not in employee
        assert "deletedDate" not in employee
    assert await caller.ids("employees", deletedDateStart="2020-01-01T00:00:00Z") == ids_where(
        simulator, "employees", lambda row: True, shop=None
    )


async def test_a_list_without_a_shop_covers_the_scope(simulator: Simulator, caller: Caller) -> None:
    everything = await caller.ids("repair-orders")
    simulator.remove_shop(90418)
    less = await caller.ids("repair-orders")

    assert len(everything) > len(less)
    assert less == sorted(
        ids_where(simulator, "repair_orders", is_alive, 90417) + ids_where(simulator, "repair_orders", is_alive, 90419)
    )

"""Answers the vendor's lists: which filters each stream has, which orderings, and one page of the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from daysheet.simulation.pages import Page, SortKey
from daysheet.vendors.tekmetric.simulator.business import Business
from daysheet.vendors.tekmetric.simulator.queries import (
    BadParameterError,
    Predicate,
    Query,
    contains,
    equals,
    one_of,
    window,
)
from daysheet.vendors.tekmetric.simulator.rows import Record, Table

STAMP_ATTRIBUTES = {
    "id": "id",
    "createdDate": "created",
    "updatedDate": "updated",
    "deletedDate": "deleted",
    "postedDate": "posted",
    "authorizedDate": "authorized_at",
    "repairOrderNumber": "number",
    "startTime": "start",
}


@dataclass(frozen=True)
class Listing:
    """One list of the vendor: its table, its orderings, and how its parameters become tests."""

    table: Callable[[Business], Table[Any]]
    sorts: tuple[str, ...]
    tests: Callable[[Business, Query], Sequence[Predicate | None]]
    deleted_window: Callable[[Query], Predicate | None] = field(default=lambda query: None)
    shows_deleted: Callable[[Query], bool] = field(default=lambda query: False)


@dataclass(frozen=True)
class View:
    """How the vendor looks at its lists just now: with deleted rows in plain lists, and as they stood at an instant."""

    with_deleted: bool = False
    as_of: float | None = None


def listed_page(business: Business, listing: Listing, shop_ids: Sequence[int], query: Query, view: View) -> Page:
    """Return one page of a list over some shops."""
    request = query.page()
    _check_sort(listing, request.sort)
    tests = _tests(business, listing, query)
    with_deleted = view.with_deleted or listing.shows_deleted(query) or listing.deleted_window(query) is not None
    table = listing.table(business)
    first = request.number * request.size
    in_id_order = request.sort in ((), (SortKey("id"),))
    if not tests and in_id_order and view.as_of is None:
        ids = table.ids_of(shop_ids, with_deleted=with_deleted)
        found = [table.get(row_id) for row_id in ids[first : first + request.size]]
        return Page([row.json() for row in found if row], request.number, request.size, len(ids), request.sort)
    if view.as_of is None:
        rows = table.rows(shop_ids, with_deleted=with_deleted)
    else:
        rows = table.rows_as_of(view.as_of, shop_ids, with_deleted=with_deleted)
    for test in tests:
        rows = [row for row in rows if test(row)]
    for key in reversed(request.sort):
        rows = _sorted(business, rows, key)
    chosen = rows[first : first + request.size]
    return Page([row.json() for row in chosen], request.number, request.size, len(rows), request.sort)


def _tests(business: Business, listing: Listing, query: Query) -> list[Predicate]:
    """When a deleted window is given it wins: windows on other dates are dropped, and only deleted rows remain."""
    deleted = listing.deleted_window(query)
    if deleted is not None:
        query = query.without_windows()
    tests = [test for test in listing.tests(business, query) if test is not None]
    return [deleted, *tests] if deleted is not None else tests


def _check_sort(listing: Listing, sort: Iterable[SortKey]) -> None:
    for key in sort:
        if key.property not in ("id", "createdDate", "updatedDate", *listing.sorts):
            raise BadParameterError("sort", key.property)


def _sorted(business: Business, rows: list[Any], key: SortKey) -> list[Any]:
    attribute = STAMP_ATTRIBUTES.get(key.property)
    value_of: Callable[[Any], Any]
    if attribute is not None:
        value_of = attrgetter(attribute)
    elif key.property.startswith("customer."):
        value_of = _customer_field(business, key.property.removeprefix("customer."))
    else:
        value_of = _record_field(key.property)

    def ordered(row: Any) -> tuple[bool, Any]:
        value = value_of(row)
        return (value is not None, "" if value is None else value)

    return sorted(rows, key=ordered, reverse=key.descending)


def _record_field(name: str) -> Callable[[Any], Any]:
    name = "jobCategoryCode" if name == "jobCategory" else name
    return lambda row: row.record()[name]


def _customer_field(business: Business, name: str) -> Callable[[Any], Any]:
    def value(row: Any) -> Any:
        customer = None if row.customer_id is None else business.customers.get(row.customer_id)
        return None if customer is None else customer.record()[name]

    return value


def _flag_test(query: Query, name: str) -> Predicate | None:
    wanted = query.flag(name)
    return None if wanted is None else lambda row: row.record()[name] is wanted


def _deleted_window(query: Query) -> Predicate | None:
    return window(query, "deletedDateStart", "deletedDateEnd", "deleted")


def _updated_window(query: Query) -> Predicate | None:
    return window(query, "updatedDateStart", "updatedDateEnd", "updated")


def _customer_tests(business: Business, query: Query) -> list[Predicate | None]:
    kind = query.integer("customerTypeId")
    return [
        _updated_window(query),
        None if kind is None else lambda row: row.record()["customerType"]["id"] == kind,
        _flag_test(query, "okForMarketing"),
        _flag_test(query, "eligibleForAccountsReceivable"),
        _search(query, _customer_texts),
    ]


def _search(query: Query, texts: Callable[[Record], Sequence[object]]) -> Predicate | None:
    wanted = query.text("search")
    return None if wanted is None else contains(wanted, texts)


def _customer_texts(record: Record) -> list[object]:
    names = f"{record['firstName'] or ''} {record['lastName'] or ''}"
    return [names, record["email"], *(phone["number"] for phone in record["phone"])]


def _vehicle_texts(record: Record) -> list[object]:
    return [f"{record['year'] or ''} {record['make']} {record['model']}", record["vin"]]


def _vehicle_tests(business: Business, query: Query) -> list[Predicate | None]:
    return [_updated_window(query), equals(query, "customerId", "customer_id"), _search(query, _vehicle_texts)]


def _order_search(business: Business, query: Query) -> Predicate | None:
    wanted = query.text("search")
    if wanted is None:
        return None
    names_it, shows_it = contains(wanted, _customer_texts), contains(wanted, _vehicle_texts)
    customers = {row.id for row in business.customers if names_it(row)}
    vehicles = {row.id for row in business.vehicles if shows_it(row)}
    return lambda row: wanted in str(row.number) or row.customer_id in customers or row.vehicle_id in vehicles


def _order_tests(business: Business, query: Query) -> list[Predicate | None]:
    return [
        window(query, "start", "end", "created"),
        window(query, "postedDateStart", "postedDateEnd", "posted"),
        _updated_window(query),
        equals(query, "repairOrderNumber", "number"),
        one_of(query, "repairOrderStatusId", "status_id"),
        equals(query, "customerId", "customer_id"),
        equals(query, "vehicleId", "vehicle_id"),
        _order_search(business, query),
    ]


def _job_tests(business: Business, query: Query) -> list[Predicate | None]:
    authorized = query.flag("authorized")
    return [
        equals(query, "vehicleId", "vehicle_id"),
        equals(query, "repairOrderId", "repair_order_id"),
        equals(query, "customerId", "customer_id"),
        None if authorized is None else lambda row: row.authorized is authorized,
        window(query, "authorizedDateStart", "authorizedDateEnd", "authorized_at"),
        _updated_window(query),
        one_of(query, "repairOrderStatusId", "status_id"),
    ]


def _employee_tests(business: Business, query: Query) -> list[Predicate | None]:
    def texts(record: Record) -> list[object]:
        return [f"{record['firstName'] or ''} {record['lastName'] or ''}", record["email"]]

    return [_updated_window(query), _search(query, texts)]


def _appointment_tests(business: Business, query: Query) -> list[Predicate | None]:
    return [
        equals(query, "customerId", "customer_id"),
        equals(query, "vehicleId", "vehicle_id"),
        window(query, "start", "end", "start"),
        _updated_window(query),
    ]


def _canned_job_tests(business: Business, query: Query) -> list[Predicate | None]:
    categories, rates = set(query.words("categories")), set(query.words("rates"))

    def has_category(row: Any) -> bool:
        return (row.record()["jobCategoryCode"] or "Unassigned") in categories

    def has_rate(row: Any) -> bool:
        return bool(rates & {str(rate) for rate in row.record()["laborRates"] or ("None",)})

    return [
        has_category if categories else None,
        has_rate if rates else None,
        _search(query, lambda record: [record["name"]]),
    ]


def _inventory_tests(business: Business, query: Query) -> list[Predicate | None]:
    for name in ("shop", "partTypeId"):
        if query.integer(name) is None:
            raise BadParameterError(name, "")
    tests: list[Predicate | None] = [_record_equals("partTypeId", query.text("partTypeId"))]
    tests += [_record_equals(name, query.text(name)) for name in ("width", "ratio", "diameter")]
    numbers = set(query.words("partNumbers"))
    tests.append((lambda row: row.record()["partNumber"] in numbers) if numbers else None)
    tire_size = query.text("tireSize")
    tests.append(None if tire_size is None else lambda row: _tire_size(row.record()) == tire_size)
    return tests


def _record_equals(name: str, wanted: str | None) -> Predicate | None:
    return None if wanted is None else lambda row: str(row.record()[name]) == wanted


def _tire_size(record: Record) -> str:
    return f"{record['width']}/{record['ratio']}R{record['diameter']}"


def _asks_for_deleted_orders(query: Query) -> bool:
    return 7 in query.integers("repairOrderStatusId")


LISTINGS = {
    "customers": Listing(
        attrgetter("customers"), ("lastName", "firstName", "email"), _customer_tests, deleted_window=_deleted_window
    ),
    "vehicles": Listing(
        attrgetter("vehicles"), ("year", "make", "model"), _vehicle_tests, deleted_window=_deleted_window
    ),
    "repair-orders": Listing(
        attrgetter("repair_orders"),
        ("repairOrderNumber", "customer.firstName", "customer.lastName", "postedDate"),
        _order_tests,
        deleted_window=_deleted_window,
        shows_deleted=_asks_for_deleted_orders,
    ),
    "jobs": Listing(attrgetter("jobs"), ("authorizedDate",), _job_tests),
    "employees": Listing(attrgetter("employees"), ("firstName", "lastName"), _employee_tests),
    "appointments": Listing(
        attrgetter("appointments"),
        ("startTime",),
        _appointment_tests,
        shows_deleted=lambda query: query.flag("includeDeleted") is not False,
    ),
    "canned-jobs": Listing(attrgetter("canned_jobs"), ("jobCategory", "jobCategoryCode", "name"), _canned_job_tests),
    "inventory": Listing(attrgetter("inventory"), ("name", "brand", "partNumber"), _inventory_tests),
}

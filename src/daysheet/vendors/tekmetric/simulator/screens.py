"""
The shop screens: what the vendor's own web pages ask for, under ``/api`` without a version.

Nobody promised any of it. A token that is missing, forged or expired gets 401, a cookie alone as well; another
shop than the token's gets 403 (invented). Switched off, every path answers a page that is not there, as paths
have vanished before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from daysheet.simulation.clock import instant_seconds
from daysheet.vendors.tekmetric.simulator import screen_views
from daysheet.vendors.tekmetric.simulator.money import (
    ACCOUNTS_RECEIVABLE,
    COMPLETE,
    ESTIMATE,
    POSTED,
    WORK_IN_PROGRESS,
)
from daysheet.vendors.tekmetric.simulator.profits import profit_of
from daysheet.vendors.tekmetric.simulator.queries import Query, window
from daysheet.vendors.tekmetric.simulator.refusals import forbidden, json_response, not_found
from daysheet.vendors.tekmetric.simulator.rows import Record, RepairOrderRow, Row
from daysheet.vendors.tekmetric.simulator.state import Vendor

Handler = Callable[[Request], Awaitable[Response]]
TOKEN_HEADER = "x-auth-token"  # noqa: S105  the name of a header, not a token
BOARDS = {
    "ACTIVE": (ESTIMATE, WORK_IN_PROGRESS, COMPLETE),
    "COMPLETE": (COMPLETE,),
    "POSTED": (POSTED, ACCOUNTS_RECEIVABLE),
}
BOARD_DAYS = 31
BOARD_ROWS_MAX = 80
BOARD_PAGE_ROWS = 50
REPORT_PAGE_ROWS = 100
# One in three of those who left is not shown any more: some deleted ids answer 404.
FORGOTTEN_ONE_IN = 3


def screen_routes(vendor: Vendor) -> list[Route]:
    """Return the routes of the shop screens; the gate has looked at the token already."""
    return [
        Route("/api/token/shop/{shop:int}", _renew(vendor)),
        Route("/api/shop/{shop:int}/job-board-group-by", _board(vendor)),
        Route("/api/shop/{shop:int}/repair-order/{id:int}", _order(vendor, screen_views.header)),
        Route("/api/repair-order/{id:int}", _short_header(vendor)),
        Route("/api/repair-order/{id:int}/estimate", _order(vendor, screen_views.estimate)),
        Route("/api/repair-order/{id:int}/profit/labor", _profit(vendor)),
        Route("/api/shop/{shop:int}/employees-lite", _employees(vendor)),
        Route("/api/shop/{shop:int}/employee/{id:int}", _employee(vendor)),
        Route("/api/reporting/profit-details-report", _report(vendor)),
    ]


def _own_shop(vendor: Vendor, request: Request) -> int:
    """Return the shop of the token; refuses a path that names another one."""
    claims = vendor.sessions.claims(request.headers.get(TOKEN_HEADER))
    assert claims is not None, "the gate let it through"
    shop_id: int = claims["shopId"]
    if request.path_params.get("shop", shop_id) != shop_id:
        raise forbidden(vendor, request.path_params["shop"])
    return shop_id


def _renew(vendor: Vendor) -> Handler:
    async def renew(request: Request) -> Response:
        claims = vendor.sessions.claims(request.headers.get(TOKEN_HEADER))
        shop_id = request.path_params["shop"]
        if claims is None or shop_id not in vendor.business.shops:
            raise forbidden(vendor, shop_id)
        return json_response({"token": vendor.sessions.renewed(claims, shop_id)})

    return renew


def _board(vendor: Vendor) -> Handler:
    async def board(request: Request) -> Response:
        query = Query(request.url.query)
        rows = _recent(vendor, _own_shop(vendor, request), BOARDS[query.text("board") or "ACTIVE"])
        if query.text("view") != "column":
            start = BOARD_PAGE_ROWS * (query.integer("page") or 0)
            rows = rows[start : start + BOARD_PAGE_ROWS]
        return json_response([screen_views.board_row(vendor.business, row) for row in rows])

    return board


def _recent(vendor: Vendor, shop_id: int, statuses: Sequence[int]) -> list[RepairOrderRow]:
    since = vendor.clock.now() - BOARD_DAYS * 86_400
    rows = vendor.business.repair_orders.rows([shop_id], with_deleted=False)
    found = [row for row in rows if row.status_id in statuses and row.updated and instant_seconds(row.updated) >= since]
    return sorted(found, key=lambda row: (row.updated or "", row.id), reverse=True)[:BOARD_ROWS_MAX]


def _wanted(vendor: Vendor, request: Request) -> Record:
    shop_id = _own_shop(vendor, request)
    row = vendor.business.repair_orders.get(request.path_params["id"])
    if row is None or row.shop_id != shop_id or row.deleted is not None:
        raise not_found(vendor)
    return row.record()


def _order(vendor: Vendor, view: Callable[..., Record]) -> Handler:
    async def order(request: Request) -> Response:
        return json_response(view(vendor.business, _wanted(vendor, request)))

    return order


def _short_header(vendor: Vendor) -> Handler:
    async def short(request: Request) -> Response:
        order = _wanted(vendor, request)
        if order["repairOrderStatus"]["id"] == WORK_IN_PROGRESS and order["id"] % 2:
            raise not_found(vendor)
        return json_response(screen_views.header(vendor.business, order))

    return short


def _profit(vendor: Vendor) -> Handler:
    async def profit(request: Request) -> Response:
        return json_response(profit_of(vendor.business, vendor.payroll, _wanted(vendor, request)))

    return profit


def listed_staff(vendor: Vendor, shop_id: int, status: str) -> list[tuple[Row, bool]]:
    """Return the staff of a shop in order of their ids, each with whether they have left."""
    present = [(row, False) for row in vendor.business.employees.rows([shop_id])] if status != "INACTIVE" else []
    left = [(row, True) for row in vendor.business.former_employees.values() if row.shop_id == shop_id]
    return sorted(present + (left if status != "ACTIVE" else []), key=lambda each: each[0].id)


def is_forgotten(employee_id: int, *, is_gone: bool) -> bool:
    """Whether somebody is listed and yet not shown."""
    return is_gone and employee_id % FORGOTTEN_ONE_IN == 0


def _employees(vendor: Vendor) -> Handler:
    async def employees(request: Request) -> Response:
        query = Query(request.url.query)
        staff = listed_staff(vendor, _own_shop(vendor, request), query.text("status") or "ACTIVE")
        size = query.integer("size") or BOARD_PAGE_ROWS
        shown = [screen_views.lite_employee(row.record(), is_gone=is_gone) for row, is_gone in staff[:size]]
        return json_response(shown)

    return employees


def _employee(vendor: Vendor) -> Handler:
    async def employee(request: Request) -> Response:
        wanted = request.path_params["id"]
        for row, is_gone in listed_staff(vendor, _own_shop(vendor, request), "ALL"):
            if row.id == wanted and not is_forgotten(wanted, is_gone=is_gone):
                return json_response(screen_views.employee_detail(vendor.payroll, row.record(), is_gone=is_gone))
        raise not_found(vendor)

    return employee


def _report(vendor: Vendor) -> Handler:
    async def report(request: Request) -> Response:
        query = Query(request.url.query)
        shop_id = _own_shop(vendor, request)
        if query.integers("shopIds") not in ([], [shop_id]):
            raise forbidden(vendor, query.integers("shopIds")[0])
        is_inside = window(query, "start", "end", "posted") or (lambda row: True)
        rows = [
            row
            for row in vendor.business.repair_orders.rows([shop_id], with_deleted=False)
            if row.status_id in BOARDS["POSTED"] and is_inside(row)
        ]
        rows.sort(key=lambda row: (row.posted or "", row.id), reverse=(query.text("sortOrder") or "").upper() == "DESC")
        start = query.integer("nextKeys") or 0
        following = start + min(query.integer("size") or REPORT_PAGE_ROWS, REPORT_PAGE_ROWS)
        has_next = following < len(rows)
        content = [_reported(vendor, row.record()) for row in rows[start:following]]
        return json_response(
            {"content": content, "hasNext": has_next, "nextKeys": str(following) if has_next else None}
        )

    return report


def _reported(vendor: Vendor, order: Record) -> Record:
    profit = profit_of(vendor.business, vendor.payroll, order)
    sublets = [each for each in order["sublets"] if each["authorized"] is True]
    sublet_profit = sum(item["price"] - (item["cost"] or 0) for each in sublets for item in each["items"])
    labor_profit, total = profit["laborProfit"]["profit"], profit["totalProfit"]
    names = ("repairOrderNumber", "customerId", "vehicleId", "serviceWriterId", "postedDate")
    return {
        "repairOrderId": order["id"],
        **{name: order[name] for name in names},
        "laborProfit": labor_profit,
        "partsTotalProfit": total["profit"] - labor_profit - sublet_profit,
        "subletProfit": sublet_profit,
        "feesProfit": order["feeTotal"],
        "totalProfit": total["profit"] + order["feeTotal"] - order["discountTotal"],
        "totalProfitMargin": total["margin"],
    }


def screen_truth(vendor: Vendor, stream: str, shop_ids: Sequence[int]) -> bytes:
    """Return what the screens hold as a JSON array: the listed staff, their details, or profits of posted orders."""
    found: list[Any] = []
    for shop_id in shop_ids:
        found += _TRUTHS[stream](vendor, shop_id)
    return msgspec.json.encode(found)


def _true_staff(vendor: Vendor, shop_id: int) -> list[Record]:
    staff = listed_staff(vendor, shop_id, "ALL")
    return [screen_views.lite_employee(row.record(), is_gone=is_gone) for row, is_gone in staff]


def _true_pay(vendor: Vendor, shop_id: int) -> list[Record]:
    return [
        screen_views.employee_detail(vendor.payroll, row.record(), is_gone=is_gone)
        for row, is_gone in listed_staff(vendor, shop_id, "ALL")
        if not is_forgotten(row.id, is_gone=is_gone)
    ]


def _true_profits(vendor: Vendor, shop_id: int) -> list[Record]:
    rows = vendor.business.repair_orders.rows([shop_id], with_deleted=False)
    orders = [row.record() for row in rows if row.status_id in BOARDS["POSTED"]]
    return [{"id": order["id"], **profit_of(vendor.business, vendor.payroll, order)} for order in orders]


_TRUTHS: dict[str, Callable[[Vendor, int], list[Record]]] = {
    "screen_staff": _true_staff,
    "employee_pay": _true_pay,
    "vendor_profits": _true_profits,
}
SCREEN_STREAMS = tuple(_TRUTHS)

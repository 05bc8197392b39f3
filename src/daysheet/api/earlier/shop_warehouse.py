"""`/api/sync/…`: how the earlier shop warehouse was told to read."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.responses import Response

from daysheet.api.asking import Ask, Asking, routes
from daysheet.api.earlier.common import REASON, begin, connections_of, followed_by, need_key
from daysheet.api.earlier.shapes import SyncStarted
from daysheet.api.earlier_paths import SYNC
from daysheet.api.problems import Refused
from daysheet.core.vendor import Vendor
from daysheet.operations.entries.placing import locations
from daysheet.operations.runs.asked_runs import Asked
from daysheet.warehouse.connections import ConnectionRow

router = routes("earlier routes")
AFTER = [followed_by("/v1/connections")]
ORDERS = "repair_orders"

ShopId = Annotated[str | None, Query(max_length=64, description="Only the connection that reads this shop.")]
DaysBack = Annotated[int, Query(ge=0, le=3_650, description="What changed in so many days.")]
Board = Annotated[Literal["ACTIVE", "POSTED", "ALL"] | None, Query(description="Orders of every state are read.")]
Count = Annotated[int | None, Query(ge=1, description="All there are, are read.")]
StoreRaw = Annotated[bool | None, Query(description="What the vendor sent is kept as long as the server is set to.")]


@router.get(
    f"{SYNC}/employees",
    response_model=SyncStarted,
    status_code=202,
    summary="Read the employees",
    deprecated=True,
    dependencies=AFTER,
)
async def sync_employees(
    ask: Asking, shop_id: ShopId = None, limit: Count = None, store_raw: StoreRaw = None
) -> Response:
    """Ask that the employees be read."""
    return await _begin(ask, Asked(streams=("employees",)), shop_id, limit=limit, store_raw=store_raw)


@router.get(
    f"{SYNC}/customers",
    response_model=SyncStarted,
    status_code=202,
    summary="Read the customers",
    deprecated=True,
    dependencies=AFTER,
)
async def sync_customers(
    ask: Asking,
    shop_id: ShopId = None,
    days_back: DaysBack = 3,
    limit: Count = None,
    store_raw: StoreRaw = None,
) -> Response:
    """Ask that the customers of some days be read."""
    return await _begin(ask, _days(ask, "customers", days_back), shop_id, limit=limit, store_raw=store_raw)


@router.get(
    f"{SYNC}/vehicles",
    response_model=SyncStarted,
    status_code=202,
    summary="Read the vehicles",
    deprecated=True,
    dependencies=AFTER,
)
async def sync_vehicles(
    ask: Asking,
    shop_id: ShopId = None,
    days_back: DaysBack = 3,
    limit: Count = None,
    store_raw: StoreRaw = None,
) -> Response:
    """Ask that the vehicles of some days be read."""
    return await _begin(ask, _days(ask, "vehicles", days_back), shop_id, limit=limit, store_raw=store_raw)


@router.get(
    f"{SYNC}/repair-orders",
    response_model=SyncStarted,
    status_code=202,
    summary="Read the orders",
    deprecated=True,
    dependencies=AFTER,
)
async def sync_orders(
    ask: Asking,
    shop_id: ShopId = None,
    days_back: DaysBack = 3,
    board: Board = None,
    limit: Count = None,
    store_raw: StoreRaw = None,
) -> Response:
    """Ask that the orders of some days be read."""
    return await _begin(ask, _days(ask, ORDERS, days_back), shop_id, board=board, limit=limit, store_raw=store_raw)


@router.get(
    f"{SYNC}/repair-orders/{{ro_id}}",
    response_model=SyncStarted,
    status_code=202,
    summary="Read one order",
    deprecated=True,
    dependencies=AFTER,
)
async def sync_order(
    ask: Asking,
    ro_id: Annotated[str, Path(pattern=r"^[0-9]{1,18}$", description="The vendor's id of the order.")],
    shop_id: ShopId = None,
    store_raw: StoreRaw = None,
) -> Response:
    """Ask that one order be read, whenever it changed."""
    return await _begin(ask, Asked(streams=(ORDERS,), ids=(ro_id,), reason=REASON), shop_id, store_raw=store_raw)


@router.get(
    f"{SYNC}/full-backfill",
    response_model=SyncStarted,
    status_code=202,
    summary="Read everything",
    deprecated=True,
    dependencies=AFTER,
)
async def sync_everything(
    ask: Asking,
    shop_id: ShopId = None,
    days_back: Annotated[int | None, Query(ge=0, le=3_650, description="Only so many days.")] = None,
    board: Board = None,
    limit: Count = None,
    store_raw: StoreRaw = None,
) -> Response:
    """Ask that everything be read."""
    asked = Asked(full=True) if days_back is None else _days(ask, None, days_back)
    return await _begin(ask, asked, shop_id, board=board, limit=limit, store_raw=store_raw)


def _days(ask: Ask, stream: str | None, days_back: int) -> Asked:
    since = ask.office.clock().date() - timedelta(days=days_back)
    return Asked(streams=() if stream is None else (stream,), since=since)


async def _begin(ask: Ask, asked: Asked, shop_id: str | None, **ignored: object) -> Response:
    need_key(ask)
    ask.need_everywhere()
    rows = await connections_of(ask.office, ask.tenant, _reads_shops)
    if shop_id is not None:
        rows = await _of_shop(ask, rows, shop_id)
    wanted = Asked(streams=asked.streams, full=asked.full, since=asked.since, ids=asked.ids, reason=REASON)
    said = [name for name, value in ignored.items() if value is not None]
    return await begin(ask, rows, wanted, ignored=said)


async def _of_shop(ask: Ask, rows: list[ConnectionRow], shop_id: str) -> list[ConnectionRow]:
    names = {each["connection"] for each in await locations(ask.office, ask.tenant) if each["source_id"] == shop_id}
    found = [row for row in rows if row.name in names]
    if not found:
        raise Refused("nothing_here", "There is no such shop.")
    return found


def _reads_shops(vendor: Vendor) -> bool:
    return vendor.writes_into is None and vendor.has_stream(ORDERS)

"""Repair orders to be bent, as the vendor would send them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from daysheet.vendors.tekmetric.simulator import create_simulator
from tests.engine.storing import SHOP


@cache
def _model() -> str:
    simulator = create_simulator(seed=5, orders=40, calls_per_minute=0)
    orders = simulator.truth("repair_orders", simulator.shop_ids[0])
    richest = max(
        orders, key=lambda each: min(len(job.get("parts") or ()) for job in each["jobs"]) if each["jobs"] else -1
    )
    return json.dumps({**richest, "shopId": SHOP, "deletedDate": None})


def order(order_id: int, **changes: Any) -> dict[str, Any]:
    """Return an order with jobs, and parts in each of them."""
    found: dict[str, Any] = json.loads(_model())
    found |= {"id": order_id, "repairOrderNumber": order_id, **changes}
    return found


def raw(document: object) -> bytes:
    """Write a document as the vendor would."""
    return json.dumps(document).encode()

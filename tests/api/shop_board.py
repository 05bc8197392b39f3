"""The board of work in progress as tests ask for it, and orders for it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from daysheet.api.resources.board_shapes import WorkBoard
from daysheet.vendors.tekmetric.simulator import Job, Order, Part
from tests.api.front import Front
from tests.api.shaped import fits

BOARD: Final = "/v1/boards/work-in-progress"


async def board_of(front: Front, key: str, query: str = "") -> dict[str, Any]:
    """Return the board as a key sees it."""
    answer = await front.get(BOARD + query, key)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert fits(WorkBoard, found)
    return found


def shown_in(board: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the orders of a board in the form of the truth."""
    return {
        each["id"]: {
            "state": each["state"],
            "number": each["number"],
            "authorized": each["authorized"]["amount"],
            "pending": each["pending"]["amount"],
        }
        for each in board["orders"]
    }


def an_order(front: Front, status_id: int, shop: int = 0, **more: Any) -> Order:
    """Return an order with one authorized job of 250.00, opened an hour ago."""
    at = datetime.fromtimestamp(front.simulator.clock.now() - 3_600, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    jobs = more.pop("jobs", [Job(parts=[Part(retail_cents=25_000, cost_cents=0)])])
    shop_id = front.simulator.shop_ids[shop]
    return Order(shop_id=shop_id, status_id=status_id, last_status_id=2, created=at, jobs=jobs, **more)

"""What tests read in the page of a record, and the orders that they look at."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from tests.console.house import House


def invoiced(house: House, fits: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
    """Return an order that was invoiced and has approved labor, as the vendor has it."""
    return next(
        each
        for each in house.front.simulator.truth("repair_orders")
        if each["repairOrderStatus"]["id"] == 5
        and each["deletedDate"] is None
        and any(job["authorized"] and any(line["hours"] for line in job["labor"]) for job in each["jobs"])
        and fits(each)
    )


def path_of(order: dict[str, Any]) -> str:
    """Return the address of an order's page."""
    return f"/records/tekmetric.repair_orders/{order['shopId']}/{order['id']}"


def told(text: str) -> str:
    """Return what a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def differing(text: str) -> dict[str, tuple[str, str, str]]:
    """Return the facts that a page marks as different: then, now, and by how much."""
    found = {}
    for row in re.findall(r'<tr class="differs">(.*?)</tr>', text, re.DOTALL):
        name, *rest = (told(each) for each in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL))
        found[name] = (rest[0], rest[1], rest[2])
    return found


def shown(cents: int) -> str:
    """Return an amount as pages write it."""
    return f"{cents / 100:,.2f} USD"

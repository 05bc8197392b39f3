"""
The board of work in progress: every open order, what is in hand, what waits for an answer, and what left today.

The orders are those that the metrics W1 to W6 and C3 count (product.md 3.5).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from daysheet.core.errors import SettingWrong
from daysheet.core.vendor import Vendor
from daysheet.operations.boards.board_limits import STATES, Limits, limits_of, standing
from daysheet.operations.boards.board_places import chosen, freshness, money, oldest, total
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.work_in_progress import OpenWork, open_work

COUNTED: Final = ("late", "no_technician", "no_promise", "over_limit")
IN_SHOP: Final = ("in_progress", "work_done")
Row = dict[str, Any]


async def board(
    office: Office,
    tenant: Tenant,
    *,
    locations: Sequence[str] = (),
    states: Collection[str] = (),
    only: Collection[int] | None = None,
    sees_persons: bool = True,
) -> Row:
    """
    Return the board: orders, longest waiting first, with counters over all states and how fresh it is.

    *only* are the locations that may be seen; without *sees_persons* people have initials and no names. Raises
    `UnknownThing` for a wrong location, `SettingWrong` for a wrong state.
    """
    if wrong := sorted(set(states) - set(STATES)):
        raise SettingWrong(f"{wrong[0]!r} is no state of an order. States: {', '.join(STATES)}.")
    now = office.clock()
    places, limits = await chosen(office, tenant, locations, only), await limits_of(office, tenant)
    orders: list[Row] = []
    left: list[Row] = []
    fresh: list[Row] = []
    not_told: dict[str, str] = {}
    for vendor in office.vendors.values():
        mine = {row["source_id"]: row for row in places if row["vendor"] == vendor.name}
        if vendor.work is None or not mine:
            continue
        found = await open_work(office.database, tenant.tenant_id, vendor, list(mine), now)
        named = _names(found, sees_persons=sees_persons)
        orders += [_order(row, mine[str(row["location_key"])], vendor, named, limits, now) for row in found.orders]
        left += [_left(row, mine[str(row["location_key"])]) for row in found.left_today]
        fresh += await freshness(office, tenant, list(mine.values()), vendor.work.streams)
        not_told |= vendor.work.not_told
    orders.sort(key=lambda each: (each["age_since"], each["location"]["id"], each["id"]))
    return {
        "at": now,
        "as_of": oldest([each["as_of"] for each in fresh]),
        "counters": _counters(orders),
        "orders": [each for each in orders if not states or each["state"] in states],
        "left_today": left,
        "freshness": fresh,
        "not_told": not_told,
    }


def _order(
    row: Mapping[str, Any],
    place: Mapping[str, Any],
    vendor: Vendor,
    named: Callable[[str, Any], Row],
    limits: Limits,
    now: datetime,
) -> Row:
    """Return an open order; its age counts from the first authorized job (clock a), else from its making (c)."""
    key, currency, state = str(row["location_key"]), place["currency"], row["state"]
    since = row["first_authorized_at"] or row["created_at"]
    is_ready_unpaid = state == "work_done" and row["balance_cents"] > 0
    stands = standing(row, limits, now)
    flags = {
        "waiting_for_approval": row["pending_cents"] != 0,
        "late": row["is_late"],
        "ready_unpaid": is_ready_unpaid,
        "no_technician": state == "in_progress" and not row["technicians"],
        "no_promise": state == "in_progress" and row["promised_at"] is None,
        "over_limit": stands["is_over_limit"],
    }
    return {
        "id": row["id"],
        "number": row["number"],
        "source": {"vendor": vendor.name, "id": row["id"]},
        "location": _where(place),
        "car": {"year": row["car_year"], "make": row["car_make"], "model": row["car_model"]},
        "state": state,
        "vendor_state": row["vendor_state"],
        "label": row["label"],
        "advisor": None if row["advisor"] is None else named(key, row["advisor"]),
        "technicians": [named(key, each) for each in row["technicians"]],
        "created_at": row["created_at"],
        "age_since": since,
        "age_minutes": max(0, int((now - since).total_seconds() // 60)),
        "age_clock": "c" if row["first_authorized_at"] is None else "a",
        "authorized": money(row["authorized_cents"], currency),
        "pending": money(row["pending_cents"], currency),
        "balance": money(row["balance_cents"], currency),
        "promised_at": row["promised_at"],
        "is_late": row["is_late"],
        "is_ready_unpaid": is_ready_unpaid,
        **stands,
        "flags": [name for name, is_up in flags.items() if is_up],
        "updated_at": row["updated_at"],
    }


def _left(row: Mapping[str, Any], place: Mapping[str, Any]) -> Row:
    return {
        "id": row["id"],
        "number": row["number"],
        "location": _where(place),
        "car": {"year": row["car_year"], "make": row["car_make"], "model": row["car_model"]},
        "way": row["way"],
        "left_at": row["left_at"],
        "value": money(row["value_cents"], place["currency"]),
    }


def _where(place: Mapping[str, Any]) -> Row:
    return {"id": place["location_id"], "name": place["name"], "zone": place["time_zone"]}


def _names(found: OpenWork, *, sees_persons: bool) -> Callable[[str, Any], Row]:
    """Return what names a person of a location by the vendor's id: with initials, and a name where it may be seen."""

    def named(key: str, person: Any) -> Row:
        parts = found.people.get((key, person), ())
        return {
            "id": str(person),
            "initials": "".join(part[0] for part in parts).upper() or None,
            "name": " ".join(parts) or None if sees_persons else None,
        }

    return named


def _counters(orders: Sequence[Row]) -> Row:
    """Return how many there are of each kind; values have one amount for each currency."""
    in_shop = [each for each in orders if each["state"] in IN_SHOP]
    waiting = [each for each in orders if "waiting_for_approval" in each["flags"]]
    unpaid = [each for each in orders if each["is_ready_unpaid"]]
    flagged = {name: sum(name in each["flags"] for each in orders) for name in COUNTED}
    return {
        "in_shop": {
            "count": len(in_shop),
            "authorized": total([each["authorized"] for each in in_shop]),
            "pending": total([each["pending"] for each in in_shop]),
        },
        "estimates": len(orders) - len(in_shop),
        "waiting_for_approval": {"count": len(waiting), "value": total([each["pending"] for each in waiting])},
        "ready_unpaid": {"count": len(unpaid), "value": total([each["balance"] for each in unpaid])},
        **flagged,
    }

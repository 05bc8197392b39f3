"""One order as a program names it, by the vendor's id: its pictures, and a new one of it."""

from __future__ import annotations

from typing import Any, Final

from daysheet.core.errors import NotAllowed, UnknownThing
from daysheet.operations import auditing
from daysheet.operations.board_places import chosen, money
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.entered import Entered

# Of an order that one technician worked on, the profit tells what that one earns.
OF_PAY: Final = "gross_profit"


async def snapshots(
    office: Office, tenant: Tenant, order_id: str, only: frozenset[int] | None, *, sees_persons: bool
) -> dict[str, Any]:
    """Return the pictures of an order and its corrections, newest first; raises `UnknownThing`."""
    here, number = await _seen(office, tenant, order_id, only)
    said, currency = {"order_id": int(order_id)}, here.location["currency"]

    def told(row: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in row.items():
            if not name.endswith("_cents"):
                found[name] = value
            elif name.startswith(OF_PAY) and not sees_persons:
                found[name.removesuffix("_cents")] = None
            else:
                found[name.removesuffix("_cents")] = None if value is None else money(int(value), currency)
        return found

    return {
        "order": {"id": order_id, "number": number},
        "location": {"id": here.location["location_id"], "name": here.location["name"]},
        "snapshots": [told(row) for row in await here.ask("list_snapshots", said)],
        "corrections": [told(row) for row in await here.ask("list_corrections", said)],
    }


async def take_snapshot(
    office: Office, tenant: Tenant, order_id: str, only: frozenset[int] | None, *, actor: str
) -> None:
    """Keep an order as it stands now; raises `UnknownThing`."""
    here, _ = await _seen(office, tenant, order_id, only)
    await here.look_again(office.clock(), [order_id], "manual")
    await auditing.note(office, tenant.tenant_id, actor, "snapshot.taken", f"order {order_id}")


async def _seen(office: Office, tenant: Tenant, order_id: str, only: frozenset[int] | None) -> tuple[Entered, str]:
    """Return where an order is that may be seen, and its number; one that may not is as unknown as none."""
    found: list[tuple[Entered, str]] = []
    for place in await chosen(office, tenant, only=only):
        vendor = office.vendors.get(place["vendor"])
        if vendor is not None and vendor.takes_entries:
            here = Entered(database=office.database, vendor=vendor, tenant_id=tenant.tenant_id, location=place)
            rows = await here.ask("find_orders", {"word": order_id})
            found += [(here, str(row["name"])) for row in rows if str(row["id"]) == order_id]
    if not found:
        raise UnknownThing("There is no such order.")
    if len(found) > 1:
        raise NotAllowed("Two locations have an order of that id; nothing tells which one is meant.")
    return found[0]

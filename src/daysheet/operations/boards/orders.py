"""One order as a program names it, by the vendor's id: its pictures, and a new one of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from daysheet.core.errors import NotAllowed, UnknownThing
from daysheet.core.vendor import Vendor
from daysheet.operations.boards.board_places import chosen, money
from daysheet.operations.identity import auditing
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
    told = partial(_told, currency=currency, sees_persons=sees_persons)
    return {
        "order": {"id": order_id, "number": number},
        "location": {"id": here.location["location_id"], "name": here.location["name"]},
        "snapshots": [told(row) for row in await here.ask("list_snapshots", said)],
        "corrections": [told(row) for row in await here.ask("list_corrections", said)],
    }


def has_pictures(vendor: Vendor, stream: str) -> bool:
    """Whether pictures are taken of the records of a stream: of the one that the derived tables hang on first."""
    if not vendor.takes_entries or vendor.derivation is None:
        return False
    return stream == next(iter(vendor.derivation.affected_by))


async def pictures(
    office: Office, tenant: Tenant, location: Mapping[str, Any], order_id: str, *, sees_persons: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """
    Return an order of a location as it stood in every picture, oldest first and last as it stands now; its corrections.

    Whoever calls has seen that the order may be seen.
    """
    vendor = office.vendor(location["vendor"])
    here = Entered(database=office.database, vendor=vendor, tenant_id=tenant.tenant_id, location=location)
    said = {"order_id": int(order_id), "now": office.clock()}
    told = partial(_told, currency=location["currency"], sees_persons=sees_persons)
    shown = [told(row) for row in await here.ask("list_pictures", said)]
    return shown, [told(row) for row in await here.ask("list_corrections", said)]


def _told(row: Mapping[str, Any], *, currency: str, sees_persons: bool) -> dict[str, Any]:
    """Return a row with its money as boards have it; what tells of pay is empty for those who may not see it."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if not name.endswith("_cents"):
            found[name] = value
        elif name.startswith(OF_PAY) and not sees_persons:
            found[name.removesuffix("_cents")] = None
        else:
            found[name.removesuffix("_cents")] = None if value is None else money(int(value), currency)
    return found


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

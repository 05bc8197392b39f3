"""Webhooks from vendors as somebody outside sees them: how they go at one connection, and a new address for it."""

from __future__ import annotations

from typing import Any, Final

from daysheet.operations.hooks import webhooks
from daysheet.operations.identity.auditing import note
from daysheet.operations.office import Office
from daysheet.warehouse.connections import ConnectionRow, Tenant

EVENT: Final = (
    "kind", "received_at", "last_received_at", "deliveries", "handled", "processed_at", "attempts", "error",
    "given_up_at",
)  # fmt: skip


async def of_connection(office: Office, tenant: Tenant, row: ConnectionRow, sees_persons: bool) -> dict[str, Any]:
    """Return how webhooks go at a connection, and its last events; their wording only with *sees_persons*."""
    vendor = office.vendor(row.vendor)
    found = [each for each in await webhooks.health(office, tenant) if each["connection"] == row.name]
    return {
        "setup": None if vendor.webhooks is None else vendor.webhooks.setup,
        "health": found[0] if found else None,
        "events": [
            {
                "id": str(each["hook_id"]),
                "event": each["event"] if sees_persons else None,
                **{name: each[name] for name in EVENT},
            }
            for each in await webhooks.events(office, tenant, row.name)
        ],
    }


async def open_for(
    office: Office, tenant: Tenant, row: ConnectionRow, *, rotate: bool, actor: str
) -> webhooks.NewEndpoint:
    """Make the address of a connection, or another one; raises as `webhooks.open_endpoint` does."""
    made = await webhooks.open_endpoint(office, tenant, row.name, rotate=rotate)
    action = "webhook_address.made" if made.former_until is None else "webhook_address.replaced"
    await note(office, tenant.tenant_id, actor, action, row.name)
    return made

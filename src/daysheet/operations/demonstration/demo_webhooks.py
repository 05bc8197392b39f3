"""Lets the demo's vendors tell what happens there, each to an address of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from daysheet.operations.demonstration.demo import Act
from daysheet.operations.hooks.webhooks import open_endpoint
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant


@dataclass(kw_only=True)
class Teller:
    """What one simulated vendor tells; nothing, where it knows no webhooks."""

    hooks: Any = None

    async def tell(self) -> int:
        """Deliver what happened since the last time; return how many deliveries were taken."""
        if self.hooks is None:
            return 0
        before = self.hooks.counts["succeeded"]
        await self.hooks.deliver(flush=True)
        return int(self.hooks.counts["succeeded"] - before)


async def tellers(office: Office, tenant: Tenant, acts: Sequence[Act], base_url: str) -> list[Teller]:
    """Return who tells, for each vendor of the demo in turn; addresses of an earlier demo are replaced."""
    found = []
    for act in acts:
        if act.vendor.webhooks is None or not hasattr(act.simulator, "webhooks"):
            found.append(Teller())
            continue
        made = await open_endpoint(office, tenant, act.row.name, rotate=True)
        found.append(Teller(hooks=act.simulator.webhooks(base_url + made.path)))
    return found

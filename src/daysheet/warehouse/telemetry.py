"""What monitoring wants to know of one tenant: counters, ages and queues by vendor, and nothing that names anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daysheet.core.freshness import LATE_UP_TO
from daysheet.core.scheduling import CHECKS
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The rows of one tenant: totals by vendor and stream, the rest by vendor."""

    totals: Sequence[Row]
    readings: Sequence[Row]
    inbox: Sequence[Row]
    quarantine: Sequence[Row]


async def measure(database: Database, tenant_id: int, now: datetime) -> Measured:
    """Return what is known of a tenant now; it is read in one transaction that cannot write."""
    parameters = {"tenant_id": tenant_id, "now": now, "checks": sorted(CHECKS), "stale_after": LATE_UP_TO}
    found: dict[str, list[dict[str, Any]]] = {}
    async with database.tenant(tenant_id, read_only=True) as connection:
        for topic in ("totals", "readings", "inbox", "quarantine"):
            found[topic] = await (await connection.execute(query("telemetry", topic), parameters)).fetchall()
    return Measured(**found)

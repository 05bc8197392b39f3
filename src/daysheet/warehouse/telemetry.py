"""What monitoring wants to know of one tenant: counters, ages and queues by vendor, and nothing that names anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from daysheet.core.freshness import LATE_UP_TO
from daysheet.core.scheduling import CHECKS
from daysheet.warehouse.database import Connection, Database, name_tenant
from daysheet.warehouse.queries import query

TOPICS: Final = ("totals", "readings", "inbox", "quarantine")
# Together in a transaction: not so many that it keeps rows from being cleaned up for long.
TENANTS_AT_ONCE: Final = 100

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The rows of one tenant: totals by vendor and stream, the rest by vendor."""

    totals: Sequence[Row]
    readings: Sequence[Row]
    inbox: Sequence[Row]
    quarantine: Sequence[Row]


async def measure(database: Database, tenant_ids: Sequence[int], now: datetime) -> list[Measured]:
    """
    Return what is known of each tenant now, read in transactions that cannot write.

    No role sees more than one tenant's rows, so each is asked for in its own name; the questions about many of them are
    sent together, and wait for each other no more than for one answer.
    """
    found: list[Measured] = []
    for start in range(0, len(tenant_ids), TENANTS_AT_ONCE):
        async with database.nobody() as connection:
            await connection.execute("set transaction read only")
            found += await _measured(connection, tenant_ids[start : start + TENANTS_AT_ONCE], now)
    return found


async def _measured(connection: Connection, tenant_ids: Sequence[int], now: datetime) -> list[Measured]:
    asked = []
    async with connection.pipeline():
        for tenant_id in tenant_ids:
            await name_tenant(connection, tenant_id)
            parameters = {"tenant_id": tenant_id, "now": now, "checks": sorted(CHECKS), "stale_after": LATE_UP_TO}
            asked.append([await connection.execute(query("telemetry", topic), parameters) for topic in TOPICS])
    return [
        Measured(**{topic: await each.fetchall() for topic, each in zip(TOPICS, of_tenant, strict=True)})
        for of_tenant in asked
    ]

"""
Takes in the events of one tenant for all requests of this process: addresses are looked up together, and what comes is
written down together, all of it committed before anybody is answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from psycopg.errors import DeadlockDetected

from daysheet.core.errors import DatabaseBusy
from daysheet.core.floods import Floodgate
from daysheet.core.webhooks import Heard
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query
from daysheet.warehouse.together import Together

TRIES_MAX: Final = 3


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """An event as it came, its body sealed; `count` is how often it came at once."""

    connection_id: int
    body_digest: bytes
    sealed_body: bytes = field(repr=False)
    body_bytes: int
    heard: Heard
    received_at: datetime
    due_at: datetime
    put_off_seconds_max: float
    count: int = 1

    @property
    def identity(self) -> tuple[int, bytes]:
        """What makes it the same event as another one."""
        return self.connection_id, self.body_digest


class InboxDesk:
    """The desk of one tenant."""

    def __init__(self, database: Database, tenant_id: int) -> None:
        self._database = database
        self._tenant_id = tenant_id
        self.endpoints: Together[int, dict[str, Any] | None] = Together(self._look_up)
        self.deliveries: Together[Delivery, int] = Together(self._keep)
        self.floodgates: defaultdict[int, Floodgate] = defaultdict(Floodgate)

    async def _look_up(self, connection_ids: Sequence[int]) -> list[dict[str, Any] | None]:
        rows = await self._rows("endpoints", connection_ids=sorted(set(connection_ids)))
        found = {row.pop("connection_id"): row for row in rows}
        return [found.get(each) for each in connection_ids]

    async def _keep(self, deliveries: Sequence[Delivery]) -> list[int]:
        once: dict[tuple[int, bytes], Delivery] = {}
        for each in deliveries:
            before = once.get(each.identity)
            once[each.identity] = each if before is None else replace(each, count=before.count + 1)
        # Always in one order, so that two processes with the same events wait for each other and not in a circle.
        values = _columns([once[identity] for identity in sorted(once)])
        for number in range(TRIES_MAX):
            try:
                rows = await self._rows("keep", **values)
                break
            except DatabaseBusy as error:
                if number == TRIES_MAX - 1 or not isinstance(error.__cause__, DeadlockDetected):
                    raise
        hook_ids = {(row["connection_id"], bytes(row["body_digest"])): int(row["hook_id"]) for row in rows}
        return [hook_ids[each.identity] for each in deliveries]

    async def _rows(self, name: str, **values: Any) -> list[dict[str, Any]]:
        async with self._database.tenant(self._tenant_id) as connection:
            cursor = await connection.execute(query("webhooks", name), {"tenant_id": self._tenant_id, **values})
            return await cursor.fetchall()


def _columns(deliveries: Sequence[Delivery]) -> dict[str, Any]:
    """Return deliveries and their hints as lists, the form of one statement for all of them."""
    hints = [(each, hint) for each in deliveries for hint in each.heard.hints]
    return {
        "connection_ids": [each.connection_id for each in deliveries],
        "body_digests": [each.body_digest for each in deliveries],
        "sealed_bodies": [each.sealed_body for each in deliveries],
        "body_sizes": [each.body_bytes for each in deliveries],
        "kinds": [each.heard.kind for each in deliveries],
        "events": [each.heard.event for each in deliveries],
        "counts": [each.count for each in deliveries],
        "received_ats": [each.received_at for each in deliveries],
        "due_ats": [each.due_at for each in deliveries],
        "put_off_seconds_max": max(each.put_off_seconds_max for each in deliveries),
        "hint_connection_ids": [each.connection_id for each, _ in hints],
        "hint_digests": [each.body_digest for each, _ in hints],
        "streams": [hint.stream for _, hint in hints],
        "source_ids": [hint.source_id for _, hint in hints],
        "places": [hint.place for _, hint in hints],
    }


def desk_of(database: Database, tenant_id: int) -> InboxDesk:
    """Return the desk at which all requests of this process meet that come for a tenant."""
    key = ("inbox desk", tenant_id)
    if key not in database.shared:
        database.shared[key] = InboxDesk(database, tenant_id)
    desk: InboxDesk = database.shared[key]
    return desk

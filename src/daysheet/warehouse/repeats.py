"""Remembers requests that must not be done twice, with their first answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg.types.json import Jsonb

from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query

KEPT: Final = timedelta(hours=24)
# A worker that has not answered for so long is dead; the request may be done again.
DEAD_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class First:
    """What became of a request when it came first; `status` is None while it is being done."""

    digest: bytes
    status: int | None
    headers: Mapping[str, str] | None
    body: bytes | None


@dataclass(frozen=True, kw_only=True)
class Repeats:
    """One request of one caller, known by the name that the caller gave it."""

    database: Database
    tenant_id: int
    actor: str
    route: str
    key: str

    async def begin(self, digest: bytes, now: datetime) -> First | None:
        """Take the request on; return what is known of it where somebody has already."""
        times = {"now": now, "kept_since": now - KEPT, "dead_since": now - DEAD_AFTER}
        async with self.database.tenant(self.tenant_id) as connection:
            await self._do(connection, "forget", **times)
            if await self._do(connection, "begin", digest=digest, **times):
                return None
            (known,) = await self._do(connection, "known")
        return First(**known)

    async def finish(self, began_at: datetime, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Keep the answer."""
        async with self.database.tenant(self.tenant_id) as connection:
            values = {"status": status, "headers": Jsonb(dict(headers)), "body": body, "now": began_at}
            await self._do(connection, "finish", **values)

    async def drop(self, began_at: datetime) -> None:
        """Let the request be asked for again: it came to nothing."""
        async with self.database.tenant(self.tenant_id) as connection:
            await self._do(connection, "drop", now=began_at)

    async def _do(self, connection: Connection, question: str, **values: Any) -> list[dict[str, Any]]:
        here = {"tenant_id": self.tenant_id, "actor": self.actor, "route": self.route, "key": self.key}
        cursor = await connection.execute(query("repeats", question), {**here, **values})
        return await cursor.fetchall() if cursor.description else []

"""What somebody does not want to see among the things that press: one row for each person and thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class HiddenRow:
    """A thing that somebody hid: until an instant, or (None) for as long as it is of no more than its `parts`."""

    kind: str
    name: str
    parts: Mapping[str, int]
    until_at: datetime | None
    hidden_at: datetime


@dataclass(frozen=True, kw_only=True)
class HiddenThings:
    """What one person or program, `owner`, has hidden."""

    database: Database
    tenant_id: int
    owner: str

    async def all(self) -> list[HiddenRow]:
        """Return what is hidden, the last first, and what was and is shown again."""
        async with self.database.tenant(self.tenant_id, read_only=True) as connection:
            cursor = await connection.execute(query("pressing", "hidden"), self._values())
            return [HiddenRow(**row) for row in await cursor.fetchall()]

    async def hide(self, row: HiddenRow) -> None:
        """Hide a thing."""
        values = {"kind": row.kind, "name": row.name, "until_at": row.until_at, "now": row.hidden_at}
        async with self.database.tenant(self.tenant_id) as connection:
            await connection.execute(query("pressing", "hide"), self._values(**values, parts=Jsonb(dict(row.parts))))

    async def show_again(self, kind: str, name: str) -> None:
        """Hide a thing no longer; that it was not hidden is as good."""
        async with self.database.tenant(self.tenant_id) as connection:
            await connection.execute(query("pressing", "show_again"), self._values(kind=kind, name=name))

    def _values(self, **values: Any) -> dict[str, Any]:
        return {"tenant_id": self.tenant_id, "owner": self.owner, **values}

"""Keeps how long orders may stand in a state or under a label, each change with its entry in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from daysheet.core.access import Caller
from daysheet.core.nouns import counted
from daysheet.warehouse.auditing import write_entry
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How many minutes an order may be in a state or under a label: *kind* is state or label."""

    kind: str
    word: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class LimitOf:
    """What a limit is of."""

    kind: str
    word: str


async def set_limits(
    database: Database, tenant_id: int, said: Mapping[LimitOf, int | None], by: Caller, now: datetime
) -> None:
    """Set limits in minutes, or clear those that are None, all or none; what was so before is not written again."""
    async with database.tenant(tenant_id) as connection:
        for what, minutes in said.items():
            values = {**vars(what), "tenant_id": tenant_id, "minutes": minutes, "now": now, "by": by.name}
            name = "clear_limit" if minutes is None else "set_limit"
            if await (await connection.execute(query("board_limits", name), values)).fetchall():
                action = "board_limit.cleared" if minutes is None else "board_limit.set"
                thing = f"{what.kind} {what.word}" + ("" if minutes is None else f": {counted(minutes, 'minute')}")
                await write_entry(connection, tenant_id, now, by.actor, action, thing)


async def limits(database: Database, tenant_id: int) -> list[Limit]:
    """Return the limits of a tenant, those of states first."""
    async with database.tenant(tenant_id, read_only=True) as connection:
        rows = await (await connection.execute(query("board_limits", "limits"), {"tenant_id": tenant_id})).fetchall()
    return [Limit(**row) for row in rows]

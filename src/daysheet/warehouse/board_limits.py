"""Keeps how long orders may stand in a state or under a label, each change with its entry in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daysheet.core.access import Caller
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


async def set_limit(
    database: Database, tenant_id: int, what: LimitOf, minutes: int | None, by: Caller, now: datetime
) -> None:
    """Set a limit, or clear it where *minutes* is None; what was so before is not written again."""
    values = {**vars(what), "tenant_id": tenant_id}
    thing = f"{what.kind} {what.word}"
    async with database.tenant(tenant_id) as connection:
        if minutes is None:
            if await (await connection.execute(query("board_limits", "clear_limit"), values)).fetchall():
                await write_entry(connection, tenant_id, now, by.actor, "board_limit.cleared", thing)
            return
        values |= {"minutes": minutes, "now": now, "by": by.name}
        if await (await connection.execute(query("board_limits", "set_limit"), values)).fetchall():
            await write_entry(connection, tenant_id, now, by.actor, "board_limit.set", f"{thing}: {minutes} minutes")


async def limits(database: Database, tenant_id: int) -> list[Limit]:
    """Return the limits of a tenant, those of states first."""
    async with database.tenant(tenant_id, read_only=True) as connection:
        rows = await (await connection.execute(query("board_limits", "limits"), {"tenant_id": tenant_id})).fetchall()
    return [Limit(**row) for row in rows]

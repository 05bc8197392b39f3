"""Links that show a board on a wall, behind the wall of their tenant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg.types.json import Jsonb

from daysheet.core.access import Caller, actor_of, check_gift
from daysheet.core.errors import UnknownThing
from daysheet.core.tokens import Token
from daysheet.warehouse.access import check_locations
from daysheet.warehouse.auditing import write_entry
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query

# That a screen asked is written down once in this time, not at every reload.
NOTED_EVERY: Final = timedelta(minutes=1)
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class NewLinkRow:
    """What is stored of a link that is being made."""

    name: str
    board: str
    filters: Mapping[str, str]
    more: Sequence[Mapping[str, Any]]
    turn_seconds: int
    locations: list[int] | None
    token_digest: bytes = field(repr=False)
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TvLinks:
    """The links of one tenant."""

    database: Database
    tenant_id: int

    async def used(self, link_id: int, token: Token | None, now: datetime) -> Row | None:
        """
        Return the link that a token stands for, and note that a screen asked; None where it is none of ours.

        One that is over comes too: whoever holds its address may be told so.
        """
        async with self.database.tenant(self.tenant_id) as connection:
            rows = await self._rows(connection, "link_of", link_id=link_id)
            is_right = token is not None and token.is_of(rows[0]["token_digest"] if rows else bytes(32))
            if not rows or not is_right:
                return None
            seen_at, noted_before = rows[0]["last_seen_at"], now - NOTED_EVERY
            if seen_at is None or seen_at <= noted_before:
                await self._rows(connection, "touch_link", link_id=link_id, now=now, noted_before=noted_before)
        return rows[0]

    async def add(self, row: NewLinkRow, now: datetime, actor: str) -> Row:
        """Store a link; raises `UnknownThing` for a location that is not the tenant's."""
        values = {
            **vars(row),
            "filters": Jsonb(dict(row.filters)),
            "more": Jsonb(list(row.more)),
            "now": now,
            "made_by": actor,
        }
        async with self.database.tenant(self.tenant_id) as connection:
            await check_locations(connection, self.tenant_id, row.locations)
            (made,) = await self._rows(connection, "add_link", **values)
            await write_entry(connection, self.tenant_id, now, actor, "tv_link.made", _described(made))
        return made

    async def all(self) -> list[Row]:
        """Return the links, newest first."""
        async with self.database.tenant(self.tenant_id, read_only=True) as connection:
            return await self._rows(connection, "links")

    async def revoke(self, link_id: int, now: datetime, by: Caller | str) -> bool:
        """Take a link back; False where that was done before. Raises `UnknownThing`, `ForbiddenByScope`."""
        async with self.database.tenant(self.tenant_id) as connection:
            rows = await self._rows(connection, "locations_of_link", link_id=link_id)
            if not rows:
                raise UnknownThing("There is no such screen.")
            check_gift(by, (), rows[0]["locations"])
            done = await self._rows(connection, "revoke_link", link_id=link_id, now=now)
            if done:
                await write_entry(
                    connection, self.tenant_id, now, actor_of(by), "tv_link.revoked", f"TV link {link_id}"
                )
        return bool(done)

    async def _rows(self, connection: Connection, name: str, /, **values: Any) -> list[Row]:
        cursor = await connection.execute(query("tv_links", name), {"tenant_id": self.tenant_id, **values})
        return await cursor.fetchall() if cursor.description else []


def _described(row: Row) -> str:
    where = "" if row["locations"] is None else f" at locations {', '.join(map(str, row['locations']))}"
    boards = ", ".join([row["board"], *(each["board"] for each in row["more"])])
    return f"TV link {row['link_id']}: {boards}{where}"

"""Keeps what people ask of each other about a record, each change with its entry in the audit log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.warehouse.auditing import write_entry
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class About:
    """The record that a follow-up is about; `label` is the number that people know it by."""

    kind: str
    vendor: str
    record_id: str
    label: str
    location_id: int | None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which follow-ups to list: those that are open or not, of one person, about one record; None stands for any."""

    is_open: bool | None = None
    for_actor: str | None = None
    kind: str | None = None
    record_id: str | None = None
    before_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class FollowUps:
    """The follow-ups of one tenant at the locations *only*, or at all of them."""

    database: Database
    tenant_id: int
    only: Collection[int] | None = field(default=None)

    async def make(
        self,
        about: About,
        note: str,
        for_actor: str | None,
        due_on: date | None,
        now: datetime,
        by: str,
        *,
        open_max: int,
    ) -> int:
        """Ask for something and return its number; raises `SettingWrong` beyond *open_max* open ones."""
        values = {**vars(about), "note": note, "for_actor": for_actor, "due_on": due_on, "now": now, "by": by}
        async with self.database.tenant(self.tenant_id) as connection:
            if (await self._rows(connection, "count_open"))[0]["number"] >= open_max:
                raise SettingWrong(f"There are {open_max:,} open follow-ups. Say of some that they are done.")
            (made,) = await self._rows(connection, "make", **values)
            row = {**vars(about), **made, "for_actor": for_actor}
            await self._note(connection, now, by, "follow_up.made", row)
        return int(made["follow_up_id"])

    async def open_ones(self, for_actor: str | None, limit: int) -> list[Row]:
        """Return what is open, of one person or of all, what is wanted first in front."""
        async with self.database.tenant(self.tenant_id, read_only=True) as connection:
            return await self._rows(connection, "open", for_actor=for_actor, limit=limit)

    async def done_ones(self, since: datetime, limit: int) -> list[Row]:
        """Return what was done since an instant, the last first."""
        async with self.database.tenant(self.tenant_id, read_only=True) as connection:
            return await self._rows(connection, "done", since=since, limit=limit)

    async def listed(self, wanted: Wanted, limit: int) -> list[Row]:
        """Return those that fit, the newest first."""
        async with self.database.tenant(self.tenant_id, read_only=True) as connection:
            return await self._rows(connection, "listed", **vars(wanted), limit=limit)

    async def one(self, follow_up_id: int) -> Row:
        """Return one of them; raises `UnknownThing`."""
        async with self.database.tenant(self.tenant_id) as connection:
            return await self._held(connection, follow_up_id)

    async def hand_on(self, follow_up_id: int, for_actor: str | None, now: datetime, by: str) -> None:
        """Say whom an open one is for; whose it was before changes nothing. Raises `UnknownThing`, `SettingWrong`."""
        async with self.database.tenant(self.tenant_id) as connection:
            row = await self._held(connection, follow_up_id)
            if row["done_at"] is not None:
                raise SettingWrong("It is done already, so there is nothing to hand on.")
            if row["for_actor"] != for_actor:
                await self._rows(connection, "hand_on", follow_up_id=follow_up_id, for_actor=for_actor)
                await self._note(connection, now, by, "follow_up.handed_on", {**row, "for_actor": for_actor})

    async def finish(self, follow_up_id: int, now: datetime, by: str) -> None:
        """Say that one is done; that it was before is as good. Raises `UnknownThing`."""
        async with self.database.tenant(self.tenant_id) as connection:
            row = await self._held(connection, follow_up_id)
            if row["done_at"] is None:
                await self._rows(connection, "finish", follow_up_id=follow_up_id, now=now, by=by)
                await self._note(connection, now, by, "follow_up.done", row)

    async def people(self) -> list[Row]:
        """Return the people of the tenant, those who are shut out among them."""
        async with self.database.tenant(self.tenant_id, read_only=True) as connection:
            return await self._rows(connection, "people")

    async def _held(self, connection: Connection, follow_up_id: int) -> Row:
        rows = await self._rows(connection, "hold", follow_up_id=follow_up_id)
        if not rows:
            raise UnknownThing("There is no such follow-up.")
        return rows[0]

    async def _note(self, connection: Connection, now: datetime, by: str, action: str, row: Row) -> None:
        """Note what was done to a follow-up: never what it asks for."""
        where = "" if row["location_id"] is None else f" at location {row['location_id']}"
        thing = (
            f"follow-up {row['follow_up_id']}: {row['kind']} {row['label']}{where}, for {row['for_actor'] or 'nobody'}"
        )
        await write_entry(connection, self.tenant_id, now, by, action, thing)

    async def _rows(self, connection: Connection, name: str, /, **values: Any) -> list[Row]:
        only = None if self.only is None else sorted(self.only)
        named = {"tenant_id": self.tenant_id, "only": only, **values}
        cursor = await connection.execute(query("follow_ups", name), named)
        return await cursor.fetchall() if cursor.description else []

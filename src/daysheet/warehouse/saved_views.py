"""Views that people saved, behind the wall of their tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daysheet.core.errors import SettingWrong, UnknownThing
from daysheet.warehouse.auditing import write_entry
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SavedViews:
    """The views of one person or program, `owner`, as the audit log names them."""

    database: Database
    tenant_id: int
    owner: str

    async def all(self) -> list[Row]:
        """Return the views in the owner's menu, by name."""
        async with self.database.tenant(self.tenant_id, read_only=True) as connection:
            return await self._rows(connection, "views")

    async def save(
        self, name: str, address: str, *, is_shared: bool, is_first: bool, now: datetime, views_max: int
    ) -> Row:
        """Give an address a name, or the name another address; raises `SettingWrong` beyond *views_max* views."""
        async with self.database.tenant(self.tenant_id) as connection:
            if (await self._rows(connection, "count_views", name=name))[0]["number"] >= views_max:
                raise SettingWrong(f"There are {views_max} views of yours already. Remove one first.")
            values = {"name": name, "address": address, "is_shared": is_shared, "now": now}
            (saved,) = await self._rows(connection, "save_view", **values)
            if is_first:
                await self._rows(connection, "begin_with", view_id=saved["view_id"])
            await self._note(connection, now, "view.saved", saved["view_id"])
            views = await self._rows(connection, "views")
        return next(each for each in views if each["view_id"] == saved["view_id"])

    async def drop(self, view_id: int, now: datetime, *, is_any: bool) -> None:
        """Forget a view; with *is_any* also a shared one of somebody else. Raises `UnknownThing`."""
        async with self.database.tenant(self.tenant_id) as connection:
            if not await self._rows(connection, "drop_view", view_id=view_id, is_any=is_any):
                raise UnknownThing("There is no such view of yours.")
            await self._note(connection, now, "view.removed", view_id)

    async def begin_with(self, view_id: int | None, now: datetime) -> None:
        """Let the owner begin with a view, or as usual where it is None; raises `UnknownThing`."""
        async with self.database.tenant(self.tenant_id) as connection:
            if view_id is None:
                await self._rows(connection, "begin_as_usual")
            elif not await self._rows(connection, "begin_with", view_id=view_id):
                raise UnknownThing("There is no such view of yours.")
            await self._note(connection, now, "view.first", view_id)

    async def _note(self, connection: Connection, now: datetime, action: str, view_id: int | None) -> None:
        thing = "none" if view_id is None else f"view {view_id}"
        await write_entry(connection, self.tenant_id, now, self.owner, action, thing)

    async def _rows(self, connection: Connection, name: str, /, **values: Any) -> list[Row]:
        named = {"tenant_id": self.tenant_id, "owner": self.owner, **values}
        cursor = await connection.execute(query("saved_views", name), named)
        return await cursor.fetchall() if cursor.description else []

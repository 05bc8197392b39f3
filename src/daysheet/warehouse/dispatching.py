"""
The board of a vendor's work, and what dispatch says of it.

What dispatch says and what follows from it are written in one transaction. The clock of the board is the caller's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from psycopg import sql

from daysheet.core.errors import UnknownThing
from daysheet.core.vendor import Derivation
from daysheet.warehouse.auditing import write_entry
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.quarantine import unpack
from daysheet.warehouse.queries import vendor_query
from daysheet.warehouse.raw_objects import RawObject

# Somewhere it is the day before or the day after the one in Greenwich, and tomorrow is one more.
AROUND: Final = timedelta(days=2)
SAYABLE: Final = ("stage", "priority", "tags", "note", "truck")


@dataclass(frozen=True, kw_only=True)
class Day:
    """
    What to list: `today`, `tomorrow`, or the days in a span; one location, only some, or only what has none.

    Today and tomorrow are each location's own.
    """

    word: str
    from_on: date
    to_on: date
    location_id: int | None = None
    is_unmapped: bool = False
    only: Sequence[int] | None = None

    @classmethod
    def named(cls, word: str, now: datetime) -> Day:
        """Return the day that a word such as today or 2026-08-19 means; raises `ValueError` where it means none."""
        if word in ("today", "tomorrow"):
            first, last = now.date() - AROUND, now.date() + AROUND
        else:
            first = last = date.fromisoformat(word)
        return cls(word=word, from_on=first, to_on=last)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """
    Which pieces of work to list, the last day first: of a day, in some states, of some locations, or the one named.

    *after* is the row that the page before ended with: its day, id and connection.
    """

    day: Day | None = None
    states: Sequence[str] | None = None
    only: Sequence[int] | None = None
    id: str | None = None
    after: tuple[Any, ...] | None = None
    limit: int = 1


@dataclass(frozen=True, kw_only=True)
class Found:
    """A piece of work that somebody named: where it is kept, and what tells it from another of the same name."""

    connection_id: int
    id: Any
    connection: str
    job: str | None
    external_id: str | None
    location: str | None
    service_date: date
    location_id: int | None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One piece of work with all that is known of it; `is_ahead` where its day has not begun, None where unknown."""

    journey: dict[str, Any]
    is_ahead: bool | None
    charges: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    stops: list[dict[str, Any]] = field(default_factory=list)


class Dispatch:
    """One vendor's board within one tenant."""

    def __init__(self, database: Database, tenant_id: int, package: str, derivation: Derivation) -> None:
        self._database = database
        self._tenant_id = tenant_id
        self._package = package
        self._derivation = derivation

    async def of_day(self, day: Day, now: datetime) -> list[dict[str, Any]]:
        """Return the work of a day, location by location; what has no location comes first."""
        async with self._reading(now) as connection:
            return await self._rows(connection, "of_day", {**_span(day), "now": now})

    async def listed(self, wanted: Wanted, now: datetime) -> list[dict[str, Any]]:
        """Return pieces of work of any day, the last day first."""
        async with self._reading(now) as connection:
            return await self._rows(connection, "listed", {**_limits(wanted), "now": now})

    async def days_beside(self, day: Day, now: datetime) -> tuple[date | None, date | None]:
        """Return the next day that has work, and the last one before."""
        values = {**_span(day), "now": now}
        async with self._reading(now) as connection:
            found = [(await self._rows(connection, name, values))[0]["day_on"] for name in ("next_day", "last_day")]
        return found[0], found[1]

    async def named(self, word: str, now: datetime) -> list[Found]:
        """Return what somebody may mean by a number or an id."""
        async with self._reading(now) as connection:
            return [Found(**row) for row in await self._rows(connection, "named", {"word": word})]

    async def one(self, found: Found, now: datetime) -> Shown:
        """Return one piece of work with its charges and its history; raises `UnknownThing` where it is gone."""
        place = _place(found)
        async with self._reading(now) as connection:
            rows = await self._rows(connection, "one", place)
            if not rows:
                raise UnknownThing(f"{found.job or found.id} is gone: the vendor does not show it any more.")
            charges = await self._rows(connection, "charges", place)
            history = await self._rows(connection, "history", place)
            stops = await self._rows(connection, "stops", place)
            return Shown(**rows[0], charges=charges, history=history, stops=stops)

    async def numbered(self, numbers: Sequence[str], only: Sequence[int] | None) -> list[dict[str, Any]]:
        """Return pieces of work by the number that people know them by, the last day first."""
        values = {"numbers": list(numbers), "only": None if only is None else list(only)}
        async with self._database.tenant(self._tenant_id, read_only=True) as connection:
            return await self._rows(connection, "numbered", values)

    async def phone(self, found: Found) -> str | None:
        """Return the telephone number of the customer; None where it is not known."""
        async with self._database.tenant(self._tenant_id, read_only=True) as connection:
            rows = await self._rows(connection, "phone", _place(found))
        return rows[0]["phone"] if rows else None

    async def outlook(self, first_on: date, last_on: date, only: Sequence[int] | None) -> list[dict[str, Any]]:
        """Return the jobs and trucks of some days, a row for each day and location that has some, or could have."""
        values = {"from_on": first_on, "to_on": last_on, "only": None if only is None else list(only)}
        async with self._database.tenant(self._tenant_id, read_only=True) as connection:
            return await self._rows(connection, "outlook", values)

    async def raw(self, found: Found) -> list[RawObject]:
        """Return what the vendor last sent of one piece of work, as it was sent."""
        async with self._database.tenant(self._tenant_id, read_only=True) as connection:
            rows = await self._rows(connection, "raw", _place(found))
        return [RawObject(text=unpack(row.pop("body")).decode("utf-8", "backslashreplace"), **row) for row in rows]

    async def say(
        self, found: Found, said: Mapping[str, Any], by: str | None, now: datetime, actor: str = "the command line"
    ) -> Shown:
        """
        Write what dispatch says of one piece of work, make it anew, and return it as it is shown then.

        The audit log has it under *actor*, with what was spoken of but not what was said.
        """
        values = {f"says_{name}": name in said for name in SAYABLE} | {name: said.get(name) for name in SAYABLE}
        deriving = Deriving(
            package=self._package,
            derivation=self._derivation,
            tenant_id=self._tenant_id,
            connection_id=found.connection_id,
        )
        async with self._database.tenant(self._tenant_id) as connection:
            await self._rows(connection, "set_local", {**_place(found), **values, "by": by, "now": now})
            await deriving.make(connection, [found.id], now, "user")
            thing = f"journey {found.id}: {', '.join(sorted(said))}"
            await write_entry(connection, self._tenant_id, now, actor, "journey.set", thing)
        return await self.one(found, now)

    @asynccontextmanager
    async def _reading(self, now: datetime) -> AsyncIterator[Connection]:
        """Open a transaction that writes nothing, and whose board shows the moment *now*."""
        async with self._database.tenant(self._tenant_id, read_only=True) as connection:
            await connection.execute(sql.SQL("set local app.as_of = {}").format(sql.Literal(now.isoformat())))
            yield connection

    async def _rows(self, connection: Connection, name: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        question = vendor_query(self._package, "board", name)
        cursor = await connection.execute(question, {"tenant_id": self._tenant_id, **values})
        return await cursor.fetchall() if cursor.description else []


def _span(day: Day) -> dict[str, Any]:
    return {
        "day": day.word,
        "from_on": day.from_on,
        "to_on": day.to_on,
        "location_id": day.location_id,
        "is_unmapped": day.is_unmapped,
        "only": None if day.only is None else list(day.only),
    }


def _limits(wanted: Wanted) -> dict[str, Any]:
    after_on, after_id, after_connection_id = wanted.after or (None, None, None)
    return {
        "day": None if wanted.day is None else wanted.day.word,
        "from_on": None if wanted.day is None else wanted.day.from_on,
        "to_on": None if wanted.day is None else wanted.day.to_on,
        "states": None if wanted.states is None else list(wanted.states),
        "only": None if wanted.only is None else list(wanted.only),
        "id": wanted.id,
        "after_on": after_on,
        "after_id": after_id,
        "after_connection_id": after_connection_id,
        "limit": wanted.limit,
    }


def _place(found: Found) -> dict[str, Any]:
    return {"connection_id": found.connection_id, "id": found.id}

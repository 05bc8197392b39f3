"""The people who may sign in, and their sessions, behind the wall of their tenant."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import EllipsisType
from typing import Any, Final

from daysheet.core.access import ROLES, Caller, actor_of, check_gift
from daysheet.core.errors import NameTaken, NotAllowed, UnknownThing
from daysheet.warehouse.access import check_locations
from daysheet.warehouse.auditing import write_entry
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query

# That a session was used is written down once in this time, not at every request.
NOTED_EVERY: Final = timedelta(minutes=1)
IDLE_MAX: Final = timedelta(hours=12)

Row = dict[str, Any]


class People:
    """The people of one tenant."""

    def __init__(self, database: Database, tenant_id: int) -> None:
        self._database = database
        self._tenant_id = tenant_id

    async def add(self, person: Row, now: datetime, by: Caller | str) -> int:
        """Add a person and return their number; raises `NameTaken`, `UnknownThing`, `ForbiddenByScope`."""
        check_gift(by, ROLES[person["role"]], person["locations"])
        async with self._database.tenant(self._tenant_id) as connection:
            return await self._add(connection, person, now, actor_of(by))

    async def all(self) -> list[Row]:
        """Return the people by name, without their passwords."""
        async with self._database.tenant(self._tenant_id) as connection:
            return await self._rows(connection, "people", person_id=None)

    async def one(self, person_id: int) -> Row:
        """Return one person; raises `UnknownThing`."""
        async with self._database.tenant(self._tenant_id) as connection:
            return await self._known(connection, "people", person_id)

    async def change(
        self,
        person_id: int,
        role: str | None,
        locations: list[int] | EllipsisType | None,
        is_active: bool | None,
        now: datetime,
        by: Caller | str,
    ) -> None:
        """
        Say what a person may do, and end their sessions; what is None, or locations that are `...`, stay as they are.

        Raises `UnknownThing`, `ForbiddenByScope`, and `NotAllowed` where nobody would own the tenant any more.
        """
        async with self._database.tenant(self._tenant_id) as connection:
            owners = await self._rows(connection, "hold_owners")
            old = await self._known(connection, "hold_person", person_id)
            new: Row = {
                "role": role or old["role"],
                "locations": old["locations"] if isinstance(locations, EllipsisType) else locations,
                "is_active": old["is_active"] if is_active is None else is_active,
            }
            for each in (old, new):
                check_gift(by, ROLES[each["role"]], each["locations"])
            is_last = [each["person_id"] for each in owners] == [person_id]
            if is_last and (new["role"] != "owner" or not new["is_active"]):
                raise NotAllowed("This is the last owner. Make somebody else an owner first.")
            await check_locations(connection, self._tenant_id, new["locations"])
            await self._rows(connection, "change_person", person_id=person_id, **new)
            await self._rows(connection, "end_sessions", person_id=person_id, now=now)
            await self._note(connection, now, actor_of(by), "person.changed", _changed(person_id, old, new))

    async def set_password(self, person_id: int, password_hash: str, now: datetime, by: Caller | str) -> None:
        """Give a person another password and end their sessions; raises `UnknownThing`, `ForbiddenByScope`."""
        async with self._database.tenant(self._tenant_id) as connection:
            person = await self._known(connection, "hold_person", person_id)
            check_gift(by, ROLES[person["role"]], person["locations"])
            await self._rows(connection, "set_password", person_id=person_id, password_hash=password_hash)
            await self._rows(connection, "end_sessions", person_id=person_id, now=now)
            await self._note(connection, now, actor_of(by), "person.password_set", f"person {person_id}")

    async def account(self, email: str, address_digest: bytes, now: datetime) -> Row | None:
        """Return what signing in needs to know of a mail address; None where nobody has it."""
        async with self._database.tenant(self._tenant_id) as connection:
            rows = await self._rows(connection, "account", email=email, address_digest=address_digest, now=now)
        return rows[0] if rows else None

    async def offer_ownership(self, token_digest: bytes, now: datetime, ends_at: datetime) -> bool:
        """Keep a token for the first owner; False where there are people already."""
        async with self._database.tenant(self._tenant_id) as connection:
            if await self._rows(connection, "any_person"):
                return False
            await self._rows(connection, "set_owner_token", token_digest=token_digest, ends_at=ends_at)
            await self._note(connection, now, "the program", "owner_token.made", "the first owner")
        return True

    async def owner_token(self) -> Row | None:
        """Return the digest and the end of the tenant's token for the first owner."""
        async with self._database.tenant(self._tenant_id) as connection:
            rows = await self._rows(connection, "owner_token")
        return rows[0] if rows else None

    async def add_first(self, person: Row, token_digest: bytes, now: datetime) -> int | None:
        """Use up a token and add the first owner; None where the token is no good, or somebody else came first."""
        async with self._database.tenant(self._tenant_id) as connection:
            if not await self._rows(connection, "use_owner_token", token_digest=token_digest):
                return None
            if await self._rows(connection, "any_person"):
                return None
            return await self._add(connection, person, now, "the first owner")

    async def _add(self, connection: Connection, person: Row, now: datetime, actor: str) -> int:
        await check_locations(connection, self._tenant_id, person["locations"])
        rows = await self._rows(connection, "add_person", **person, now=now)
        if not rows:
            raise NameTaken("Somebody has this mail address already. See: daysheet people list")
        person_id = int(rows[0]["person_id"])
        await self._note(connection, now, actor, "person.added", f"person {person_id}: {person['role']}")
        return person_id

    async def _known(self, connection: Connection, name: str, person_id: int) -> Row:
        rows = await self._rows(connection, name, person_id=person_id)
        if not rows:
            raise UnknownThing(f"There is no person {person_id}. See: daysheet people list")
        return rows[0]

    async def _note(self, connection: Connection, now: datetime, actor: str, action: str, thing: str) -> None:
        await write_entry(connection, self._tenant_id, now, actor, action, thing)

    async def _rows(self, connection: Connection, name: str, /, **values: Any) -> list[Row]:
        return await _rows(connection, name, tenant_id=self._tenant_id, **values)


class Sessions:
    """The sessions of the people of one tenant."""

    def __init__(self, database: Database, tenant_id: int) -> None:
        self._database = database
        self._tenant_id = tenant_id

    async def begin(
        self, person: Row, token_digest: bytes, address_digest: bytes, now: datetime, ends_at: datetime
    ) -> bool:
        """Begin a session of somebody whose password was right; False where it was changed meanwhile."""
        values = {"token_digest": token_digest, "address_digest": address_digest, "now": now, "ends_at": ends_at}
        who = {"person_id": person["person_id"], "password_hash": person["password_hash"]}
        return await self._begin("begin_session", {**values, **who}, "")

    async def begin_vouched(
        self, person: Row, email: str, token_digest: bytes, address_digest: bytes, now: datetime, ends_at: datetime
    ) -> bool:
        """Begin a session of somebody for whom the provider vouches; False where they were shut out meanwhile."""
        values = {"token_digest": token_digest, "address_digest": address_digest, "now": now, "ends_at": ends_at}
        who = {"person_id": person["person_id"], "email": email}
        return await self._begin("begin_vouched_session", {**values, **who}, " through the provider")

    async def _begin(self, name: str, values: Row, how: str) -> bool:
        now, person_id = values["now"], values["person_id"]
        async with self._database.tenant(self._tenant_id) as connection:
            await self._rows(connection, "forget_sessions", now=now)
            if not await self._rows(connection, name, **values):
                return False
            await self._rows(connection, "note_sign_in", now=now, person_id=person_id)
            await self._note(connection, now, person_id, "person.signed_in", how)
        return True

    async def used(self, token_digest: bytes, now: datetime) -> Row | None:
        """Return who is signed in, and note that they were seen; None where the session opens nothing."""
        async with self._database.tenant(self._tenant_id) as connection:
            rows = await self._rows(connection, "session_of", token_digest=token_digest)
            if not rows or not _is_open(rows[0], now):
                return None
            if rows[0]["seen_at"] <= now - NOTED_EVERY:
                noted_before = now - NOTED_EVERY
                await self._rows(
                    connection, "touch_session", token_digest=token_digest, now=now, noted_before=noted_before
                )
        return rows[0]

    async def end(self, token_digest: bytes, now: datetime) -> None:
        """End a session; that there is none is as good."""
        async with self._database.tenant(self._tenant_id) as connection:
            for row in await self._rows(connection, "end_session", token_digest=token_digest, now=now):
                await self._note(connection, now, row["person_id"], "person.signed_out")

    async def end_all(self, person_id: int, now: datetime, by: Caller | str) -> int:
        """End all sessions of a person and return how many; raises `UnknownThing`, `ForbiddenByScope`."""
        async with self._database.tenant(self._tenant_id) as connection:
            found = await self._rows(connection, "hold_person", person_id=person_id)
            if not found:
                raise UnknownThing(f"There is no person {person_id}. See: daysheet people list")
            check_gift(by, ROLES[found[0]["role"]], found[0]["locations"])
            ended = await self._rows(connection, "end_sessions", person_id=person_id, now=now)
            await write_entry(
                connection, self._tenant_id, now, actor_of(by), "person.signed_out_everywhere", f"person {person_id}"
            )
        return len(ended)

    async def _note(self, connection: Connection, now: datetime, person_id: int, action: str, how: str = "") -> None:
        who = f"person {person_id}"
        await write_entry(connection, self._tenant_id, now, who, action, f"{who}{how}")

    async def _rows(self, connection: Connection, name: str, /, **values: Any) -> list[Row]:
        return await _rows(connection, name, tenant_id=self._tenant_id, **values)


def caller_of(tenant_id: int, row: Row, csrf: str) -> Caller:
    """Return the caller that a person is."""
    return Caller(
        tenant_id=tenant_id,
        tenant_name=row["tenant_name"],
        actor=f"person {row['person_id']}",
        is_session=True,
        scopes=ROLES[row["role"]],
        locations=None if row["locations"] is None else frozenset(row["locations"]),
        csrf=csrf,
        name=row["name"],
    )


def _is_open(row: Row, now: datetime) -> bool:
    is_timely = now < row["ends_at"] and now < row["seen_at"] + IDLE_MAX
    is_welcome = row["is_active"] and row["tenant_status"] == "active"
    return is_timely and is_welcome and row["ended_at"] is None


def _changed(person_id: int, old: Row, new: Row) -> str:
    said = [
        f"{name} {old[name]} to {new[name]}" for name in ("role", "locations", "is_active") if old[name] != new[name]
    ]
    return f"person {person_id}: {', '.join(said) or 'as before'}"


async def _rows(connection: Connection, name: str, /, **values: Any) -> list[Row]:
    cursor = await connection.execute(query("people", name), values)
    return await cursor.fetchall() if cursor.description else []

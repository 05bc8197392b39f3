"""
The outbox of leads: each is written down before it is sent, and one process at a time has it in hand.

A lease that ran out is a process that died; what it did to the vendor is then unknown. The fence keeps a process that
wakes up late from undoing what its successor wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from psycopg.types.json import Jsonb

from daysheet.core.clock import Clock
from daysheet.core.errors import LeaseLost, NameTaken
from daysheet.core.leads import Lead
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query

LEASE_SECONDS: Final = 60
ALIKE_WITHIN: Final = timedelta(days=14)
KEPT_FOR: Final = timedelta(days=30)
LISTED_MAX: Final = 200

State = Literal["waiting", "sending", "accepted", "already_there", "refused", "unknown", "given_up"]


@dataclass(frozen=True, kw_only=True)
class Submission:
    """
    One lead on its way, or at its end: `state` says which (the words are explained in the table).

    `sent_at` is when the first attempt began that the vendor may have heard of, `tried_at` when the last one did.
    """

    submission_id: int
    connection: str
    idempotency_key: str
    state: State
    lead_id: str | None
    attempts: int
    answer: str | None
    last_error: str | None
    created_at: datetime
    sent_at: datetime | None
    tried_at: datetime | None
    settled_at: datetime | None
    lead: dict[str, Any] | None
    lease_until: datetime | None

    @property
    def is_at_vendor(self) -> bool:
        """Whether the vendor has the lead."""
        return self.state in ("accepted", "already_there")

    @property
    def may_be_there(self) -> bool:
        """Whether the vendor may have heard of it without our knowing."""
        return self.state in ("sending", "unknown")


class LeadOutbox:
    """The submissions of one connection."""

    def __init__(self, database: Database, tenant_id: int, connection_id: int, *, owner: str, clock: Clock) -> None:
        self._database = database
        self._place = {"tenant_id": tenant_id, "connection_id": connection_id}
        self._tenant_id = tenant_id
        self._owner = owner
        self._clock = clock

    async def add(self, lead: Lead, idempotency_key: str, *, even_if_alike: bool) -> tuple[int, bool]:
        """
        Write down a lead; return the number of its submission, and whether it is a new one.

        The same key again finds its submission, and so does the same wish within `ALIKE_WITHIN` unless *even_if_alike*.
        Raises `NameTaken` where the key came with another lead.
        """
        values = {
            **self._place,
            "idempotency_key": idempotency_key,
            "lead_digest": lead.digest,
            "dedup_digest": lead.dedup_digest,
            "lead": Jsonb(lead.to_json()),
            "since": self._clock() - ALIKE_WITHIN,
            "now": self._clock(),
        }
        async with self._database.tenant(self._tenant_id) as connection:
            await _rows(connection, "hold_line", values)
            found = await _rows(connection, "by_key", values)
            if found and not found[0]["is_same"]:
                raise NameTaken(
                    f"The idempotency key {idempotency_key!r} was used for another lead. Nothing was sent. "
                    "Give each lead its own key, and the same lead the same key."
                )
            if not found and not even_if_alike:
                found = await _rows(connection, "alike", values)
            if found:
                return int(found[0]["submission_id"]), False
            return int((await _rows(connection, "add", values))[0]["submission_id"]), True

    async def claim(self, submission_id: int) -> int | None:
        """Take a submission in hand and return the fence; None where it is settled or another process has it."""
        found = await self._ask("claim", submission_id, owner=self._owner, lease_seconds=LEASE_SECONDS)
        return int(found[0]["fence"]) if found else None

    async def begin_sending(self, submission_id: int, fence: int) -> datetime:
        """Say that the vendor may hear of it from now on; return until when. Raises `LeaseLost`."""
        found = await self._ask("begin_sending", submission_id, fence=fence, lease_seconds=LEASE_SECONDS)
        if not found:
            raise LeaseLost("Another process has taken over this lead; it goes on there.")
        until: datetime = found[0]["lease_until"]
        return until

    async def settle(
        self,
        submission_id: int,
        fence: int,
        state: State,
        *,
        answer: str | None = None,
        lead_id: str | None = None,
        error: str | None = None,
    ) -> None:
        """Write down how it ended, unless that is known already."""
        await self._ask("settle", submission_id, fence=fence, state=state, answer=answer, lead_id=lead_id, error=error)

    async def put_back(
        self, submission_id: int, fence: int, state: State, *, error: str, answer: str | None = None
    ) -> None:
        """Leave it to a later attempt; *error* says why."""
        await self._ask("put_back", submission_id, fence=fence, state=state, answer=answer, error=error)

    async def one(self, submission_id: int) -> Submission:
        """Return a submission as it is now."""
        return Submission(**(await self._ask("one", submission_id))[0])

    async def unsettled(self) -> list[int]:
        """Return the numbers of what is on its way, oldest first."""
        return [row["submission_id"] for row in await self._ask("unsettled")]

    async def taken(self, lead_ids: Sequence[str]) -> set[str]:
        """Return which of these leads of the vendor belong to submissions already."""
        return {row["lead_id"] for row in await self._ask("taken", lead_ids=list(lead_ids))}

    async def erase(self) -> None:
        """Forget the people of what was settled long ago; what became of their leads stays."""
        await self._ask("erase", before=self._clock() - KEPT_FOR)

    async def _ask(self, name: str, submission_id: int | None = None, **values: Any) -> list[dict[str, Any]]:
        asked = {**self._place, "submission_id": submission_id, "now": self._clock(), **values}
        async with self._database.tenant(self._tenant_id) as connection:
            return await _rows(connection, name, asked)


async def listed(
    database: Database, tenant_id: int, connection: str | None, limit: int = LISTED_MAX
) -> tuple[list[Submission], int]:
    """Return the last submissions of a tenant, newest first, and how many are on their way in all."""
    values = {"tenant_id": tenant_id, "connection": connection, "limit": limit}
    async with database.tenant(tenant_id, read_only=True) as open_connection:
        rows = await _rows(open_connection, "listed", values)
        unsettled = (await _rows(open_connection, "count_unsettled", values))[0]["unsettled"]
    return [Submission(**row) for row in rows], int(unsettled)


async def page(
    database: Database,
    tenant_id: int,
    *,
    limit: int,
    connection: str | None = None,
    states: Sequence[str] | None = None,
    idempotency_key: str | None = None,
    before_id: int | None = None,
) -> list[Submission]:
    """Return submissions of a tenant from before a number on, newest first."""
    values = {
        "tenant_id": tenant_id,
        "connection": connection,
        "states": None if states is None else list(states),
        "idempotency_key": idempotency_key,
        "before_id": before_id,
        "limit": limit,
    }
    async with database.tenant(tenant_id, read_only=True) as open_connection:
        return [Submission(**row) for row in await _rows(open_connection, "page", values)]


async def found(database: Database, tenant_id: int, submission_id: int) -> Submission | None:
    """Return a submission of a tenant, whichever connection it goes through; None where there is none."""
    values = {"tenant_id": tenant_id, "submission_id": submission_id}
    async with database.tenant(tenant_id, read_only=True) as open_connection:
        rows = await _rows(open_connection, "one", values)
    return Submission(**rows[0]) if rows else None


async def _rows(connection: Connection, name: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    cursor = await connection.execute(query("lead_submissions", name), values)
    return await cursor.fetchall() if cursor.description else []

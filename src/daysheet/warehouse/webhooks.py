"""
The inbox of webhooks: each event is written down before it is answered, and one process at a time looks into it.

A lease keeps two processes from doing the same at once, and its fence lets only the newest say how the look ended: one
that was taken for dead neither settles an event nor gives it up.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import zstandard

from daysheet.core.clock import Clock
from daysheet.core.webhooks import Heard, Hint
from daysheet.warehouse.database import Database
from daysheet.warehouse.inbox_desk import Delivery, desk_of
from daysheet.warehouse.queries import query, vendor_query
from daysheet.warehouse.sealing import Vault

LEASE_SECONDS: Final = 120
ATTEMPTS_MAX: Final = 5
KEPT_FOR: Final = timedelta(days=30)
# However often the same body comes, it is looked at this long after the first of them.
PUT_OFF_MAX: Final = timedelta(minutes=1)
FORMER_FOR: Final = timedelta(hours=24)
LISTED_MAX: Final = 50
# How far the vendor's clock, which stamps changes, may be from ours, which stamps events.
CLOCKS_APART: Final = timedelta(minutes=5)
# Where a vendor stamps no changes, an event of this long before the reading may have told of what it found.
TOLD_BEFORE: Final = timedelta(days=1)


def digest_of(token: str) -> bytes:
    """Return what is kept of a token; it is 32 random bytes, so that one plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """The address of a connection; without `created_at` it has none."""

    name: str
    vendor: str
    status: str
    token_digest: bytes | None = field(repr=False)
    former_digest: bytes | None = field(repr=False)
    former_until: datetime | None
    created_at: datetime | None
    rotated_at: datetime | None

    def accepts(self, token: str, now: datetime) -> bool:
        """Whether a token is the right one, or was until a while ago; every comparison takes the same time."""
        given = digest_of(token)
        is_present = hmac.compare_digest(given, self.token_digest or bytes(32)) and self.token_digest is not None
        is_former = hmac.compare_digest(given, self.former_digest or bytes(32)) and self.former_digest is not None
        return is_present or (is_former and self.former_until is not None and now < self.former_until)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """An event that is due; `deliveries` is how often it had come when it was taken, under which fence."""

    hook_id: int
    kind: str
    deliveries: int
    attempts: int
    last_received_at: datetime
    fence: int


class WebhookInbox:
    """The endpoint and the events of one connection."""

    def __init__(self, database: Database, vault: Vault, tenant_id: int, connection_id: int, *, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._place = {"tenant_id": tenant_id, "connection_id": connection_id}
        self._tenant_id = tenant_id
        self._clock = clock

    async def endpoint(self) -> Endpoint | None:
        """Return the connection's address; None where there is no such connection."""
        found = await desk_of(self._database, self._tenant_id).endpoints.ask(self._place["connection_id"])
        return None if found is None else Endpoint(**found)

    async def open_endpoint(self, token: str) -> bool:
        """Keep the first token of the connection; False where it has one already."""
        return bool(await self._ask("add_endpoint", token_digest=digest_of(token)))

    async def rotate_endpoint(self, token: str) -> datetime:
        """Replace the token and return until when the former one is accepted."""
        until = self._clock() + FORMER_FOR
        await self._ask("rotate_endpoint", token_digest=digest_of(token), former_until=until)
        return until

    async def count_refusal(self, refusal: str) -> None:
        """Note that a delivery with the right token was not taken, and why in a word."""
        await self._ask("count_refusal", refusal=refusal)

    async def count_storm(self) -> None:
        """Note that lists are read instead of what was hinted at."""
        await self._ask("count_storm")

    async def keep(self, body: bytes, heard: Heard, wait: timedelta) -> int:
        """Write down an event, durably when this returns; the same body again is counted. Returns its number."""
        digest = hashlib.sha256(body).digest()
        now = self._clock()
        delivery = Delivery(
            connection_id=self._place["connection_id"],
            body_digest=digest,
            sealed_body=self._vault.seal(zstandard.compress(body), *self._identity(digest)),
            body_bytes=len(body),
            heard=heard,
            received_at=now,
            due_at=now + wait,
            put_off_seconds_max=PUT_OFF_MAX.total_seconds(),
        )
        return await desk_of(self._database, self._tenant_id).deliveries.ask(delivery)

    def has_room(self, body_bytes: int) -> bool:
        """Whether one more event may be kept now; what is beyond that is a flood."""
        desk = desk_of(self._database, self._tenant_id)
        return desk.floodgates[self._place["connection_id"]].lets_in(body_bytes, self._clock())

    async def claim(self, limit: int) -> list[Claimed]:
        """Take what is due, for a while."""
        rows = await self._ask("claim", limit=limit, lease_seconds=LEASE_SECONDS)
        return [Claimed(**row) for row in sorted(rows, key=lambda row: row["hook_id"])]

    async def hold(self, events: Sequence[Claimed]) -> None:
        """Keep these in hand a while longer, as far as nobody else has them by now."""
        await self._ask("hold", **_taken(events), lease_seconds=LEASE_SECONDS)

    async def hints_of(self, hook_ids: Sequence[int]) -> dict[int, list[Hint]]:
        """Return what each event hints at, by event."""
        found: dict[int, list[Hint]] = {}
        for row in await self._ask("hints_of", hook_ids=list(hook_ids)):
            found.setdefault(row.pop("hook_id"), []).append(Hint(**row))
        return found

    async def lead_on(self, package: str, question: str, ids: Sequence[str]) -> dict[str, list[str]]:
        """Return the records behind some ids, by id, as a vendor's question finds them."""
        async with self._database.tenant(self._tenant_id) as connection:
            values = {**self._place, "given_ids": list(ids)}
            rows = await (await connection.execute(vendor_query(package, "hooks", question), values)).fetchall()
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row["given_id"], []).append(row["source_id"])
        return found

    async def add_found(self, stream: str, found: Sequence[tuple[int, str]]) -> None:
        """Note the records of a stream that were found behind events, each with its event's number."""
        hook_ids, source_ids = [each for each, _ in found], [each for _, each in found]
        await self._ask("add_found", stream=stream, hook_ids=hook_ids, source_ids=source_ids)

    async def settle(self, events: Sequence[Claimed]) -> None:
        """Note that these were looked at, as far as nobody else has them by now."""
        counts = [each.deliveries for each in events]
        await self._ask("settle", **_taken(events), deliveries=counts)

    async def put_back(
        self, events: Sequence[Claimed], *, error: str, wait: timedelta, is_counted: bool = True
    ) -> None:
        """Leave these to a later look; after `ATTEMPTS_MAX` that counted they are given up."""
        await self._ask(
            "put_back",
            **_taken(events),
            error=error,
            due_at=self._clock() + wait,
            counted=int(is_counted),
            attempts_max=ATTEMPTS_MAX,
        )

    async def take_up(self) -> int:
        """Make due again what was given up; return how many there were."""
        return len(await self._ask("take_up"))

    async def purge(self) -> None:
        """Let go of what came long ago."""
        await self._ask("purge", before=self._clock() - KEPT_FOR)

    async def found_without(
        self, schema: str, streams: Sequence[str], *, since: datetime, until: datetime, last_received_at: datetime
    ) -> Mapping[str, Any]:
        """Return how many changes were found by reading lists alone: in all, since the last event, and the last one."""
        rows = await self._ask(
            "found_without",
            schema=schema,
            streams=list(streams),
            since=since,
            until=until,
            last_received_at=last_received_at,
            apart_seconds=CLOCKS_APART.total_seconds(),
            before_seconds=TOLD_BEFORE.total_seconds(),
        )
        return rows[0]

    def body_of(self, row: Mapping[str, Any]) -> bytes:
        """Open the body of an event."""
        packed = self._vault.open(row["sealed_body"], *self._identity(row["body_digest"]))
        return zstandard.decompress(packed)

    def _identity(self, digest: bytes) -> tuple[str, ...]:
        return ("webhook body", *(str(each) for each in self._place.values()), digest.hex())

    async def _ask(self, name: str, **values: Any) -> list[dict[str, Any]]:
        return await _rows(self._database, self._tenant_id, name, {**self._place, "now": self._clock(), **values})


def _taken(events: Sequence[Claimed]) -> dict[str, list[int]]:
    return {"hook_ids": [each.hook_id for each in events], "fences": [each.fence for each in events]}


async def waiting_connections(database: Database, tenant_id: int, now: datetime) -> list[int]:
    """Return the connections with something due, the longest waiting first."""
    rows = await _rows(database, tenant_id, "waiting_connections", {"tenant_id": tenant_id, "now": now})
    return [row["connection_id"] for row in rows]


async def listed(
    database: Database, tenant_id: int, connection_id: int | None, limit: int = LISTED_MAX
) -> list[dict[str, Any]]:
    """Return the last events of a tenant, newest first."""
    values = {"tenant_id": tenant_id, "connection_id": connection_id, "limit": limit}
    return await _rows(database, tenant_id, "listed", values)


async def one(database: Database, tenant_id: int, hook_id: int) -> dict[str, Any] | None:
    """Return one event with its sealed body."""
    rows = await _rows(database, tenant_id, "one", {"tenant_id": tenant_id, "hook_id": hook_id})
    return rows[0] if rows else None


async def health(database: Database, tenant_id: int) -> list[dict[str, Any]]:
    """Return each address of a tenant with what came to it."""
    return await _rows(database, tenant_id, "health", {"tenant_id": tenant_id})


async def _rows(database: Database, tenant_id: int, name: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    async with database.tenant(tenant_id) as connection:
        cursor = await connection.execute(query("webhooks", name), values)
        return await cursor.fetchall() if cursor.description else []

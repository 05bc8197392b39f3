"""
Channels that alerts are sent to, and what waits to be sent.

Each message is a row before it is sent, and a lease keeps two processes from sending it at once. A process that dies
after the service took a message leaves a lease that ends: then it is sent again, so each is sent at least once.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from daysheet.core.alert_words import Item
from daysheet.core.alerts import Kind, QuietHours
from daysheet.core.errors import NameTaken, UnknownThing
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query
from daysheet.warehouse.sealing import Vault

# Longer than any sending takes.
LEASE_SECONDS: Final = 120
MESSAGES_AT_ONCE: Final = 500


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One channel; its address stays sealed."""

    channel_id: int
    name: str
    service: str
    sealed_url: bytes = field(repr=False)
    kinds: Sequence[Kind]
    quiet_from: time | None
    quiet_until: time | None
    time_zone: str
    last_sent_at: datetime | None
    failures: int
    last_error: str | None
    waiting: int

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its quiet hours and of the times in its messages."""
        return ZoneInfo(self.time_zone)

    def is_quiet(self, now: datetime) -> bool:
        """Whether only what is urgent may be told now."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        return QuietHours(from_time=self.quiet_from, until_time=self.quiet_until, zone=self.zone).has(now)


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What one process has to tell a channel; `attempts` is how often the most tried of it was sent in vain."""

    token: uuid.UUID
    items: Sequence[Item]
    attempts: int


class AlertChannels:
    """The channels of one tenant."""

    def __init__(self, database: Database, vault: Vault, tenant_id: int) -> None:
        self._database = database
        self._vault = vault
        self._tenant_id = tenant_id

    async def all(self) -> list[Channel]:
        """Return the channels by name."""
        return [Channel(**row) for row in await self._ask("channels")]

    async def one(self, name: str) -> Channel:
        """Return one channel; raises `UnknownThing`."""
        known = await self.all()
        for each in known:
            if each.name == name:
                return each
        names = ", ".join(repr(each.name) for each in known) or "none yet"
        raise UnknownThing(
            f"There is no channel {name!r}. Channels: {names}. Make one: daysheet alerts add-channel NAME"
        )

    async def add(
        self,
        name: str,
        url: str,
        *,
        service: str,
        kinds: Sequence[Kind],
        quiet: tuple[time, time] | None,
        time_zone: str,
        now: datetime,
    ) -> None:
        """Store a channel with its address sealed; raises `NameTaken`."""
        made = await self._ask(
            "add_channel",
            name=name,
            service=service,
            sealed_url=self._vault.seal(url.encode(), *self._identity(name)),
            kinds=list(kinds),
            quiet_from=quiet[0] if quiet else None,
            quiet_until=quiet[1] if quiet else None,
            time_zone=time_zone,
            now=now,
        )
        if not made:
            raise NameTaken(
                f"There is a channel {name!r} already. Remove it first: daysheet alerts remove-channel {name}"
            )

    async def remove(self, channel: Channel) -> None:
        """Take a channel away, and what waits for it."""
        await self._ask("remove_channel", channel_id=channel.channel_id)

    def url_of(self, channel: Channel) -> str:
        """Open the address of a channel."""
        return self._vault.open(channel.sealed_url, *self._identity(channel.name)).decode()

    async def claim(self, channel: Channel, now: datetime) -> Sending | None:
        """Take what is due to be told in a channel, as far as its quiet hours let it; None where nothing is."""
        token = uuid.uuid4()
        taken = await self._ask(
            "claim_messages",
            channel_id=channel.channel_id,
            token=token,
            is_quiet=channel.is_quiet(now),
            limit=MESSAGES_AT_ONCE,
            lease_seconds=LEASE_SECONDS,
            now=now,
        )
        if not taken:
            return None
        rows = await self._ask("claimed", token=token)
        attempts = max(row["attempts"] for row in rows)
        kept = [{name: row[name] for name in Item.__dataclass_fields__} for row in rows]
        return Sending(token=token, items=[Item(**row) for row in kept], attempts=attempts)

    async def settle(
        self, channel: Channel, sending: Sending, *, error: str | None, due_at: datetime, now: datetime
    ) -> None:
        """Note that the service took a sending, or why not and when it is sent again."""
        if error is None:
            await self._ask("settle_sent", token=sending.token, now=now)
        else:
            await self._ask("settle_failed", token=sending.token, error=error, due_at=due_at)
        await self._ask("note_sending", channel_id=channel.channel_id, error=error, now=now)

    def _identity(self, name: str) -> tuple[str, ...]:
        return ("alert channel", str(self._tenant_id), name)

    async def _ask(self, statement: str, /, **values: Any) -> list[dict[str, Any]]:
        async with self._database.tenant(self._tenant_id) as connection:
            cursor = await connection.execute(query("alerts", statement), {"tenant_id": self._tenant_id, **values})
            return await cursor.fetchall() if cursor.description else []

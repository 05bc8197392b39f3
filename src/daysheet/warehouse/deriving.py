"""
Makes a vendor's derived tables anew where what they are made of has changed.

It happens in the transaction that stores the change, so that nobody sees one without the other; the
statements are the vendor's (`sql/derived.sql`), and making everything anew gives the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from daysheet.core.vendor import Derivation
from daysheet.core.zone_rules import rules_around
from daysheet.warehouse.database import Connection, Database
from daysheet.warehouse.queries import query, vendor_query


@dataclass(frozen=True, kw_only=True)
class Deriving:
    """The derived tables of one connection; with `waits_for`, the vendor's name, they are only marked as stale."""

    package: str
    derivation: Derivation
    tenant_id: int
    connection_id: int
    location_key: int | str | None = None
    waits_for: str | None = None

    @property
    def _place(self) -> dict[str, Any]:
        return {
            "tenant_id": self.tenant_id,
            "connection_id": self.connection_id,
            "location_key": self.location_key,
        }

    async def after(
        self, connection: Connection, stream: str, source_ids: Sequence[str], now: datetime, cause: str = "sync"
    ) -> int:
        """Make anew what hangs on some records of a stream; return how many rows were written."""
        question = self.derivation.affected_by.get(stream)
        if question is None or not source_ids:
            return 0
        if self.waits_for is not None:
            await self.mark_stale(connection, self.waits_for, now, cause)
            return 0
        keys = await self._keys(connection, question, {"source_ids": list(source_ids)})
        return await self.make(connection, keys, now, cause)

    async def hold(self, connection: Connection) -> None:
        """Wait for whoever makes the same rows: before a record is written, so that nobody waits in a circle."""
        if self.derivation.is_serial:
            name = f"{self.tenant_id}:{self.package}:{self.location_key}"
            await connection.execute(query("daily_figures", "hold"), {"name": name})

    async def make(self, connection: Connection, keys: Sequence[Any], now: datetime, cause: str) -> int:
        """Make the rows with these keys anew."""
        if not keys:
            return 0
        await self.hold(connection)
        zones = await (await connection.execute(query("locations", "zones_of_tenant"), self._place)).fetchall()
        rules = rules_around(["UTC", *(row["time_zone"] for row in zones)], now)
        shared = {
            **self._place,
            "now": now,
            "cause": cause,
            "rule_zones": [rule.zone for rule in rules],
            "rule_starts": [rule.starts_at for rule in rules],
            "rule_offsets": [rule.offset for rule in rules],
        }
        written = 0
        if self.derivation.joins_by_hash:
            await connection.execute("set local enable_nestloop = off")
        at_once = self.derivation.keys_at_once
        for start in range(0, len(keys), at_once):
            some = {**shared, "keys": list(keys[start : start + at_once])}
            for step in self.derivation.steps:
                done = await connection.execute(vendor_query(self.package, "derived", step), some)
                written += max(done.rowcount, 0)
        if self.derivation.joins_by_hash:
            await connection.execute("set local enable_nestloop to default")
        return written

    async def _keys(self, connection: Connection, question: str, parameters: Mapping[str, Any]) -> list[Any]:
        found = await connection.execute(vendor_query(self.package, "derived", question), {**self._place, **parameters})
        return [row["key"] for row in await found.fetchall()]

    async def for_days(
        self, database: Database, first_on: date, last_on: date, now: datetime, cause: str = "clock"
    ) -> int:
        """Make anew what the clock may have changed: the rows of some days."""
        async with database.tenant(self.tenant_id) as connection:
            assert self.derivation.affected_by_days is not None
            keys = await self._keys(
                connection, self.derivation.affected_by_days, {"first_on": first_on, "last_on": last_on}
            )
            return await self.make(connection, keys, now, cause)

    async def mark_stale(self, connection: Connection, vendor: str, now: datetime, cause: str) -> None:
        """Have all records of the location looked at again, by whoever computes figures next."""
        mark = {"tenant_id": self.tenant_id, "vendor": vendor, "location_key": str(self.location_key)}
        said = {**mark, "from_on": date.min, "cause": cause, "now": now}
        await connection.execute(query("daily_figures", "mark_stale"), said)

    async def next_stale(self, connection: Connection, from_on: date, next_key: str) -> list[Any]:
        """Return the next keys after one, of those that count for a day or a later one or for none yet."""
        assert self.derivation.stale_keys is not None
        said = {"from_on": from_on, "next_key": next_key, "keys_max": self.derivation.keys_at_once}
        return await self._keys(connection, self.derivation.stale_keys, said)

    async def for_mapping(self, connection: Connection, source_ids: Sequence[str], now: datetime) -> int:
        """Make anew what hangs on the locations that some listed ones are mapped to."""
        assert self.derivation.affected_by_mapping is not None
        keys = await self._keys(connection, self.derivation.affected_by_mapping, {"source_ids": list(source_ids)})
        return await self.make(connection, keys, now, "user")

"""Reads what a business should put right: each rule's question counted, or its records, the dearest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import sql

from daysheet.core.fixing import FixRule
from daysheet.core.vendor import Vendor
from daysheet.warehouse.database import Database
from daysheet.warehouse.queries import query, vendor_query


@dataclass(frozen=True, kw_only=True)
class Where:
    """Some locations, by the vendor's ids of them, and the days that are looked at; the last is their today."""

    locations: Sequence[str]
    first_on: date
    last_on: date
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many records of a location a rule finds, the cents that they blur, and how many have no known amount."""

    location: str
    records: int
    amount_cents: Decimal
    without_amount: int


@dataclass(frozen=True, kw_only=True)
class FixRows:
    """What the rules of one vendor find, for one tenant."""

    database: Database
    vendor: Vendor
    tenant_id: int

    async def counted(self, rule: FixRule, where: Where) -> list[Counted]:
        """Return what a rule comes to at each location; one where it finds nothing is not there."""
        return [
            Counted(
                location=str(row["location_key"]),
                records=row["records"],
                amount_cents=Decimal(row["amount_cents"]),
                without_amount=row["without_amount"],
            )
            for row in await self._read("counted", rule, where)
        ]

    async def rows(self, rule: FixRule, where: Where, limit: int | None = None) -> list[dict[str, Any]]:
        """Return the records that a rule finds, the dearest first."""
        return await self._read("dearest", rule, where, limit=limit)

    async def by_person(self, rule: FixRule, where: Where) -> list[dict[str, Any]]:
        """Return how many records of a rule are whose at each location, and the cents that they blur."""
        return await self._read("by_person", rule, where)

    async def _read(self, how: str, rule: FixRule, where: Where, **more: Any) -> list[dict[str, Any]]:
        values = {
            "tenant_id": self.tenant_id,
            "locations": [self.vendor.location_key(each) for each in where.locations],
            "first_on": where.first_on,
            "last_on": where.last_on,
            "now": where.now,
            **more,
        }
        question = sql.SQL(vendor_query(self.vendor.package, "fixing", rule.name))
        statement = sql.SQL(query("fixing", how)).format(question=question)
        async with self.database.tenant(self.tenant_id, read_only=True) as connection:
            # Tables may never have been analyzed: taking turns over all of them would be quadratic.
            await connection.execute("set local enable_nestloop = off")
            return await (await connection.execute(statement, values)).fetchall()

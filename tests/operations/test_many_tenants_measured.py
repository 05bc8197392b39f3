"""Monitoring asks about many businesses in a few transactions, and about each in its own name."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg.errors import ReadOnlySqlTransaction

from daysheet.warehouse import queries
from daysheet.warehouse.database import Connection, Database, Role
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.telemetry import TENANTS_AT_ONCE, measure

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
TENANTS = 2 * TENANTS_AT_ONCE + 1


class Counting(Database):
    """Counts its transactions."""

    transactions = 0

    @asynccontextmanager
    async def tenant(
        self, tenant_id: int, role: Role = "daysheet_service", *, read_only: bool = False
    ) -> AsyncIterator[Connection]:
        self.transactions += 1
        async with super().tenant(tenant_id, role, read_only=read_only) as connection:
            yield connection

    @asynccontextmanager
    async def nobody(self, role: Role = "daysheet_service") -> AsyncIterator[Connection]:
        self.transactions += 1
        async with super().nobody(role) as connection:
            yield connection


@pytest.fixture
async def database(own_url: str) -> AsyncIterator[Counting]:
    found = Counting(own_url)
    async with found:
        yield found


@pytest.fixture
def tenant_ids(own_url: str, cluster: EmbeddedCluster) -> list[int]:
    """Businesses that each have as many new records as their number says."""
    with psycopg.connect(cluster.url(own_url.rpartition("/")[2].partition("?")[0]), autocommit=True) as owner:
        owner.execute(
            "insert into control.tenants (name) select 'business ' || n from generate_series(1, %s) as n", [TENANTS]
        )
        owner.execute(
            "insert into control.stream_totals (tenant_id, vendor, stream, new) select tenant_id, 'tekmetric', "
            "'repair_orders', tenant_id from control.tenants"
        )
        return [row[0] for row in owner.execute("select tenant_id from control.tenants order by tenant_id").fetchall()]


async def test_each_is_asked_for_in_its_own_name(database: Counting, tenant_ids: list[int]) -> None:
    found = await measure(database, tenant_ids, NOW)

    assert [[row["new"] for row in each.totals] for each in found] == [[tenant_id] for tenant_id in tenant_ids]
    assert [(each.readings, each.inbox, each.quarantine) for each in found] == [([], [], [])] * TENANTS
    assert database.transactions == math.ceil(TENANTS / TENANTS_AT_ONCE) == 3


async def test_nothing_can_be_written_meanwhile(
    database: Counting, tenant_ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(queries._of("telemetry"), "totals", "delete from control.stream_totals")

    with pytest.raises(ReadOnlySqlTransaction):
        await measure(database, tenant_ids, NOW)


async def test_there_may_be_nobody(database: Counting) -> None:
    assert await measure(database, [], NOW) == []

"""What waits to be told, and what was settled, grows for years; whoever needs some of it does not read all of it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import psycopg
import pytest

from daysheet.warehouse.database import Database
from tests.operations.archive import NOW, Archive, archive_in
from tests.operations.mover import office_at
from tests.operations.test_long_logs import plan_of

ROWS = 2_000
MESSAGES = (
    "insert into control.alert_rules (tenant_id, name, kind, is_usual, is_urgent, created_at) values "
    "(%(tenant)s, 'stale', 'stale', true, false, %(now)s)",
    "insert into control.alert_channels (tenant_id, name, service, sealed_url, kinds, time_zone, created_at) values "
    "(%(tenant)s, 'owner', 'json', 'x', '{}', 'UTC', %(now)s)",
    "insert into control.alert_incidents (tenant_id, rule_id, cause, title, place, what, opened_at, last_seen_at, "
    "closed_at, ending) select tenant_id, rule_id, n::text, 't', 'p', 'w', %(now)s, %(now)s, %(now)s, 'well' from "
    "control.alert_rules, generate_series(1, %(rows)s) as n where tenant_id = %(tenant)s",
    "insert into control.alert_messages (tenant_id, channel_id, incident_id, event, state, queued_at, due_at) select "
    "tenant_id, channel_id, incident_id, 'opened', 'sent', %(now)s, %(now)s from control.alert_incidents join "
    "control.alert_channels using (tenant_id) where tenant_id = %(tenant)s",
    "insert into control.quarantine (tenant_id, connection_id, stream, source_id, reason, problems, payload, "
    "payload_hash, run_id, first_seen_at, last_seen_at, resolved_at) select %(tenant)s, %(connection)s, 'orders', "
    "n::text, 'odd', '[]', 'x', 'x', gen_random_uuid(), %(now)s, %(now)s, %(now)s "
    "from generate_series(1, %(rows)s) as n",
    "analyze control.alert_messages",
    "analyze control.quarantine",
)


@pytest.fixture
async def database(worker_database: str) -> AsyncIterator[Database]:
    async with Database(worker_database) as found:
        yield found


@pytest.fixture
async def archive(database: Database, database_url: str) -> Archive:
    """A business that was told of much, and settled much."""
    found = await archive_in(office_at(database, database_url, lambda: NOW))
    place = {"tenant": found.tenant.tenant_id, "connection": found.connection_id, "now": NOW, "rows": ROWS}
    with psycopg.connect(database_url, autocommit=True) as owner:
        for statement in MESSAGES:
            owner.execute(statement.encode(), place)
    return found


@pytest.mark.parametrize("statement", ["claimed", "settle_sent", "settle_failed"])
async def test_a_sending_finds_its_messages_by_their_lease(
    database: Database, archive: Archive, statement: str
) -> None:
    values = {"token": uuid.uuid4(), "now": NOW, "due_at": NOW, "error": "gone"}

    plan = await plan_of(database, archive.tenant.tenant_id, statement, topic="alerts", **values)

    assert "alert_messages_by_lease" in plan


async def test_what_was_settled_long_ago_is_found_by_when(database: Database, archive: Archive) -> None:
    values = {"before": NOW - timedelta(days=400), "limit": 500}

    plan = await plan_of(database, archive.tenant.tenant_id, "forget_setbacks", topic="upkeep", **values)

    assert "quarantine_settled" in plan


async def test_what_rests_on_a_run_is_found_by_the_run(database: Database, archive: Archive) -> None:
    values = {"before": NOW - timedelta(days=400), "limit": 500}

    plan = await plan_of(database, archive.tenant.tenant_id, "forget_runs", topic="upkeep", **values)

    assert "quarantine_by_run" in plan

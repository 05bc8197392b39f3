"""What is told to be past its time is what goes when its time is over, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from daysheet.operations.runs.retention import CLASSES, days_of, kept, kept_from
from daysheet.operations.runs.upkeep import clear_logs
from daysheet.warehouse import alerts, count_checks, lead_outbox, webhooks
from daysheet.warehouse.alerts import AlertBook
from daysheet.warehouse.lead_outbox import LeadOutbox
from daysheet.warehouse.sealing import Vault
from daysheet.warehouse.stored_pages import purge_stored_pages
from daysheet.warehouse.webhooks import WebhookInbox
from tests.operations.archive import NOW, Archive, archive_in, open_archive

A_MINUTE = 1 / 1_440  # In days.
DAYS = 400
PAGE_DAYS = 30
FOR_EVER = ("versions", "audit")
# Rows that came at an instant, and for how long they are kept.
CAME = (
    (
        "insert into control.webhook_inbox (tenant_id, connection_id, body_digest, sealed_body, body_bytes, kind, "
        "received_at, last_received_at, waiting_since, due_at) "
        "values (%(tenant)s, %(connection)s, %(digest)s, 'x', 1, 'changed', %(at)s, %(at)s, %(at)s, %(at)s)",
        webhooks.KEPT_FOR,
    ),
    (
        "insert into control.lead_submissions (tenant_id, connection_id, idempotency_key, lead_digest, dedup_digest, "
        "lead, state, created_at, settled_at) "
        "values (%(tenant)s, %(connection)s, %(name)s, 'x', 'x', '{}', 'accepted', %(at)s, %(at)s)",
        lead_outbox.KEPT_FOR,
    ),
    (
        "insert into control.alert_incidents (tenant_id, rule_id, cause, title, place, what, opened_at, last_seen_at, "
        "closed_at, ending) "
        "select tenant_id, rule_id, %(name)s, 't', 'p', 'w', %(at)s, %(at)s, %(at)s, 'well' from control.alert_rules",
        alerts.KEPT_FOR,
    ),
)


@pytest.fixture
async def archive(own_url: str) -> AsyncIterator[Archive]:
    async with open_archive(own_url, run_days=DAYS, quarantine_days=DAYS, raw_page_days=PAGE_DAYS) as found:
        yield found


async def fill(archive: Archive) -> None:
    """Put two rows into each class of which one is past its time by a minute, and one is a minute before it."""
    await archive.run(DAYS + A_MINUTE)
    newest = await archive.run(0)
    # The first may go: a later run of its connection has come to its end.
    await archive.run(DAYS - A_MINUTE)
    for name, settled in (("long ago", DAYS + 1), ("lately", DAYS - 1), ("waits", None)):
        await archive.set_aside(name, resolved_days_ago=settled)
    await archive.noted(10 * DAYS)
    await archive.do(
        "insert into control.record_versions (tenant_id, connection_id, location_id, stream, source_id, payload_hash, "
        "fetched_at, seen_at) values (%(tenant)s, %(connection)s, 0, 'orders', '1', 'x', %(at)s, %(at)s)",
        at=NOW - timedelta(days=10 * DAYS),
    )
    await archive.do(
        "insert into control.alert_rules (tenant_id, name, kind, is_urgent, created_at) "
        "values (%(tenant)s, 'r', 'stale', false, %(at)s)",
        at=NOW,
    )
    for number, more in enumerate((A_MINUTE, -A_MINUTE)):
        await archive.page(newest, PAGE_DAYS + more)
        await archive.compared(newest, count_checks.KEPT_FOR.days + more, f"stream {number}")
        for statement, kept_for in CAME:
            at = NOW - kept_for - timedelta(days=more)
            await archive.do(statement, at=at, digest=bytes([number]), name=f"row {number}")


async def test_what_is_past_its_time_is_what_goes(archive: Archive) -> None:
    await fill(archive)
    other = await archive_in(archive.office)
    await fill(other)
    database, number = archive.office.database, archive.tenant.tenant_id

    before = {each.name: each for each in await kept(archive.office, archive.tenant)}

    changing = {"pages", "runs", "quarantine", "events", "leads", "counts", "incidents"}
    assert {name for name, each in before.items() if each.past} == changing
    assert {before[name].past for name in changing} == {1}
    await clear_logs(archive.office, archive.tenant)
    pages_from = kept_from(archive.office)["pages"]
    assert pages_from is not None
    await purge_stored_pages(database, number, archive.connection_id, pages_from)
    await WebhookInbox(database, Vault(bytes(32)), number, archive.connection_id, clock=lambda: NOW).purge()
    await LeadOutbox(database, number, archive.connection_id, owner="a test", clock=lambda: NOW).erase()
    await AlertBook(database, number).end_look("a test", NOW)
    after = {each.name: each for each in await kept(archive.office, archive.tenant)}
    gone = changing - {"counts"}
    assert {name: before[name].rows - after[name].rows for name in gone} == dict.fromkeys(gone, 1)
    assert {after[name].past for name in gone} == {0}
    assert [(before[name].rows, after[name].rows) for name in FOR_EVER] == [(1, 1)] * 2
    assert {each.name: each for each in await kept(archive.office, other.tenant)} == before


async def test_what_is_kept_for_ever_is_never_past_its_time(archive: Archive) -> None:
    await fill(archive)
    office = replace(archive.office, run_days=0, quarantine_days=0)

    found = {each.name: each for each in await kept(office, archive.tenant)}

    assert {name for name, each in found.items() if each.days is None} == {"runs", "quarantine", *FOR_EVER}
    assert [found[name].past for name in ("runs", "quarantine", *FOR_EVER)] == [0, 0, 0, 0]
    assert (found["runs"].rows, found["quarantine"].rows) == (3, 2)


async def test_runs_are_kept_as_long_as_their_pages(archive: Archive) -> None:
    assert days_of(replace(archive.office, raw_page_days=600))["runs"] == 600
    assert days_of(archive.office).keys() == CLASSES.keys()

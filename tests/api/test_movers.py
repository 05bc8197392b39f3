"""What a mover's events lead to: some name a record that is read by its id, some only a job of it, some nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from daysheet.operations.entries.mapping import map_suggested
from daysheet.operations.hooks.webhook_looks import ALLOWANCE_WAIT
from daysheet.operations.hooks.webhooks import event
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.hooks import EVENTS
from daysheet.vendors.smartmoving.simulator import create_simulator
from daysheet.vendors.smartmoving.simulator.webhooks import EVENT_TYPES, WebhookFaults, Webhooks
from tests.api.front import Front, kinds_of, open_front

pytestmark = pytest.mark.anyio

UNTIDY = WebhookFaults(duplicate_share=0.3, late_share=0.3, late_seconds=3_600, reorder_span=20)


@pytest.fixture
async def mover(worker_database: str) -> AsyncIterator[Front]:
    """A mover that was read whole once."""
    simulator = create_simulator(seed=4, orders=30, branches=3, calls_per_minute=0, calls_per_month=0)
    async with open_front(worker_database, vendor=VENDOR, simulator=simulator) as front:
        await front.sync(streams=("branches",))
        await map_suggested(front.office, front.tenant, front.row.name)
        await front.sync(full=True)
        yield front


def hooks_of(front: Front, **how: Any) -> Webhooks:
    """Let the vendor tell what happens from now on."""
    return Webhooks(source=front.simulator, url=front.address, **how)


async def looked(front: Front) -> Any:
    """Look once the pause after an event is over."""
    front.wait(seconds=5)
    return await front.look()


async def opportunities_off(front: Front, ids: set[str]) -> list[str]:
    """Return the differences of some opportunities."""
    return [each for each in await front.differences("opportunities") if any(one in each for one in ids)]


def test_every_event_of_the_vendor_is_known() -> None:
    assert set(EVENTS) == set(EVENT_TYPES)


async def test_opportunities_that_events_name_are_read_again(mover: Front) -> None:
    hooks = hooks_of(mover, faults=UNTIDY, seed=2)
    for _ in range(3):
        mover.simulator.live(25)
        mover.wait(minutes=40)
        await hooks.deliver()
        await looked(mover)

    await hooks.deliver(flush=True)
    report = await looked(mover)

    assert hooks.counts["failed"] == 0
    assert report.put_back == 0
    named = {call.payload["opportunity-id"] for call in hooks.history if "opportunity-id" in call.payload}
    assert len(named) > 5
    assert await opportunities_off(mover, named) == []
    assert "unknown" not in kinds_of(await mover.events())


async def test_an_event_of_a_job_leads_to_its_opportunity(mover: Front) -> None:
    opportunity_id, job_id = next(
        (each["id"], each["jobs"][0]["id"]) for each in mover.simulator.truth("opportunities") if each["jobs"]
    )
    mover.simulator.business.happened("job-closed", job_id=job_id)
    body = {"event-type": "job-closed", "job-id": job_id.upper()}

    assert (await mover.post(json.dumps(body).encode())).status_code == 202
    report = await looked(mover)

    assert (report.events, report.records) == (1, 1)
    (kept,) = await mover.events()
    shown = await event(mover.office, mover.tenant, kept["hook_id"])
    assert shown["hints"] == [{"stream": "jobs", "id": job_id}, {"stream": "opportunities", "id": opportunity_id}]


async def test_an_event_of_an_unknown_job_is_kept_and_done(mover: Front) -> None:
    body = {"event-type": "job-created", "job-id": "129bea94-5f09-473e-a5e4-b48e0124cca4"}
    await mover.post(json.dumps(body).encode())

    report = await looked(mover)

    assert (report.events, report.records, report.put_back) == (1, 0, 0)


async def test_an_event_is_not_looked_at_before_the_vendors_own_records_have_followed(mover: Front) -> None:
    opportunity_id = mover.simulator.truth("opportunities")[0]["id"]
    body = {"event-type": "opportunity-changed", "opportunity-id": opportunity_id, "opportunity-status": 4}
    await mover.post(json.dumps(body).encode())

    assert (await mover.look()).events == 0
    assert VENDOR.webhooks is not None
    mover.wait(seconds=VENDOR.webhooks.wait.total_seconds())
    assert (await mover.look()).events == 1


async def test_calls_that_are_kept_for_today_and_tomorrow_are_not_spent_on_events(mover: Front) -> None:
    hooks = hooks_of(mover)
    mover.simulator.live(40)
    await hooks.deliver()
    mover.wait(seconds=5)
    secret = mover.office.connections(mover.tenant).secret_of(mover.row)
    standing = await mover.office.standing(VENDOR, mover.row, secret)
    assert standing.allowance is not None
    ledger = mover.office.ledger(VENDOR, mover.row, secret)
    await ledger.give_back(standing.used - (standing.allowance - standing.reserve), standing.month_on)
    before = mover.simulator.vendor.stats.requests

    report = await mover.look()

    assert report.put_back > 5
    assert report.put_back + report.events == len(await mover.events())
    assert mover.simulator.vendor.stats.requests == before
    assert all("kept for today and tomorrow" in each for each in report.errors)
    assert {each["attempts"] for each in await mover.events()} == {0}
    await ledger.give_back(1_000, standing.month_on)
    mover.wait(seconds=ALLOWANCE_WAIT.total_seconds())
    assert (await mover.look()).put_back == 0

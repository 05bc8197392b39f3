"""A lead that waits is sent by its own number, once, and only by those who may write leads."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import create_simulator
from tests.api.front import Front, open_front
from tests.api.test_lead_routes import NOOR, at_vendor, keyed, submit

pytestmark = pytest.mark.anyio


@pytest.fixture
async def mover(worker_database: str) -> AsyncIterator[Front]:
    """A mover whose vendor does not know the key for leads yet."""
    simulator = create_simulator(seed=3, orders=5, branches=1, calls_per_minute=0, calls_per_month=0)
    async with open_front(worker_database, vendor=VENDOR, simulator=simulator, address=False) as front:
        await keyed(front, "00000000-0000-4000-8000-000000000000")
        yield front


async def test_a_lead_that_waits_is_sent_by_its_number_once(mover: Front) -> None:
    key, reader = await mover.key("write:leads", "read:records"), await mover.key("read:records")
    waiting = (await submit(mover, key, NOOR)).json()
    path = f"/v1/leads/{waiting['id']}/send"
    assert (waiting["state"], at_vendor(mover)) == ("waiting", [])

    await keyed(mover, mover.simulator.provider_key)
    sent = await mover.ask("POST", path, key)
    again = await mover.ask("POST", path, key)

    assert (sent.status_code, sent.json()["state"], again.json()["state"]) == (200, "accepted", "accepted")
    assert at_vendor(mover) == [NOOR["full_name"]]
    assert (await mover.ask("POST", path, reader)).status_code == 403
    assert (await mover.ask("POST", "/v1/leads/999999/send", key)).status_code == 404
    assert (await mover.ask("POST", "/v1/leads/x/send", key)).status_code == 404

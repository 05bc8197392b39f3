"""What waits in quarantine is seen with its reason, asked for again, read again, and let be; never a person unasked."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from daysheet.operations.runs.scheduled import reader
from daysheet.operations.runs.working import Worker
from daysheet.vendors.tekmetric.simulator import Simulator, create_simulator
from daysheet.warehouse.quarantine import pack, unpack
from daysheet.warehouse.scheduling import Turns
from tests.console.house import Guest, House, open_house

pytestmark = pytest.mark.anyio

HERE = "/connections/quarantine"
ENTRY = re.compile(rf'href="{HERE}/(\d+)"')
BROKEN = 2


async def work(house: House) -> None:
    """Let a worker do what was asked for."""
    office = house.front.office
    worker = Worker(turns=Turns(office.database, "w"), read=reader(office), clock=office.clock, stop=asyncio.Event())
    for _ in range(20):
        if await worker.step() is None:
            return


@pytest.fixture
async def broken(worker_database: str) -> AsyncIterator[House]:
    """A shop of which some orders cannot be kept exactly."""
    simulator = create_simulator(seed=5, orders=20, shops=1, calls_per_minute=0)
    for order in orders(simulator):
        simulator.edit("repair_orders", {**order, "keytag": 17})
    async with open_house(worker_database, simulator=simulator) as found:
        yield found


def orders(simulator: Simulator) -> list[dict[str, Any]]:
    """Return the orders that are broken, as they are at the vendor."""
    return [each for each in simulator.truth("repair_orders") if each["deletedDate"] is None][:BROKEN]


async def entries(guest: Guest) -> list[str]:
    """Return the numbers of what the page lists."""
    return ENTRY.findall((await guest.get(HERE)).text)


async def test_one_that_was_mended_is_asked_for_again_and_is_gone(broken: House) -> None:
    owner = await broken.visitor("owner")
    waiting = await entries(owner)
    assert len(waiting) == BROKEN
    for order in orders(broken.front.simulator):
        broken.front.simulator.edit("repair_orders", {**order, "keytag": "17"})

    asked = await owner.send(f"{HERE}/{waiting[0]}/again", {})
    await work(broken)

    assert asked.headers["location"].startswith("/runs/")
    assert await entries(owner) == waiting[1:]
    assert "completed" in (await owner.get(asked.headers["location"])).text


async def test_what_can_be_read_by_now_is_read_again_and_nothing_waits(broken: House) -> None:
    owner = await broken.visitor("owner")
    still = await owner.send(HERE, {}, follow_redirects=True)
    await work(broken)
    assert "Asked for" in still.text
    assert len(await entries(owner)) == BROKEN

    broken.front.wait(minutes=1)
    await _as_a_newer_release_reads_it(broken)
    await owner.send(HERE, {})
    await work(broken)

    assert "Nothing is in quarantine" in (await owner.get(HERE)).text
    nothing = await owner.send(HERE, {}, follow_redirects=True)
    assert "Nothing waits" in nothing.text


async def _as_a_newer_release_reads_it(house: House) -> None:
    """Let what was kept be readable, without the vendor."""
    async with house.front.office.database.tenant(house.front.tenant.tenant_id) as connection:
        rows = await (await connection.execute("select quarantine_id, payload from control.quarantine")).fetchall()
        for row in rows:
            mended, count = re.subn(rb'"keytag":\s*17', b'"keytag":"17"', unpack(row["payload"]))
            assert count == 1
            await connection.execute(
                "update control.quarantine set payload = %s where quarantine_id = %s",
                (pack(mended), row["quarantine_id"]),
            )


async def test_one_that_is_let_be_waits_on_and_it_is_noted_who_did_it(broken: House) -> None:
    owner = await broken.visitor("owner")
    first = (await entries(owner))[0]

    done = await owner.send(f"{HERE}/{first}/accept", {}, follow_redirects=True)

    assert "accepted" in done.text
    assert first in await entries(owner)
    noted = [each["action"] for each in await auditing.entries(broken.front.office, broken.front.tenant)]
    assert "quarantine.accepted" in noted


async def test_persons_are_shown_to_those_who_may_see_them_and_to_nobody_else(broken: House) -> None:
    owner, analyst = await broken.visitor("owner"), await broken.visitor("analyst")
    first = (await entries(owner))[0]

    whole, form = (await owner.get(f"{HERE}/{first}")).text, (await analyst.get(f"{HERE}/{first}")).text

    number = str(orders(broken.front.simulator)[0]["repairOrderNumber"])
    assert number in whole
    assert "What is wrong with it" in whole
    assert "What is wrong with it" not in form
    assert f": {number}" not in form
    assert "&#34;number&#34;" in form
    assert "Let it be" not in form
    assert (await analyst.send(f"{HERE}/{first}/accept", {})).status_code == 403
    assert (await analyst.send(HERE, {})).status_code == 403


async def test_what_waits_is_told_to_those_who_see_the_whole_business(broken: House) -> None:
    (place,) = await locations(broken.front.office, broken.front.tenant)
    whole, limited = await broken.visitor("manager"), await broken.visitor("manager", at=[place["source_id"]])

    assert f"{BROKEN} records could not be kept" in (await whole.get("/today")).text
    assert "could not be kept" not in (await limited.get("/today")).text

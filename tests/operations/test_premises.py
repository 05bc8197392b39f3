"""What `daysheet doctor` finds where Daysheet works: each thing well, and each thing wrong with what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from daysheet.core.clock import system_clock
from daysheet.operations.connections.connecting import test_connection as try_connection
from daysheet.operations.hooks import webhooks
from daysheet.operations.host import premises
from daysheet.operations.host.premises import Finding, look_round, vendor_clock
from daysheet.operations.runs import scheduling
from tests.operations.shop import NAME, Shop, open_shop

pytestmark = pytest.mark.anyio


@pytest.fixture
async def shop(own_url: str) -> AsyncIterator[Shop]:
    """A repair shop that was read once and has its schedules."""
    async with open_shop(own_url) as found:
        await found.sync()
        await scheduling.make_missing(found.office)
        yield found


async def found(shop: Shop, about: str, **office: object) -> Finding:
    """Return the one finding that says this."""
    every = await look_round(replace(shop.office, **office), shop.tenant, None)  # type: ignore[arg-type]  # its fields
    (one,) = [each for each in every if about in each.what]
    return one


async def test_a_clock_is_held_against_the_databases(shop: Shop) -> None:
    right = await found(shop, "this machine's clock", clock=system_clock)
    fast = await found(shop, "this machine's clock", clock=lambda: system_clock() + timedelta(seconds=30))
    slow = await found(shop, "this machine's clock", clock=lambda: system_clock() - timedelta(seconds=30))

    assert (right.is_fine, right.advice) == (True, None)
    assert (fast.is_fine, slow.is_fine) == (False, False)
    assert "NTP" in (fast.advice or "")


async def test_a_vendors_clock_is_told_of_and_never_a_problem(shop: Shop) -> None:
    ahead = (await try_connection(shop.office, shop.tenant, NAME)).vendor_ahead

    assert vendor_clock(NAME, ahead) == []
    assert vendor_clock(NAME, None) == []
    (note,) = vendor_clock(NAME, timedelta(minutes=-12))
    assert (note.is_fine, note.is_note) == (True, True)
    assert "12 min behind" in note.what


@pytest.mark.parametrize(
    ("free", "is_fine", "is_note"), [(10**10, True, False), (2 * 10**9, True, True), (10**8, False, False)]
)
def test_too_little_room_is_a_problem(free: int, is_fine: bool, is_note: bool) -> None:
    finding = premises._room(Path("/home"), free)

    assert (finding.is_fine, finding.is_note) == (is_fine, is_note)


async def test_a_key_that_others_may_read_is_a_problem(shop: Shop, tmp_path: Path) -> None:
    key = tmp_path / "sealing.key"
    states = {}
    for mode in (0o600, 0o640, 0o604):
        key.touch()
        key.chmod(mode)
        every = await look_round(shop.office, shop.tenant, key)
        states[mode] = [(each.is_fine, each.advice) for each in every if "sealing key" in each.what]
    key.unlink()
    gone = [each for each in await look_round(shop.office, shop.tenant, key) if "sealing key" in each.what]

    assert states == {
        0o600: [(True, None)],
        0o640: [(False, f"chmod 600 {key}")],
        0o604: [(False, f"chmod 600 {key}")],
    }
    assert [each.is_fine for each in gone] == [False]


async def test_what_nobody_reads_is_noted_and_then_a_problem(shop: Shop) -> None:
    await shop.worker().work(is_once=True)
    read = await found(shop, "waits for a worker")
    shop.wait(minutes=40)
    noted = await found(shop, "nobody reads it")
    shop.wait(hours=2)
    wrong = await found(shop, "nobody reads it")
    await scheduling.switch(shop.office, shop.tenant, NAME, None, is_enabled=False)
    off = await look_round(shop.office, shop.tenant, None)

    assert (read.is_fine, read.is_note) == (True, False)
    assert (noted.is_fine, noted.is_note) == (True, True)
    assert (wrong.is_fine, "daysheet serve" in (wrong.advice or "")) == (False, True)
    assert [each for each in off if "reads it" in each.what or "worker" in each.what] == []


async def test_an_address_that_fell_silent_is_a_problem(shop: Shop) -> None:
    made = await webhooks.open_endpoint(shop.office, shop.tenant, NAME, rotate=False)
    never = await found(shop, "no event has ever come")
    address = await webhooks.recognise(shop.office, made.path.rpartition("/")[2])
    await address.keep(b'{"event": "Repair Order #1 posted by jo@example.com", "data": {"id": 1}}')
    well = await found(shop, "events come")
    shop.wait(hours=3)
    shop.simulator.change_order(shop.posted(400)[0]["id"], lambda order: order.update(color="#111111"))
    await shop.sync()
    shop.wait(minutes=11)
    silent = await found(shop, "no event comes any more")

    assert (never.is_note, well.is_note, well.is_fine) == (True, False, True)
    assert (silent.is_fine, "webhooks missed" in (silent.advice or "")) == (False, True)


async def test_totals_that_differ_are_noted(shop: Shop) -> None:
    await shop.only("count")
    await shop.worker().step()
    agreed = await look_round(shop.office, shop.tenant, None)
    order = shop.posted(400)[0]
    async with shop.office.database.tenant(shop.tenant.tenant_id) as connection:
        await connection.execute("delete from tekmetric.repair_orders where tm_id = %s", (order["id"],))
    shop.wait(minutes=1)
    await scheduling.switch(shop.office, shop.tenant, NAME, "count", is_enabled=False)
    await shop.only("count")
    await shop.worker().step()

    differs = await found(shop, "the vendor has")

    assert [each for each in agreed if "the vendor has" in each.what] == []
    assert (differs.is_fine, differs.is_note) == (True, True)

"""When calls run short, today and tomorrow are served first, and we stop before the vendor does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daysheet.core.errors import AllowanceSpent
from daysheet.operations.connections import connecting
from daysheet.vendors.smartmoving import VENDOR
from tests.operations.counting import BASIC, NAME, Movers

pytestmark = pytest.mark.anyio


async def test_we_stop_before_the_vendor_does_and_say_until_when(movers: Movers) -> None:
    await movers.spend(BASIC - 3)

    outcome = await movers.sync()

    assert [type(each) for each in outcome.errors] == [AllowanceSpent]
    month_after = (movers.office.clock().date().replace(day=28) + timedelta(days=4)).replace(day=1)
    assert f"counts anew on {month_after}" in str(outcome.errors[0])
    assert movers.used_at_vendor() == await movers.used() == BASIC
    assert movers.simulator.vendor.stats.over_quota == 0

    with pytest.raises(AllowanceSpent, match=r"has used 20,000 of this month's 20,000 calls"):
        await connecting.test_connection(movers.office, movers.tenant, NAME)
    assert movers.used_at_vendor() == BASIC


async def test_near_the_end_only_today_and_tomorrow_are_read(movers: Movers) -> None:
    await movers.sync()
    movers.simulator.clock.advance(timedelta(hours=30).total_seconds())
    await movers.spend(BASIC - 1_500)
    movers.simulator.vendor.stats.paths.clear()

    outcome = await movers.sync(full=True)

    assert outcome.errors == []
    assert {"branches", "users", "pipeline_labels"} <= set(outcome.put_off)
    assert not {"customers", "opportunities", "leads"} & set(outcome.put_off)
    assert outcome.saving is not None
    assert outcome.saving.startswith("Only today and tomorrow were read: 18,500 of this month's 20,000 calls")
    assert "/v1/api/branches" not in movers.simulator.vendor.stats.paths
    assert "/v1/api/customers" in movers.simulator.vendor.stats.paths


async def test_what_only_grew_old_is_asked_for_again_once_there_are_calls_for_it(movers: Movers) -> None:
    await movers.sync(full=True)
    async with movers.office.database.tenant(movers.tenant.tenant_id) as connection:
        await connection.execute("update control.record_versions set seen_at = seen_at - interval '15 days'")

    asked = []
    for used in (BASIC - 1_500, 0):
        await movers.spend(used)
        movers.simulator.vendor.stats.paths.clear()
        assert (await movers.sync()).errors == []
        asked.append(movers.simulator.vendor.stats.paths["/v1/api/opportunities/{id}"])

    assert asked[0] == 0
    assert asked[1] > 0


async def test_with_enough_calls_the_same_run_puts_nothing_off(movers: Movers) -> None:
    await movers.spend(BASIC - 2_500)

    outcome = await movers.sync()

    assert (outcome.put_off, outcome.saving, outcome.errors) == ([], None, [])
    assert movers.simulator.vendor.stats.paths["/v1/api/branches"] > 1


async def test_a_run_that_began_with_enough_leaves_half_of_what_is_kept(movers: Movers) -> None:
    await movers.spend(BASIC - 2_001)
    row = await movers.row()
    standing = await movers.office.standing(VENDOR, row, movers.simulator.secret)
    async with movers.office.client(VENDOR, row, movers.simulator.secret, standing) as client:
        await movers.spend(BASIC - 1_000)
        with pytest.raises(AllowanceSpent, match="The rest is kept for today and tomorrow"):
            await connecting.discover(client, VENDOR)

    assert (await movers.sync()).errors == []

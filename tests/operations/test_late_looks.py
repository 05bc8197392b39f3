"""A run that was taken for dead notes nothing of what it asked for, not even that all is as it was."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from daysheet.core.errors import LeaseLost
from daysheet.engine.targets import target_of
from daysheet.vendors.smartmoving import VENDOR
from daysheet.warehouse.cursors import Cursors
from daysheet.warehouse.loading import LEASE_SECONDS
from daysheet.warehouse.setbacks import Versions
from tests.operations.counting import Movers

pytestmark = pytest.mark.anyio

SEEN = "select source_id, seen_at from control.record_versions where stream like '%%.opportunities' limit 1"


async def test_a_stale_run_does_not_say_that_it_saw_a_record_again(movers: Movers) -> None:
    await movers.sync(full=True)
    row, office = await movers.row(), movers.office
    stale = target_of(
        VENDOR,
        VENDOR.stream("opportunities"),
        None,
        tenant_id=movers.tenant.tenant_id,
        connection_id=row.connection_id,
        run_id=uuid.uuid4(),
    )
    async with office.database.tenant(movers.tenant.tenant_id) as connection:
        (seen,) = await (await connection.execute(SEEN)).fetchall()
    cursors = Cursors(office.database, office.clock)
    late = await cursors.claim(stale)
    movers.simulator.clock.advance(timedelta(seconds=LEASE_SECONDS + 1).total_seconds())
    heir = await cursors.claim(replace(stale, run_id=uuid.uuid4()))
    versions = Versions(office.database, stale)

    with pytest.raises(LeaseLost):
        await versions.see_again([seen["source_id"]], late.fence, office.clock(), None)

    async with office.database.tenant(movers.tenant.tenant_id) as connection:
        assert await (await connection.execute(SEEN)).fetchall() == [seen]
    await versions.see_again([seen["source_id"]], heir.fence, office.clock(), None)
    async with office.database.tenant(movers.tenant.tenant_id) as connection:
        assert (await (await connection.execute(SEEN)).fetchall())[0]["seen_at"] == office.clock()

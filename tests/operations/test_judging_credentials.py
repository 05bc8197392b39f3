"""What a run says of a credential holds for that credential only, and never over what a person decided."""

from __future__ import annotations

import pytest

from daysheet.core.errors import CredentialsRefused
from daysheet.core.events import nobody
from daysheet.engine.run import RunOutcome, Wish
from daysheet.operations.office import budget_key_of
from daysheet.operations.runs.syncing import sync_one
from daysheet.simulation.faults import Fault
from daysheet.vendors.smartmoving import VENDOR
from daysheet.warehouse.connections import ConnectionRow
from tests.operations.counting import Movers

pytestmark = pytest.mark.anyio


async def run(movers: Movers, row: ConnectionRow) -> RunOutcome:
    """Read the branches with the credential of a row, however old it is."""
    return await sync_one(movers.office, movers.tenant, row, Wish(streams=("branches",)), nobody)


async def refused(movers: Movers, row: ConnectionRow) -> bool:
    """Read with the credential of a row; return whether the vendor refused it."""
    return [type(each) for each in (await run(movers, row)).errors] == [CredentialsRefused]


async def test_a_refused_credential_marks_its_connection(movers: Movers) -> None:
    row = await movers.row()
    movers.simulator.vendor.api_key += "-new"

    assert await refused(movers, row)

    assert (await movers.row()).status == "needs_reauth"


async def test_an_old_credential_does_not_spoil_the_one_that_replaced_it(movers: Movers) -> None:
    old = await movers.row()
    movers.simulator.vendor.api_key += "-new"
    secret = movers.simulator.secret
    key = budget_key_of(VENDOR, old.base_url, secret)
    await movers.office.connections(movers.tenant).rotate(old, secret, key, movers.office.clock())

    assert await refused(movers, old)

    assert (await movers.row()).status == "active"
    assert (await run(movers, await movers.row())).errors == []


async def test_a_connection_that_was_paused_meanwhile_stays_so(movers: Movers) -> None:
    row = await movers.row()
    await movers.office.connections(movers.tenant).set_status(row, "paused", "winter", movers.office.clock())
    movers.simulator.vendor.api_key += "-new"

    assert await refused(movers, row)

    assert ((await movers.row()).status, (await movers.row()).status_reason) == ("paused", "winter")


async def test_only_a_run_without_errors_takes_a_connection_into_use_again(movers: Movers) -> None:
    connections = movers.office.connections(movers.tenant)
    await connections.set_status(await movers.row(), "needs_reauth", "Refused.", movers.office.clock())
    movers.simulator.faults.add(Fault(status=503, times=None))

    assert (await run(movers, await movers.row())).errors != []
    assert (await movers.row()).status == "needs_reauth"

    movers.simulator.faults.clear()
    assert (await run(movers, await movers.row())).errors == []
    assert (await movers.row()).status == "active"

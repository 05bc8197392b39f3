"""What a person does to a connection holds over what an older run, or a try of it, finds out afterwards."""

from __future__ import annotations

import pytest

from daysheet.core.errors import CredentialsRefused
from daysheet.operations.connections import connecting
from daysheet.operations.office import budget_key_of
from daysheet.vendors.smartmoving import VENDOR
from tests.operations.counting import NAME, Movers

pytestmark = pytest.mark.anyio


async def test_a_paused_connection_that_is_tried_stays_paused_whatever_is_found(movers: Movers) -> None:
    connections = movers.office.connections(movers.tenant)
    await connections.set_status(await movers.row(), "paused", "winter", movers.office.clock())

    await connecting.test_connection(movers.office, movers.tenant, NAME)
    found = [(await movers.row()).status]
    movers.simulator.vendor.api_key += "-new"
    with pytest.raises(CredentialsRefused):
        await connecting.test_connection(movers.office, movers.tenant, NAME)

    row = await movers.row()
    assert [*found, row.status] == ["paused", "paused"]
    assert row.status_reason == "winter"


async def test_a_try_still_marks_and_clears_a_connection_in_use(movers: Movers) -> None:
    key = movers.simulator.vendor.api_key
    movers.simulator.vendor.api_key += "-new"
    with pytest.raises(CredentialsRefused):
        await connecting.test_connection(movers.office, movers.tenant, NAME)
    marked = (await movers.row()).status
    movers.simulator.vendor.api_key = key

    await connecting.test_connection(movers.office, movers.tenant, NAME)

    assert (marked, (await movers.row()).status) == ("needs_reauth", "active")


async def test_what_an_old_run_renewed_does_not_replace_what_a_person_entered(movers: Movers) -> None:
    connections = movers.office.connections(movers.tenant)
    old = await movers.row()
    key = budget_key_of(VENDOR, old.base_url, {"api_key": "entered"})
    await connections.rotate(old, {"api_key": "entered"}, key, movers.office.clock())

    await connections.reseal(old, {"api_key": "renewed by the old run"})

    assert connections.secret_of(await movers.row()) == {"api_key": "entered"}
    await connections.reseal(await movers.row(), {"api_key": "renewed"})
    assert connections.secret_of(await movers.row()) == {"api_key": "renewed"}


async def test_two_runs_may_renew_one_after_the_other(movers: Movers) -> None:
    connections = movers.office.connections(movers.tenant)
    row = await movers.row()

    await connections.reseal(row, {"api_key": "first"})
    await connections.reseal(row, {"api_key": "second"})

    assert connections.secret_of(await movers.row()) == {"api_key": "second"}

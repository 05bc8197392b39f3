"""A key that is refused on a paid path is told from one that is refused everywhere."""

from __future__ import annotations

from dataclasses import replace

from daysheet.core.errors import CredentialsRefused, ForbiddenByScope
from daysheet.engine.run import Wish
from daysheet.vendors.smartmoving.simulator import Simulator
from tests.stories.business import Business

PAID = "job_details"


async def test_a_401_on_a_paid_path_is_understood_where_nothing_else_was_asked_for(
    mover: Business, simulator: Simulator
) -> None:
    await mover.run("customers", "opportunities", full=True)
    simulator.vendor.tier = "basic"
    simulator.faults = replace(simulator.faults.profile, basic_refusal=401)

    outcome = await mover.run(PAID)

    assert [type(error) for error in outcome.errors] == [ForbiddenByScope]


async def test_a_key_that_is_refused_everywhere_is_a_refused_key(mover: Business, simulator: Simulator) -> None:
    await mover.run("customers", "opportunities", full=True)
    async with mover.client() as client:
        simulator.revoke_key()
        outcome = await mover.worker(client).perform(Wish(streams=(PAID,)))

    assert [type(error) for error in outcome.errors] == [CredentialsRefused]

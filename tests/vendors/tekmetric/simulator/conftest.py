from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from daysheet.vendors.tekmetric.simulator import Simulator, create_simulator
from tests.vendors.tekmetric.simulator.caller import Caller, calling


@pytest.fixture
def simulator() -> Simulator:
    """A small business of the test's own, without a call limit."""
    return create_simulator(seed=11, orders=160, calls_per_minute=0)


@pytest.fixture
async def caller(simulator: Simulator) -> AsyncIterator[Caller]:
    """Somebody signed in at it."""
    async with calling(simulator) as signed_in:
        yield signed_in

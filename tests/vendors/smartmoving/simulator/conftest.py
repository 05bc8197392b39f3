from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from tests.vendors.smartmoving.simulator.caller import Caller, calling


@pytest.fixture
def simulator() -> Simulator:
    """A small account of the test's own, without limits."""
    return create_simulator(seed=11, orders=160, calls_per_minute=0, calls_per_month=0)


@pytest.fixture
async def caller(simulator: Simulator) -> AsyncIterator[Caller]:
    """Somebody with its key."""
    async with calling(simulator) as with_key:
        yield with_key

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import stamina

from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from tests.stories.business import WORKER_PASSWORD
from tests.vendors.tekmetric.screens.desk import Desk, open_desk


@pytest.fixture(autouse=True)
def _nobody_sleeps() -> Iterator[None]:
    """Let retries come at once; there are as many as ever."""
    with stamina.set_testing(True, attempts=6, cap=True):
        yield


@pytest.fixture
async def worker_may_in(database_url: str) -> str:
    """A warehouse whose worker has its password."""
    await asyncio.to_thread(lambda: asyncio.run(set_passwords(database_url, {WORKER_LOGIN: WORKER_PASSWORD})))
    return database_url


@pytest.fixture
async def desk(worker_may_in: str) -> AsyncIterator[Desk]:
    """A shop with its vendor, and nothing connected yet."""
    async with open_desk(worker_may_in) as found:
        yield found

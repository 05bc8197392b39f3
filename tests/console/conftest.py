"""What the tests of the console share: businesses whose pages are served, and visitors who are signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.api.conftest import _nobody_sleeps, canaries, watched, worker_database
from tests.console.house import House, open_house

__all__ = ["_nobody_sleeps", "canaries", "watched", "worker_database"]


@pytest.fixture
async def house(worker_database: str) -> AsyncIterator[House]:
    """A repair shop that was read once, with its console."""
    async with open_house(worker_database) as found:
        yield found

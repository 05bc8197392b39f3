"""Nobody sleeps: retries come at once, and how long they would have waited is written down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stamina
from stamina.instrumentation import RetryDetails, get_on_retry_hooks, set_on_retry_hooks

from daysheet.remote.client import ATTEMPTS_MAX


@pytest.fixture(autouse=True)
def waits() -> Iterator[list[float]]:
    """The seconds that each retry would have waited."""
    found: list[float] = []

    def note(details: RetryDetails) -> None:
        found.append(details.caused_by.wait.total_seconds())  # type: ignore[attr-defined]  # only ours are retried

    before = get_on_retry_hooks()
    set_on_retry_hooks([note])
    with stamina.set_testing(True, attempts=ATTEMPTS_MAX, cap=True):
        yield found
    set_on_retry_hooks(before)

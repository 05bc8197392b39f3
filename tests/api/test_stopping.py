"""A server that stops says so first, and the worker beside it lets go of what it has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from daysheet.api import serving
from daysheet.api.state import Serving
from daysheet.core.halting import Halt
from daysheet.operations.hooks.webhook_watch import WebhookWatch
from daysheet.operations.runs import working
from daysheet.operations.runs.endings import Result
from daysheet.operations.runs.scheduling import make_usual
from daysheet.warehouse.schedule_rows import Claim
from daysheet.warehouse.scheduling import Schedules
from tests.api.front import Front

pytestmark = pytest.mark.anyio


async def serve(front: Front, url: str) -> None:
    """Serve until something beside the server ends."""
    urls = replace(front.office.opened.urls, worker=url)
    office = replace(front.office, opened=replace(front.office.opened, urls=urls))
    await serving.serve_office(office, host="127.0.0.1", port=0, note=lambda *_, **__: None, on_ready=lambda _: None)


async def test_it_is_not_ready_from_the_moment_it_is_told_to_stop(
    front: Front, worker_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    flags: list[Serving] = []

    def kept(**how: Any) -> Serving:
        flags.append(Serving(**how))
        return flags[-1]

    async def over_at_once(_: WebhookWatch) -> None:
        """End, so that the server stops."""

    async def last_words(_office: object, stop: asyncio.Event, **_how: object) -> None:
        await stop.wait()
        told.append(flags[0].is_stopping)

    monkeypatch.setattr(serving, "Serving", kept)
    monkeypatch.setattr(WebhookWatch, "run", over_at_once)
    monkeypatch.setattr(serving, "work", last_words)

    await serve(front, worker_database)

    assert told == [True]


async def test_the_worker_beside_it_leaves_no_lease(
    front: Front, worker_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_reading = asyncio.Event()

    async def endless(_claim: Claim, _halt: Halt) -> Result:
        is_reading.set()
        await asyncio.Event().wait()
        raise AssertionError("unreachable: nobody sets it")

    def reader(_office: object) -> Callable[[Claim, Halt], Coroutine[Any, Any, Result]]:
        return endless

    async def until_it_reads(_: WebhookWatch) -> None:
        await is_reading.wait()

    await make_usual(front.office, front.tenant, front.row)
    monkeypatch.setattr(working, "reader", reader)
    monkeypatch.setattr(WebhookWatch, "run", until_it_reads)
    monkeypatch.setattr(serving, "PAGE_SECONDS", 0.0)
    # Less than a worker of its own gives a page.
    monkeypatch.setattr(serving, "COMPANY_SECONDS", working.PATIENCE_SECONDS / 2)

    await serve(front, worker_database)

    held = [each.name for each in await Schedules(front.office.database, front.tenant.tenant_id).all() if each.run_id]
    assert is_reading.is_set()
    assert held == []


def test_there_is_time_to_let_go_within_the_ten_seconds_of_a_stop() -> None:
    assert serving.PAGE_SECONDS + working.LETTING_GO_SECONDS < serving.COMPANY_SECONDS
    assert serving.COMPANY_SECONDS + serving.ANSWERS_SECONDS < 10

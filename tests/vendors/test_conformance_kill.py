"""Every vendor's worker is killed at steps of a first and of a later run: the next one ends with the truth."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from daysheet.bootstrap import simulator_of
from daysheet.core.vendor import Vendor
from daysheet.simulation.serving import served
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.loading import LEASE_SECONDS
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from tests.conftest import drop_database, make_database
from tests.stories.business import WORKER_PASSWORD, Business, opened, worker_url
from tests.stories.doomed import Order, Undertaker, order_of, undertaker
from tests.stories.scale import sample
from tests.vendors.found import ALONE, everything, in_small_pages
from tests.vendors.reading import read

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("_nobody_sleeps")]

ORDERS = 12
PAGE_SIZE = 6
RECORDS_PER_BATCH = 8
CELLS = 3
# The first vendor has a sweep of its own, over more steps and more kinds of them.
VENDORS = [vendor for name, vendor in ALONE.items() if name != "tekmetric"]

Copies = Callable[[str], AbstractContextManager[str]]


@pytest.fixture
def copies(cluster: EmbeddedCluster, cluster_url: str) -> Copies:
    """Gives a database after the model of another one for a while."""

    @contextmanager
    def copy(model_url: str) -> Iterator[str]:
        name = make_database(cluster_url, urlsplit(model_url).path[1:])
        yield cluster.url(name)
        drop_database(cluster_url, name)

    return copy


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A business, its warehouse as the worker finds it, and what the worker is to do."""

    simulator: Any
    vendor: Vendor
    model_url: str
    order: Order
    undertaker: Undertaker


@asynccontextmanager
async def set_up(model_url: str, vendor: Vendor, *, is_first_run: bool) -> AsyncIterator[Scene]:
    simulator = simulator_of(vendor)(seed=11, orders=ORDERS, calls_per_minute=0)
    small = in_small_pages(vendor, PAGE_SIZE)
    async with served(simulator.app) as base_url, undertaker() as workers:
        async with opened(model_url, simulator, vendor=small, base_url=base_url) as business:
            if not is_first_run:
                await read(business)
                business.live(40)
                business.wait(hours=25)
            order = order_of(business, PAGE_SIZE, RECORDS_PER_BATCH)
        yield Scene(simulator=simulator, vendor=small, model_url=model_url, order=order, undertaker=workers)


async def wrong_after_the_next_run(business: Business) -> list[str]:
    """Let another worker read, later than the dead one's lease lasts; return what is wrong then."""
    business.lead = timedelta(seconds=LEASE_SECONDS + 1)
    outcome = await read(business)
    left = await business.ask("select stream as thing from control.sync_cursors where lease_owner is not null")
    wrong = [*map(str, outcome.errors), *outcome.unproven, *(f"{row['thing']} is not over" for row in left)]
    return [*wrong, *await business.waiting(), *await business.counters_off(), *await business.differences()]


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
@pytest.mark.parametrize("is_first_run", [True, False], ids=["first run", "later run"])
async def test_next_run_heals_whatever_step_the_worker_was_killed_at(
    copies: Copies,
    cluster: EmbeddedCluster,
    cluster_url: str,
    vendors_template: str,
    vendor: Vendor,
    is_first_run: bool,
) -> None:
    await set_passwords(cluster_url, {WORKER_LOGIN: WORKER_PASSWORD})
    with copies(cluster.url(vendors_template)) as model_url:
        async with set_up(model_url, vendor, is_first_run=is_first_run) as scene:
            with copies(model_url) as url:
                whole = await scene.undertaker.send(replace(scene.order, url=worker_url(url)))
            assert whole.exit_code == 0
            assert len(whole.steps) > 10 * len(everything(vendor).get("streams", vendor.streams))
            for cell in sample(range(1, len(whole.steps) + 1), CELLS):
                with copies(model_url) as url:
                    end = await scene.undertaker.send(replace(scene.order, url=worker_url(url), dies_at=cell))
                    assert end.killed_by == signal.SIGKILL
                    async with opened(url, scene.simulator, vendor=scene.vendor) as business:
                        wrong = await wrong_after_the_next_run(business)

                assert wrong == [], f"killed at step {cell} of {len(whole.steps)}: {end.steps[-1]}"

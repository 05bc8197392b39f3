"""PostgreSQL is killed under the load of a run: every page that was acknowledged is there when it comes back."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from daysheet.core.errors import DatabaseBusy, DaysheetError
from daysheet.core.events import Event
from daysheet.engine import streams
from daysheet.engine.run import Run, Wish
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.loading import LEASE_SECONDS
from daysheet.warehouse.migrating import migrate
from daysheet.warehouse.roles import WORKER_LOGIN, set_passwords
from tests.conftest import TEKMETRIC, WAREHOUSE
from tests.stories.business import WORKER_PASSWORD, Business, opened, simulated, with_pages_of
from tests.stories.scale import SCALE
from tests.warehouse.embedded_server import kill_all, postmaster_pid, server_processes

KILLS = 4 * SCALE
PAGE_SIZE = 6
RECORDS_PER_BATCH = 20
STEPS = ("merging", "keeping pages", "committing", "committed")


@dataclass(kw_only=True)
class Assassin:
    """
    Counts the pages that the database acknowledged, and kills its server at a step of the run.

    The server is back before the run notices, else each story would wait for as long as a run has patience.
    """

    home: Path
    cluster: EmbeddedCluster
    step: str
    number: int
    only_the_postmaster: bool
    acknowledged: Counter[str] = field(default_factory=Counter)
    has_struck: bool = False

    def __call__(self, event: Event) -> None:
        if event.step == "committed":
            pages = re.fullmatch(r"(\d+) pages", event.detail)
            assert pages is not None
            self.acknowledged[event.stream] += int(pages[1])
        if event.step == self.step:
            self.number -= 1
            if self.number == 0:
                # Not here and now but in the next turn of the loop: the statement is on its way by then.
                asyncio.get_running_loop().call_soon(self.strike)

    def strike(self) -> None:
        pid = postmaster_pid(self.home)
        kill_all([pid] if self.only_the_postmaster else server_processes(pid))
        self.has_struck = self.cluster.ensure_running()


@pytest.fixture
def cluster_of_its_own(tmp_path: Path) -> Iterator[EmbeddedCluster]:
    """A server with the settings of a real install: what it acknowledges is on the disk."""
    with EmbeddedCluster(tmp_path) as cluster:
        asyncio.run(migrate(cluster.url(), [WAREHOUSE, TEKMETRIC]))
        asyncio.run(set_passwords(cluster.url(), {WORKER_LOGIN: WORKER_PASSWORD}))
        yield cluster


async def errors_of(run: Run) -> list[DaysheetError]:
    """Read everything, and return what went wrong."""
    try:
        return (await run.perform(Wish(full=True))).errors
    except DatabaseBusy as error:
        return [error]


async def lost_pages(business: Business, run: Run, acknowledged: Counter[str]) -> Counter[str]:
    """Return the pages that were acknowledged and are not there, or not in the log, by stream."""
    stored = await business.ask(
        "select stream, count(*) as pages from control.raw_pages natural join control.raw_bodies "
        "where run_id = %s group by stream",
        run.run_id,
    )
    logged = await business.ask(
        "select stream, sum(pages)::int as pages from control.sync_log where run_id = %s group by stream", run.run_id
    )
    there, told = (Counter({row["stream"]: row["pages"] for row in rows}) for rows in (stored, logged))
    return (acknowledged - there) | (acknowledged - told)


async def test_no_acknowledged_page_is_lost(
    tmp_path: Path, cluster_of_its_own: EmbeddedCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "RECORDS_PER_BATCH", RECORDS_PER_BATCH)
    cluster, simulator = cluster_of_its_own, simulated(6, orders=60, shops=1)
    vendor, acknowledged = with_pages_of(PAGE_SIZE), 0
    for number in range(KILLS):
        step = STEPS[number % len(STEPS)]
        assassin = Assassin(
            home=tmp_path,
            cluster=cluster,
            step=step,
            number=2 + number * 5 % 9,
            only_the_postmaster=number % 3 == 0,
        )
        async with opened(cluster.url(), simulator, vendor=vendor) as business:
            run = business.worker(business.client(), assassin)
            errors = await errors_of(run)

        assert assassin.has_struck, f"kill {number}"
        assert any(isinstance(error, DatabaseBusy) for error in errors), f"kill {number}"
        async with opened(cluster.url(), simulator, vendor=vendor) as business:
            assert await lost_pages(business, run, assassin.acknowledged) == {}, f"kill {number}"
            assert await business.counters_off() == []
        acknowledged += assassin.acknowledged.total()
        simulator.live(10)
        simulator.clock.advance(LEASE_SECONDS + 1)
    async with opened(cluster.url(), simulator, vendor=vendor) as business:
        business.wait(hours=25)
        assert (await business.run()).errors == []
        assert await business.differences() == []
    assert acknowledged > 5 * KILLS
    print(f"{KILLS} kills, {acknowledged} pages acknowledged, 0 lost")


async def test_a_page_that_is_not_there_counts_as_lost(warehouse_url: str) -> None:
    async with opened(warehouse_url, simulated(6, orders=10, shops=1)) as business, business.client() as client:
        run = business.worker(client)
        assert await errors_of(run) == []
        pages = await business.value("select count(*) from control.raw_pages where stream = 'repair_orders'")
        assert await lost_pages(business, run, Counter({"repair_orders": pages})) == {}

        await business.ask("delete from control.raw_pages where stream = 'repair_orders' and page_number = 0")

        assert await lost_pages(business, run, Counter({"repair_orders": pages})) != {}

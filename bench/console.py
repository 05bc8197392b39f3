"""
What a browser makes of the console: how soon a screen is painted, what it weighs, and how soon a change is on a board.

The screens are the demo's, the browser is the system's Chromium, cold for each visit: no cache, no connection.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# The house and the browser are put together by the tests' own kit.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.async_api import Browser, CDPSession, Page
from playwright.async_api import Error as BrowserError

from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.vendors.tekmetric.simulator import Job, Labor, Order
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import migrate
from daysheet.warehouse.roles import API_LOGIN, WORKER_LOGIN, set_passwords
from tests.console.browsing import CHROMIUM, DESK, open_eyes
from tests.console.staging import Stage, open_stage
from tests.stories.business import WORKER_PASSWORD

ORDERS: Final = 600
VISITS: Final = 5
CHANGES: Final = 20
IN_WORK: Final = 2
PATIENCE_MS: Final = 30_000
SCREENS: Final = (
    "/today",
    "/boards/work-in-progress",
    "/boards/journeys",
    "/metrics",
    "/metrics/net_sales?period=quarter",
    "/records",
    "/records/tekmetric.repair_orders",
    "/connections",
    "/reconcile",
    "/settings/people",
    "/welcome",
)
PAINTED: Final = """new Promise((done) => new PerformanceObserver((list, observer) => {
  const [found] = list.getEntriesByName('first-contentful-paint');
  if (found) { observer.disconnect(); done(found.startTime); }
}).observe({ type: 'paint', buffered: true }))"""


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A screen from a cold browser: medians of the visits; the worst weight."""

    path: str
    painted_seconds: float
    answered_seconds: float
    kibibytes: float


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was measured: the screens, and the seconds from changes at a vendor until they were on an open board."""

    screens: list[Screen]
    arrivals: list[float]


async def _visit(browser: Browser, url: str) -> tuple[float, float, int]:
    """Return the seconds to the first paint and to the first byte, and the bytes that came over the wire."""
    context = await browser.new_context(viewport=DESK)
    try:
        page = await context.new_page()
        wire: CDPSession = await context.new_cdp_session(page)
        received: list[float] = []
        await wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda said: received.append(said["encodedDataLength"]))
        await page.goto(url, wait_until="load")
        painted = await page.evaluate(PAINTED)
        answered = await page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
        return painted / 1_000, answered / 1_000, int(sum(received))
    finally:
        await context.close()


async def _screens(browser: Browser, base_url: str) -> list[Screen]:
    found = []
    for path in SCREENS:
        visits = [await _visit(browser, base_url + path) for _ in range(VISITS)]
        painted, answered, weights = zip(*visits, strict=True)
        found.append(
            Screen(
                path=path,
                painted_seconds=statistics.median(painted),
                answered_seconds=statistics.median(answered),
                kibibytes=max(weights) / 1_024,
            )
        )
    return found


async def _arrivals(page: Page, stage: Stage) -> list[float]:
    """Let orders come in, one after the other; return how long each took until its card was on the open board."""
    simulator = stage.act("tekmetric").simulator
    await stage.tell()
    await page.goto(stage.base_url + "/boards/work-in-progress")
    await page.locator("body[data-feed=open]").wait_for()
    found = []
    for _ in range(CHANGES):
        lines = [Job(labor=[Labor(hours=1, rate_cents=16_000)])]
        began = time.monotonic()
        order = simulator.put_order(Order(shop_id=simulator.shop_ids[0], status_id=IN_WORK, jobs=lines))
        await stage.deliver()
        try:
            await page.locator(f'article.job[id$="-{order["id"]}"]').wait_for(timeout=PATIENCE_MS)
        except BrowserError:
            found.append(float("inf"))
        else:
            found.append(time.monotonic() - began)
    return sorted(found)


async def _measured(url: str) -> Seen:
    async with open_stage(url, orders=ORDERS) as stage, open_eyes() as eyes:
        screens = await _screens(eyes.browser, stage.base_url)
        async with eyes.window(stage.base_url) as sight:
            return Seen(screens=screens, arrivals=await _arrivals(sight.page, stage))


def measure_console() -> Seen:
    """Return what a browser makes of the demo's console; raises SystemExit where there is no browser."""
    if CHROMIUM is None:
        raise SystemExit("There is no Chromium on this machine. On Debian: apt-get install chromium")
    with (
        tempfile.TemporaryDirectory(prefix="daysheet-console-") as folder,
        EmbeddedCluster(Path(folder) / "postgresql") as cluster,
    ):
        url = cluster.url("postgres")
        asyncio.run(migrate(url, migration_sets(find_vendors())))
        asyncio.run(set_passwords(url, {WORKER_LOGIN: WORKER_PASSWORD, API_LOGIN: WORKER_PASSWORD}))
        return asyncio.run(_measured(url))

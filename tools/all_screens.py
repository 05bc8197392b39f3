"""
Takes a picture of every screen, wide and narrow, light and dark, of a business that is empty, usual, or has awkward
names, so that somebody can look at each of them: make screens. An index shows them side by side.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from html import escape
from itertools import cycle
from pathlib import Path
from typing import Final

from playwright.async_api import ViewportSize

from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.core.periods import Period
from daysheet.operations.boards import follow_ups, work_in_progress
from daysheet.operations.boards.board_limits import set_limits
from daysheet.operations.demonstration.demo import Act
from daysheet.operations.figures.metric_desk import Looker
from daysheet.operations.scorecards.score_pair import key_of
from daysheet.operations.scorecards.scorecard import scorecard
from daysheet.warehouse.board_limits import LimitOf
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import migrate
from daysheet.warehouse.roles import API_LOGIN, WORKER_LOGIN, set_passwords
from tests.console.browsing import CHROMIUM, DESK, PHONE, THEMES, Eyes, Sight, open_eyes
from tests.console.planting import plant
from tests.console.staging import NOBODY_SIGNED_IN, Stage, open_empty, open_stage
from tests.console.test_frame_hostile import NAMES
from tests.stories.business import WORKER_PASSWORD

FOLDER: Final = Path("build") / "screens"
SIZES: Final = {"wide": DESK, "narrow": PHONE}
ORDERS: Final = 600
# Long lists go on as they begin.
HEIGHT_MAX: Final = 2_400
FOLLOW_UPS: Final = 6
AWAY: Final = timedelta(days=5)


@asynccontextmanager
async def _warehouse() -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(prefix="daysheet-") as folder, EmbeddedCluster(Path(folder) / "data") as cluster:
        url = cluster.url("postgres")
        await migrate(url, migration_sets(find_vendors()))
        await set_passwords(url, {WORKER_LOGIN: WORKER_PASSWORD, API_LOGIN: WORKER_PASSWORD})
        yield url


def _awkward(url: str) -> AbstractAsyncContextManager[Stage]:
    names = cycle(NAMES)

    def spoil(act: Act) -> None:
        plant(act, lambda: next(names))

    return open_stage(url, orders=60, before=spoil)


def _usual(url: str) -> AbstractAsyncContextManager[Stage]:
    return open_stage(url, orders=ORDERS)


KINDS: Final = {"empty": open_empty, "usual": _usual, "awkward": _awkward}


async def _take(eyes: Eyes, stage: Stage, kind: str) -> None:
    paths = [*await stage.paths(), *([*await _filled(stage), *NOBODY_SIGNED_IN] if kind == "usual" else ())]
    for size, viewport in SIZES.items():
        for theme in THEMES:
            folder = FOLDER / f"{kind}-{size}-{theme}"
            folder.mkdir(parents=True, exist_ok=True)
            async with eyes.window(stage.base_url, viewport=viewport, color_scheme=theme) as sight:
                if kind == "usual":
                    await _come_back(sight, stage)
                for number, path in enumerate(paths):
                    await sight.go(path)
                    await sight.page.locator("[data-soon]").wait_for(state="detached")
                    height = await sight.page.evaluate("document.documentElement.scrollHeight")
                    await sight.page.set_viewport_size(_size(viewport["width"], min(height, HEIGHT_MAX)))
                    await sight.page.screenshot(path=str(folder / _name_of(number, path)))
                    await sight.page.set_viewport_size(_size(**viewport))
            sys.stdout.write(f"{folder}: {len(paths)} screens\n")
            sys.stdout.flush()


async def _filled(stage: Stage) -> list[str]:
    """Fill what nobody has used yet, and return the pages that are seen only then; the others are among the usual."""
    somebody = stage.owner("demo")
    orders = (await work_in_progress.board(stage.office, stage.tenant))["orders"][:FOLLOW_UPS]
    for number, order in enumerate(orders):
        asked = follow_ups.Asked(
            kind="order",
            record=order["id"],
            location=order["location"]["id"],
            note=f"Call about order {order['number']}, and say what it comes to.",
            for_whom="me" if number % 2 else None,
        )
        made = await follow_ups.make(stage.office, stage.tenant, somebody, asked)
        if number == FOLLOW_UPS - 1:
            await follow_ups.finish(stage.office, stage.tenant, somebody, int(made["id"]))
    by = stage.owner("person 7")
    await set_limits(stage.office, stage.tenant, {LimitOf(kind="state", word="in_progress"): 480}, by)
    everybody = Looker(only=None, sees_persons=True)
    card = await scorecard(stage.office, stage.tenant, "shops", Period.read("quarter"), everybody)
    one, other = (key_of(line) for line in card.lines[:2])
    two = f"/compare/shops?period=quarter&with={one}&and={other}"
    return ["/follow-ups?show=open", "/follow-ups?show=done", two]


async def _come_back(sight: Sight, stage: Stage) -> None:
    """Look at Today as somebody does who was away for some days, so that it tells what changed since."""
    await sight.go("/today")
    async with stage.office.database.tenant(stage.tenant.tenant_id) as connection:
        await connection.execute("update control.visits set seen_at = now() - %s", (AWAY,))


def _size(width: int, height: int) -> ViewportSize:
    return ViewportSize(width=width, height=height)


def _name_of(number: int, path: str) -> str:
    words = re.sub(r"[^a-z]+", "-", path.lower()).strip("-")[:60]
    return f"{number:02d}-{words or 'home'}.png"


def _index() -> str:
    """Return a page on which each screen of a kind stands beside the same one in the other theme and size."""
    rows = []
    for kind in KINDS:
        first = sorted((FOLDER / f"{kind}-wide-light").glob("*.png"))
        for name in (each.name for each in first):
            shown = "".join(
                f'<img loading="lazy" height="420" alt="" src="{kind}-{size}-{theme}/{name}">'
                for size in SIZES
                for theme in THEMES
            )
            rows.append(f"<h2>{escape(f'{kind}: {name}')}</h2><p>{shown}</p>")
    return "<!doctype html><meta charset=utf-8><title>Every screen</title>" + "".join(rows)


async def _all() -> None:
    async with open_eyes() as eyes:
        for kind, opened in KINDS.items():
            async with _warehouse() as url, opened(url) as stage:
                await _take(eyes, stage, kind)
    (FOLDER / "index.html").write_text(_index(), encoding="utf-8")


def main() -> int:
    """Take all pictures; return the exit code."""
    if CHROMIUM is None:
        sys.stderr.write("There is no Chromium on this machine. On Debian: apt-get install chromium\n")
        return 1
    shutil.rmtree(FOLDER, ignore_errors=True)
    asyncio.run(_all())
    sys.stdout.write(f"Look at them: {FOLDER / 'index.html'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

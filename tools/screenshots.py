"""
Takes the pictures of the guides from an invented business, so that they show what there is: make screenshots.

The business lives at the present, so its figures differ from one time to the next; take them when a page changed.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Final

from daysheet.bootstrap import find_vendors, migration_sets
from daysheet.warehouse.embedded import EmbeddedCluster
from daysheet.warehouse.migrating import migrate
from daysheet.warehouse.roles import API_LOGIN, WORKER_LOGIN, set_passwords
from tests.console.browsing import CHROMIUM, PHONE, Eyes, open_eyes
from tests.console.staging import open_stage
from tests.stories.business import WORKER_PASSWORD

IMAGES: Final = Path(__file__).resolve().parent.parent / "docs" / "images"
ORDERS: Final = 600
SMALL: Final = {"width": 1200, "height": 760}
# The name of each picture, the page, and whether it is a phone's.
PICTURES: Final = (
    ("today", "/today", False),
    ("in-the-shop", "/boards/work-in-progress", False),
    ("trucks", "/boards/journeys", False),
    ("a-number", "/metrics/net_sales?period=quarter", False),
    ("connections", "/connections", False),
    ("in-the-shop-on-a-phone", "/boards/work-in-progress", True),
)


async def _take(url: str) -> None:
    async with open_stage(url, orders=ORDERS) as stage, open_eyes() as eyes:
        for name, path, is_phone in PICTURES:
            await _picture(eyes, stage.base_url, path, IMAGES / f"{name}.png", is_phone=is_phone)


async def _picture(eyes: Eyes, base_url: str, path: str, file: Path, *, is_phone: bool) -> None:
    async with eyes.window(base_url, viewport=PHONE if is_phone else SMALL, color_scheme="light") as sight:
        await sight.go(path)
        await sight.page.locator("[data-soon]").wait_for(state="detached")
        await sight.page.screenshot(path=str(file))


def main() -> int:
    """Take all pictures; return the exit code."""
    if CHROMIUM is None:
        sys.stderr.write("There is no Chromium on this machine. On Debian: apt-get install chromium\n")
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="daysheet-") as folder, EmbeddedCluster(Path(folder) / "data") as cluster:
        url = cluster.url("postgres")
        asyncio.run(migrate(url, migration_sets(find_vendors())))
        asyncio.run(set_passwords(url, {WORKER_LOGIN: WORKER_PASSWORD, API_LOGIN: WORKER_PASSWORD}))
        asyncio.run(_take(url))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""
A newcomer's first five minutes in a browser: boards, a number down to its rows, an account of their own, a lost key.

What they see is kept as pictures in `build/newcomer`, which is in no commit.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page, expect

from daysheet.simulation.clock import Clock
from daysheet.simulation.serving import served
from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from tests.console.browsing import Eyes, needs_chromium
from tests.console.staging import Stage, open_stage

pytestmark = [pytest.mark.anyio, needs_chromium]

PICTURES: Final = Path(__file__).parents[2] / "build" / "newcomer"
# A reading of a whole account, on a machine that has other things to do.
READING_MS: Final = 180_000


@pytest.fixture(scope="module")
async def stage(worker_database: str, database_url: str) -> AsyncIterator[Stage]:
    """A house like the demo's, with a worker that reads what is connected."""
    async with open_stage(database_url, reads=True) as found:
        yield found


async def keep(page: Page, name: str) -> None:
    """Keep what is to be seen."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=str(PICTURES / f"{name}.png"))


async def test_the_first_five_minutes(stage: Stage, eyes: Eyes) -> None:
    own = create_simulator(seed=9, orders=12, branches=2, clock=Clock.ticking(), calls_per_minute=0)
    async with served(own.app) as address, eyes.window(stage.base_url) as sight:
        page = sight.page
        await sight.go("/")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Today")
        await keep(page, "1-today")
        await _boards_are_full(page)
        await _a_number_is_opened_down_to_its_rows(page)
        await _an_account_is_connected(page, own, address)
        await _its_first_run_is_watched(page)
        await _its_key_is_revoked(page, own)
        assert sight.troubles() == []


async def _boards_are_full(page: Page) -> None:
    await page.get_by_role("link", name="In the shop").first.click()
    await expect(page.locator("article.job").first).to_be_visible()
    await keep(page, "2-in-the-shop")
    await page.get_by_role("link", name="Trucks").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Trucks")
    if not await page.locator("li.line").count():
        # Nobody moves on some days; the board says which day has moves.
        await page.locator("section.empty a").click()
    await expect(page.locator("li.line").first).to_be_visible()
    await keep(page, "3-trucks")


async def _a_number_is_opened_down_to_its_rows(page: Page) -> None:
    await page.get_by_role("link", name="Today").first.click()
    await page.locator("article .figure a").first.click()
    await page.get_by_role("link", name="13 weeks").click()
    await expect(page.get_by_role("heading", name="How it is made")).to_be_visible()
    await expect(page.get_by_role("heading", name="Records behind it")).to_be_visible()
    await expect(page.locator("caption", has_text="Records behind").locator("xpath=..//tbody/tr").first).to_be_visible()
    await keep(page, "4-a-number")


async def _an_account_is_connected(page: Page, own: Simulator, address: str) -> None:
    await page.get_by_role("link", name="Connections", exact=True).first.click()
    await page.get_by_role("link", name="Connect an account").first.click()
    await keep(page, "5-welcome")
    await page.get_by_role("link", name="Connect SmartMoving", exact=True).click()
    await page.get_by_label("What to call it").fill("second mover")
    await page.get_by_text("Another address of the vendor").click()
    await page.get_by_label("Base address").fill(f"{address}/v1")
    await _type_the_secret(page, own)
    await page.get_by_role("button", name="Only try it").click()
    await expect(page.get_by_role("heading", name="It works")).to_be_visible()
    await keep(page, "6-tried")
    await _type_the_secret(page, own)
    await page.get_by_role("button", name="Store and start").click()
    await expect(page.get_by_role("status")).to_contain_text("second mover is connected")


async def _type_the_secret(page: Page, own: Simulator) -> None:
    await page.get_by_label("Api key").fill(own.api_key)


async def _its_first_run_is_watched(page: Page) -> None:
    runs = page.locator("tbody tr", has=page.locator('a[href^="/runs/"]'))
    await expect(runs.first).to_be_visible(timeout=READING_MS)
    await keep(page, "7-first-run")
    await expect(runs.filter(has_text=re.compile("completed")).first).to_be_visible(timeout=READING_MS)
    await runs.filter(has_text="completed").first.locator("a").first.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Run ")
    await expect(page.locator("tbody tr").first).to_be_visible()
    await keep(page, "8-run")


async def _its_key_is_revoked(page: Page, own: Simulator) -> None:
    own.revoke_key()
    await page.get_by_role("link", name="second mover").click()
    refused = page.locator(".note.bad")
    if not await refused.count():
        # It may be found out by the schedule before anybody asks.
        await page.get_by_role("button", name="Read now").click()
    await expect(page.get_by_text("credential refused").first).to_be_visible(timeout=READING_MS)
    await page.goto(page.url.partition("?")[0])
    await expect(refused).to_contain_text("Nothing is lost")
    await expect(refused).to_contain_text("Give it a new credential here")
    await keep(page, "9-key-refused")
    await _type_the_secret(page, own)
    await page.get_by_role("button", name="Put it in place").click()
    await expect(page.get_by_role("status")).to_contain_text("accepts the new credential")
    await expect(page.get_by_role("button", name="Read now")).to_be_visible()
    await keep(page, "10-read-again")

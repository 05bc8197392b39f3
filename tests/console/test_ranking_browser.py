"""The ranking in a real browser: on a phone, on paper, without scripts, and for ears."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.console.browsing import PHONE, Eyes, needs_chromium, wrong_for_ears
from tests.console.staging import Stage, open_stage

pytestmark = [pytest.mark.anyio, needs_chromium]

PLACES = ("/compare/branches?period=quarter&minimum=1", "/compare/shops?period=quarter&minimum=1")


@pytest.fixture(scope="module")
async def stage(worker_database: str, database_url: str) -> AsyncIterator[Stage]:
    """A house like the demo's."""
    async with open_stage(database_url) as found:
        yield found


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("width", [390, 1440])
async def test_rank_and_weights_fit_and_are_told_to_ears(stage: Stage, eyes: Eyes, path: str, width: int) -> None:
    async with eyes.window(stage.base_url, viewport={"width": width, "height": 844}) as sight:
        assert await sight.go(f"{path}&panel=weights") == 200

        assert await sight.page.locator("table.ranks tbody tr").count() > 1
        assert await sight.page.locator(".rank-panel").is_visible()
        assert await sight.overflow() == []
        assert await wrong_for_ears(sight) == []
        assert sight.troubles() == []


async def test_weights_are_changed_without_scripts(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url, java_script_enabled=False, viewport=PHONE) as sight:
        await sight.go(PLACES[1])
        assert await sight.page.locator('.ranks td[data-label="ARO, USD"]').count() > 1
        await sight.page.get_by_role("link", name="Weights").click()
        await sight.page.locator('.rank-panel [name="weight.close_ratio_jobs"]').fill("2.5")
        await sight.page.locator('.rank-panel [name="weight.average_repair_order"]').fill("0")
        await sight.page.get_by_role("button", name="Rank").click()

        await expect(sight.page).to_have_url(re.compile(r"weight\.close_ratio_jobs=2\.5"))
        await expect(sight.page.locator('.rank-panel [name="weight.close_ratio_jobs"]')).to_have_value("2.5")
        assert await sight.page.locator("table.ranks tbody tr").count() > 1
        assert await sight.page.locator('.ranks td[data-label="ARO, USD"]').count() == 0


async def test_paper_has_the_ranking_and_no_form(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        for path, what in ((PLACES[1], ".ranking .between a"), (f"{PLACES[1]}&panel=weights", ".rank-panel")):
            await sight.page.emulate_media(media="screen")
            await sight.go(path)
            await expect(sight.page.locator(what)).to_be_visible()
            await sight.page.emulate_media(media="print")

            await expect(sight.page.locator(what)).to_be_hidden()
            await expect(sight.page.locator("table.ranks")).to_be_visible()

"""Two beside each other in a real browser, and what changed since the last visit: by key, on a phone, for ears."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import expect

from daysheet.operations.boards.board_limits import set_limits
from daysheet.warehouse.board_limits import LimitOf
from tests.console.browsing import PHONE, Eyes, needs_chromium, wrong_for_ears
from tests.console.staging import Stage, open_stage

pytestmark = [pytest.mark.anyio, needs_chromium]

TABLES = (
    "/compare/shops?period=quarter",
    "/compare/branches?period=quarter",
    "/compare/technicians?period=quarter",
)


@pytest.fixture(scope="module")
async def stage(worker_database: str, database_url: str) -> AsyncIterator[Stage]:
    """A house like the demo's."""
    async with open_stage(database_url) as found:
        yield found


@pytest.mark.parametrize("path", TABLES)
@pytest.mark.parametrize("width", [390, 1440])
async def test_two_fit_and_are_told_to_ears(stage: Stage, eyes: Eyes, path: str, width: int) -> None:
    async with eyes.window(stage.base_url, viewport={"width": width, "height": 844}) as sight:
        assert await sight.go(path) == 200
        assert await sight.overflow() == []
        boxes = sight.page.locator("main tbody .pick input")
        for number in (0, 1):
            await boxes.nth(number).check()
        await sight.page.get_by_role("button", name="Compare the two").click()

        await expect(sight.page).to_have_url(re.compile(r"with=[\d.]+&and=[\d.]+"))
        assert await sight.page.locator("table.pair tbody tr").count() > 1
        assert await sight.overflow() == []
        assert (
            await sight.page.evaluate(
                "[...document.querySelectorAll('table.pair')].filter((each) => innerWidth < 800 && "
                "each.scrollWidth > each.parentElement.clientWidth + 1).length"
            )
            == 0
        )
        assert await wrong_for_ears(sight) == []
        assert sight.troubles() == []


@pytest.mark.parametrize("width", [390, 1440])
async def test_the_box_stands_beside_a_long_name(stage: Stage, eyes: Eyes, width: int) -> None:
    async with eyes.window(stage.base_url, viewport={"width": width, "height": 844}) as sight:
        await sight.go(TABLES[1])
        await sight.page.evaluate("document.querySelector('.pick-line bdi').textContent = 'of the North '.repeat(9)")
        box = await sight.page.locator("main tbody .pick input").first.bounding_box()
        name = await sight.page.locator(".pick-line bdi").first.bounding_box()

        assert box is not None
        assert name is not None
        assert name["height"] > 2 * box["height"]
        assert name["y"] <= box["y"] + box["height"] / 2 <= name["y"] + box["height"] + 8
        assert 0 <= name["x"] - box["x"] - box["width"] < 20
        assert await sight.overflow() == []


async def test_x_chooses_the_row_that_somebody_is_at(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await sight.go(TABLES[0])
        boxes = sight.page.locator("main tbody .pick input")
        await sight.page.keyboard.press("x")
        assert [await boxes.nth(number).is_checked() for number in (0, 1)] == [False, False]
        await sight.page.locator("main tbody tr").nth(1).get_by_role("link").first.focus()

        await sight.page.keyboard.press("x")
        assert [await boxes.nth(number).is_checked() for number in (0, 1)] == [False, True]
        await sight.page.keyboard.press("x")
        assert [await boxes.nth(number).is_checked() for number in (0, 1)] == [False, False]
        await sight.page.keyboard.press("?")

        await expect(sight.page.locator('#keys dt[data-works="x"]')).to_be_visible()
        await sight.go("/today")
        await sight.page.keyboard.press("?")
        await expect(sight.page.locator('#keys dt[data-works="x"]')).to_be_hidden()


async def test_two_are_chosen_without_scripts(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url, java_script_enabled=False, viewport=PHONE) as sight:
        await sight.go(TABLES[1])
        await sight.page.get_by_role("button", name="Compare the two").click()
        await expect(sight.page.get_by_role("alert")).to_contain_text("none was chosen")
        boxes = sight.page.locator("main tbody .pick input")
        await boxes.nth(0).check()
        await boxes.nth(1).check()
        await sight.page.get_by_role("button", name="Compare the two").click()

        await expect(sight.page.locator("table.pair")).to_be_visible()


async def test_what_changed_since_the_last_visit_fits_a_phone(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url, viewport=PHONE) as sight:
        await sight.go("/today")
        assert await sight.page.locator(".since").count() == 0
        long_ago = stage.office.clock() - timedelta(days=5)
        async with stage.office.database.tenant(stage.tenant.tenant_id) as connection:
            await connection.execute("update control.visits set seen_at = %s", (long_ago,))
        by = stage.owner("person 7")
        await set_limits(stage.office, stage.tenant, {LimitOf(kind="label", word="Waiting for parts"): 90}, by)
        await sight.go("/today")

        assert await sight.page.locator(".since li a").count() > 0
        assert await sight.overflow() == []
        assert await wrong_for_ears(sight) == []
        assert sight.troubles() == []

"""The frame in a real browser: the command box, the keyboard, walls that fall silent, and what is printed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from daysheet.operations import tv_links
from tests.console.browsing import PHONE, Eyes, Sight, needs_chromium, wrong_for_ears
from tests.console.staging import Stage, open_stage

pytestmark = [pytest.mark.anyio, needs_chromium]

BOARD = "/boards/work-in-progress"
TRUCKS = "/boards/journeys"
WALL = {"width": 1920, "height": 1080}


@pytest.fixture(scope="module")
async def stage(worker_database: str, database_url: str) -> AsyncIterator[Stage]:
    """A house like the demo's."""
    async with open_stage(database_url) as found:
        yield found


async def hang(stage: Stage, board: str = "work_in_progress") -> str:
    """Put a board on a wall and return the address of the screen."""
    boards = [tv_links.Shown(board=board)]
    new = await tv_links.make_link(stage.office, stage.tenant, name="the wall", boards=boards, by="a test")
    return f"/tv/{new.token}"


async def fill_box(sight: Sight, word: str) -> None:
    """Open the command box and type into it."""
    await sight.page.keyboard.press("Control+k")
    await expect(sight.page.locator("#box input")).to_be_focused()
    await sight.page.keyboard.type(word)


async def test_the_command_box_leads_to_what_is_typed(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await sight.go("/today")
        await fill_box(sight, "net sales")
        await expect(sight.page.locator("#box-found a").first).to_contain_text("Net sales")
        assert await wrong_for_ears(sight) == []
        await sight.page.keyboard.press("ArrowDown")
        await expect(sight.page.locator("#box-found a").first).to_be_focused()
        await sight.page.keyboard.press("Enter")
        await expect(sight.page).to_have_url(f"{stage.base_url}/metrics/net_sales")
        await fill_box(sight, "trucks")
        await sight.page.keyboard.press("Enter")
        await expect(sight.page).to_have_url(f"{stage.base_url}{TRUCKS}")
        assert sight.troubles() == []


async def test_the_command_box_goes_away_and_keys_do_not_reach_past_it(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await sight.go("/today")
        await fill_box(sight, "t")
        await expect(sight.page.locator("body")).not_to_have_class(re.compile("tv"))
        await sight.page.keyboard.press("Escape")
        await expect(sight.page.locator("#box")).to_be_hidden()


async def test_without_scripts_the_search_is_a_form(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url, java_script_enabled=False) as sight:
        await sight.go("/today")
        await sight.page.locator("#search").fill("net sales")
        await sight.page.locator("#search").press("Enter")

        await expect(sight.page.locator("#found a").first).to_contain_text("Net sales")


async def test_a_view_is_saved_and_opened_by_keyboard(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await sight.go(f"{BOARD}?flag=waiting_for_approval")
        await sight.page.keyboard.press("s")
        await expect(sight.page.locator("#view-name")).to_be_focused()
        assert await wrong_for_ears(sight) == []
        await sight.page.keyboard.type("by keyboard")
        await sight.page.keyboard.press("Enter")
        await expect(sight.page.locator("#views a", has_text="by keyboard")).to_have_count(1)
        await sight.go("/today")
        await sight.page.keyboard.press("v")
        await expect(sight.page.locator("#views a").first).to_be_focused()
        await sight.page.keyboard.press("Enter")
        await expect(sight.page).to_have_url(f"{stage.base_url}{BOARD}?flag=waiting_for_approval")
        await sight.page.keyboard.press("v")
        await sight.page.keyboard.press("Escape")
        await expect(sight.page.locator("#views > .panel")).to_be_hidden()


async def test_the_keys_that_are_told_are_those_that_work(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        for path, works in (("/records/tekmetric.repair_orders", "e"), ("/metrics/net_sales", "w")):
            for other, is_there in ((path, True), ("/views", False)):
                await sight.go(other)
                await sight.page.keyboard.press("?")
                key = sight.page.locator(f'#keys kbd[data-works="{works}"], #keys dd[data-works="{works}"]').first
                await (expect(key).to_be_visible() if is_there else expect(key).to_be_hidden())
                await sight.page.keyboard.press("Escape")
        await sight.go("/metrics/net_sales?period=yesterday")
        await sight.page.keyboard.press("m")
        await expect(sight.page).to_have_url(re.compile("period=month"))
        await sight.go(BOARD)
        await sight.page.keyboard.press("f")
        await expect(sight.page.locator("main select").first).to_be_focused()


async def test_an_order_opens_beside_the_board_and_closes_by_keyboard(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await sight.go(BOARD)
        await sight.page.keyboard.press("j")
        await sight.page.keyboard.press("Enter")
        await expect(sight.page.locator("#opened")).to_be_visible()
        assert await wrong_for_ears(sight) == []
        await sight.page.keyboard.press("Escape")
        await expect(sight.page.locator("#opened")).to_have_count(0)


async def test_a_wall_fits_its_screen_and_nobody_has_to_scroll(stage: Stage, eyes: Eyes) -> None:
    for board in ("work_in_progress", "journeys"):
        path = await hang(stage, board)
        for scheme in ("light", "dark"):
            async with eyes.window(stage.base_url, viewport=WALL, color_scheme=scheme) as sight:
                assert await sight.go(path) == 200
                tall = await sight.page.evaluate("document.documentElement.scrollHeight")
                assert tall <= WALL["height"], (board, tall)
                assert await sight.overflow() == []
                assert await wrong_for_ears(sight) == []
                size = await sight.page.evaluate(
                    "parseFloat(getComputedStyle(document.querySelector('.wall')).fontSize)"
                )
                assert size >= 24
                assert sight.troubles() == []
        async with eyes.window(stage.base_url, viewport=PHONE) as sight:
            await sight.go(path)
            assert await sight.overflow() == []


async def test_a_wall_that_hears_nothing_says_so_and_goes_on_by_itself(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url, viewport=WALL) as sight:
        await sight.page.clock.install()
        await sight.go(await hang(stage))
        silence = sight.page.locator("#lost.no-news")
        await sight.page.context.set_offline(True)
        await sight.page.clock.run_for(30_000)
        await expect(silence).to_have_count(0)
        await sight.page.clock.run_for(50_000)
        await expect(silence).to_contain_text("No news since")
        box = await silence.bounding_box()
        assert box is not None
        assert (box["width"], box["height"]) == (WALL["width"], WALL["height"])
        await sight.page.context.set_offline(False)
        await sight.page.clock.run_for(15_000)
        await expect(sight.page.locator("#lost")).to_have_count(0)


async def test_a_wall_that_is_switched_off_goes_dark_by_itself(stage: Stage, eyes: Eyes) -> None:
    boards = [tv_links.Shown(board=tv_links.WORK)]
    new = await tv_links.make_link(stage.office, stage.tenant, name="x", boards=boards, by="a test")
    async with eyes.window(stage.base_url, viewport=WALL) as sight:
        await sight.go(f"/tv/{new.token}")
        await tv_links.revoke_link(stage.office, stage.tenant, new.row["link_id"], "a test")
        await sight.page.evaluate("document.querySelector('live-region').refresh()")

        await expect(sight.page.locator("h1")).to_have_text("This screen was switched off.")
        await expect(sight.page.locator("article")).to_have_count(0)


async def test_what_is_printed_has_no_frame_and_says_what_it_is(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url, color_scheme="dark") as sight:
        for path in (BOARD, TRUCKS, "/today"):
            await sight.go(path)
            await sight.page.emulate_media(media="print")
            for hidden in (".rail", ".top", ".foot", "main form", "main nav.tabs"):
                for each in await sight.page.locator(hidden).all():
                    await expect(each).to_be_hidden()
            await expect(sight.page.locator(".only-in-print")).to_contain_text(path)
            ground = await sight.page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert ground == "rgb(255, 255, 255)"
            await sight.page.emulate_media(media="screen")
            await expect(sight.page.locator(".only-in-print")).to_be_hidden()


async def test_nothing_moves_for_whoever_wants_it_still(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        for wish, moves in (("no-preference", True), ("reduce", False)):
            await sight.page.emulate_media(reduced_motion=wish)  # type: ignore[arg-type]  # the two words it takes
            await sight.go(BOARD)
            name = await sight.page.evaluate(
                "(() => { const one = document.querySelector('main h1'); one.classList.add('changed'); "
                "return getComputedStyle(one).animationName; })()"
            )
            assert (name != "none") is moves

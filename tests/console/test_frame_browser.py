"""The frame in a real browser: the command box, the keyboard, walls that fall silent, and what is printed."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from daysheet.operations.boards import tv_links
from tests.console.browsing import DESK, PHONE, Eyes, Sight, needs_chromium, wrong_for_ears
from tests.console.staging import Stage, open_stage

pytestmark = [pytest.mark.anyio, needs_chromium]

BOARD = "/boards/work-in-progress"
TRUCKS = "/boards/journeys"
WALL = {"width": 1920, "height": 1080}
LABEL_MIN = 11
# The letters of what is written in a chart as they are on the screen, with where each begins and ends on its line.
LABELS = """[...document.querySelectorAll('svg.chart text')].map((each) => {
  const { left, right, top } = each.getBoundingClientRect();
  return [parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a, Math.round(top), left, right];
}).filter(([, , left, right]) => right > left)"""
# Amounts of which neither they nor their column, their row or their label says the currency; but for rules of thumb.
WITHOUT_CURRENCY = r"""[...document.querySelectorAll('main td, main dd, main .figure')].filter((each) => {
  if (!/^[\u2212+]?[\d,]+\.\d\d(?!\d| to )/.test(each.innerText.trim())) return false;
  const head = each.closest('table')?.tHead?.rows[0].cells[each.cellIndex];
  const told = [each, head, each.closest('tr')?.cells[0]].map((one) => one?.textContent);
  return !/\b(USD|CAD)\b/.test([...told, each.dataset.label].join(' '));
}).map((each) => each.outerHTML.slice(0, 120))"""
# Where each tile begins, and its number.
TILES = """[...document.querySelectorAll('.counters > *')].map((each) => [
  each.getBoundingClientRect().top, each.querySelector('b').getBoundingClientRect().top,
].map(Math.round))"""
CUT_OFF = """[...document.querySelectorAll('input[placeholder]')].filter((each) => {
  const { fontWeight, fontSize, fontFamily, paddingLeft, paddingRight } = getComputedStyle(each);
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  const room = each.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  return room > 0 && pen.measureText(each.placeholder).width > room;
}).map((each) => each.placeholder)"""


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
    await sight.loaded()
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


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/metrics/net_sales?period=quarter", "/metrics/net_sales?period=yesterday", "/today"])
async def test_labels_of_a_chart_can_be_read_and_stand_apart(
    stage: Stage, eyes: Eyes, path: str, viewport: dict[str, int]
) -> None:
    async with eyes.window(stage.base_url, viewport=viewport) as sight:
        await sight.go(path)
        labels = await sight.page.evaluate(LABELS)

        assert len(labels) > 4
        assert min(size for size, *_ in labels) >= LABEL_MIN
        lines: dict[int, list[tuple[float, float]]] = {}
        for _, top, left, right in labels:
            lines.setdefault(top, []).append((left, right))
        along = [sorted(each) for each in lines.values() if len(each) > 2]
        assert along
        for line in along:
            assert all(before[1] < after[0] for before, after in itertools.pairwise(line)), line
            assert line[0][0] >= 0
            assert line[-1][1] <= viewport["width"]


async def test_the_counters_and_the_columns_of_a_board_add_up(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        for path, counter in ((BOARD, ".counters > a"), (await hang(stage), ".counters > p")):
            await sight.go(path)
            said = await sight.page.locator(counter).first.inner_text()
            in_shop = int(await sight.page.locator(f"{counter} b").first.inner_text())
            estimates = re.search(r"\+ (\d+) estimate", said)
            columns = [int(each) for each in await sight.page.locator(".column h2 > .soft").all_inner_texts()]

            assert estimates is not None
            assert in_shop > 0
            assert in_shop + int(estimates[1]) == sum(columns)


async def test_what_a_field_says_of_itself_is_not_cut_off(stage: Stage, eyes: Eyes) -> None:
    for viewport in (PHONE, DESK):
        async with eyes.window(stage.base_url, viewport=viewport) as sight:
            for path in (BOARD, TRUCKS, "/records/tekmetric.repair_orders"):
                await sight.go(path)
                assert await sight.page.evaluate(CUT_OFF) == []
            await sight.page.keyboard.press("Control+k")
            await expect(sight.page.locator("#box input")).to_be_visible()
            assert await sight.page.evaluate(CUT_OFF) == []
            await sight.page.evaluate("document.querySelector('#box input').placeholder = 'x'.repeat(200)")
            assert len(await sight.page.evaluate(CUT_OFF)) == 1


async def test_putting_trucks_on_a_wall_stands_beside_the_other_acts(stage: Stage, eyes: Eyes) -> None:
    for viewport in (PHONE, DESK):
        async with eyes.window(stage.base_url, viewport=viewport) as sight:
            await sight.go(TRUCKS)
            show = await sight.page.get_by_role("button", name="Show", exact=True).bounding_box()
            wall = await sight.page.get_by_text("On a wall").bounding_box()

            assert show is not None
            assert wall is not None
            assert abs(show["y"] + show["height"] - wall["y"] - wall["height"]) <= 1
            assert 0 <= wall["x"] - show["x"] - show["width"] < 40


@pytest.mark.parametrize(
    "path",
    [
        *("/today", BOARD, "/metrics/net_sales?period=quarter", "/metrics/earned_value?period=quarter"),
        *("/metrics/average_repair_order?period=quarter", "/compare/shops?period=quarter&columns=net_sales"),
        "/compare/branches?period=quarter&columns=earned_value",
    ],
)
async def test_every_amount_has_its_currency(stage: Stage, eyes: Eyes, path: str) -> None:
    async with eyes.window(stage.base_url) as sight:
        assert await sight.go(path) == 200
        assert re.search(r"\d\.\d\d\b", await sight.page.locator("main").inner_text())

        assert await sight.page.evaluate(WITHOUT_CURRENCY) == []


@pytest.mark.parametrize("path", [BOARD, TRUCKS])
async def test_numbers_of_a_row_of_tiles_stand_on_one_height(stage: Stage, eyes: Eyes, path: str) -> None:
    async with eyes.window(stage.base_url) as sight:
        for size in (DESK, PHONE):
            await sight.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            await sight.go(path)
            places = await sight.page.evaluate(TILES)
            assert len(places) > 2
            rows = [{number for top, number in places if top == row} for row in {top for top, _ in places}]
            assert [len(each) for each in rows] == [1] * len(rows), size


async def test_on_a_phone_the_business_is_named_whole_and_the_account_still_has_its_name(
    stage: Stage, eyes: Eyes
) -> None:
    async with eyes.window(stage.base_url, viewport=PHONE) as sight:
        await sight.go("/today")
        business, account = sight.page.locator(".top .business"), sight.page.locator("#account > summary")
        await business.evaluate("(each) => { each.textContent = 'Harbour & Pine'; }")
        assert await business.evaluate("(each) => each.scrollWidth <= each.clientWidth")
        await expect(account).to_have_accessible_name(re.compile("You, in the demo"))
        assert await account.evaluate("(each) => each.getBoundingClientRect().width") < 60

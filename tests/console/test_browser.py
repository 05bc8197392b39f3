"""Every page in a real browser: for eyes, for ears, for a phone, without scripts, and by keyboard."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Route, expect

from daysheet.operations.demonstration.demo import Act
from tests.console.browsing import DESK, PHONE, Eyes, Sight, needs_chromium, wrong_for_ears
from tests.console.staging import NOBODY_SIGNED_IN, Stage, open_empty, open_stage

pytestmark = [pytest.mark.anyio, needs_chromium]

# All that depends on colours alone; the rest of a page is the same in both themes.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
LEAD_ON = ("/", "/settings")
ALIKE_WHEN_EMPTY = ("/settings", "/records", "/welcome", "/nothing-here")
BOARDS = ("/boards/work-in-progress", "/boards/journeys")


@dataclass(kw_only=True)
class Walk:
    """What was found on the way through all pages."""

    paths: list[str] = field(default_factory=list)
    for_ears: list[str] = field(default_factory=list)
    in_the_dark: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
async def stage(worker_database: str, database_url: str) -> AsyncIterator[Stage]:
    """A house like the demo's, where one record waits in quarantine."""
    async with open_stage(database_url, before=_spoil_one) as found:
        yield found


@pytest.fixture(scope="module")
async def empty(stage: Stage, database_url: str) -> AsyncIterator[Stage]:
    """A business beside it that has connected nothing."""
    async with open_empty(database_url) as found:
        yield found


@pytest.fixture(scope="module")
async def walk(stage: Stage, empty: Stage, eyes: Eyes) -> Walk:
    """Every page of both businesses, looked at once, light and dark, wide and narrow."""
    walk = Walk()
    full = [*await stage.paths(), *NOBODY_SIGNED_IN]
    bare = [path for path in await empty.paths() if not path.startswith(ALIKE_WHEN_EMPTY)]
    for house, paths in ((stage, full), (empty, bare)):
        async with eyes.window(house.base_url, color_scheme="light") as sight:
            for path in (each for each in paths if each not in LEAD_ON):
                await _look_at(sight, path, walk)
            walk.troubles += sight.troubles()
    return walk


def _spoil_one(act: Act) -> None:
    """Let one record be one that cannot be kept exactly, so that quarantine has something to show."""
    if act.vendor.name == "tekmetric":
        customer = act.simulator.truth("customers")[0]
        act.simulator.edit("customers", {**customer, "okForMarketing": "perhaps"})


async def _look_at(sight: Sight, path: str, walk: Walk) -> None:
    await sight.go(path)
    walk.paths.append(path)
    walk.for_ears += await wrong_for_ears(sight)
    await sight.page.emulate_media(color_scheme="dark")
    walk.in_the_dark += await wrong_for_ears(sight, COLOURS)
    walk.too_wide += await sight.overflow()
    await sight.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    walk.too_wide += await sight.overflow()
    await sight.page.emulate_media(color_scheme="light")
    await sight.page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})


async def test_axe_finds_nothing_on_any_page(walk: Walk) -> None:
    assert len(walk.paths) > 30
    assert walk.for_ears == []


async def test_axe_finds_nothing_in_the_dark(walk: Walk) -> None:
    assert walk.in_the_dark == []


async def test_every_page_fits_a_desk_and_a_phone(walk: Walk) -> None:
    assert walk.too_wide == []


async def test_no_page_makes_an_error_or_breaks_its_policy(walk: Walk) -> None:
    assert walk.troubles == []


async def test_what_is_wrong_with_a_page_is_found(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url, viewport=PHONE) as sight:
        await sight.go("/metrics")
        await sight.page.evaluate(
            "const wide = document.createElement('p'); wide.textContent = 'x'.repeat(500); "
            "const button = document.createElement('button'); button.onclick = () => { throw new Error('broken'); }; "
            "const style = document.createElement('style'); style.textContent = 'p { white-space: nowrap }'; "
            "wide.className = 'nowrap'; document.querySelector('main').append(wide, button, style); "
            "wide.style.overflowWrap = 'normal'; button.click();"
        )

        assert any("button-name" in each for each in await wrong_for_ears(sight))
        assert await sight.overflow() != []
        assert any("broken" in each for each in sight.errors)
        assert any("style-src" in each for each in sight.reports)


async def test_a_page_is_not_measured_before_its_style_sheet_is_there(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url, viewport=PHONE) as sight:
        await sight.go("/metrics")
        may_come = asyncio.Event()

        async def hold(route: Route) -> None:
            await may_come.wait()
            await route.continue_()

        await sight.page.route("**/*.css*", hold)
        await sight.page.evaluate("location.href = '/today'")
        await expect(sight.page.locator("h1")).to_have_text("Today")
        measuring = asyncio.create_task(sight.overflow())
        assert await sight.page.evaluate("document.readyState") != "complete"
        assert not measuring.done()
        may_come.set()
        assert await measuring == []


async def test_every_page_is_readable_without_scripts(stage: Stage, empty: Stage, eyes: Eyes) -> None:
    for house in (stage, empty):
        async with eyes.window(house.base_url, java_script_enabled=False) as sight:
            for path in await house.paths():
                await sight.go(path)
                await expect(sight.page.locator("h1")).to_be_visible()
                await expect(sight.page.locator("main")).not_to_be_empty()


async def test_the_figures_are_there_without_scripts(stage: Stage, eyes: Eyes) -> None:
    seen: list[list[str]] = []
    for with_scripts in (True, False):
        async with eyes.window(stage.base_url, java_script_enabled=with_scripts) as sight:
            found: list[str] = []
            for path, figures in (
                ("/today", ".figure, td.number"),
                (BOARDS[0], ".counters b"),
                (BOARDS[1], ".counters b"),
            ):
                await sight.go(path)
                found += await sight.page.locator(figures).all_inner_texts()
            seen.append(found)

    with_them, without = seen
    assert len(without) > 20
    assert without == with_them


async def test_what_presses_comes_after_the_page_and_leads_to_as_many_records(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await sight.go("/today")
        first = sight.page.locator("#pressing li").first
        await first.wait_for()
        said = await first.locator("b").first.inner_text()
        link = first.get_by_role("link", name="Open")
        place = await link.get_attribute("href")
        await link.click()

        await expect(sight.page).to_have_url(f"{stage.base_url}{place}")
        # A fix tells it in its heading, a board in the counter that is chosen.
        told = sight.page.locator("h1" if str(place).startswith("/fix/") else '.counters [aria-current="true"] b')
        await expect(told).to_have_text(re.compile(rf"^{re.escape(said)}\b"))
        assert await sight.page.locator("#pressing").count() == 0
        assert sight.troubles() == []


async def test_every_screen_is_reached_by_its_letter(stage: Stage, eyes: Eyes) -> None:
    letters = {"t": "/today", "w": BOARDS[0], "j": BOARDS[1], "m": "/metrics", "r": "/records", "c": "/connections"}
    letters |= {"e": "/reconcile", "s": "/settings/people"}
    async with eyes.window(stage.base_url) as sight:
        await sight.go("/metrics")
        for letter, path in letters.items():
            await sight.loaded()
            await sight.page.keyboard.press("g")
            await sight.page.keyboard.press(letter)
            await expect(sight.page).to_have_url(stage.base_url + path)


async def test_rows_are_gone_through_and_opened_by_keyboard(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await sight.go("/metrics")
        rows = sight.page.locator("main tbody a")
        await sight.page.keyboard.press("j")
        await expect(rows.nth(0)).to_be_focused()
        await sight.page.keyboard.press("j")
        await sight.page.keyboard.press("j")
        await expect(rows.nth(2)).to_be_focused()
        await sight.page.keyboard.press("k")
        await expect(rows.nth(1)).to_be_focused()
        opened = await rows.nth(1).get_attribute("href")
        await sight.page.keyboard.press("Enter")
        await expect(sight.page).to_have_url(f"{stage.base_url}{opened}")


async def test_periods_search_theme_and_wall_go_by_keyboard(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url, color_scheme="light") as sight:
        await sight.go("/metrics/net_sales?period=yesterday")
        await sight.page.keyboard.press("[")
        await expect(sight.page).to_have_url(re.compile("from=.*&to="))
        await sight.go("/metrics")
        await sight.page.keyboard.press("/")
        await expect(sight.page.locator("[data-search]")).to_be_focused()
        await sight.page.keyboard.press("t")
        await expect(sight.page.locator("[data-search]")).to_have_value("t")
        await sight.go(BOARDS[0])
        await sight.page.keyboard.press("t")
        await expect(sight.page.locator(".rail")).to_be_hidden()
        await sight.page.keyboard.press("Escape")
        await expect(sight.page.locator(".rail")).to_be_visible()
        await sight.page.keyboard.press(".")
        await expect(sight.page.locator("html")).to_have_attribute("data-theme", "dark")


async def test_the_keys_are_told_and_put_away_by_keyboard(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await sight.go("/today")
        await sight.page.keyboard.press("?")
        await expect(sight.page.locator("#keys")).to_be_visible()
        assert await wrong_for_ears(sight) == []
        await sight.page.keyboard.press("Escape")
        await expect(sight.page.locator("#keys")).to_be_hidden()


async def test_everything_is_reached_with_the_tab_key_and_seen(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        for path in ("/today", BOARDS[0], "/settings/keys"):
            await sight.go(path)
            wanted = await sight.page.evaluate(
                "[...document.querySelectorAll('a[href], button, input, select, summary')].filter((each) => "
                "each.tabIndex >= 0 && each.type !== 'hidden' && each.checkVisibility({ visibilityProperty: true }))"
                ".length"
            )
            reached = set()
            for _ in range(wanted + 1):
                await sight.page.keyboard.press("Tab")
                reached.add(
                    await sight.page.evaluate(
                        "(() => { const on = document.activeElement; const all = [...document.querySelectorAll('*')]; "
                        "return on === document.body ? -1 : all.indexOf(on); })()"
                    )
                )
            assert len(reached - {-1}) >= wanted > 10, path

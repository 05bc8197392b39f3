"""Follow-ups in a real browser: by the key a, without scripts, on a phone, and for ears."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import expect

from tests.console.browsing import PHONE, Eyes, Sight, needs_chromium, wrong_for_ears
from tests.console.staging import Stage, open_stage

pytestmark = [pytest.mark.anyio, needs_chromium]

BOARD: Final = "/boards/work-in-progress"
PAGES: Final = ("/follow-ups", "/follow-ups?show=open", "/follow-ups?show=done", "/today/pressing")


@pytest.fixture(scope="module")
async def stage(worker_database: str, database_url: str) -> AsyncIterator[Stage]:
    """A house like the demo's."""
    async with open_stage(database_url) as found:
        yield found


async def follow_up(sight: Sight, note: str) -> None:
    """Type a follow-up for oneself into the form of what is open, and send it."""
    form = sight.page.locator("form.follow-up")
    await form.locator("textarea").fill(note)
    await form.get_by_label("For whom").select_option("me")
    await form.get_by_role("button", name="Follow up").click()
    await expect(sight.page.get_by_text("Written down, for you.")).to_have_count(1)


async def trucks(sight: Sight) -> None:
    """Open a day that has jobs."""
    await sight.go("/boards/journeys")
    if not await sight.page.locator("li.line").count():
        await sight.go(str(await sight.page.locator("section.empty a").get_attribute("href")))


async def test_the_key_opens_the_chosen_card_at_its_form(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await sight.go(BOARD)
        await sight.page.keyboard.press("j")
        await sight.page.keyboard.press("j")
        card = sight.page.locator("article.job").filter(has=sight.page.locator("a:focus"))
        number = await card.locator("a").inner_text()
        await sight.page.keyboard.press("a")

        form = sight.page.locator("form.follow-up")
        await expect(form.locator("textarea")).to_be_focused()
        await expect(sight.page.locator("#opened-title")).to_have_text(f"Order {number}")
        await follow_up(sight, "by keyboard")
        await expect(sight.page.locator("article.job.opened")).to_contain_text("follow-up: you")
        await sight.page.locator("h1").click()
        await sight.page.keyboard.press("a")  # The record is open already.
        await expect(form.locator("textarea")).to_be_focused()
        assert sight.troubles() == []


async def test_the_key_goes_to_a_jobs_form_too_and_is_listed_where_it_works(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await trucks(sight)
        await sight.page.keyboard.press("a")  # No card is chosen yet: the first is.
        await expect(sight.page.locator("li.line a").first).to_be_focused()
        await sight.page.keyboard.press("?")
        await expect(sight.page.get_by_text("Follow up the card")).to_be_visible()
        await sight.page.keyboard.press("Escape")
        await sight.page.keyboard.press("a")
        await expect(sight.page.locator("form.follow-up textarea")).to_be_focused()
        await sight.go("/metrics")
        await sight.page.keyboard.press("?")
        await expect(sight.page.get_by_text("Follow up the card")).to_be_hidden()
        assert sight.troubles() == []


async def test_it_is_asked_and_done_without_scripts(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url, java_script_enabled=False) as sight:
        await trucks(sight)
        await sight.page.locator("li.line a").first.click()
        await follow_up(sight, "without scripts")
        await sight.go("/today")
        await sight.page.locator("#mine a").click()
        row = sight.page.locator("tr").filter(has_text="without scripts")
        await row.get_by_role("button", name="Done").click()
        await expect(sight.page.locator("tr").filter(has_text="without scripts")).to_have_count(0)
        await sight.go("/follow-ups?show=done")
        await expect(sight.page.locator("tbody")).to_contain_text("without scripts")


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), ({"width": 1440, "height": 900}, "light")])
async def test_every_page_of_it_fits_and_is_right_for_ears(
    stage: Stage, eyes: Eyes, size: dict[str, int], scheme: str
) -> None:
    async with eyes.window(stage.base_url, viewport=size, color_scheme=scheme) as sight:
        await sight.go(BOARD)
        opened = str(await sight.page.locator(".card-link").first.get_attribute("href"))
        await sight.go(opened)
        await follow_up(sight, "AVeryLongWordWithoutAnySpace" * 12)
        assert await sight.overflow() == []
        assert await wrong_for_ears(sight) == []
        await trucks(sight)
        job = str(await sight.page.locator("li.line a").first.get_attribute("href"))
        await sight.go("/follow-ups")
        handed = str(await sight.page.get_by_role("link", name="Hand on").first.get_attribute("href"))
        for path in (*PAGES, handed, job, "/today"):
            assert await sight.go(path) == 200
            for each in await sight.page.locator("main details").all():
                await each.evaluate("(each) => { each.open = true }")
            assert await sight.overflow() == [], path
            assert await wrong_for_ears(sight) == [], path
        assert sight.troubles() == []


async def test_what_presses_is_put_aside_on_today_and_brought_back(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        await sight.go("/today")
        first = sight.page.locator("#pressing li").first
        await first.wait_for()
        name = str(await first.get_attribute("id"))
        await first.locator("summary").click()
        await first.get_by_role("button", name="Snooze a day").click()

        await expect(sight.page.locator("h1")).to_have_text("Today")
        await sight.page.get_by_role("link", name="Show what is hidden").click()
        await expect(sight.page.locator(f"#{name}")).to_have_count(0)
        await sight.page.get_by_role("button", name="Show it again").click()
        await expect(sight.page.locator(f"#{name}")).to_have_count(1)
        assert sight.troubles() == []

"""Without a connection: what can be read on a device, how old it says it is, and that it does not pretend to work."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
from playwright.async_api import Error, expect

from daysheet.console import offline
from daysheet.operations.boards import tv_links
from tests.console.browsing import Eyes, Sight, needs_chromium, wrong_for_ears
from tests.console.crowd import fill
from tests.console.house import House
from tests.console.lines import PLAIN, copies, copies_without, keep, phone, stand

pytestmark = [pytest.mark.anyio, needs_chromium]

BOARD: Final = "/boards/work-in-progress"
# What the browser says by itself where the network fails.
CUT_OFF: Final = re.compile(
    r"Failed to load resource: net::ERR_|with a status of 503|navigation preload request failed"
)
OLDER: Final = """async ([path, hours]) => {
  const cache = await caches.open("daysheet pages");
  const copy = await cache.match(path);
  const headers = new Headers(copy.headers);
  headers.set("daysheet-kept-at", new Date(Date.now() - hours * 3_600_000).toISOString());
  await cache.put(path, new Response(await copy.text(), { headers }));
}"""


def troubles(sight: Sight) -> list[str]:
    """Return what went wrong but that there was no connection."""
    return [each for each in sight.troubles() if not CUT_OFF.search(each)]


async def test_today_and_a_board_are_read_without_a_connection_and_say_their_age(house: House, eyes: Eyes) -> None:
    await fill(house, in_work=1, waiting=1)
    async with phone(house, eyes) as (sight, line):
        figures: list[list[str]] = []
        for is_cut in (False, True):
            if is_cut:
                line.cut()
            else:
                await keep(sight, "/today", BOARD)
            for path, counted in (("/today", ".figure, td.number"), (BOARD, ".counters b, article.job h3")):
                assert await sight.go(path) == 200
                await expect(sight.page.locator("#kept")).to_have_count(int(is_cut))
                figures.append(await sight.page.locator(counted).all_inner_texts())
                if is_cut:
                    await expect(sight.page.locator("main > :first-child")).to_contain_text(
                        re.compile(r"^No connection\. This is from \d\d:\d\d [AP]M\. That is less than a minute ago")
                    )
                    assert await sight.overflow() == []
                    assert await wrong_for_ears(sight) == []

        assert len(figures[0]) > 2
        assert len(figures[1]) > 2
        assert figures[:2] == figures[2:]
        assert troubles(sight) == []


async def test_a_browser_that_goes_offline_shows_the_copy_and_comes_back_by_itself(house: House, eyes: Eyes) -> None:
    async with phone(house, eyes) as (sight, _):
        await keep(sight, "/today")
        await sight.page.context.set_offline(True)
        await sight.page.clock.install()
        assert await sight.go("/today") == 200
        await expect(sight.page.locator("#kept")).to_contain_text("No connection")
        await sight.page.clock.run_for(61_000)
        await expect(sight.page.locator("#kept")).to_have_count(1)
        await sight.page.context.set_offline(False)
        await sight.page.clock.run_for(61_000)

        await expect(sight.page.locator("#kept")).to_have_count(0)
        await expect(sight.page.locator("h1")).to_have_text("Today")


async def test_the_first_page_of_all_is_kept_with_what_came_after_it(house: House, eyes: Eyes) -> None:
    await fill(house, in_work=1, waiting=1)
    async with phone(house, eyes) as (sight, line):
        await sight.go("/today")
        await stand(sight)
        assert await copies(sight, "/today", "/today/pressing") == ["/today", "/today/pressing"]
        pressing = sight.page.locator("#pressing li > span:first-child")
        await pressing.first.wait_for()
        shown = await pressing.all_inner_texts()
        line.cut()

        assert await sight.go("/today") == 200
        assert await pressing.all_inner_texts() == shown
        # Menus in which there were only forms are not there.
        menus = await sight.page.locator("main details.menu").all()
        assert len(menus) >= len(shown)
        for each in menus:
            await expect(each).to_be_hidden()
        # From before the page it would be older than the page says.
        await sight.page.evaluate(OLDER, ["/today/pressing", 1])
        await sight.go("/today")
        await expect(pressing).to_have_count(0)
        await sight.page.evaluate(OLDER, ["/today", 2])
        await sight.go("/today")
        await expect(pressing).to_have_count(len(shown))


async def test_a_kept_page_does_not_pretend_that_it_works(house: House, eyes: Eyes) -> None:
    await fill(house, in_work=1)
    async with phone(house, eyes) as (sight, line):
        await keep(sight, BOARD)
        assert await sight.page.locator("form").count() > 4
        line.cut()
        await sight.page.clock.install()
        await sight.go(BOARD)
        asked: list[str] = []
        sight.page.on("request", lambda request: asked.append(request.url))
        # Ten minutes make an open board ask for itself; a kept one only looks whether the server is there again.
        await sight.page.clock.run_for(600_000)
        for key in (".", "/", "s", "f", "Control+k", "?"):
            await sight.page.keyboard.press(key)

        asked = [each for each in asked if not each.endswith("icon.svg")]
        assert set(asked) == {f"{sight.base_url}/offline"}
        assert len(asked) <= 10
        await expect(sight.page.locator("#lost")).to_have_count(0)
        await expect(sight.page.locator("body")).not_to_have_attribute("data-feed", re.compile("."))
        assert await sight.page.locator("form:not([method=dialog]), input, select, textarea").count() == 0
        assert await sight.page.locator("main button, .top button").count() == 0
        assert troubles(sight) == []


async def test_what_is_kept_has_no_word_that_lets_a_form_through(house: House, eyes: Eyes) -> None:
    async with phone(house, eyes) as (sight, _):
        await keep(sight, "/today", BOARD)
        csrf = await sight.page.locator('input[name="csrf"]').first.get_attribute("value")
        held = await sight.page.evaluate(
            "async () => { const cache = await caches.open('daysheet pages'); const all = await cache.matchAll(); "
            "return (await Promise.all(all.map((each) => each.text()))).join('\\n'); }"
        )

        assert csrf
        assert csrf in await sight.page.content()
        assert "<h1>Today</h1>" in held
        assert csrf not in held


async def test_a_page_that_is_not_kept_says_so_and_leads_to_what_is(house: House, eyes: Eyes) -> None:
    late = f"{BOARD}?flag=late"
    async with phone(house, eyes) as (sight, line):
        await keep(sight, "/today", late)
        await sight.go("/records")
        await sight.go("/settings/people")
        assert await copies(sight) == ["/boards/work-in-progress?flag=late", "/today", "/today/pressing"]
        line.cut()

        for path in ("/records", "/settings/people", BOARD, "/nothing-here"):
            assert await sight.go(path) == PLAIN, path
            await expect(sight.page.locator("#kept")).to_contain_text("No connection. This page is not kept")
            links = sight.page.locator("#kept-pages a")
            led_to = {await each.get_attribute("href") for each in await links.all()}
            assert led_to == {"/today", "/today/pressing", late}
        assert await wrong_for_ears(sight) == []
        assert await sight.overflow() == []
        await expect(sight.page.locator("#kept-pages li").first).to_contain_text("ago")
        await sight.page.get_by_role("link", name="In the shop, late").click()
        await expect(sight.page.locator("h1")).to_have_text("In the shop")
        await expect(sight.page.locator("#kept")).to_contain_text("This is from")
        line.mend()
        await sight.page.get_by_role("link", name="Try again").click()
        await expect(sight.page.locator("#kept")).to_have_count(0)
        assert troubles(sight) == []


async def test_a_copy_is_shown_for_three_days(house: House, eyes: Eyes) -> None:
    async with phone(house, eyes) as (sight, line):
        await keep(sight, "/today", BOARD)
        await sight.page.evaluate(OLDER, ["/today", 71])
        await sight.page.evaluate(OLDER, [BOARD, 73])
        line.cut()

        assert await sight.go("/today") == 200
        await expect(sight.page.locator("#kept")).to_contain_text(re.compile(r"This is from \w+, .*2 days ago"))
        assert await sight.go(BOARD) == PLAIN
        await expect(sight.page.locator("#kept-pages")).not_to_contain_text("In the shop")
        line.mend()
        await sight.go("/today")
        await copies_without(sight, BOARD)


async def test_what_did_not_come_whole_leaves_the_copy_before(house: House, eyes: Eyes) -> None:
    async with phone(house, eyes) as (sight, line):
        await keep(sight, "/today")
        line.cut()
        line.mend()
        line.bytes_max = 3_000
        await sight.page.goto(line.base_url + "/today", wait_until="commit")
        line.cut()

        assert await sight.go("/today") == 200
        await expect(sight.page.locator("#kept")).to_be_visible()
        await expect(sight.page.locator("footer.foot")).to_be_attached()


async def test_an_answer_that_is_no_page_of_ours_leaves_the_copy_before(
    house: House, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> Any:
        raise RuntimeError("planted")

    async with phone(house, eyes) as (sight, line):
        await keep(sight, "/today")
        with monkeypatch.context() as patch:
            patch.setattr("daysheet.console.app.foot_of", broken)
            assert await sight.go("/today") == 500
        line.cut()

        assert await sight.go("/today") == 200
        await expect(sight.page.locator("h1")).to_have_text("Today")


async def test_a_device_holds_so_many_copies_and_the_newest(house: House, eyes: Eyes) -> None:
    async with phone(house, eyes) as (sight, _):
        await keep(sight, "/today")
        for day in range(1, offline.COPIES_MAX + 2):
            held = await keep(sight, f"/boards/journeys?day=2026-03-{day:02}")

        assert len(held) == offline.COPIES_MAX
        assert "/today" not in held


async def test_a_wall_is_never_kept_and_says_itself_that_it_is_cut_off(house: House, eyes: Eyes) -> None:
    boards = [tv_links.Shown(board=tv_links.WORK)]
    new = await tv_links.make_link(house.front.office, house.front.tenant, name="x", boards=boards, by="a test")
    async with phone(house, eyes) as (sight, line):
        await keep(sight, BOARD)
        await sight.go(f"/tv/{new.token}")
        await expect(sight.page.locator("#wall")).to_be_visible()
        assert await copies(sight, BOARD) == [BOARD]
        line.cut()

        with pytest.raises(Error, match="ERR_"):
            await sight.go(f"/tv/{new.token}")

"""Installing the console: what a browser has against it, who gets the worker, and how a release takes its place."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.async_api import expect

from daysheet.console import offline
from daysheet.console.templating import page
from daysheet.operations.boards import tv_links
from tests.console.browsing import Eyes, needs_chromium
from tests.console.house import House
from tests.console.lines import PATIENCE_MS, PLAIN, become, keep, phone, planted, stand

pytestmark = [pytest.mark.anyio, needs_chromium]

RENEWED: Final = """async (patience) => {
  const until = performance.now() + patience;
  const known = await navigator.serviceWorker.getRegistration();
  const before = known.active;
  await known.update();
  while (known.active === before || known.active.state !== "activated") {
    if (performance.now() > until) return false;
    await new Promise(requestAnimationFrame);
  }
  return true;
}"""


async def test_who_is_not_signed_in_and_a_wall_get_no_worker(house: House, eyes: Eyes) -> None:
    boards = [tv_links.Shown(board=tv_links.WORK)]
    new = await tv_links.make_link(house.front.office, house.front.tenant, name="x", boards=boards, by="a test")
    async with eyes.window(house.base_url) as sight:
        workers = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
        for path in ("/sign-in", f"/tv/{new.token}", "/offline"):
            await sight.go(path)
            assert await sight.page.evaluate(workers) == 0, path
        await become(sight, await house.visitor("owner"))
        await sight.go("/today")
        await stand(sight)
        assert await sight.page.evaluate(workers) == 1


async def against_installing(house: House, eyes: Eyes) -> set[str]:
    """Return what a browser has against installing the console."""
    async with phone(house, eyes) as (sight, _):
        await sight.go("/today")
        wire = await sight.page.context.new_cdp_session(sight.page)
        manifest = await wire.send("Page.getAppManifest")
        found = await wire.send("Page.getInstallabilityErrors")

        assert manifest["url"] == f"{sight.base_url}/manifest.webmanifest"
        assert manifest["errors"] == []
        # A window of the tests is a private one, in which nothing is installed.
        return {each["errorId"] for each in found["installabilityErrors"]} - {"in-incognito"}


async def test_a_browser_has_nothing_against_installing_us(house: House, eyes: Eyes) -> None:
    assert await against_installing(house, eyes) == set()


async def test_a_manifest_without_icons_would_be_found(
    house: House, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        monkeypatch.setattr(offline, "ICONS", ())
        offline.manifest.cache_clear()
        assert await against_installing(house, eyes) != set()
    finally:
        offline.manifest.cache_clear()


async def test_a_new_release_takes_the_place_of_the_files_of_the_old_one(
    house: House, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = "async () => (await caches.keys()).filter((each) => each.startsWith('daysheet parts'))"
    async with phone(house, eyes) as (sight, line):
        await keep(sight, "/today")
        (before,) = await sight.page.evaluate(names)
        with planted(monkeypatch, b"// @ts-check", b"// another release"), monkeypatch.context() as patch:
            patch.setattr(offline, "_plain", lambda: page("offline.html", None, days=4))
            offline.worker.cache_clear()
            assert await sight.page.evaluate(RENEWED, PATIENCE_MS)
            (after,) = await sight.page.evaluate(names)
        line.cut()

        assert before != after
        assert await sight.go("/today") == 200
        ground = await sight.page.evaluate("getComputedStyle(document.querySelector('.panel')).borderRadius")
        assert ground == "8px"
        assert await sight.go("/records") == PLAIN
        await expect(sight.page.locator("main")).to_contain_text("for 4 days at most")

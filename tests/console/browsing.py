"""A real browser before the console, and everything it complains of."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

CHROMIUM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
THEMES: Final = ("light", "dark")
PHONE: Final = {"width": 390, "height": 844}
DESK: Final = {"width": 1440, "height": 900}
# What the browser says of the answer itself, where a page says on purpose that there is nothing.
ON_PURPOSE: Final = "Failed to load resource: the server responded with a status of 4"
TELL_OF_REPORTS: Final = """
document.addEventListener("securitypolicyviolation", (event) => {
  window.tellReport(`${event.violatedDirective} ${event.blockedURI} ${event.sample} at ${location.pathname}`);
});
"""

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed here: as root, `make test` fetches Debian's"
)


@dataclass(kw_only=True)
class Sight:
    """A window of the browser, and what went wrong in it: errors of scripts, reports of the policy, what was run."""

    page: Page
    base_url: str
    errors: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    executed: list[str] = field(default_factory=list)

    async def go(self, path: str) -> int:
        """Open a page and return its status."""
        answer = await self.page.goto(self.base_url + path, wait_until="load")
        assert answer is not None
        return answer.status

    async def loaded(self) -> None:
        """Wait for the style sheet and the scripts of a page that a click opened: its texts can be read before them."""
        await self.page.wait_for_load_state("load")

    async def overflow(self) -> list[str]:
        """Return what reaches over the right edge of the window, or of its card on a phone; nothing where all fits."""
        await self.loaded()
        found: list[str] = await self.page.evaluate(
            "document.documentElement.scrollWidth <= innerWidth ? [] : "
            "[...document.querySelectorAll('body *')]"
            ".filter((each) => each.getBoundingClientRect().right > innerWidth + 1)"
            ".slice(0, 5).map((each) => each.outerHTML.slice(0, 120))"
        )
        return found or await self.page.evaluate(
            "[...document.querySelectorAll('.scroll:has(> .as-cards)')]"
            ".filter((each) => innerWidth < 800 && each.scrollWidth > each.clientWidth + 1)"
            ".map((each) => each.innerText.slice(0, 120))"
        )

    def troubles(self) -> list[str]:
        """Return everything that went wrong in this window."""
        return [*self.errors, *self.reports, *self.executed]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ON_PURPOSE):
            self.errors.append(f"{message.text} at {self.page.url}")


async def wrong_for_ears(sight: Sight, options: Mapping[str, object] | None = None) -> list[str]:
    """Return what axe finds in the page as it is shown now."""
    await sight.loaded()
    found = await Axe().run(sight.page, options={"resultTypes": ["violations"], **(options or {})})
    return [
        f"{sight.page.url}: {each['id']} {node['target']} {node['failureSummary']}"
        for each in found.response["violations"]
        for node in each["nodes"][:3]
    ]


@dataclass(kw_only=True)
class Eyes:
    """One browser; each window has nothing of another's."""

    browser: Browser

    @asynccontextmanager
    async def window(self, base_url: str, **how: Any) -> AsyncIterator[Sight]:
        """Open a window of its own, of a desk's size unless told."""
        context = await self.browser.new_context(**{"viewport": DESK, "locale": "en-US", **how})
        try:
            page = await context.new_page()
            sight = Sight(page=page, base_url=base_url)
            await context.expose_function("tellReport", lambda said: sight.reports.append(said))
            await context.expose_function("hit", lambda *said: sight.executed.append(f"{said} at {page.url}"))
            await context.add_init_script(TELL_OF_REPORTS)
            page.on("console", sight._heard)
            page.on("pageerror", lambda error: sight.errors.append(f"{error} at {page.url}"))
            page.on("dialog", lambda dialog: sight.executed.append(f"dialog {dialog.message}"))
            yield sight
        finally:
            await context.close()


@asynccontextmanager
async def open_eyes() -> AsyncIterator[Eyes]:
    """Start the system's Chromium."""
    async with async_playwright() as player:
        # Root may not use the browser's own walls; the pages are ours.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await player.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield Eyes(browser=browser)
        finally:
            await browser.close()

"""What people write into a vendor's fields is text on every page, whatever it looks like, and never a part of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final

import pytest
from jinja2 import ChoiceLoader, DictLoader
from playwright.async_api import expect

from daysheet.console import templating
from tests.console.browsing import DESK, PHONE, Eyes, Sight, needs_chromium
from tests.console.payloads import payload
from tests.console.planting import plant
from tests.console.staging import Stage, open_stage

pytestmark = [pytest.mark.anyio, needs_chromium]

PLANTED_MIN: Final = 200
NUMBERED: Final = re.compile(r"hit\((\d+)\)")
# Nothing of ours has such elements or attributes: one of them was a text before.
FOREIGN: Final = """[...document.querySelectorAll('*')].filter((each) =>
    ['IMG', 'IFRAME', 'OBJECT', 'VIDEO', 'BASE', 'MATH', 'STYLE'].includes(each.nodeName)
    || [...each.attributes].some(({ name, value }) =>
      name.startsWith('on') && name !== 'on' || /^javascript:/i.test(value))
  ).map((each) => each.outerHTML.slice(0, 100))"""
HOLE: Final = "{{ cell(column, row[column.name]) }}"


@pytest.fixture(scope="module")
async def stage(worker_database: str, database_url: str) -> AsyncIterator[Stage]:
    """A house whose vendors have hostile texts wherever somebody can write."""
    numbers = count()
    async with open_stage(
        database_url, orders=60, before=lambda act: plant(act, lambda: payload(next(numbers)))
    ) as found:
        yield found


async def tables_of(sight: Sight) -> list[str]:
    """Return the addresses of all tables that may be browsed."""
    await sight.go("/records")
    return [await each.get_attribute("href") or "" for each in await sight.page.locator("main tbody th a").all()]


async def test_no_text_of_a_vendor_becomes_a_part_of_a_page(stage: Stage, eyes: Eyes) -> None:
    shown: set[str] = set()
    foreign: list[str] = []
    async with eyes.window(stage.base_url) as sight:
        for path in [*await stage.paths(), *await tables_of(sight)]:
            await sight.go(path)
            foreign += await sight.page.evaluate(FOREIGN)
            shown |= set(NUMBERED.findall(await sight.page.inner_text("body")))

        assert foreign == []
        assert sight.executed == []
        assert sight.reports == []
        assert sight.errors == []
    assert len(shown) >= PLANTED_MIN


async def test_every_text_arrives_as_it_was_written(stage: Stage) -> None:
    assert {act.vendor.name: act.differences_total for act in stage.acts} == {"smartmoving": 0, "tekmetric": 0}


async def test_a_live_board_takes_no_text_for_a_part_either(stage: Stage, eyes: Eyes) -> None:
    async with eyes.window(stage.base_url) as sight:
        for path in ("/boards/work-in-progress", "/boards/journeys", "/connections"):
            await sight.go(path)
            await expect(sight.page.locator("live-region")).to_have_count(1)
            await sight.page.evaluate("document.querySelector('live-region').replaceChildren()")
            await sight.page.evaluate("document.querySelector('live-region').refresh()")
            await expect(sight.page.locator("live-region")).not_to_be_empty()
            assert await sight.page.evaluate(FOREIGN) == []
        assert sight.troubles() == []


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_long_texts_and_right_to_left_ones_fit(stage: Stage, eyes: Eyes, size: dict[str, int]) -> None:
    async with eyes.window(stage.base_url, viewport=size) as sight:
        for path in await stage.paths():
            await sight.go(path)
            assert await sight.overflow() == [], path


@contextmanager
def hole() -> Iterator[None]:
    """Let the pages of rows take their cells for markup."""
    pages = templating._templates()
    loader = pages.loader
    assert loader is not None
    source, _, _ = loader.get_source(pages, "records.html")
    assert HOLE in source
    pages.loader = ChoiceLoader(
        [DictLoader({"records.html": source.replace(HOLE, HOLE.replace(" }}", "|safe }}"))}), loader]
    )
    assert pages.cache is not None
    pages.cache.clear()
    try:
        yield
    finally:
        pages.loader = loader
        pages.cache.clear()


async def test_a_hole_is_found_and_the_policy_stands_behind_it(stage: Stage, eyes: Eyes) -> None:
    with hole():
        async with eyes.window(stage.base_url) as sight:
            await sight.go("/records/tekmetric.customers")
            foreign = await sight.page.evaluate(FOREIGN)

    assert foreign != []
    assert sight.reports != []
    assert sight.executed == []


async def test_what_is_executed_is_found(stage: Stage, eyes: Eyes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(templating.HEADERS, "content-security-policy", "default-src * 'unsafe-inline' data:")
    with hole():
        async with eyes.window(stage.base_url) as sight:
            await sight.go("/records/tekmetric.customers")

    assert sight.executed != []

"""Boards, walls, views and the search hold names of any length, in any script and direction."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import cycle
from typing import Final

import pytest

from daysheet.operations.boards import tv_links, work_in_progress
from daysheet.operations.identity import saved_views
from tests.console.browsing import DESK, PHONE, Eyes, needs_chromium
from tests.console.planting import plant
from tests.console.staging import Stage, open_stage

pytestmark = [pytest.mark.anyio, needs_chromium]

NAMES: Final = (
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafewaren",
    "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER REH}\N{ARABIC LETTER KAF}\N{ARABIC LETTER ZAIN} " * 6,
    "\N{FAMILY}\N{AUTOMOBILE}\N{PARTY POPPER}" * 12,
    "a very long name of several words that goes on and on, and then on a little more, until nobody reads it",
    "\N{RIGHT-TO-LEFT OVERRIDE}turned round",
)
WALL: Final = {"width": 1920, "height": 1080}


@pytest.fixture(scope="module")
async def stage(worker_database: str, database_url: str) -> AsyncIterator[Stage]:
    """A house where everything is called something awkward."""
    names = cycle(NAMES)
    async with open_stage(database_url, orders=60, before=lambda act: plant(act, lambda: next(names))) as found:
        yield found


async def test_awkward_names_fit_every_screen(stage: Stage, eyes: Eyes) -> None:
    owner = stage.owner("demo")
    for number, name in enumerate(NAMES):
        called = f"{number} {name}".replace("\N{RIGHT-TO-LEFT OVERRIDE}", "")[: saved_views.NAME_MAX]
        await saved_views.save(stage.office, owner, name=called, address=f"/today?n={number}", is_shared=True)
    orders = (await work_in_progress.board(stage.office, stage.tenant))["orders"]
    assert orders
    paths = ["/views", "/search?q=a", "/settings/screens", "/boards/journeys", "/boards/journeys?day=tomorrow"]
    paths += [f"/boards/work-in-progress?{each}" for each in ("by=label", "form=list", f"open={orders[0]['id']}")]
    walls = []
    for board in tv_links.BOARDS:
        new = await tv_links.make_link(
            stage.office, stage.tenant, name=NAMES[3], boards=[tv_links.Shown(board=board)], by="a test"
        )
        walls.append(f"/tv/{new.token}")
    too_wide: list[str] = []
    async with eyes.window(stage.base_url) as sight:
        for size, shown in ((DESK, paths), (PHONE, [*paths, *walls]), (WALL, walls)):
            await sight.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            for path in shown:
                assert await sight.go(path) == 200
                too_wide += [f"{path} at {size['width']}: {each}" for each in await sight.overflow()]
                if path in paths:
                    await sight.page.keyboard.press("v")
                    too_wide += [f"{path} at {size['width']}, menu: {each}" for each in await sight.overflow()]
        assert sight.troubles() == []
    assert too_wide == []

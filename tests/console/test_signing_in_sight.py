"""The pages of signing in through a provider, in a real browser: for eyes, for ears, for a phone, without scripts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.console.browsing import PHONE, Eyes, Sight, needs_chromium, wrong_for_ears
from tests.console.street import Street, open_street
from tests.operations.doorstep import Doorstep, open_doorstep

pytestmark = [pytest.mark.anyio, needs_chromium]

LONG = "Umzüge & Söhne 🚚 عائلة " + "Hafenlogistik" * 10


@pytest.fixture
async def door(worker_database: str, database_url: str) -> AsyncIterator[Doorstep]:
    async with open_doorstep(worker_database, database_url) as found:
        found.ask("delete from control.people")
        found.ask("update control.tenants set name = %s || tenant_id where tenant_id = %s", LONG, found.other.tenant_id)
        yield found


@pytest.fixture
async def street(door: Doorstep) -> AsyncIterator[Street]:
    async with open_street(door, name="عائلة 🔑 " + "Hafenlogistik" * 4) as found:
        yield found


async def wrong_with(sight: Sight) -> list[str]:
    """Return what is wrong with the page as it stands, light and dark, wide and narrow."""
    found = await wrong_for_ears(sight)
    await sight.page.emulate_media(color_scheme="dark")
    found += await wrong_for_ears(sight)
    await sight.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    return found + await sight.overflow() + sight.troubles()


@pytest.mark.parametrize("with_scripts", [True, False])
async def test_the_way_there_and_back_is_walked_with_a_mouse(street: Street, eyes: Eyes, with_scripts: bool) -> None:
    door = street.door
    await door.person(password=None)
    await door.person(door.other, password=None)
    async with eyes.window(street.base_url, java_script_enabled=with_scripts) as sight:
        await sight.go("/sign-in?to=/theme")
        await sight.page.get_by_role("link", name="Sign in with").click()
        await expect(sight.page.get_by_role("heading", name="Which business?")).to_be_visible()
        await sight.page.get_by_role("button", name=LONG).click()
        await sight.page.wait_for_url("**/theme")
        cookies = {each["name"]: each for each in await sight.page.context.cookies()}

        assert cookies.keys() == {"daysheet_session"}
        assert cookies["daysheet_session"]["httpOnly"] is True
        assert sight.reports == []


async def test_every_state_of_signing_in_is_for_everybody(street: Street, eyes: Eyes) -> None:
    door = street.door
    async with eyes.window(street.base_url) as sight:
        await sight.go("/sign-in")
        assert await wrong_with(sight) == []
    async with eyes.window(street.base_url) as sight:
        await sight.go("/sign-in/with")
        await expect(sight.page.get_by_role("alert")).to_contain_text("nobody has invited your mail address")
        assert await wrong_with(sight) == []
    for each in (door.own, door.other):
        await door.person(each, password=None)
    async with eyes.window(street.base_url) as sight:
        await sight.go("/sign-in/with")
        await expect(sight.page.get_by_role("heading", name="Which business?")).to_be_visible()
        assert await wrong_with(sight) == []

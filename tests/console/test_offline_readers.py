"""What a device keeps is one reader's: nobody else reads it, and it is gone when they are."""

from __future__ import annotations

import asyncio
import gzip
from typing import Final

import pytest
from playwright.async_api import expect

from daysheet.console import app, templating
from daysheet.operations.identity.people import change_person, people
from tests.console.browsing import Eyes, needs_chromium
from tests.console.house import House
from tests.console.lines import PLAIN, become, copies, copies_without, keep, phone, planted

pytestmark = [pytest.mark.anyio, needs_chromium]

BOARD: Final = "/boards/work-in-progress"


async def left_after_sign_out(house: House, eyes: Eyes) -> list[int]:
    """Return how the kept pages answer without a connection when whoever read them has signed out."""
    async with phone(house, eyes) as (sight, line):
        await keep(sight, "/today", BOARD)
        await sight.page.locator("summary", has_text="A owner").click()
        await sight.page.get_by_role("button", name="Sign out").click()
        await expect(sight.page.locator("h1")).to_have_text("Sign in")
        await sight.loaded()
        line.cut()
        return [await sight.go(path) for path in ("/today", BOARD)]


async def test_after_signing_out_nothing_can_be_read(house: House, eyes: Eyes) -> None:
    assert await left_after_sign_out(house, eyes) == [PLAIN, PLAIN]


def spoil_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages let go of nothing, so that it is for the worker alone to do."""
    own = b'window.caches?.delete("daysheet pages")'
    script, packed = templating.asset("daysheet.js"), templating.packed_asset
    assert own in script
    spoilt = gzip.compress(script.replace(own, b"undefined"))
    monkeypatch.setattr(app, "packed_asset", lambda name: spoilt if name == "daysheet.js" else packed(name))


async def test_the_worker_lets_go_without_any_script_of_a_page(
    house: House, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_script(monkeypatch)

    assert await left_after_sign_out(house, eyes) == [PLAIN, PLAIN]


async def test_a_worker_that_lets_go_of_nothing_would_be_found(
    house: House, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_script(monkeypatch)

    with planted(monkeypatch, b"caches.delete(PAGES)", b"undefined"):
        assert await left_after_sign_out(house, eyes) == [200, 200]


async def test_a_page_lets_go_of_it_by_itself_where_no_worker_stands_behind_it(
    house: House, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with planted(monkeypatch, b"caches.delete(PAGES)", b"undefined"):
        assert await left_after_sign_out(house, eyes) == [PLAIN, PLAIN]


async def test_a_session_that_is_over_leaves_nothing(house: House, eyes: Eyes) -> None:
    guest = await house.visitor("manager")
    async with phone(house, eyes, guest) as (sight, line):
        await keep(sight, "/today", BOARD)
        await be_shut_out(house, "manager")
        await sight.go("/today")
        await expect(sight.page.locator("h1")).to_have_text("Sign in")
        await sight.loaded()
        line.cut()

        assert [await sight.go(path) for path in ("/today", BOARD)] == [PLAIN, PLAIN]


async def test_an_open_board_whose_session_is_over_leaves_nothing(house: House, eyes: Eyes) -> None:
    guest = await house.visitor("manager")
    async with phone(house, eyes, guest) as (sight, line):
        await keep(sight, "/today", BOARD)
        await be_shut_out(house, "manager")
        await sight.page.evaluate("document.querySelector('#board').refresh()")
        await expect(sight.page.locator("h1")).to_have_text("Sign in")
        await sight.loaded()
        line.cut()

        assert [await sight.go(path) for path in ("/today", BOARD)] == [PLAIN, PLAIN]


async def be_shut_out(house: House, role: str) -> None:
    """End the session of whoever has a role, the way an owner does."""
    office, tenant = house.front.office, house.front.tenant
    for person in await people(office, tenant):
        if person["role"] == role:
            await change_person(office, tenant, person["person_id"], role="auditor", by="a test")


async def left_to_the_next(house: House, eyes: Eyes) -> list[str]:
    """Return what the device holds when somebody else has looked at a page of which nothing is kept."""
    first = str(house.front.simulator.truth("shops")[0]["id"])
    other = await house.visitor("manager", at=[first])
    async with phone(house, eyes) as (sight, _):
        await keep(sight, "/today/pressing", BOARD)
        # Without the page to sign in on.
        await become(sight, other)
        await sight.go("/records")
        # One page more, whose copy is written after whatever came before it.
        return await keep(sight, "/today")


async def test_the_next_reader_finds_nothing_of_the_one_before(house: House, eyes: Eyes) -> None:
    assert set(await left_to_the_next(house, eyes)) <= {"/today", "/today/pressing"}


async def test_a_worker_that_hands_copies_on_would_be_found(
    house: House, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with planted(monkeypatch, b"copy.headers.get(TOLD.reader) !== named", b"false"):
        assert BOARD in await left_to_the_next(house, eyes)


async def test_the_next_reader_has_copies_of_their_own(house: House, eyes: Eyes) -> None:
    first, second = sorted({str(each["shopId"]) for each in house.front.simulator.truth("repair_orders")})
    names = {str(each["id"]): each["name"] for each in house.front.simulator.truth("shops")}
    other = await house.visitor("manager", at=[first])
    async with phone(house, eyes) as (sight, line):
        await keep(sight, "/today", BOARD)
        await become(sight, other)
        await keep(sight, "/today")
        line.cut()

        assert await sight.go(BOARD) == PLAIN
        assert await sight.go("/today") == 200
        await expect(sight.page.locator("main")).to_contain_text(names[first])
        await expect(sight.page.locator("main")).not_to_contain_text(names[second])


async def answered_late(house: House, eyes: Eyes) -> int:
    """Return how a board answers without a connection that was asked for before its reader was gone, and came after."""
    async with phone(house, eyes) as (sight, line):
        await keep(sight, BOARD)
        await sight.go("/records")
        line.hold(BOARD)
        # The board is asked for, and its answer waits on the line until its reader is gone.
        late = asyncio.ensure_future(
            sight.page.evaluate("(path) => fetch(path).then((answer) => answer.text())", BOARD)
        )
        await line.holds()
        other = await sight.page.context.new_page()
        await other.goto(f"{sight.base_url}/sign-in")
        await copies_without(sight, BOARD)
        line.release()
        assert "<h1>In the shop</h1>" in await late
        # One page more, whose copy is written after that of the board would be.
        await sight.go("/today")
        await copies(sight, "/today", "/today/pressing")
        line.cut()
        return await sight.go(BOARD)


async def test_what_was_asked_for_before_signing_out_is_not_kept_after_it(house: House, eyes: Eyes) -> None:
    assert await answered_late(house, eyes) == PLAIN


async def test_a_worker_that_keeps_what_comes_late_would_be_found(
    house: House, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with planted(monkeypatch, b"asked !== changes", b"false"):
        assert await answered_late(house, eyes) == 200

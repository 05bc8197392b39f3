"""An account is connected from its pages alone, its first reading is watched, and its lost key is mended."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from tests.console.house import House
from tests.console.moving import PAGE, SECOND, connect, form_of, key_of, open_movers, page_of, work

pytestmark = pytest.mark.anyio

KEPT = re.compile(r'name="kept" value="([^"]*)"')


@pytest.fixture
async def movers(worker_database: str) -> AsyncIterator[House]:
    """A moving company with its console."""
    async with open_movers(worker_database) as found:
        yield found


async def test_each_way_in_says_what_it_needs_and_how_to_get_it(movers: House) -> None:
    owner = await movers.visitor("owner")
    way = movers.front.vendor.way_in
    assert way is not None

    found = await page_of(owner, "/welcome")

    assert all(step in found for step in way.steps)
    assert way.waiting in found
    assert (way.mail_text or "nothing") in found


async def test_a_failed_try_keeps_what_was_typed_and_stores_nothing(movers: House) -> None:
    owner = await movers.visitor("owner")
    before = len(await movers.front.office.connections(movers.front.tenant).all())

    tried = await owner.send("/welcome", form_of(movers, do="try", secret_api_key="made-up-key", plan="premium"))

    assert "It does not work yet" in tried.text
    assert "Nothing was stored" in tried.text
    assert f'value="{SECOND}"' in tried.text
    assert re.search(r'value="premium" selected', tried.text)
    assert "made-up-key" not in tried.text
    assert len(await movers.front.office.connections(movers.front.tenant).all()) == before


async def test_what_was_tried_is_stored_without_pasting_it_again(movers: House) -> None:
    owner = await movers.visitor("owner")
    key = key_of(movers)

    tried = await owner.send("/welcome", form_of(movers, do="try", secret_api_key=key))
    kept = KEPT.search(tried.text)

    assert "It works" in tried.text
    assert "First reading" in tried.text
    assert kept is not None
    assert key not in tried.text
    stored = await owner.send("/welcome", form_of(movers, do="store", kept=kept[1]))
    assert stored.status_code == 303, stored.text
    assert stored.headers["location"].startswith(PAGE)


async def test_a_kept_credential_opens_for_nobody_else_and_not_for_ever(movers: House) -> None:
    owner, developer = await movers.visitor("owner"), await movers.visitor("developer")
    tried = await owner.send("/welcome", form_of(movers, do="try", secret_api_key=key_of(movers)))
    kept = KEPT.search(tried.text)
    assert kept is not None

    by_another = await developer.send("/welcome", form_of(movers, do="store", kept=kept[1]))
    spoiled = await owner.send("/welcome", form_of(movers, do="store", kept=kept[1][:-8] + "AAAAAAA="))
    movers.front.wait(minutes=31)
    too_late = await owner.send("/welcome", form_of(movers, do="store", kept=kept[1]))

    for answer in (by_another, spoiled, too_late):
        assert answer.status_code == 422
        assert "no field empty" in answer.text


async def test_connect_read_lose_the_key_and_mend(movers: House) -> None:
    owner = await movers.visitor("owner")
    await connect(movers, owner)

    waiting = await page_of(owner, PAGE)
    assert "The first reading" in waiting
    assert "You can close this page" in waiting
    assert "waits its turn" in waiting

    await work(movers)
    read = await page_of(owner, PAGE)
    assert "The first reading" not in read
    assert "Up to date" in read

    movers.front.wait(hours=3)
    new = movers.front.simulator.revoke_key()
    await owner.send(f"{PAGE}/read", {})
    await work(movers)
    refused = await page_of(owner, PAGE)
    assert "Nothing is lost, and what was read stays." in refused
    assert "Give it a new credential here" in refused
    assert "credential refused" in refused

    mended = await owner.send(PAGE, {"do": "rotate", "secret_api_key": new}, follow_redirects=True)
    assert "accepts the new credential" in mended.text
    assert new not in mended.text
    await work(movers)
    assert "Up to date" in await page_of(owner, PAGE)

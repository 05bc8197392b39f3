"""What is done on the page of a connection: runs, branches, the plan of calls, schedules, webhooks, and by whom."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Final

import pytest

from daysheet.operations.entries.placing import locations
from daysheet.operations.identity import auditing
from daysheet.operations.runs.scheduling import make_usual
from tests.console.house import House
from tests.console.moving import PAGE, connect, open_movers, page_of, work

pytestmark = pytest.mark.anyio

MANY: Final = 60


@pytest.fixture
async def movers(worker_database: str) -> AsyncIterator[House]:
    """A moving company with its console."""
    async with open_movers(worker_database) as found:
        yield found


async def test_a_reading_waits_for_a_worker_and_is_called_off(movers: House) -> None:
    owner = await movers.visitor("owner")
    name = movers.front.row.name

    nothing = await owner.send(f"/connections/{name}/again", {"reason": "why not"})
    wrong = await owner.send(f"/connections/{name}/again", {"stream": "users", "since": "2026-02-31"})
    asked = await owner.send(f"/connections/{name}/again", {"stream": "users", "reason": "somebody was renamed"})

    assert (nothing.status_code, wrong.status_code, asked.status_code) == (422, 422, 303)
    run = asked.headers["location"]
    assert "waits for a worker" in await page_of(owner, run)
    assert "somebody was renamed" in await page_of(owner, run)
    await owner.send(f"{run}/end", {})
    assert "never begun" in await page_of(owner, run)
    await work(movers)
    assert "never begun" in await page_of(owner, run)


async def test_a_run_tells_what_it_did_in_each_stream(movers: House) -> None:
    owner = await movers.visitor("owner")
    asked = await owner.send(f"/connections/{movers.front.row.name}/again", {"stream": "users"})
    await work(movers)

    found = await page_of(owner, asked.headers["location"])

    assert "completed" in found
    assert "Stream by stream" in found
    assert "What went wrong" not in found


async def test_branches_are_mapped_from_the_page(movers: House) -> None:
    owner = await movers.visitor("owner")
    page = f"/connections/{movers.front.row.name}/branches"
    assert "not mapped" in await page_of(owner, page)

    done = await owner.send(page, {"do": "all"}, follow_redirects=True)

    assert "mapped. What hangs on them is computed anew." in done.text
    mapped = await page_of(owner, page)
    noted = [
        each for each in await auditing.entries(movers.front.office, movers.front.tenant) if "mapped" in each["action"]
    ]
    assert len(noted) == mapped.count('class="tag good"') > 0
    wrong = await owner.send(page, {"branch": "nowhere"})
    assert wrong.status_code == 422


async def test_a_plan_that_would_run_dry_is_refused_with_its_day(movers: House) -> None:
    owner = await movers.visitor("owner")
    page = f"/connections/{movers.front.row.name}/plan"
    greedy = {"plan": "basic", "every_minutes": "15", "customers_per_day": "900", "backfill_days": "3000"}

    refused = await owner.send(page, greedy)
    nearer = await page_of(owner, f"{page}?plan=basic&every_minutes=15")

    assert refused.status_code == 422
    assert "It does not fit" in refused.text
    assert re.search(r"would run dry on <b>\w{3} \d+ \w{3} \d{4}</b>", refused.text)
    assert "What fits instead" in nearer
    modest = {"plan": "premium", "every_minutes": "240", "customers_per_day": "5"}
    kept = await owner.send(page, modest, follow_redirects=True)
    assert "The plan of calls is kept" in kept.text
    assert "every 4h" in (await page_of(owner, page)) or 'value="240" selected' in (await page_of(owner, page))
    assert (await owner.send(page, {"every_minutes": "often"})).status_code == 422


async def test_a_schedule_is_changed_but_not_beyond_its_plan(movers: House) -> None:
    owner = await movers.visitor("owner")
    await connect(movers, owner)
    change = {"do": "schedule", "schedule": "near days"}

    too_often = await owner.send(PAGE, {**change, "every": "5m"}, follow_redirects=True)
    both = await owner.send(PAGE, {**change, "every": "4h", "times": "06:00"}, follow_redirects=True)
    done = await owner.send(PAGE, {**change, "times": "06:00, 12:30", "zone": "America/Halifax"}, follow_redirects=True)

    assert "Plan for more first" in too_often.text
    assert "not both" in both.text
    assert "06:00, 12:30 America/Halifax" in done.text
    off = await owner.send(PAGE, {"do": "off", "schedule": "near days"}, follow_redirects=True)
    assert "Schedule near days is off" in off.text
    said = [each["action"] for each in await auditing.entries(movers.front.office, movers.front.tenant)]
    assert said.count("schedule.changed") == 2


async def test_each_schedule_says_in_its_own_words_what_it_reads(house: House) -> None:
    owner = await house.visitor("owner")
    await make_usual(house.front.office, house.front.tenant, house.front.row)

    page = await page_of(owner, f"/connections/{house.front.row.name}")
    rows = re.findall(r'id="schedule-\d+"><th[^>]*>([^<]+)</th><td[^>]*>([^<]+)</td>', page)

    reads = dict(rows)
    assert len(rows) == len(set(reads.values())) == len(house.front.vendor.rhythms)
    assert reads["board"] == "repair orders, jobs, appointments"
    assert (reads["employees"], reads["the rest"]) == ("only these", "all that no other does")
    assert re.search(r">repair orders <span[^>]*>by “board”</span>", page)
    assert "employees <span" not in page


async def test_an_address_for_webhooks_is_shown_once(movers: House) -> None:
    owner = await movers.visitor("owner")
    page = f"/connections/{movers.front.row.name}"

    made = await owner.send(page, {"do": "address"})
    address = re.search(r"http://[^<]+/v1/hooks/[\w-]+", made.text)

    assert address is not None
    assert address[0] not in await page_of(owner, page)
    assert "never heard" in await page_of(owner, page)
    again = await owner.send(page, {"do": "address"}, follow_redirects=True)
    assert "has an address already" in unescape(again.text)


async def test_who_may_not_change_a_connection_sees_no_button_for_it(movers: House) -> None:
    analyst, manager = await movers.visitor("analyst"), await movers.visitor("manager")
    page = f"/connections/{movers.front.row.name}"

    assert "Test the credential" not in await page_of(analyst, page)
    assert "Read now" not in await page_of(analyst, page)
    assert "Read now" in await page_of(manager, page)
    assert (await analyst.send(f"{page}/read", {})).status_code == 403
    assert (await manager.send(f"{page}/read", {})).status_code == 303
    assert (await manager.send(page, {"do": "pause"})).status_code == 403


async def test_many_branches_stay_a_small_page(worker_database: str) -> None:
    async with open_movers(worker_database, branches=MANY) as movers:
        owner, page = await movers.visitor("owner"), f"/connections/{movers.front.row.name}/branches"
        await owner.send(page, {"do": "all"})

        parts = [await page_of(owner, f"{page}?part={number}") for number in (1, 2)]
        rows = [re.findall(r"[?&]branch=([^#]+)#", part) for part in parts]
        places = await locations(movers.front.office, movers.front.tenant)
        wide = await page_of(owner, f"{page}?branch={rows[0][-1]}")

        assert max(len(each.encode()) for each in [*parts, wide]) < 150 * 1024
        assert len({*rows[0], *rows[1]}) == len(rows[0]) + len(rows[1]) == MANY
        # The row that is asked for offers every location and a new one, an unmapped one its own at most.
        assert all(each <= 2 for part in parts for each in offered(part))
        assert [each for each in offered(wide) if each > 2] == [1 + len(places)]
        assert len(places) > MANY // 2
        assert await page_of(owner, f"{page}?part=99") == parts[1].replace("part=2", "part=99")


def offered(text: str) -> list[int]:
    """Return how many choices of a location each row has."""
    return [each.count("<option ") for each in re.findall(r'<select name="location".*?</select>', text, re.DOTALL)]

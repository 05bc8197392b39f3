"""How long data is kept, as people are told, and where all of it is handed out."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from daysheet.operations.runs import retention
from daysheet.operations.runs.retention import CLASSES, Kept, kept
from tests.console.house import House

pytestmark = pytest.mark.anyio


def rows_of(page: str) -> dict[str, list[str]]:
    """Return the rows of the table of what is kept, by what they are about."""
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\" data-label=\"What\">(.*?)</tr>", page, re.DOTALL):
        cells = [unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in re.split(r"</t[hd]>", row)]
        found[unescape(row.partition("</th>")[0].partition("<br>")[0]).strip()] = cells[1:5]
    return found


async def test_each_class_is_told_with_its_days_and_its_rows(house: House) -> None:
    owner, front = await house.visitor("owner"), house.front
    facts = {each.kind.title: each for each in await kept(front.office, front.tenant)}

    found = rows_of((await owner.get("/settings/data")).text)

    assert found.keys() == {each.title for each in CLASSES.values()} == facts.keys()
    pages = found[CLASSES["pages"].title]
    assert facts[CLASSES["pages"].title].rows > 0
    assert pages[2] == f"{facts[CLASSES['pages'].title].rows:,}"
    assert (pages[1], pages[3]) == ("DAYSHEET_RAW_PAGE_DAYS", "0")
    assert pages[0].startswith(f"{front.office.raw_page_days} days")
    assert found[CLASSES["audit"].title][0] == "for ever"


async def test_pages_that_are_past_their_time_are_counted(house: House) -> None:
    owner = await house.visitor("owner")
    name = CLASSES["pages"].title
    before = rows_of((await owner.get("/settings/data")).text)[name]

    house.front.wait(days=31)
    owner = await house.visitor("owner")

    after = rows_of((await owner.get("/settings/data")).text)[name]
    assert before[2] != "0"
    assert (before[3], after[2], after[3]) == ("0", before[2], before[2])


async def test_a_reading_lets_go_of_the_pages_that_are_told_to_be_past_their_time(house: House) -> None:
    front = house.front
    front.office = replace(front.office, raw_page_days=17)

    async def pages() -> Kept:
        return next(each for each in await kept(front.office, front.tenant) if each.name == "pages")

    front.wait(days=front.office.raw_page_days)
    first = await pages()
    await front.sync()
    before = await pages()
    front.wait(seconds=1)
    due = await pages()
    await front.sync()
    after = await pages()

    assert (first.past, before.past, after.past) == (0, 0, 0)
    assert before.rows >= first.rows == due.past > 0
    assert after.rows >= before.rows - due.past


async def test_more_than_are_counted_are_told_as_more(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "COUNTED_MAX", 1)
    owner = await house.visitor("owner")

    found = {each.name: each for each in await kept(house.front.office, house.front.tenant)}
    shown = rows_of((await owner.get("/settings/data")).text)

    assert (found["pages"].rows, found["pages"].is_more) == (1, True)
    assert (found["incidents"].rows, found["incidents"].is_more) == (0, False)
    assert shown[CLASSES["pages"].title][2] == "over 1"


async def test_every_table_is_a_file_away(house: House) -> None:
    owner = await house.visitor("owner")

    text = (await owner.get("/settings/data")).text

    tables = re.findall(r'href="/records/([a-z_.]+)/csv"', text)
    seen = (await house.front.get("/v1/records", await house.front.key("read:records", "read:pii"))).json()["data"]
    assert sorted(tables) == sorted(each["name"] for each in seen)
    assert len(tables) > 10
    file = await owner.get(f"/records/{tables[0]}/csv")
    assert (file.status_code, file.headers["content-type"]) == (200, "text/csv; charset=utf-8")


async def test_it_is_for_who_runs_the_whole_business(house: House) -> None:
    places = (await house.front.get("/v1/locations", await house.front.key("read:records"))).json()["data"]
    for guest in (
        await house.visitor("manager"),
        await house.visitor("owner", at=[places[0]["source_id"]]),
    ):
        assert (await guest.get("/settings/data")).status_code == 403

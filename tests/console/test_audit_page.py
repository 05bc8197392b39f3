"""The audit log as people look through it: by who, what and days, and as a file that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from daysheet.operations.identity import auditing
from daysheet.warehouse.connections import Tenants
from tests.console.house import Guest, House

pytestmark = pytest.mark.anyio


async def things_of(guest: Guest, query: str) -> list[str]:
    """Return what the page says was changed, newest first."""
    found = await guest.get(f"/settings/audit?{query}")
    assert found.status_code == 200
    return re.findall(r'data-label="To"><bdi>([^<]*)</bdi>', found.text)


async def rows_of(guest: Guest, query: str = "") -> list[dict[str, str]]:
    """Return the rows of the file."""
    found = await guest.get(f"/settings/audit/csv?{query}")
    assert found.status_code == 200
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    assert found.headers["content-disposition"].startswith("attachment")
    assert found.headers["cache-control"] == "no-store"
    return list(csv.DictReader(io.StringIO(found.text)))


async def test_entries_are_found_by_who_what_and_days(house: House) -> None:
    await house.front.note("key 7", "oven.lit", "north")
    await house.front.note("key 70", "oven.lit", "south")
    house.front.wait(hours=30)
    owner = await house.visitor("owner")
    await house.front.note("key 7", "oven.out", "north again")
    today = house.front.office.clock().date()

    assert await things_of(owner, "who=key+7") == ["north again", "north"]
    assert await things_of(owner, "what=oven.lit") == ["south", "north"]
    assert await things_of(owner, "who=key+7&what=oven.lit") == ["north"]
    assert await things_of(owner, f"who=key+7&from={today}") == ["north again"]
    assert await things_of(owner, f"who=key+7&to={today - timedelta(days=1)}") == ["north"]
    assert await things_of(owner, "who=oven") == []
    page = (await owner.get("/settings/audit?who=key+7&what=oven.lit")).text
    assert '<option value="key 70">' in page
    assert '<option value="oven.lit" selected>' in page
    assert 'href="/settings/audit/csv?who=key+7&amp;what=oven.lit"' in page


async def test_what_is_seen_is_what_is_exported(house: House) -> None:
    owner = await house.visitor("owner")
    for number in range(3):
        await house.front.note("key 7", "oven.lit", f"oven {number}")
    await house.front.note("key 8", "oven.out", "oven 9")

    rows = await rows_of(owner, "who=key+7")

    assert [row["thing"] for row in rows] == ["oven 2", "oven 1", "oven 0"]
    assert {row["actor"] for row in rows} == {"key 7"}
    assert {*rows[0]} == {"entry_id", "at", "actor", "action", "thing"}
    assert rows[0]["at"].startswith(house.front.office.clock().date().isoformat())
    assert await rows_of(owner, "text=nobody+did+this") == []
    assert len(await rows_of(owner)) > 4


async def test_a_long_log_is_exported_whole(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = await house.visitor("owner")
    for number in range(7):
        await house.front.note("key 7", "oven.lit", f"oven {number}")
    monkeypatch.setattr(auditing, "LISTED_MAX", 3)

    rows = await rows_of(owner, "who=key+7")

    assert [row["thing"] for row in rows] == [f"oven {number}" for number in range(6, -1, -1)]


async def test_no_cell_is_a_formula(house: House) -> None:
    owner = await house.visitor("owner")
    await house.front.note("@somebody", "oven.lit", '=HYPERLINK("http://example.com","look")')

    (row,) = await rows_of(owner, "text=HYPERLINK")

    assert (row["actor"], row["thing"]) == ("'@somebody", '\'=HYPERLINK("http://example.com","look")')


async def test_the_log_is_for_who_runs_the_whole_business_and_only_of_it(house: House) -> None:
    neighbour = await Tenants(house.front.office.database).ensure("a neighbour of the log")
    await auditing.note(house.front.office, neighbour.tenant_id, "key 99", "oven.lit", "their oven")
    owner, manager = await house.visitor("owner"), await house.visitor("manager")
    place = (await house.front.get("/v1/locations", await house.front.key("read:records"))).json()["data"][0]
    limited = await house.visitor("owner", at=[place["source_id"]])

    for guest in (manager, limited):
        assert (await guest.get("/settings/audit/csv")).status_code == 403
    assert (await house.stranger().get("/settings/audit/csv")).status_code == 303
    assert "their oven" not in {row["thing"] for row in await rows_of(owner)}
    assert "key 99" not in (await owner.get("/settings/audit")).text

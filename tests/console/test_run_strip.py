"""The strip of runs: one cell for each of thirty days, a word and a shape each, and the same as a table."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, timedelta
from typing import Any

import pytest

from daysheet.operations.runs.run_desk import StripDay, strips
from daysheet.warehouse.connections import Tenants
from tests.console.house import House
from tests.console.statements import listen

pytestmark = pytest.mark.anyio

RUN = """
    insert into control.runs (tenant_id, run_id, connection_id, kind, status, is_cut, started_at, finished_at)
    values (%s, %s, %s, %s, %s, %s, %s, %s)
"""


async def plant(
    house: House, days_ago: int, status: str, *, kind: str = "sync", is_cut: bool = False, at: int = 0
) -> None:
    """Write down that a run of a connection was made some days ago."""
    began_at = house.front.office.clock().astimezone(UTC).replace(hour=0, minute=0, second=0) - timedelta(days=days_ago)
    ended_at = None if status == "running" else began_at
    tenant_id, number = house.front.tenant.tenant_id, at or house.front.row.connection_id
    async with house.front.office.database.tenant(tenant_id) as connection:
        await connection.execute(RUN, (tenant_id, uuid.uuid4(), number, kind, status, is_cut, began_at, ended_at))


async def strip_of(house: House) -> list[StripDay]:
    """Return the strip of the connection, today first."""
    return list(reversed((await strips(house.front.office, house.front.tenant))[house.front.row.name]))


async def test_each_day_has_its_word(house: House) -> None:
    for days_ago, status in ((1, "completed"), (2, "completed"), (2, "failed"), (4, "partial"), (29, "failed")):
        await plant(house, days_ago, status)

    found = await strip_of(house)

    assert len(found) == 30
    words = {number: day.word for number, day in enumerate(found) if day.word != "none ran"}
    assert words == {0: "all good", 1: "all good", 2: "some failed", 4: "some failed", 29: "some failed"}
    assert (found[2].runs, found[2].failed) == (2, 1)
    assert found[0].on == house.front.office.clock().astimezone(UTC).date()


async def test_what_is_older_or_no_reading_or_not_over_is_not_in_it_and_a_slice_is_no_failure(house: House) -> None:
    await plant(house, 30, "failed")
    await plant(house, 5, "failed", kind="replay")
    await plant(house, 6, "running")
    await plant(house, 7, "partial", is_cut=True)
    await plant(house, 8, "failed", is_cut=True)

    found = await strip_of(house)

    assert [found[number].word for number in (5, 6, 7, 8)] == ["none ran", "none ran", "all good", "some failed"]
    assert sum(day.runs for day in found[1:]) == 2


async def test_the_page_has_a_shape_a_word_and_a_table(house: House) -> None:
    owner = await house.visitor("owner")
    await plant(house, 1, "failed")

    page = (await owner.get("/connections")).text

    (strip,) = re.findall(r'<svg class="run-strip".*?</svg>', page, re.DOTALL)
    assert 'aria-label="Runs of 30 days: 1 days all good, 1 some failed, 28 none ran"' in strip
    shapes = re.findall(r"<title>[^:<]+: ([a-z ]+).*?</title>.*?class=\"(good|bad|none)\"", strip)
    assert shapes == [("none ran", "none")] * 28 + [("some failed", "bad"), ("all good", "good")]
    assert "some failed, 1 of 1 runs" in strip
    (table,) = re.findall(r"Runs by day in UTC.*?</table>", page, re.DOTALL)
    assert [table.count(f"<td>{word}</td>") for word in ("all good", "some failed", "none ran")] == [1, 1, 28]


async def test_all_connections_are_asked_for_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = await house.visitor("owner")
    other = await house.front.office.connections(house.front.tenant).add(
        name="second",
        vendor="tekmetric",
        base_url="https://second.example.com",
        secret=house.front.simulator.secret,
        budget_key="second",
        calls_per_minute=None,
        now=house.front.office.clock(),
    )
    await plant(house, 3, "failed", at=other.connection_id)
    heard = listen(monkeypatch)

    page = (await owner.get("/connections")).text

    assert len([text for text, _ in heard if "began_on" in text]) == 1
    assert page.count('<svg class="run-strip"') == 2
    found: Any = await strips(house.front.office, house.front.tenant)
    assert [day.word for day in reversed(found["second"])][:5] == ["none ran"] * 3 + ["some failed", "none ran"]


async def test_another_business_sees_none_of_it(house: House) -> None:
    other = await Tenants(house.front.office.database).ensure("another strip")

    assert await strips(house.front.office, other) == {}
    assert any(day.runs for day in await strip_of(house))

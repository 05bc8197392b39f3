"""What somebody earns stands in its own tables, and nowhere else."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

import pytest

from daysheet.core.events import nobody
from daysheet.core.vendor import Vendor
from daysheet.engine.pages import unpacked
from daysheet.operations.runs.replaying import replay_pages, replay_quarantine
from daysheet.simulation.faults import Fault
from daysheet.vendors.tekmetric.screens import VENDOR
from tests.vendors.tekmetric.screens.desk import Desk

pytestmark = pytest.mark.anyio

CANARY = 7_654_321
# What somebody's labor costs tells what they earn: analysts do not see it.
COST_TABLES = ["vendor_profits", "ro_snapshot_labor", "tech_daily_metrics"]
PAY_TABLES = ["employee_pay", "screen_employees", "vendor_profit_labor", *COST_TABLES]


async def places_with(desk: Desk, word: str) -> list[str]:
    """Return where a word stands in the warehouse, outside the tables that are there for pay; pages are unpacked."""
    tables = await desk.look(
        "select format('%%I.%%I', schemaname, tablename) as name from pg_tables "
        "where schemaname in ('control', 'tekmetric') and tablename <> all(%s)",
        [PAY_TABLES],
    )
    assert len(tables) > 40
    mine = {"mine": desk.tenant.tenant_id}
    found: list[str] = []
    for table in tables:
        rows = await desk.look(
            f"select to_json(t)::text as row from {table['name']} as t "  # noqa: S608  a name from the catalogue
            "where coalesce((to_jsonb(t) ->> 'tenant_id')::bigint, %(mine)s) = %(mine)s",
            mine,
        )
        found += [table["name"] for row in rows if word in row["row"]]
    bodies = [row["body"] for row in await desk.ask("select body from control.raw_bodies")]
    payloads = [row["payload"] for row in await desk.ask("select payload from control.quarantine")]
    found += ["raw page" for body in bodies if word.encode() in unpacked(bytes(body))]
    return [*found, *("payload" for each in payloads if each and word.encode() in unpacked(bytes(each)))]


async def technician(desk: Desk) -> int:
    """Return somebody who works on posted orders, with pay that cannot be mistaken."""
    orders = desk.simulator.truth("repair_orders", desk.shop_id)
    posted = [order for order in orders if order["repairOrderStatus"]["id"] == 5]
    lines = [line for order in posted for job in order["jobs"] if job["authorized"] for line in job["labor"]]
    known = {each["id"] for each in desk.simulator.truth("employees", desk.shop_id)}
    found: int = next(line["technicianId"] for line in lines if line["technicianId"] in known)
    desk.simulator.set_pay(found, hourly_rate_cents=CANARY)
    return found


async def read(desk: Desk, monkeypatch: pytest.MonkeyPatch, vendor: Vendor = VENDOR) -> None:
    monkeypatch.setitem(desk.office.vendors, VENDOR.name, vendor)
    await desk.connect_public()
    await desk.connect_screens()
    await technician(desk)
    await desk.sync("public")
    await desk.sync("screens")


async def test_pay_is_nowhere_but_in_its_tables(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    await read(desk, monkeypatch)

    assert [row[1] for row in await desk.pay_of(await technician(desk))] == [CANARY]
    assert await places_with(desk, str(CANARY)) == []
    assert str(CANARY) not in caplog.text
    assert await desk.ask("select 1 from control.raw_pages where stream = 'repair_orders'") != []


async def test_a_stream_that_is_not_confidential_would_leak(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ones = tuple(replace(each, is_confidential=False) for each in VENDOR.streams)

    await read(desk, monkeypatch, replace(VENDOR, streams=open_ones))

    assert "raw page" in await places_with(desk, str(CANARY))


@pytest.mark.parametrize("field", ["hourlyRate", "salary", "canTech"])
async def test_what_cannot_be_read_is_set_aside_without_its_value(
    desk: Desk, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[dict[str, Any]] = desk.simulator.truth("employee_pay", desk.shop_id)
    odd = {**shown[0], "hourlyRate": CANARY, field: f"{CANARY} or so"}
    desk.simulator.faults.add(
        Fault(path=f"/api/shop/{desk.shop_id}/employee/{odd['id']}", status=200, body=json.dumps(odd).encode())
    )

    await read(desk, monkeypatch)

    (waiting,) = await desk.ask("select source_id, reason from control.quarantine where resolved_at is null")
    assert waiting["source_id"] == str(odd["id"])
    assert field in waiting["reason"]
    assert await places_with(desk, str(CANARY)) == []
    report = await replay_quarantine(desk.office, desk.tenant, "screens", nobody)
    assert report.waiting == 1
    await desk.pass_days(hours=21)
    await desk.sync("screens")
    assert await desk.ask("select 1 from control.quarantine where resolved_at is null") == []


async def test_a_replay_skips_what_was_not_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await read(desk, monkeypatch)
    before = await desk.ask("select * from tekmetric.employee_pay order by tm_employee_id, valid_from_on")

    report = await replay_pages(desk.office, desk.tenant, "screens", nobody)

    assert report.exit_code == 0
    assert sum(counts.received for counts in report.runs["screens"].counts.values()) == 0
    assert await desk.ask("select * from tekmetric.employee_pay order by tm_employee_id, valid_from_on") == before

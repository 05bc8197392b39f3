"""The screens break in every way they may; the public source does not notice."""

from __future__ import annotations

import pytest

from daysheet.core.errors import CredentialsRefused, NameTaken, VendorChanged
from daysheet.operations.connections import connecting
from daysheet.operations.connections.connecting import connect, rotate
from daysheet.operations.entries.placing import set_time_zone
from daysheet.operations.office import budget_key_of
from daysheet.vendors.tekmetric.screens import VENDOR
from tests.vendors.tekmetric.screens.desk import Desk

pytestmark = pytest.mark.anyio


async def profits(desk: Desk) -> int:
    """Return how many profits are stored and believed."""
    return len(await desk.ask("select 1 from tekmetric.vendor_profits where deleted_at is null"))


async def test_an_ended_session_stops_the_screens_alone(desk: Desk) -> None:
    await desk.connect_public()
    await desk.connect_screens()
    desk.simulator.end_session()

    report = await desk.sync()

    assert report.runs["public"].errors == []
    assert [type(error) for error in report.runs["screens"].errors] == [CredentialsRefused]
    assert "rotate screens" in str(report.runs["screens"].errors[0])
    assert await desk.statuses() == {"public": "active", "screens": "needs_reauth"}
    assert await desk.ask("select 1 from tekmetric.repair_orders limit 1") != []


async def test_a_session_that_ends_in_the_middle_keeps_what_was_read(desk: Desk) -> None:
    await desk.connect_public()
    await desk.connect_screens()
    await desk.sync("public")
    # The list of the staff is answered, and then nothing any more.
    desk.simulator.vendor.seconds_per_request = 57_600 / 2

    report = await desk.sync("screens")

    assert [type(error) for error in report.errors] == [CredentialsRefused]
    assert await desk.ask("select 1 from tekmetric.screen_staff limit 1") != []
    assert (await desk.statuses())["screens"] == "needs_reauth"
    desk.simulator.vendor.seconds_per_request = 0

    await rotate(desk.office, desk.tenant, "screens", {"session_token": desk.simulator.open_session()})
    report = await desk.sync()

    assert report.errors == []
    assert await desk.statuses() == {"public": "active", "screens": "active"}
    assert await profits(desk) > 0


async def test_an_expired_session_is_told_after_one_call(desk: Desk) -> None:
    await desk.connect_screens()
    desk.wait(hours=17)
    before = desk.simulator.stats.requests

    report = await desk.sync()

    assert [type(error) for error in report.errors] == [CredentialsRefused]
    assert "ends at 2026-06-16 07:00 UTC" in str(report.errors[0])
    assert desk.simulator.stats.requests == before + 1


async def test_a_session_is_renewed_in_time_and_sealed(desk: Desk) -> None:
    await desk.connect_screens()
    first = await desk.session()
    budget = budget_key_of(VENDOR, desk.base_url, {"session_token": first})
    await desk.sync()
    assert await desk.session() == first
    for _ in range(3):
        desk.wait(hours=12)

        report = await desk.sync()

        assert report.errors == []
        assert await desk.session() not in (first, "")
        first = await desk.session()
    rows = await desk.connections.all()
    assert [row.status for row in rows] == ["active"]
    assert [row.budget_key for row in rows] == [budget]
    assert budget == budget_key_of(VENDOR, desk.base_url, {"session_token": first})
    assert budget != budget_key_of(VENDOR, desk.base_url, desk.simulator.secret | {"session_token": "another"})


async def test_a_renewal_that_is_gone_leaves_the_session_its_own_time(desk: Desk) -> None:
    await desk.connect_screens()
    desk.wait(hours=12)
    desk.simulator.switch_screens(on=False)
    await desk.sync()
    assert (await desk.statuses())["screens"] == "active"
    desk.simulator.switch_screens(on=True)

    report = await desk.sync()

    assert report.errors == []


async def test_screens_that_are_switched_off_change_nothing_that_is_stored(desk: Desk) -> None:
    await desk.connect_public()
    await desk.connect_screens()
    await desk.sync()
    before = await profits(desk)
    employees = await desk.ask("select * from tekmetric.screen_employees order by tm_id")
    assert before > 3
    await desk.pass_days(hours=21)
    desk.simulator.switch_screens(on=False)

    report = await desk.sync(full=True)

    assert report.runs["public"].errors == []
    assert report.runs["screens"].errors
    assert {type(error) for error in report.runs["screens"].errors} == {VendorChanged}
    assert await profits(desk) == before
    assert await desk.ask("select * from tekmetric.screen_employees order by tm_id") == employees
    assert (await desk.statuses())["screens"] == "active"


async def test_what_is_no_session_is_refused_before_a_call(desk: Desk) -> None:
    for wrong in ("canary-no-token", "a.b.c", f"{desk.simulator.open_session()}.x"):
        with pytest.raises(CredentialsRefused) as refused:
            await desk.connect_screens(wrong)
        assert wrong not in str(refused.value)
    assert desk.simulator.stats.requests == 0
    assert await desk.statuses() == {}


async def test_the_vendor_says_who_may_look(desk: Desk) -> None:
    forged = desk.simulator.open_session()[:-4] + "AAAA"
    with pytest.raises(CredentialsRefused):
        await desk.connect_screens(forged)
    assert await desk.statuses() == {}


async def test_both_sources_of_a_shop_are_one_place_to_a_person(desk: Desk) -> None:
    await desk.connect_public()
    await desk.sync()
    await desk.connect_screens()
    rows = await desk.ask("select vendor, source_id, name, time_zone from control.locations order by vendor")
    assert [row["vendor"] for row in rows] == ["tekmetric", "tekmetric_screens"]
    assert len({(row["source_id"], row["name"], row["time_zone"]) for row in rows}) == 1

    await set_time_zone(desk.office, desk.tenant, str(desk.shop_id), "America/Denver")

    rows = await desk.ask("select distinct time_zone from control.locations")
    assert [row["time_zone"] for row in rows] == ["America/Denver"]


async def test_a_session_can_be_tested_and_its_name_is_taken_once(desk: Desk) -> None:
    await desk.connect_screens()
    before = await desk.session()
    desk.wait(hours=1)

    found = await connecting.test_connection(desk.office, desk.tenant, "screens")

    assert list(found.locations) == [str(desk.shop_id)]
    assert await desk.session() != before
    with pytest.raises(NameTaken):
        await connect(
            desk.office,
            desk.tenant,
            VENDOR,
            name="screens",
            base_url=desk.base_url,
            secret={"session_token": before},
        )

"""The last object as the vendor sent it stays beside the journeys, after its page was let go of."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from daysheet.core.vendor import Vendor
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import Simulator
from daysheet.warehouse.dispatching import Dispatch
from daysheet.warehouse.quarantine import unpack
from daysheet.warehouse.stored_pages import purge_stored_pages
from tests.stories.business import Business
from tests.vendors.found import everything
from tests.vendors.smartmoving.held import journeys
from tests.vendors.smartmoving.yard import Job

KEPT = {"smartmoving.customers", "smartmoving.opportunities"}


def dispatch_of(business: Business) -> Dispatch:
    """Return the board of a business."""
    assert VENDOR.derivation is not None
    return Dispatch(business.database, business.tenant_id, VENDOR.package, VENDOR.derivation)


async def objects(business: Business) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what is kept, by stream and id, with the row's own version."""
    rows = await business.ask("select *, xmin::text as written_by from control.raw_objects")
    return {(row["stream"], row["source_id"]): row for row in rows}


async def test_the_objects_of_the_declared_streams_are_kept_as_they_were_sent(mover: Business) -> None:
    await mover.run(**wish(mover.vendor))

    kept = await objects(mover)

    assert {stream for stream, _ in kept} == KEPT
    opportunities = {each["id"]: each for each in mover.simulator.truth("opportunities")}
    own = {source_id: row for (stream, source_id), row in kept.items() if stream == "smartmoving.opportunities"}
    assert len(own) > 10
    for source_id, row in own.items():
        sent = json.loads(unpack(row["body"]))
        assert sent["id"] == source_id
        assert sent["quoteNumber"] == opportunities[source_id]["quoteNumber"]
        assert row["bytes"] == len(unpack(row["body"]))


def wish(vendor: Vendor) -> dict[str, Any]:
    """Return the wish that brings everything, as a call of `run` takes it."""
    found = everything(vendor)
    return {"full": found["full"]}


async def test_an_object_is_written_again_only_where_it_changed(mover: Business, simulator: Simulator) -> None:
    await mover.run(**wish(mover.vendor))
    before = await objects(mover)
    mover.wait(hours=1)
    await mover.run(**wish(mover.vendor))

    assert await objects(mover) == before

    customers = simulator.business.customers.values()
    changed = next(each for each in customers if ("smartmoving.customers", each.id) in before)
    simulator.edit("customers", changed.id, name="Fern Sample")
    mover.wait(hours=1)
    await mover.run(**wish(mover.vendor))

    after = await objects(mover)
    written = {key for key, row in after.items() if row != before.get(key)}
    own = {("smartmoving.opportunities", each) for each in changed.opportunity_ids}
    assert ("smartmoving.customers", changed.id) in written
    assert written <= {("smartmoving.customers", changed.id)} | own
    assert json.loads(unpack(after["smartmoving.customers", changed.id]["body"]))["name"] == "Fern Sample"


async def test_objects_outlive_their_pages_and_are_shown_with_the_journey(mover: Business) -> None:
    await mover.run(**wish(mover.vendor))
    later = mover.clock() + timedelta(days=40)
    assert await purge_stored_pages(mover.database, mover.tenant_id, mover.connection_id, later) > 0
    row = next(each for each in (await journeys(mover)).values() if each["deleted_at"] is None and each["job_number"])
    dispatch = dispatch_of(mover)
    (found,) = await dispatch.named(str(row["sm_job_id"]), mover.clock())

    shown = await dispatch.raw(found)

    assert {each.stream for each in shown} == KEPT
    assert {each.source_id for each in shown} == {str(row["sm_opportunity_id"]), str(row["sm_customer_id"])}
    for each in shown:
        assert str(row["sm_job_id"]) in each.text


async def test_a_journey_tells_when_it_was_first_and_last_seen(mover: Business) -> None:
    question = "select min(first_seen_at) as first, min(last_seen_at) as last from mart.journeys"
    await mover.run(**wish(mover.vendor))
    first = (await mover.ask(question))[0]
    mover.wait(hours=30)
    await mover.run(**wish(mover.vendor))

    again = (await mover.ask(question))[0]

    assert again["first"] == first["first"]
    assert again["last"] - first["last"] >= timedelta(hours=30)


@pytest.mark.parametrize("role", ["daysheet_reader", "daysheet_editor", "daysheet_analyst"])
async def test_objects_are_for_the_service_alone(booked: Job, role: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await booked.yard.as_role(role, "select 1 from control.raw_objects")

    assert len(await booked.yard.as_role("daysheet_service", "select count(*) from control.raw_objects")) == 1

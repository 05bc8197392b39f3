"""What every vendor found must do at the edges: single records, refusals, other zones, and other vendors beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from daysheet.bootstrap import simulator_of
from daysheet.core.errors import CredentialsRefused, RateLimited, UnknownThing
from daysheet.core.events import Event
from daysheet.core.records import tables_of
from daysheet.core.vendor import Vendor
from daysheet.engine.run import Wish
from daysheet.operations.connections.connecting import discover
from daysheet.remote import VendorClient
from daysheet.warehouse.connections import Connections
from daysheet.warehouse.places import Places
from daysheet.warehouse.sealing import Vault
from tests.stories.business import IN_PROCESS
from tests.vendors.conftest import Connected
from tests.vendors.found import ALONE, everything
from tests.vendors.reading import ORDERS, contents, read, roots_there

pytestmark = pytest.mark.anyio


async def test_one_record_can_be_read_by_its_id(connected: Connected, vendor: Vendor) -> None:
    async with connected(seed=6, orders=ORDERS) as business:
        await read(business)
        by_id = [(s.name, s.record) for s in vendor.streams if s.is_asked_by_id_alone and s.points_to is None]
        assert by_id
        for stream, record in by_id:
            row = (await contents(business))[record.table][-1]

            outcome = await read(business, streams=(stream,), source_ids=(str(row[record.key[0]]),))

            assert outcome.errors == []
            assert outcome.counts[stream].same == 1, stream
        assert await business.waiting() == []
        assert await business.differences() == []


async def test_new_record_is_read_by_its_id_only_where_it_belongs(connected: Connected, vendor: Vendor) -> None:
    by_id = {each.record.table: each for each in vendor.streams if each.is_asked_by_id_alone}
    async with connected(seed=6, orders=ORDERS) as business:
        await read(business)
        before = roots_there(vendor, business.simulator.expected({}))
        new: set[tuple[str, Any, Any]] = set()
        while not new:
            business.live(5)
            new = {root for root in roots_there(vendor, business.simulator.expected({})) - before if root[0] in by_id}
        table, place, source_id = min(new, key=str)
        stream = by_id[table]

        outcome = await read(business, streams=(stream.name,), source_ids=(str(source_id),))

        found = [row for row in (await contents(business))[table] if row[stream.record.key[0]] == source_id]
        names_its_place = stream.record.location is not None or not stream.per_location
        assert [row.get(vendor.location_column) for row in found] == ([place] if names_its_place else [])
        assert [type(error) for error in outcome.errors] == ([] if names_its_place else [UnknownThing])
        assert await business.waiting() == []


async def test_wrong_secret_is_refused_and_never_told(connected: Connected, vendor: Vendor) -> None:
    async with connected(seed=6, orders=ORDERS) as business:
        secret = dict.fromkeys(vendor.sign_in.secret_fields, "not-the-secret")
        async with VendorClient(
            vendor,
            connection="main-street",
            base_url=IN_PROCESS + vendor.base_path,
            secret=secret,
            transport=business.client()._http._transport,
            clock=business.clock,
        ) as client:
            outcome = await business.worker(client).perform(Wish())

        assert [type(error) for error in outcome.errors] == [CredentialsRefused]
        assert outcome.status == "failed"
        assert "main-street" in str(outcome.errors[0])
        assert "not-the-secret" not in str(outcome.errors[0])
        assert not any((await contents(business)).values())


async def test_spent_call_budget_is_no_empty_list(connected: Connected) -> None:
    async with connected(seed=7, orders=ORDERS, calls_per_minute=4) as business:
        outcome = await business.run()

        assert isinstance(outcome.errors[-1], RateLimited)
        assert outcome.status != "completed"
        rows = [row for rows in (await contents(business)).values() for row in rows]
        assert [row for row in rows if row.get("deleted_at") is not None] == []


async def test_every_step_is_told_under_the_name_of_its_stream(connected: Connected, vendor: Vendor) -> None:
    told: list[Event] = []
    async with connected(seed=8, orders=ORDERS) as business:
        wish = everything(vendor)
        await business.run(*wish.pop("streams", ()), observe=told.append, **wish)
        places = {each.name for each in await business.locations()}

    assert {event.stream for event in told} - {""} == {stream.name for stream in vendor.streams}
    assert {event.location for event in told} - {""} == places
    assert all(event.step for event in told)


async def test_connecting_shows_the_locations_that_will_be_read(connected: Connected, vendor: Vendor) -> None:
    async with connected(seed=9, orders=ORDERS) as business:
        async with business.client() as client:
            shown = await discover(client, vendor)
        await read(business)

        if vendor.maps_locations:
            listing = vendor.streams[0].record
            listed = (await contents(business))[listing.table]
            assert set(shown.locations) == {str(row[listing.key[0]]) for row in listed}
            assert await business.locations() == []
            return
        assert shown.locations == {each.source_id: each.name for each in await business.locations()}
        assert {each.currency for each in await business.locations()} == {vendor.currency}


async def test_days_follow_the_zone_that_a_person_sets(connected: Connected, vendor: Vendor) -> None:
    tables = [table for each in vendor.streams if each.per_location for table in tables_of(each.record)]
    if not tables:
        pytest.skip(f"{vendor.name} sends days, not instants: they belong to no zone")
    async with connected(seed=10, orders=ORDERS) as business:
        await read(business)
        before = await contents(business)
        places = Places(business.database, business.tenant_id)
        for each in await business.locations():
            key = vendor.location_key(each.source_id)
            column, now = vendor.location_column, business.clock()
            await places.set_time_zone(each.location_id, key, "Pacific/Kiritimati", vendor.schema, column, tables, now)

        assert {each.time_zone for each in await business.locations()} == {"Pacific/Kiritimati"}
        assert await business.differences() == []
        assert await contents(business) != before


async def test_vendors_of_one_tenant_keep_out_of_each_others_way(connected: Connected) -> None:
    async with connected(seed=11, orders=ORDERS) as business:
        await read(business)
        before = await contents(business)
        connections = Connections(business.database, Vault(bytes(32)), business.tenant_id)
        for name in ALONE.keys() - {business.vendor.name}:
            simulator = simulator_of(ALONE[name])(seed=11, orders=ORDERS, calls_per_minute=0)
            row = await connections.add(
                name=name,
                vendor=name,
                base_url=IN_PROCESS + ALONE[name].base_path,
                secret=simulator.secret,
                budget_key=name,
                calls_per_minute=None,
                now=business.clock(),
            )
            other = replace(business, simulator=simulator, vendor=ALONE[name], connection_id=row.connection_id)
            assert (await read(other)).status == "completed"
            assert await other.differences() == []

        assert await contents(business) == before
        assert sum(counts.rows_written for counts in (await read(business)).counts.values()) == 0

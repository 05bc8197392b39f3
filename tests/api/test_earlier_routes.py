"""The routes of the two earlier systems, called as their scripts call them: each answers with its fields."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from daysheet.api.doors import DOORS
from daysheet.api.earlier import EARLIER, shapes
from daysheet.api.resources.connection_shapes import Account
from daysheet.operations.boards import journeys
from daysheet.operations.boards.dispatching import board, say
from daysheet.operations.boards.journeys import Seeing
from daysheet.operations.entries.placing import locations
from daysheet.operations.runs.scheduling import make_usual
from daysheet.vendors.smartmoving import VENDOR
from tests.api.front import Front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio

CRM = "/smartmoving"
DESK = "/smartmoving-integration"
ALL_SCOPES = ("read:records", "read:pii", "start:runs", "admin:tenant", "write:leads")
LEAD = {"fullName": "Noor Castellane", "phoneNumber": "902-555-0188", "moveDate": "2026-12-05", "utmSource": None}


@pytest.fixture
async def mover(mover: Front) -> Front:
    """A mover whose branches are mapped, read once, with the key for leads."""
    secret = {**mover.simulator.secret, "provider_key": mover.simulator.provider_key}
    await mover.office.connections(mover.tenant).reseal(mover.row, secret)
    return mover


async def on_a_working_day(front: Front, which: str = "today") -> None:
    """Let days pass until there are journeys today, or tomorrow."""
    for _ in range(30):
        if (await board(front.office, front.tenant, which)).journeys:
            return
        front.wait(days=1)
    raise AssertionError("The simulator has no journeys.")


async def on_their_way(front: Front) -> None:
    """Let dispatch say of today's journeys that they are on their way."""
    for row in (await board(front.office, front.tenant, "today")).journeys:
        await say(front.office, front.tenant, str(row["id"]), {"stage": "EN_ROUTE"})


def earlier_doors() -> list[str]:
    """Return the doors of the earlier routes."""
    return [each for each in DOORS if not each.split()[1].startswith(("/v1/", "/healthz", "/readyz", "/metrics"))]


@pytest.mark.parametrize("which", ["active", "today", "tomorrow"])
async def test_journeys_have_the_fields_of_the_earlier_screen(mover: Front, which: str) -> None:
    await on_a_working_day(mover, "today" if which == "active" else which)
    if which == "active":
        await on_their_way(mover)
    wanted: dict[str, Any] = {"states": ("active",)} if which == "active" else {"day": which}
    expected, _ = await journeys.listed(mover.office, mover.tenant, Seeing(), limit=500, **wanted)

    found = await mover.get(f"{CRM}/journeys/{which}", await mover.key("read:records", "read:pii"))

    assert fits_with_raw(found.json())
    assert [each["id"] for each in found.json()["data"]] == [each["id"] for each in expected]
    for shown, each in zip(found.json()["data"], expected, strict=True):
        assert shown["externalId"] == f"sm_job_{each['number']}"
        assert shown["locationId"] == (each["location"] and str(each["location"]["id"]))
        assert shown["clientId"] == str(mover.tenant.tenant_id)
        assert (shown["status"], shown["date"], shown["notes"]) == (each["state"], str(each["day"]), each["note"])
        assert each["estimated"] is None or round(shown["estimatedCost"] * 100) == each["estimated"]["amount"]
    assert found.json()["count"] == len(expected) > 0
    assert any(each["externalData"] for each in found.json()["data"])
    assert any(each["estimatedCost"] for each in found.json()["data"])


def fits_with_raw(body: dict[str, Any]) -> bool:
    """Whether journeys fit; what the vendor sent has fields of its own."""
    return fits(shapes.EarlierJourneys, {**body, "data": [{**each, "externalData": None} for each in body["data"]]})


async def test_journeys_show_nobody_and_nowhere_that_a_key_may_not_see(mover: Front) -> None:
    await on_a_working_day(mover)
    here, *_ = await locations(mover.office, mover.tenant)
    keys = [
        await mover.key("read:records"),
        await mover.key("read:records", "read:pii", locations=[here["location_id"]]),
    ]

    hidden, some = [(await mover.get(f"{CRM}/journeys/today", key)).json()["data"] for key in keys]

    assert hidden
    assert {(each["externalData"], each["customerName"], each["originAddress"]) for each in hidden} == {(None,) * 3}
    assert {each["locationId"] for each in some} <= {str(here["location_id"])}
    assert not any(each["externalData"] for each in some)


READS: list[tuple[str, type[BaseModel], dict[str, Any]]] = [
    (f"{CRM}/sync/status", shapes.SyncStatus, {}),
    (f"{CRM}/test", shapes.Test, {"success": True, "connection": "active"}),
    (f"{DESK}/connection-status", shapes.ConnectionStatus, {"connected": True}),
    (f"{DESK}/webhooks", shapes.EarlierWebhooks, {"success": True}),
    (f"{DESK}/account", Account, {"vendor": VENDOR.name}),
    (f"{DESK}/status", shapes.IntegrationStatus, {"connected": True}),
    (f"{DESK}/leads", shapes.EarlierLeads, {"success": True, "count": 0}),
]


@pytest.mark.parametrize(("path", "shape", "known"), READS)
async def test_what_is_asked_for_is_told(
    mover: Front, path: str, shape: type[BaseModel], known: dict[str, Any]
) -> None:
    before = mover.simulator.stats.requests

    found = await mover.get(path, await mover.key("read:records"))

    assert found.status_code == 200, found.text
    assert fits(shape, found.json())
    assert known.items() <= found.json().items()
    assert mover.simulator.stats.requests == before


async def test_the_schedules_are_told(mover: Front) -> None:
    key = await mover.key("read:records")
    without = (await mover.get(f"{CRM}/sync/automated/status", key)).json()
    await make_usual(mover.office, mover.tenant, mover.row)

    found = (await mover.get(f"{CRM}/sync/automated/status", key)).json()

    assert fits(shapes.AutomatedStatus, found)
    assert (without["isEnabled"], without["nextRun"]) == (False, None)
    assert (found["isEnabled"], found["isRunning"]) == (True, False)
    assert found["nextRun"]
    assert found["intervalMinutes"] > 0
    assert found["lastRun"]["status"] == "completed"


@pytest.mark.parametrize("path", ["automated/trigger", "jobs"])
async def test_a_reading_is_begun_by_a_post(mover: Front, path: str) -> None:
    found = await mover.ask("POST", f"{CRM}/sync/{path}", await mover.key("start:runs"))

    assert (found.status_code, fits(shapes.Started, found.json())) == (202, True)
    assert found.json()["runs"][0]["status"] == "queued"


async def test_the_connection_is_tried(mover: Front) -> None:
    found = await mover.ask("POST", f"{DESK}/test-connection", await mover.key("admin:tenant"))

    assert (found.status_code, fits(shapes.Tried, found.json())) == (200, True)
    assert len(found.json()["locations"]) == 3


async def test_a_lead_is_sent_once_without_a_key_of_its_own(mover: Front) -> None:
    key = await mover.key("write:leads", "read:records")

    first = await mover.ask("POST", f"{DESK}/leads/submit", key, LEAD)
    again = await mover.ask("POST", f"{DESK}/leads/submit", key, LEAD)
    listed = await mover.get(f"{DESK}/leads?limit=5", key)

    assert (first.status_code, first.json()["status"]) == (202, "accepted")
    assert fits(shapes.SubmittedLead, first.json())
    assert again.json() == first.json()
    assert [each["id"] for each in listed.json()["data"]] == [first.json()["id"]]
    assert "Noor" not in listed.text
    names = [each.lead.customer_name for each in mover.simulator.business.opportunities.values()]
    assert names.count(LEAD["fullName"]) == 1


async def test_a_lead_without_a_name_is_refused(mover: Front) -> None:
    found = await mover.ask("POST", f"{DESK}/leads/submit", await mover.key("write:leads"), {"phone": "902-555-0188"})

    assert found.status_code == 422


async def test_an_address_for_webhooks_is_made_and_made_anew(mover: Front) -> None:
    key = await mover.key("admin:tenant", "read:records")

    first = await mover.ask("POST", f"{DESK}/webhooks/configure", key)
    second = await mover.ask("POST", f"{DESK}/webhooks/configure", key)
    listed = (await mover.get(f"{DESK}/webhooks", key)).json()

    assert (first.status_code, fits(shapes.ConfiguredWebhook, first.json())) == (201, True)
    assert first.json()["url"].startswith(f"{mover.base_url}/v1/hooks/")
    assert first.json()["url"] != second.json()["url"]
    assert listed["data"][0]["isActive"] is True
    assert first.json()["url"] not in str(listed)


async def test_every_earlier_route_says_what_follows_it(mover: Front) -> None:
    key = await mover.key(*ALL_SCOPES)
    paths = (await mover.get("/v1/openapi.json")).json()["paths"]
    assert len(earlier_doors()) == 6 + 8 + 8 == sum(len(each.routes) for each in EARLIER)

    for door in earlier_doors():
        method, path = door.split()
        assert paths[path][method.lower()]["deprecated"] is True
        found = await mover.ask(method, path.replace("{ro_id}", "7"), key, {} if path.endswith("submit") else None)

        assert found.headers["deprecation"] == "@1795305600", door
        assert found.headers["link"].endswith('rel="successor-version"'), door
        assert found.status_code < 500, door


async def test_a_business_without_such_a_connection_is_told_so(front: Front) -> None:
    found = await front.get(f"{DESK}/status", await front.key("read:records"))

    assert (found.status_code, found.json()["code"]) == (409, "not_possible")

"""The other host: website leads with a provider key, their rules, and the ways in which a submission goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient, Response

from daysheet.simulation.asgi import ConnectionCut
from daysheet.vendors.smartmoving.simulator import Simulator, create_simulator
from daysheet.vendors.smartmoving.simulator.business import webhook_payload
from daysheet.vendors.smartmoving.simulator.lead_api import (
    ACCEPTED_WITHOUT_ANSWER,
    DUPLICATE,
    FAILED_BEFORE_ACCEPTING,
    PATH,
    slow_answer,
)
from daysheet.vendors.smartmoving.simulator.writes_provider_leads import day_as_sent
from tests.vendors.smartmoving.simulator.shapes import violations
from tests.vendors.smartmoving.simulator.shapes.events import EVENTS
from tests.vendors.smartmoving.simulator.shapes.samples import samples
from tests.vendors.smartmoving.simulator.shapes.written import LEAD_ID

# The vendor's own sample of a submission (9.8), with its one unknown field.
FORM: dict[str, Any] = next(sample.value for sample in samples() if sample.rule == "form LEAD_API_FORM")
NAMELESS = {name: value for name, value in FORM.items() if name != "fullName"}
NAME_RULE = "Either firstName and lastName or fullName is required."


@pytest.fixture
def simulator() -> Simulator:
    return create_simulator(seed=5, orders=20)


class Website:
    """Somebody's page that sends leads; it knows a provider key and nothing else."""

    def __init__(self, client: AsyncClient, simulator: Simulator) -> None:
        self.client = client
        self.simulator = simulator

    async def submit(self, form: Any = FORM, **query: str) -> Response:
        return await self.client.post(PATH, json=form, params={"providerKey": self.simulator.provider_key, **query})

    def leads(self) -> list[dict[str, Any]]:
        """What the account has now in leads of this name, as the data API serves them."""
        return [lead for lead in self.simulator.truth("leads") if lead["customerName"] == "Noor Castellane"]


@pytest.fixture
async def website(simulator: Simulator) -> AsyncIterator[Website]:
    transport = ASGITransport(app=simulator.app)
    async with AsyncClient(transport=transport, base_url="http://leads.example") as client:
        yield Website(client, simulator)


async def test_the_sample_becomes_a_lead_that_the_data_api_shows(simulator: Simulator, website: Website) -> None:
    branch = list(simulator.business.branches)[-1]

    answer = await website.submit(branchId=branch)

    (lead,) = website.leads()
    assert answer.status_code == 200
    assert violations(LEAD_ID, answer.json()) == []
    assert (lead["id"], lead["branchId"], lead["status"]) == (answer.json()["leadId"], branch, 0)
    assert (lead["serviceDate"], lead["type"], lead["phoneType"]) == (20260905, 1, 0)
    assert (lead["originCity"], lead["destinationZip"]) == ("Halifax", "B2N 0A9")
    assert (lead["referralSourceName"], lead["moveSizeName"]) == ("Your Website", "2 Bedroom Apartment")
    assert simulator.business.opportunities[lead["id"]].lead.notes == "Third floor\nparkingPermit: yes"
    assert violations(EVENTS["opportunity-created"], webhook_payload(simulator.happened[-1])) == []


async def test_no_api_key_is_needed_nor_counted(simulator: Simulator, website: Website) -> None:
    answers = [await website.submit({**FORM, "moveDate": f"202609{day:02d}"}) for day in range(1, 31)]

    assert {answer.status_code for answer in answers} == {200}
    assert simulator.limits.calls_this_month == 0


@pytest.mark.parametrize("key", [{}, {"providerKey": ""}, {"providerKey": "0d98db16-111e-44e7-bd20-ad0200dbc6e4"}])
async def test_an_unknown_provider_is_refused(website: Website, key: dict[str, str]) -> None:
    answer = await website.client.post(PATH, json=FORM, params=key)

    assert (answer.status_code, answer.json()) == (400, {"message": "Provider not found."})
    assert website.leads() == []


async def test_the_same_lead_is_refused_within_a_day_and_taken_after_it(simulator: Simulator, website: Website) -> None:
    again = {**FORM, "fullName": " noor  CASTELLANE", "phoneNumber": "(902) 555-0188", "moveDate": "9/5/2026"}
    await website.submit()
    simulator.clock.advance(86_399)
    second = await website.submit(again)
    others = [await website.submit({**FORM, **change}) for change in ({"phoneNumber": "9025550100"}, {"moveDate": ""})]
    simulator.clock.advance(1)
    third = await website.submit()

    assert (second.status_code, second.json()) == (400, {"message": DUPLICATE})
    assert DUPLICATE == "This lead has already been submitted. Please contact SmartMoving support"
    assert [answer.status_code for answer in (*others, third)] == [200, 200, 200]
    assert len(website.leads()) == 4


@pytest.mark.parametrize(
    "name",
    [
        {"FirstName": "Noor", "LASTNAME": "Castellane"},
        {"firstname": "Noor", "lastName": "Castellane", "fullName": None},
        {"fullname": "Noor Castellane"},
        {"FULLNAME": "Noor Castellane", "firstName": ""},
    ],
)
async def test_names_come_in_any_case(website: Website, name: dict[str, Any]) -> None:
    answer = await website.submit(name)

    assert answer.status_code == 200
    assert len(website.leads()) == 1


@pytest.mark.parametrize(
    "name",
    [
        {},
        {"firstName": "Noor"},
        {"lastName": "Castellane"},
        {"fullName": "  "},
        {"fullName": "Noor Castellane", "firstName": "Noor"},
        {"fullName": "Noor Castellane", "firstName": "Noor", "lastName": "Castellane"},
    ],
)
async def test_exactly_one_form_of_the_name_is_required(website: Website, name: dict[str, Any]) -> None:
    answer = await website.submit({**NAMELESS, **name})

    assert (answer.status_code, answer.json()) == (400, {"message": NAME_RULE})
    assert website.leads() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"Noor Castellane"'])
async def test_a_body_that_is_no_object_is_refused(website: Website, body: bytes) -> None:
    answer = await website.client.post(PATH, content=body, params={"providerKey": website.simulator.provider_key})

    assert answer.status_code == 400
    assert website.leads() == []


async def test_an_unknown_branch_is_refused_and_a_missing_one_is_the_primary(
    simulator: Simulator, website: Website
) -> None:
    refused = await website.submit(branchId="4b0ec241-2c99-47e4-bbd1-b49700ead530")
    taken = await website.submit()

    assert [refused.status_code, taken.status_code] == [400, 200]
    assert website.leads()[0]["branchId"] == simulator.business.primary_branch.id


async def test_names_that_nothing_matches_make_rows_of_the_catalogue(simulator: Simulator, website: Website) -> None:
    before = {name: len(simulator.truth(name)) for name in ("move_sizes", "referral_sources")}
    form = {**FORM, "moveSize": "Castle", "referralSource": "google ads"}
    await website.submit(form)
    await website.submit({**form, "phoneNumber": "9025550101"})

    sizes, sources = simulator.truth("move_sizes"), simulator.truth("referral_sources")
    assert (len(sizes), len(sources)) == (before["move_sizes"] + 1, before["referral_sources"] + 1)
    made = next(size for size in sizes if size["name"] == "Castle")
    assert (made["volume"], made["weight"]) == (None, None)
    assert {lead["moveSizeId"] for lead in website.leads()} == {made["id"]}
    assert {lead["referralSourceName"] for lead in website.leads()} == {"google ads"}


async def test_what_no_field_can_hold_ends_in_the_notes(simulator: Simulator, website: Website) -> None:
    form = {"fullName": "Noor Castellane", "moveDate": "soon", "serviceType": "Teleport", "Pets": ["cat"], "floor": 3}

    await website.submit(form)

    (lead,) = website.leads()
    notes = simulator.business.opportunities[lead["id"]].lead.notes.split("\n")
    assert sorted(notes) == ['Pets: ["cat"]', "floor: 3", "moveDate: soon", "serviceType: Teleport"]
    assert (lead["serviceDate"], lead["type"]) == (0, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20260905", 20260905),
        ("7/25/2020", 20200725),
        ("2026-09-05", 20260905),
        ("2026-09-05T00:00:00.000Z", 20260905),
        ("Sat Sep 05 2026 00:00:00 GMT-0400 (Eastern Daylight Time)", 20260905),
        ("20261305", None),
        ("25/7/2020", None),
        ("next week", None),
    ],
)
def test_dates_come_in_the_forms_that_websites_send(text: str, day: int | None) -> None:
    assert day_as_sent(text) == day


async def test_browsers_may_call_from_anywhere(website: Website) -> None:
    asked = await website.client.options(PATH, headers={"access-control-request-method": "POST"})
    answers = [asked, await website.submit(), await website.submit({})]

    assert [answer.status_code for answer in answers] == [204, 200, 400]
    assert {answer.headers["access-control-allow-origin"] for answer in answers} == {"*"}
    assert asked.headers["access-control-allow-methods"] == "POST, OPTIONS"


@pytest.mark.parametrize("path", ["/api/leads/from-provider/v1", "/api/leads", "/api/branches", "/api/account", PATH])
async def test_everything_else_on_that_host_is_404_without_a_body(website: Website, path: str) -> None:
    answer = await website.client.get(path)

    assert (answer.status_code, answer.content) == (404, b"")


async def test_a_lead_is_accepted_and_the_answer_lost(simulator: Simulator, website: Website) -> None:
    simulator.faults.add(ACCEPTED_WITHOUT_ANSWER)

    with pytest.raises(ConnectionCut):
        await website.submit()
    again = await website.submit()

    assert (again.status_code, again.json()) == (400, {"message": DUPLICATE})
    assert len(website.leads()) == 1


async def test_a_failure_before_accepting_leaves_nothing(simulator: Simulator, website: Website) -> None:
    simulator.faults.add(FAILED_BEFORE_ACCEPTING)

    failed = await website.submit()
    left = len(website.leads())
    again = await website.submit()

    assert [failed.status_code, left, again.status_code] == [500, 0, 200]


async def test_a_slow_answer_meets_one_submission_and_nothing_else(simulator: Simulator, website: Website) -> None:
    simulator.faults.add(slow_answer(0.001))

    await website.client.get("/api/branches")
    answers = [await website.submit(), await website.submit({**FORM, "phoneNumber": "9025550101"})]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert simulator.stats.faults == {"slow": 1}

"""Leads over HTTP: each is sent once, none is lost, and who the person is only some may see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from daysheet.api.resources.lead_shapes import Lead
from daysheet.operations.identity import auditing
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import create_simulator
from tests.api.front import Front, open_front
from tests.api.shaped import fits

pytestmark = pytest.mark.anyio

NOOR = {
    "full_name": "Noor Castellane",
    "phone": "902-555-0188",
    "email": "noor.c@example.com",
    "move_on": "2026-12-05",
    "utm_source": "search",
    "extra": {"parkingPermit": "yes"},
}


@pytest.fixture
async def mover(worker_database: str) -> AsyncIterator[Front]:
    """A mover who takes leads; nothing of it was read."""
    simulator = create_simulator(seed=3, orders=5, branches=1, calls_per_minute=0, calls_per_month=0)
    async with open_front(worker_database, vendor=VENDOR, simulator=simulator, address=False) as front:
        await keyed(front, simulator.provider_key)
        yield front


async def keyed(front: Front, provider_key: str) -> None:
    """Give the connection the vendor's key for leads."""
    secret = {**front.simulator.secret, "provider_key": provider_key}
    await front.office.connections(front.tenant).reseal(front.row, secret)


def at_vendor(front: Front) -> list[str | None]:
    """Return the names of the leads that the vendor has of this form."""
    every = front.simulator.business.opportunities.values()
    return [each.lead.customer_name for each in every if each.lead.customer_name == NOOR["full_name"]]


async def submit(front: Front, key: str, lead: Any, name: str | None = "form-1") -> Any:
    """Submit a lead, under a name of the form's own."""
    more = {} if name is None else {"idempotency_key": name}
    return await front.ask("POST", "/v1/leads", key, lead, **more)


async def test_a_lead_is_sent_once_however_often_the_form_is_sent(mover: Front) -> None:
    key = await mover.key("write:leads", "read:records")

    first = await submit(mover, key, NOOR)
    again = await submit(mover, key, NOOR)
    alike = await submit(mover, key, NOOR, "form-2")
    other = await submit(mover, key, {**NOOR, "full_name": "Ana Quill"})

    assert (first.status_code, first.json()["state"]) == (202, "accepted")
    assert fits(Lead, first.json())
    assert first.headers["location"] == f"/v1/leads/{first.json()['id']}"
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert alike.json()["id"] == first.json()["id"]
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert at_vendor(mover) == [NOOR["full_name"]]
    assert (await mover.get(first.headers["location"], key)).json()["vendor_id"] == first.json()["vendor_id"]
    entries = await auditing.entries(mover.office, mover.tenant)
    assert {each["thing"] for each in entries if each["action"] == "lead.submitted"} == {f"lead {first.json()['id']}"}


@pytest.mark.parametrize(
    "lead",
    [
        {"phone": "902-555-0188"},
        {**NOOR, "move_on": "soon"},
        {**NOOR, "shoe_size": 9},
        {**NOOR, "opt_in": "perhaps"},
        {**NOOR, "extra": {"fullName": "Another"}},
        {**NOOR, "connection": "nowhere"},
        "Noor",
    ],
    ids=str,
)
async def test_a_lead_that_cannot_be_sent_is_refused_without_a_word_of_it(mover: Front, lead: Any) -> None:
    key = await mover.key("write:leads")

    refused = await submit(mover, key, lead)

    assert refused.status_code in (404, 422)
    assert "Noor" not in refused.text
    assert at_vendor(mover) == []


async def test_a_lead_needs_a_name_of_the_senders_own(mover: Front) -> None:
    refused = await submit(mover, await mover.key("write:leads"), NOOR, None)

    assert (refused.status_code, refused.json()["code"]) == (422, "does_not_fit")
    assert "Idempotency-Key" in refused.json()["detail"]


async def test_a_vendor_that_does_not_know_the_key_loses_no_lead(mover: Front) -> None:
    await keyed(mover, "no-such-key")
    key = await mover.key("write:leads", "read:records")

    waiting = await submit(mover, key, NOOR)

    assert (waiting.status_code, waiting.json()["state"], waiting.json()["is_at_vendor"]) == (202, "waiting", False)
    assert at_vendor(mover) == []
    await keyed(mover, mover.simulator.provider_key)
    mover.wait(minutes=5)
    again = await submit(mover, key, NOOR)
    assert (again.headers["idempotency-replayed"], again.json()) == ("true", waiting.json())
    assert at_vendor(mover) == []
    assert (await submit(mover, key, NOOR, "form-2")).json()["state"] == "accepted"
    assert at_vendor(mover) == [NOOR["full_name"]]


async def test_the_description_says_how_a_waiting_lead_is_sent_again(mover: Front) -> None:
    told = (await mover.get("/v1/openapi.json")).json()["paths"]["/v1/leads"]["post"]["description"]

    assert "`daysheet leads send`" in told
    assert "new\nkey" in told or "new key" in told


async def test_who_it_is_only_those_see_who_may_see_persons(mover: Front) -> None:
    await submit(mover, await mover.key("write:leads"), NOOR)
    open_key, closed_key = await mover.key("read:records", "read:pii"), await mover.key("read:records")

    seen = (await mover.get("/v1/leads", open_key)).json()["data"]
    hidden = await mover.get("/v1/leads", closed_key)

    assert all(fits(Lead, each) for each in [*seen, *hidden.json()["data"]])
    assert seen[0]["lead"] == {**{name: value for name, value in NOOR.items() if name != "extra"}, **NOOR["extra"]}  # type: ignore[dict-item]  # one object of the test's own
    assert hidden.json()["data"][0]["lead"] == {"move_on": "2026-12-05", "utm_source": "search"}
    assert "Noor" not in hidden.text
    assert "555" not in hidden.text


async def test_leads_are_paged_newest_first_and_filtered(mover: Front) -> None:
    key = await mover.key("write:leads", "read:records")
    made = [
        (await submit(mover, key, {"full_name": f"Lead Number {number}"}, f"form-{number}")).json()["id"]
        for number in range(5)
    ]

    page = (await mover.get("/v1/leads?limit=2", key)).json()
    rest = (await mover.get(f"/v1/leads?limit=2&after={page['next']}", key)).json()

    assert [each["id"] for each in page["data"] + rest["data"]] == made[::-1][:4]
    assert (await mover.get("/v1/leads?state=waiting", key)).json()["data"] == []
    assert len((await mover.get(f"/v1/leads?state=accepted&connection={mover.row.name}", key)).json()["data"]) == 5
    assert (await mover.get("/v1/leads?state=lost", key)).status_code == 422
    assert (await mover.get("/v1/leads?connection=nowhere", key)).status_code == 404


async def test_a_neighbours_lead_is_as_unknown_as_none(mover: Front, worker_database: str) -> None:
    made = (await submit(mover, await mover.key("write:leads"), NOOR)).json()
    async with open_front(worker_database, vendor=VENDOR, simulator=mover.simulator, address=False) as theirs:
        key = await theirs.key("read:records", "read:pii", "write:leads")

        foreign = await theirs.get(f"/v1/leads/{made['id']}", key)
        unknown = await theirs.get("/v1/leads/999999", key)

        assert foreign.status_code == unknown.status_code == 404
        assert foreign.json()["detail"] == unknown.json()["detail"]
        assert (await theirs.get("/v1/leads", key)).json()["data"] == []
        assert (await theirs.get("/v1/leads/one", key)).status_code == 404


async def test_leads_belong_to_the_whole_business(mover: Front) -> None:
    from daysheet.operations.entries.mapping import map_suggested
    from daysheet.operations.entries.placing import locations

    await mover.sync(streams=("branches",))
    await map_suggested(mover.office, mover.tenant, mover.row.name)
    place = (await locations(mover.office, mover.tenant))[0]
    key = await mover.key("read:records", "write:leads", locations=[place["location_id"]])

    assert (await mover.get("/v1/leads", key)).status_code == 403
    assert (await submit(mover, key, NOOR)).status_code == 403

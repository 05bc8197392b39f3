"""A lead reaches the vendor once, and what became of it is told in the vendor's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from daysheet.core.errors import CredentialsRefused, NameTaken, NotAllowed, SettingMissing, SettingWrong, UnknownThing
from daysheet.core.leads import read_lead
from daysheet.operations.outbox.leads import submit
from daysheet.vendors.smartmoving.simulator import lead_api
from daysheet.vendors.smartmoving.simulator.lead_api import (
    DUPLICATE,
)
from tests.operations.mover import (
    NAME,
    NOOR,
    VENDOR,
    Mover,
    open_mover,
)

pytestmark = pytest.mark.anyio

NOBODY_THERE = "http://127.0.0.1:9/v1"


async def test_a_lead_is_there_as_it_was_typed(mover: Mover) -> None:
    lead = read_lead({**NOOR.to_json(), "move_on": "2026-09-05", "notes": "Third floor", "parkingPermit": "yes"})

    found = await mover.submit(lead)

    assert (found.submission.state, found.is_repeat) == ("accepted", False)
    [at_vendor] = [each for each in mover.simulator.truth("leads") if each["id"] == found.submission.lead_id]
    assert (at_vendor["customerName"], at_vendor["phoneNumber"]) == ("Noor Castellane", "902-555-0188")
    assert at_vendor["serviceDate"] == 20260905
    kept = mover.simulator.business.opportunities[at_vendor["id"]].lead
    assert kept.notes == "Third floor\nparkingPermit: yes"


async def test_a_lead_may_be_for_a_branch(mover: Mover) -> None:
    branch = sorted(mover.simulator.business.branches)[-1]

    found = await mover.submit(replace(NOOR, branch_id=branch))

    assert found.submission.lead_id is not None
    assert mover.simulator.business.opportunities[found.submission.lead_id].branch_id == branch


async def test_the_same_key_again_sends_nothing(mover: Mover) -> None:
    first = await mover.submit(NOOR, "form-1")
    again = await mover.submit(NOOR, "form-1")

    assert again.submission == first.submission
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert mover.simulator.stats.paths[lead_api.PATH] == 1


async def test_a_key_belongs_to_one_lead(mover: Mover) -> None:
    await mover.submit(NOOR, "form-1")

    with pytest.raises(NameTaken, match=r"'form-1' was used for another lead\. Nothing was sent"):
        await mover.submit(replace(NOOR, notes="Third floor"), "form-1")

    assert mover.at_vendor()[NOOR.name] == 1


@pytest.mark.usefixtures("no_duplicate_rule")
async def test_the_same_wish_under_another_key_is_the_same_lead(mover: Mover) -> None:
    first = await mover.submit(NOOR, "form-1")
    again = await mover.submit(replace(NOOR, notes="Did you get this?"))

    assert (again.submission.submission_id, again.is_repeat) == (first.submission.submission_id, True)
    assert mover.at_vendor()[NOOR.name] == 1
    assert await mover.state_of(NOOR, even_if_alike=True) == "accepted"
    assert mover.at_vendor()[NOOR.name] == 2
    mover.wait(timedelta(days=15))
    assert not (await mover.submit(NOOR)).is_repeat


async def test_what_the_vendor_had_before_is_a_success(mover: Mover) -> None:
    await mover.submit(NOOR)

    again = await mover.submit(NOOR, even_if_alike=True)

    assert (again.submission.state, again.submission.answer) == ("already_there", DUPLICATE)
    assert again.submission.is_at_vendor
    assert mover.at_vendor()[NOOR.name] == 1


async def test_a_refusal_is_kept_in_the_vendors_words(mover: Mover) -> None:
    lead = replace(NOOR, branch_id="00000000-0000-4000-8000-000000000001")

    refused = await mover.submit(lead, "form-1")
    again = await mover.submit(lead, "form-1")

    assert (refused.submission.state, refused.submission.answer) == ("refused", "Branch not found.")
    assert again.submission == refused.submission
    assert (await mover.submit(replace(lead, branch_id=None))).submission.state == "accepted"


async def test_a_lead_waits_for_the_right_provider_key(worker_database: str) -> None:
    async with open_mover(worker_database, provider_key="canary-key") as mover:
        with pytest.raises(CredentialsRefused, match="does not know the provider key") as refused:
            await mover.submit(NOOR)
        assert "Provider not found." in str(refused.value)
        assert "canary" not in str(refused.value)
        assert [type(each) for each in (await mover.send_waiting()).errors] == [CredentialsRefused]

        connections = mover.office.connections(mover.tenant)
        right = {**mover.simulator.secret, "provider_key": mover.simulator.provider_key}
        await connections.rotate(await connections.one(NAME), right, NAME, mover.office.clock())
        await mover.send_waiting()

        assert [each.state for each in await mover.listed()] == ["accepted"]
        assert mover.at_vendor()[NOOR.name] == 1


async def test_a_connection_without_a_provider_key_says_so(worker_database: str) -> None:
    async with open_mover(worker_database, provider_key="") as mover:
        with pytest.raises(SettingMissing, match="'movers' has no provider_key, which SmartMoving wants"):
            await mover.submit(NOOR)

        assert await mover.listed() == []
        assert (await mover.send_waiting()).errors == []


async def test_a_word_that_the_vendor_does_not_know_is_not_sent(mover: Mover) -> None:
    with pytest.raises(SettingWrong, match="service_type has to be one of moving, packing"):
        await mover.submit(replace(NOOR, service_type="sailing"))

    assert await mover.listed() == []


async def test_a_paused_connection_and_an_unknown_one_take_no_leads(mover: Mover) -> None:
    connections = mover.office.connections(mover.tenant)
    await connections.set_status(await connections.one(NAME), "paused", "holidays", mover.office.clock())

    with pytest.raises(NotAllowed, match=r"paused \(holidays\)"):
        await mover.submit(NOOR)
    with pytest.raises(UnknownThing, match="no connection 'nobody'"):
        await submit(mover.office, mover.tenant, "nobody", NOOR)


async def test_a_vendor_without_a_form_takes_no_leads(mover: Mover) -> None:
    office = replace(mover.office, vendors={VENDOR.name: replace(VENDOR, leads=None)})

    with pytest.raises(NotAllowed, match="SmartMoving takes no leads"):
        await submit(office, mover.tenant, NAME, NOOR)


async def test_a_vendor_that_is_down_loses_no_lead(worker_database: str) -> None:
    async with open_mover(worker_database, base_url=NOBODY_THERE) as mover:
        found = (await mover.submit(NOOR)).submission
        again = (await mover.send_waiting()).submissions

        assert (found.state, found.sent_at, found.answer) == ("waiting", None, "it cannot be reached (ConnectError)")
        assert [(each.state, each.attempts) for each in again] == [("waiting", 2)]


async def test_people_are_forgotten_after_a_month_and_their_keys_are_not(mover: Mover) -> None:
    await mover.submit(NOOR, "form-1")
    mover.wait(timedelta(days=31))
    await mover.send_waiting()

    [kept] = await mover.listed()
    again = await mover.submit(NOOR, "form-1")

    assert (kept.lead, kept.answer, kept.state) == (None, None, "accepted")
    assert (again.submission, again.is_repeat) == (kept, True)
    assert mover.at_vendor()[NOOR.name] == 1

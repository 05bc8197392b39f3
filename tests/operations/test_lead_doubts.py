"""A lead whose end is in doubt is looked for before it is sent again, by one process at a time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from daysheet.simulation.faults import Fault
from daysheet.vendors.smartmoving.simulator.lead_api import ACCEPTED_WITHOUT_ANSWER
from daysheet.warehouse.database import Database
from daysheet.warehouse.lead_outbox import LeadOutbox
from tests.operations.mover import A_WHILE, LOST_ON_THE_WAY, NAME, NOOR, TOO_FAST, Killed, Mover, Steps, numbered

pytestmark = pytest.mark.anyio

# It announces more than it shows.
SHORT_LIST = b'{"pageResults": [], "totalResults": 1, "totalPages": 1, "lastPage": true}'


@pytest.mark.usefixtures("no_duplicate_rule")
async def test_two_people_of_one_name_are_two_leads(mover: Mover) -> None:
    namesake = replace(NOOR, phone="902-555-0189", email=None)
    mover.simulator.faults.add(replace(ACCEPTED_WITHOUT_ANSWER, times=2))

    first, second = (await mover.submit(NOOR)).submission, (await mover.submit(namesake)).submission

    assert sorted(mover.ids_at_vendor(NOOR.name)) == sorted(filter(None, (first.lead_id, second.lead_id)))
    assert first.lead_id != second.lead_id


@pytest.mark.usefixtures("no_duplicate_rule")
async def test_a_namesakes_lead_is_not_taken_for_ours(mover: Mover) -> None:
    await mover.submit(replace(NOOR, phone="902-555-0189", email=None))
    mover.simulator.faults.add(LOST_ON_THE_WAY)
    assert await mover.state_of(NOOR) == "unknown"

    mover.wait()
    await mover.send_waiting()

    assert mover.at_vendor()[NOOR.name] == 2


@pytest.mark.usefixtures("no_duplicate_rule")
@pytest.mark.parametrize("keys", [["form-1"] * 8, [None] * 8, [f"form-{number}" for number in range(8)]])
async def test_many_processes_at_once_send_a_lead_once(
    mover: Mover, worker_database: str, keys: list[str | None]
) -> None:
    async with Database(worker_database) as database:
        other = replace(mover, office=replace(mover.office, database=database))

        both = (mover, other)
        found = await asyncio.gather(*(both[count % 2].submit(NOOR, key) for count, key in enumerate(keys)))

    assert mover.at_vendor()[NOOR.name] == 1
    assert len({each.submission.submission_id for each in found}) == 1
    assert [each.is_repeat for each in found].count(False) == 1


@pytest.mark.usefixtures("no_duplicate_rule")
async def test_many_processes_at_once_finish_a_lead_once(mover: Mover, worker_database: str) -> None:
    mover.simulator.faults.add(replace(TOO_FAST, times=5))
    for number in range(5):
        assert await mover.state_of(numbered(number)) == "waiting"

    async with Database(worker_database) as database:
        other = replace(mover, office=replace(mover.office, database=database))
        await asyncio.gather(*(each.send_waiting() for each in (mover, other) * 3))

    assert [mover.at_vendor()[numbered(number).name] for number in range(5)] == [1] * 5


@pytest.mark.usefixtures("no_duplicate_rule")
async def test_absence_is_not_believed_while_the_vendor_may_be_at_work(mover: Mover) -> None:
    mover.simulator.faults.add(LOST_ON_THE_WAY)

    assert await mover.state_of(NOOR, "form-1") == "unknown"
    assert await mover.state_of(NOOR, "form-1") == "unknown"
    assert mover.at_vendor()[NOOR.name] == 0

    mover.wait()
    assert await mover.state_of(NOOR, "form-1") == "accepted"
    assert mover.at_vendor()[NOOR.name] == 1


async def test_absence_is_not_believed_after_somebody_may_have_worked_on_it(mover: Mover) -> None:
    mover.simulator.faults.add(ACCEPTED_WITHOUT_ANSWER)
    with pytest.raises(Killed):
        await mover.submit(NOOR, observe=Steps("answered"))
    [lead_id] = mover.ids_at_vendor(NOOR.name)
    customer = next(iter(mover.simulator.business.customers))
    mover.simulator.edit("opportunities", lead_id, customer_id=customer)
    mover.wait(timedelta(hours=3))

    report = await mover.send_waiting()

    assert [each.state for each in report.submissions] == ["given_up"]
    assert "look there" in (report.submissions[0].last_error or "")
    assert mover.at_vendor()[NOOR.name] == 1


@pytest.mark.usefixtures("no_duplicate_rule")
async def test_a_lead_of_an_earlier_submission_is_not_taken_for_a_later_one(mover: Mover) -> None:
    await mover.submit(NOOR)
    mover.simulator.faults.add(LOST_ON_THE_WAY)
    assert await mover.state_of(NOOR, even_if_alike=True) == "unknown"

    mover.wait()
    await mover.send_waiting()

    assert mover.at_vendor()[NOOR.name] == 2
    assert sorted(mover.ids_at_vendor(NOOR.name)) == sorted(each.lead_id or "" for each in await mover.listed())


async def test_absence_from_a_list_that_was_not_read_whole_is_not_believed(mover: Mover) -> None:
    mover.simulator.faults.add(ACCEPTED_WITHOUT_ANSWER)
    mover.simulator.faults.add(Fault(path="/v1/api/leads", status=200, body=SHORT_LIST, times=None))
    assert await mover.state_of(NOOR) == "unknown"

    mover.wait()
    assert [each.state for each in (await mover.send_waiting()).submissions] == ["unknown"]

    mover.simulator.faults.clear()
    assert [each.state for each in (await mover.send_waiting()).submissions] == ["accepted"]
    assert mover.at_vendor()[NOOR.name] == 1


async def test_a_lead_that_cannot_be_looked_for_is_not_sent_again(mover: Mover) -> None:
    mover.simulator.faults.add(ACCEPTED_WITHOUT_ANSWER)
    mover.simulator.faults.add(Fault(path="/v1/api/leads", status=503, times=None))

    found = (await mover.submit(NOOR)).submission
    mover.wait()
    await mover.send_waiting()

    assert found.state == "unknown"
    assert "could not be looked for (VendorUnavailable)" in (found.last_error or "")
    assert mover.at_vendor()[NOOR.name] == 1
    mover.simulator.faults.clear()
    await mover.send_waiting()
    assert [each.state for each in await mover.listed()] == ["accepted"]


@pytest.mark.usefixtures("no_duplicate_rule")
async def test_a_process_that_slept_through_its_lease_sends_nothing(mover: Mover) -> None:
    def sleep(event: object) -> None:
        if getattr(event, "step", "") == "sending":
            mover.wait()

    found = (await mover.submit(NOOR, observe=sleep)).submission
    assert (found.state, mover.at_vendor()[NOOR.name]) == ("sending", 0)

    mover.wait(A_WHILE)
    await mover.send_waiting()

    assert mover.at_vendor()[NOOR.name] == 1


async def test_a_late_process_may_only_tell_that_the_lead_is_there(mover: Mover) -> None:
    row = await mover.office.connections(mover.tenant).one(NAME)

    def outbox(owner: str) -> LeadOutbox:
        return LeadOutbox(
            mover.office.database, row.tenant_id, row.connection_id, owner=owner, clock=mover.office.clock
        )

    late, successor = outbox("late"), outbox("successor")
    number, _ = await late.add(NOOR, "form-1", even_if_alike=False)
    fence = await late.claim(number)
    assert fence is not None
    assert await successor.claim(number) is None
    mover.wait()
    assert await successor.claim(number) == fence + 1

    await late.settle(number, fence, "refused", answer="No.")
    await late.put_back(number, fence, "waiting", error="it was late")
    assert (await late.one(number)).last_error is None
    assert (await late.one(number)).state == "waiting"

    await late.settle(number, fence, "accepted", lead_id="7-a")
    await successor.settle(number, fence + 1, "refused", answer="No.")
    assert ((await late.one(number)).state, (await late.one(number)).lead_id) == ("accepted", "7-a")


async def test_a_lead_is_found_among_many_on_several_pages(mover: Mover, no_duplicate_rule: None) -> None:
    mover.simulator.faults.add(replace(ACCEPTED_WITHOUT_ANSWER))
    mover.simulator.faults.add(Fault(path="/v1/api/leads", status=503, times=None))
    await mover.submit(NOOR)
    mover.simulator.faults.clear()
    for number in range(450):
        mover.simulator.clock.advance(1)
        await mover.submit(numbered(number))

    report = await mover.send_waiting()

    assert [each.state for each in report.submissions] == ["accepted"]
    assert mover.at_vendor()[NOOR.name] == 1

"""Leads submitted from the page arrive at the vendor once, whatever is pressed how often, and persons stay hidden."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from daysheet.vendors.smartmoving import VENDOR as MOVERS
from daysheet.vendors.smartmoving.simulator import create_simulator
from daysheet.vendors.smartmoving.simulator.lead_api import ACCEPTED_WITHOUT_ANSWER, FAILED_BEFORE_ACCEPTING
from tests.console.house import Guest, House, open_house

pytestmark = pytest.mark.anyio

KEY = re.compile(r'name="key" value="([0-9a-f]+)"')
NOOR = {"first_name": "Noor", "last_name": "Castellane", "phone": "902-555-0188", "move_on": "2026-12-05"}


@pytest.fixture
async def movers(worker_database: str) -> AsyncIterator[House]:
    """A moving company whose connection has the key for leads."""
    simulator = create_simulator(seed=4, orders=4, branches=1, calls_per_minute=0, calls_per_month=0)
    async with open_house(worker_database, vendor=MOVERS, simulator=simulator) as found:
        office, tenant = found.front.office, found.front.tenant
        secret = {**simulator.secret, "provider_key": simulator.provider_key}
        await office.connections(tenant).reseal(found.front.row, secret)
        yield found


def at_vendor(house: House) -> int:
    """Return how many leads of the invented person the vendor has."""
    every = house.front.simulator.business.opportunities.values()
    return sum(each.lead.customer_name == "Noor Castellane" for each in every)


async def form_key(guest: Guest) -> str:
    """Open the page and return the key of its form."""
    found = KEY.search((await guest.get("/leads")).text)
    assert found is not None
    return found[1]


async def test_a_lead_arrives_once_however_often_its_form_is_sent(movers: House) -> None:
    manager = await movers.visitor("manager")
    form = {**NOOR, "key": await form_key(manager)}

    answers = [await manager.send("/leads", form) for _ in range(3)]

    assert [each.status_code for each in answers] == [303, 303, 303]
    assert at_vendor(movers) == 1
    page = unescape((await manager.get("/leads")).text)
    assert page.count("at the vendor</span>") == 1
    assert "Noor Castellane" in page


async def test_the_same_wish_from_another_form_is_the_same_lead_unless_said_otherwise(movers: House) -> None:
    manager = await movers.visitor("manager")

    for _ in range(2):
        await manager.send("/leads", {**NOOR, "key": await form_key(manager)})
    assert at_vendor(movers) == 1
    movers.front.wait(days=2)
    manager = await movers.visitor("manager")
    await manager.send("/leads", {**NOOR, "key": await form_key(manager), "even_if_alike": "1"})

    assert at_vendor(movers) == 2


async def test_a_lead_whose_answer_was_lost_is_looked_for_and_not_sent_twice(movers: House) -> None:
    manager = await movers.visitor("manager")
    movers.front.simulator.faults.add(ACCEPTED_WITHOUT_ANSWER)

    sent = await manager.send("/leads", {**NOOR, "key": await form_key(manager)}, follow_redirects=True)
    movers.front.wait(minutes=5)
    number = re.search(r'action="/leads/(\d+)/send"', sent.text)

    if number is not None:
        again = await manager.send(f"/leads/{number[1]}/send", {}, follow_redirects=True)
        assert "The vendor has the lead." in again.text
    assert at_vendor(movers) == 1


async def test_a_lead_that_was_not_taken_waits_and_goes_with_the_next_try(movers: House) -> None:
    manager = await movers.visitor("manager")
    for _ in range(6):
        movers.front.simulator.faults.add(FAILED_BEFORE_ACCEPTING)

    await manager.send("/leads", {**NOOR, "key": await form_key(manager)})
    movers.front.simulator.faults.clear()
    movers.front.wait(minutes=5)
    number = re.search(r'action="/leads/(\d+)/send"', (await manager.get("/leads")).text)

    assert at_vendor(movers) == 0
    assert number is not None
    again = await manager.send(f"/leads/{number[1]}/send", {}, follow_redirects=True)
    assert "The vendor has the lead." in again.text
    assert at_vendor(movers) == 1


async def test_what_does_not_fit_is_named_and_what_was_typed_is_kept(movers: House) -> None:
    manager = await movers.visitor("manager")

    wrong = await manager.send("/leads", {**NOOR, "email": "nobody", "key": await form_key(manager)})

    assert wrong.status_code == 422
    assert "email is no mail address" in wrong.text
    assert 'value="Castellane"' in wrong.text
    assert at_vendor(movers) == 0
    assert (await manager.send("/leads", {**NOOR, "key": "../.."})).status_code == 422


async def test_who_may_not_see_persons_sees_none(movers: House) -> None:
    manager, analyst = await movers.visitor("manager"), await movers.visitor("analyst")
    await manager.send("/leads", {**NOOR, "key": await form_key(manager)})

    page = (await analyst.get("/leads")).text

    assert "2026-12-05" in page
    assert "Castellane" not in page
    assert "0188" not in page
    assert "Submit a lead" not in page
    assert (await analyst.send("/leads", {**NOOR, "key": "aa"})).status_code == 403
    assert (await analyst.send("/leads/1/send", {})).status_code == 403


async def test_a_business_without_leads_is_told_so(house: House) -> None:
    owner = await house.visitor("owner")

    assert "No connection takes leads" in (await owner.get("/leads")).text
    assert (await owner.send("/leads", {**NOOR, "key": "aa"})).status_code == 422

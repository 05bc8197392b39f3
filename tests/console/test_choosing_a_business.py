"""Whoever is invited to several businesses chooses one, of their own, once."""

from __future__ import annotations

import pytest

from daysheet.operations.identity import people
from tests.console.street import Street

pytestmark = pytest.mark.anyio


async def test_who_has_several_businesses_chooses(street: Street) -> None:
    door = street.door
    await door.person()
    await door.person(door.other, role="analyst")
    walker = street.walker()

    answer = await walker.sign_in("/metrics")

    assert answer.status_code == 200
    assert f"<bdi>{door.own.name}</bdi>" in answer.text
    assert f"<bdi>{door.other.name}</bdi>" in answer.text
    assert await walker.caller() is None
    thief = street.walker()
    thief.client.cookies.update(walker.client.cookies)
    forged = await walker.choose(door.other.tenant_id, origin="https://elsewhere.example")
    assert forged.status_code == 403
    chosen = await walker.choose(door.other.tenant_id)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/metrics")
    caller = await walker.caller()
    assert caller is not None
    assert caller.tenant_id == door.other.tenant_id
    # A choice lets in once, and not without what the browser kept.
    for other in (thief, street.walker()):
        assert (await other.choose(door.own.tenant_id)).status_code == 400
        assert await other.caller() is None


@pytest.mark.parametrize("tenant", ["no number", "0", "-1", "9" * 18, "9" * 30, "²", "not invited"])
async def test_nobody_chooses_a_business_that_is_not_theirs(street: Street, tenant: str) -> None:
    door = street.door
    for each in (door.own, door.other):
        await door.person(each)
    walker = street.walker()
    await walker.sign_in()
    if tenant == "not invited":
        (ana,) = await people.people(door.office, door.other)
        await door.person(door.other, email="owner@example.com")
        await people.change_person(door.office, door.other, ana["person_id"], is_active=False, by="a test")
        tenant = str(door.other.tenant_id)

    answer = await walker.choose(tenant)

    assert answer.status_code == 403
    assert await walker.caller() is None


async def test_a_way_to_the_provider_is_no_choice(street: Street) -> None:
    await street.door.person()
    walker = street.walker()
    await walker.leave()

    assert (await walker.choose(street.door.own.tenant_id)).status_code == 400
    assert await walker.caller() is None

"""Two accounts of one business whose branches happen to have one id do not share a location."""

from __future__ import annotations

from tests.stories.business import Business
from tests.vendors.smartmoving.held import another, place
from tests.vendors.smartmoving.served import Account

BRANCH = "0a54a803-7b46-42e9-b96a-b2fa00eec2a8"


async def test_the_same_branch_id_in_two_accounts_is_two_locations(account: Account, business: Business) -> None:
    annex = await another(business, account)
    first = await place(business, BRANCH, name="Halifax", zone="America/Halifax", currency="CAD")

    second = await place(annex, BRANCH, name="Portland", zone="America/Los_Angeles", currency="USD")

    assert first != second
    assert [(each.location_id, each.name, each.time_zone) for each in await business.locations()] == [
        (first, "Halifax", "America/Halifax")
    ]
    assert [(each.location_id, each.name, each.time_zone) for each in await annex.locations()] == [
        (second, "Portland", "America/Los_Angeles")
    ]


async def test_the_same_branch_of_one_account_is_one_location(business: Business) -> None:
    first = await place(business, BRANCH)

    assert await place(business, BRANCH, name="Halifax harbour") == first
    assert [each.name for each in await business.locations()] == ["Halifax harbour"]

"""A record that cannot be asked for alone is gone when a whole list that can be believed lacks it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from daysheet.simulation.faults import Fault
from tests.stories.business import Business
from tests.vendors import pawtrack
from tests.vendors.conftest import Connected
from tests.vendors.reading import contents, read

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("vendor", [pawtrack.VENDOR], ids=["pawtrack"])]

SALONS = 3


def show_instead(business: Business, groomers: list[dict[str, Any]]) -> None:
    """Let the next reading see another list of groomers in every salon."""
    simulator: Any = business.simulator
    fault = Fault(path="/v2/groomers", status=200, body=json.dumps(groomers).encode(), times=SALONS)
    simulator.faults.plan.add(fault)


async def absent(business: Business) -> set[tuple[str, str]]:
    """Return the groomers that are marked as absent."""
    rows = (await contents(business))["groomers"]
    assert all((row["deleted_at"] is None) == (row["deleted_reason"] is None) for row in rows)
    return {(row["paw_salon_id"], row["paw_id"]) for row in rows if row["deleted_reason"] == "absent"}


def groomers_but(code: str) -> list[dict[str, Any]]:
    return [
        {"code": each, "name": f"Groomer {each}", "speaks": None} for each in ("g1", "g2", "g3", "g4") if each != code
    ]


async def test_what_the_whole_list_lacks_is_absent_until_it_is_listed_again(connected: Connected) -> None:
    async with connected(seed=1, orders=5) as business:
        await read(business)
        business.simulator.clock.advance(60)
        show_instead(business, groomers_but("g3"))

        await read(business)

        assert await absent(business) == {("0017", "g3"), ("0018", "g3"), ("VT-3", "g3")}

        business.simulator.clock.advance(60)
        await read(business)

        assert await absent(business) == set()
        assert await business.differences() == []


@pytest.mark.parametrize(
    "shown",
    [[], [*groomers_but("g3"), {"code": None, "name": "Groomer g3", "speaks": None}]],
    ids=["empty", "one without a readable id"],
)
async def test_list_that_cannot_be_believed_makes_nobody_absent(
    connected: Connected, shown: list[dict[str, Any]]
) -> None:
    async with connected(seed=1, orders=5) as business:
        await read(business)
        business.simulator.clock.advance(60)
        show_instead(business, shown)

        await read(business)

        assert await absent(business) == set()

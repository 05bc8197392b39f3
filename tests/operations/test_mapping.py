"""Branches become locations because a person says so: suggestions, refusals, and what follows at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from daysheet.core.errors import SettingMissing, SettingWrong, UnknownThing
from daysheet.operations.entries import mapping
from daysheet.operations.entries.mapping import Branch, short_name, suggestion_for
from daysheet.operations.entries.placing import set_time_zone
from daysheet.operations.office import Office
from daysheet.vendors.smartmoving import VENDOR
from daysheet.vendors.smartmoving.simulator import create_simulator
from daysheet.warehouse.connections import ConnectionRow, Tenant
from tests.operations.mover import office_at
from tests.stories.business import Business, opened

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Movers:
    """A moving company, its warehouse, and the office that serves it."""

    business: Business
    office: Office
    tenant: Tenant
    row: ConnectionRow

    async def map(self, branch: str, **how: Any) -> tuple[Branch, str]:
        """Map one branch."""
        said = {"to": None, "time_zone": None, "currency": None} | how
        return await mapping.map_branch(self.office, self.tenant, branch, **said)

    async def placed(self) -> int:
        """Return how many journeys have a location."""
        count: int = await self.business.value("select count(location_id) from smartmoving.truck_journeys")
        return count


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("HALIFAX 🇨🇦 - Harbour & Pine", "Halifax"),
        ("MONCTON🇨🇦 - Harbour & Pine ", "Moncton"),
        ("PORTLAND 🇺🇸 - Corporate - Harbour & Pine", "Portland - Corporate"),
        ("DARTMOUTH 🇨🇦 (OOT-LONG DISTANCE)", "Dartmouth (Oot-Long Distance)"),
        ("TROIS-RIVIÈRES 🇨🇦 - Harbour & Pine", "Trois-Rivières"),
        ("ST. JOHN'S 🇨🇦 - Harbour & Pine", "St. John's"),
        ("Harbour & Pine", "Harbour & Pine"),
        ("", ""),
    ],
)
def test_a_location_is_called_like_its_town(name: str, short: str) -> None:
    assert short_name(name) == short


def test_nothing_is_suggested_where_two_zones_are_as_likely() -> None:
    assert suggestion_for("AUSTIN 🇺🇸 - Harbour & Pine", "Texas") is None
    assert suggestion_for("NOWHERE", None) is None
    suggested = suggestion_for("REGINA 🇨🇦 - Harbour & Pine", "Saskatchewan")
    assert suggested is not None
    assert (suggested.time_zone, suggested.currency) == ("America/Regina", "CAD")


@pytest.fixture
async def movers(journeys_url: str) -> AsyncIterator[Movers]:
    """A moving company with thirty branches that was read once; nothing is mapped yet."""
    simulator: Any = create_simulator(seed=5, orders=24, calls_per_minute=0)
    async with opened(journeys_url, simulator, vendor=VENDOR) as business:
        outcome = await business.run()
        assert outcome.errors == []
        office = replace(office_at(business.database, journeys_url, business.clock), vendors={VENDOR.name: VENDOR})
        (row,) = await office.connections(Tenant(tenant_id=business.tenant_id, name="main street")).all()
        yield Movers(business, office, Tenant(tenant_id=business.tenant_id, name="main street"), row)


async def test_accepting_every_suggestion_places_the_journeys_at_once_and_leaves_the_doubtful(movers: Movers) -> None:
    before = await mapping.branches(movers.office, movers.tenant)
    doubtful = {each.source_id for each in before if each.suggestion is None}
    assert len(before) == 30
    assert 0 < len(doubtful) < 5
    assert await movers.placed() == 0

    mapped = await mapping.map_suggested(movers.office, movers.tenant)

    left = [each for each in await mapping.branches(movers.office, movers.tenant) if each.location_id is None]
    assert {each.source_id for each in left} == doubtful
    assert len(mapped) == 30 - len(doubtful)
    assert await movers.placed() > 0
    zones = await movers.business.ask("select distinct time_zone, currency from control.locations")
    assert {row["currency"] for row in zones} == {"CAD", "USD"}
    assert len(zones) >= 4
    assert await mapping.map_suggested(movers.office, movers.tenant) == []


async def test_a_branch_may_be_one_location_with_another(movers: Movers) -> None:
    first, name = await movers.map("Halifax")
    assert name == "Halifax"

    second, same = await movers.map("Moncton", to="Halifax")

    held = {each.source_id: each.location_id for each in await mapping.branches(movers.office, movers.tenant)}
    assert same == "Halifax"
    assert held[first.source_id] == held[second.source_id] is not None


async def test_what_cannot_be_mapped_says_why(movers: Movers) -> None:
    doubtful = next(e for e in await mapping.branches(movers.office, movers.tenant) if e.suggestion is None)
    with pytest.raises(SettingMissing, match="--time-zone"):
        await movers.map(doubtful.source_id)
    with pytest.raises(SettingWrong, match="Mars/Olympus"):
        await movers.map(doubtful.source_id, time_zone="Mars/Olympus", currency="USD")
    with pytest.raises(SettingWrong, match="doubloons"):
        await movers.map(doubtful.source_id, time_zone="America/Denver", currency="doubloons")
    with pytest.raises(UnknownThing, match="not exactly one branch 'Atlantis'"):
        await movers.map("Atlantis")
    with pytest.raises(UnknownThing, match="not exactly one location 'Atlantis'"):
        await movers.map(doubtful.source_id, to="Atlantis")

    assert (await movers.map(doubtful.source_id, time_zone="America/Denver", currency="USD"))[0] == doubtful


async def test_a_person_is_asked_about_a_branch_once(movers: Movers) -> None:
    assert len(await mapping.ask_once(movers.office, movers.tenant, movers.row)) == 30
    assert await mapping.ask_once(movers.office, movers.tenant, movers.row) == []


async def test_a_corrected_zone_moves_the_planned_start(movers: Movers) -> None:
    await mapping.map_suggested(movers.office, movers.tenant)
    planned = (
        "select sm_job_id, planned_start_at from smartmoving.truck_journeys as journey "
        "join control.locations using (tenant_id, location_id) where name = %s and planned_start_at is not null"
    )
    name = await movers.business.value(
        "select name from smartmoving.truck_journeys join control.locations using (tenant_id, location_id) "
        "where planned_start_at is not null limit 1"
    )
    before = {row["sm_job_id"]: row["planned_start_at"] for row in await movers.business.ask(planned, name)}

    await set_time_zone(movers.office, movers.tenant, name, "Pacific/Kiritimati")

    after = {row["sm_job_id"]: row["planned_start_at"] for row in await movers.business.ask(planned, name)}
    assert before.keys() == after.keys() != set()
    assert all(after[each] < before[each] for each in before)

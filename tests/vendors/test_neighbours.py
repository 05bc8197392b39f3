"""A vendor that passes over the filter by location is noticed before one location's records are stored at another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from daysheet.core.errors import LocationsAlike
from daysheet.core.vendor import Stream, Vendor
from daysheet.engine import run
from daysheet.engine.neighbours import can_be_alike
from tests.stories.business import Business
from tests.vendors.conftest import Connected
from tests.vendors.found import FOUND


def with_doubt(vendor: Vendor) -> Vendor:
    """Return a vendor as if all its ids stood at one location only."""
    streams = tuple(replace(stream, ids_repeat_by_location=False) for stream in vendor.streams)
    return replace(vendor, streams=streams)


def doubtful(vendor: Vendor) -> list[Stream]:
    """Return the streams that are asked for by location and whose records do not say where they belong."""
    return [stream for stream in vendor.streams if can_be_alike(stream) and stream.points_to is None]


DOUBTFUL = [vendor for vendor in FOUND.values() if doubtful(vendor)]


@pytest.fixture(params=DOUBTFUL, ids=lambda vendor: vendor.name)
def vendor(request: pytest.FixtureRequest) -> Vendor:
    """Each vendor with a stream in doubt."""
    found: Vendor = request.param
    return found


@dataclass
class ForgetfulApp:
    """A vendor's app that takes every location for one of them, on the paths of some streams."""

    app: ASGIApp
    parameter: str
    paths: frozenset[str]
    is_forgetful: bool = True
    first: str | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"] in self.paths and self.is_forgetful:
            asked = dict(parse_qsl(scope["query_string"].decode()))
            self.first = self.first or asked[self.parameter]
            scope = {**scope, "query_string": urlencode({**asked, self.parameter: self.first}).encode()}
        await self.app(scope, receive, send)


def forgetful(business: Business) -> ForgetfulApp:
    """Let the vendor forget what it is asked for."""
    vendor = business.vendor
    paths = frozenset(vendor.base_path + stream.path for stream in doubtful(vendor))
    app = ForgetfulApp(business.simulator.app, vendor.location_parameter, paths)
    business.app = app
    return app


async def held_twice(business: Business) -> Counter[str]:
    """Return how many records of the doubtful streams are stored at several locations."""
    names = [f"{business.vendor.name}.{stream.name}" for stream in doubtful(business.vendor)]
    rows = await business.ask(
        "select stream, source_id from control.record_versions where stream = any(%s) "
        "group by stream, source_id having count(distinct location_id) > 1",
        names,
    )
    return Counter(row["stream"] for row in rows)


async def test_nothing_is_stored_at_a_second_location_that_is_answered_like_the_first(connected: Connected) -> None:
    async with connected(seed=3, orders=30) as business:
        forgetful(business)

        outcome = await business.run()

        alike = [error for error in outcome.errors if isinstance(error, LocationsAlike)]
        names = {stream.name for stream in doubtful(business.vendor)}
        others = len(await business.locations()) - 1
        assert len(alike) == len(names) * others > 0
        assert await held_twice(business) == Counter()
        assert outcome.status == "partial"
        for error in alike:
            assert business.vendor.location_parameter in str(error)
            assert sum(place.name in str(error) for place in await business.locations()) == 2


async def test_a_later_run_is_not_taken_in_either_and_the_second_location_comes_once_it_is_answered(
    connected: Connected,
) -> None:
    async with connected(seed=3, orders=30) as business:
        app = forgetful(business)
        await business.run()
        business.wait(hours=1)

        # The first location is only asked for what changed, the second one still for its whole list.
        outcome = await business.run()

        assert any(isinstance(error, LocationsAlike) for error in outcome.errors)
        assert await held_twice(business) == Counter()

        app.is_forgetful = False
        assert (await business.run(full=True)).status == "completed"
        assert await business.differences() == []


async def test_without_a_look_at_the_neighbours_every_record_lands_twice(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "can_be_alike", lambda stream: False)
    async with connected(seed=3, orders=30) as business:
        forgetful(business)

        outcome = await business.run()

        assert outcome.errors == []
        twice = await held_twice(business)
        assert set(twice) == {f"{business.vendor.name}.{stream.name}" for stream in doubtful(business.vendor)}


async def test_locations_that_are_answered_apart_raise_no_alarm(connected: Connected) -> None:
    async with connected(seed=3, orders=30) as business:
        for _ in range(3):
            assert (await business.run(full=True)).errors == []
            business.live(10)

        assert len(await business.locations()) > 1
        assert await held_twice(business) == Counter()


REPEATING = [vendor for vendor in FOUND.values() if doubtful(with_doubt(vendor)) != doubtful(vendor)]


@pytest.mark.parametrize("vendor", REPEATING, ids=lambda vendor: vendor.name)
async def test_ids_of_each_locations_own_raise_no_alarm_where_the_vendor_declares_them(connected: Connected) -> None:
    async with connected(seed=3, orders=30) as business:
        assert (await business.run()).errors == []
        assert await business.differences() == []

        business.vendor = with_doubt(business.vendor)
        repeats = await held_twice(business)
        errors = (await business.run(full=True)).errors

    # Only where ids do repeat is there something to be alarmed at.
    assert {type(error) for error in errors} == ({LocationsAlike} if repeats else set())


def test_some_vendor_repeats_its_ids() -> None:
    assert REPEATING

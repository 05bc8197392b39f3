"""The live feed: what changes is told at once, to those it concerns, without content, and to nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from daysheet.api import feeds
from daysheet.api.feeds import Reader, Resync
from daysheet.operations.boards import live
from daysheet.operations.entries.placing import locations
from daysheet.operations.runs import asked_runs
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.api.hearing import change, hearing

pytestmark = pytest.mark.anyio

FIELDS = {"id", "at", "topic", "locations", "runs", "journeys"}


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LOOK_SECONDS", 0.01)


def message(number: int, topic: str = live.RUNS) -> feeds.Message:
    """Return a message."""
    now = datetime(2026, 8, 19, tzinfo=UTC)
    return feeds.Message(id=f"a-{number}", number=number, at=now, change=live.Change(topic=topic))


async def test_a_reading_is_told_by_ids_alone(shop: Front) -> None:
    async with hearing(shop, await shop.key("read:records")) as heard:
        shop.wait(minutes=1)
        run = (await shop.sync()).run_id
        told = {topic: await heard.told(topic) for topic in (live.RUNS,)}
        while str(run) not in told[live.RUNS]["runs"]:
            told[live.RUNS] = await heard.told(live.RUNS)

    places = {each["location_id"] for each in await locations(shop.office, shop.tenant)}
    async with hearing(shop, await shop.key("read:records")) as heard:
        await change(shop)
        for topic in (live.WORK, live.FRESHNESS):
            told[topic] = await heard.told(topic)
    assert told[live.RUNS]["runs"] == [str(run)]
    for topic in (live.WORK, live.FRESHNESS):
        assert places.issuperset(told[topic]["locations"] or ())
    assert all(each.keys() == FIELDS for each in told.values())


async def test_only_the_topics_that_were_asked_for_are_told(shop: Front) -> None:
    async with hearing(shop, await shop.key("read:records"), "?topics=runs") as heard:
        await change(shop)
        await change(shop)
        seen = {(await heard.event())["data"]["topic"] for _ in range(2)}

    refused = await shop.get("/v1/live?topics=weather", await shop.key("read:records"))

    assert seen == {live.RUNS}
    assert (refused.status_code, refused.json()["code"]) == (422, "does_not_fit")


async def test_a_run_that_somebody_asks_for_is_told(shop: Front) -> None:
    async with hearing(shop, await shop.key("read:records"), "?topics=runs") as heard:
        run = await asked_runs.ask_run(shop.office, shop.tenant, shop.row, asked_runs.Asked(), actor="a test")

        assert (await heard.told(live.RUNS))["runs"] == [run["id"]]


async def test_what_dispatch_says_is_told_where_it_is(mover: Front) -> None:
    board = await mover.get("/v1/journeys?limit=200", await mover.key("read:records"))
    journey = next(each for each in board.json()["data"] if each["location"] is not None)
    here = journey["location"]["id"]
    others = [
        each["location_id"] for each in await locations(mover.office, mover.tenant) if each["location_id"] != here
    ]
    keys = [await mover.key("read:records", locations=places) for places in ([here], others)]
    writer = await mover.key("read:records", "write:boards")
    version = (await mover.get(f"/v1/journeys/{journey['id']}", writer)).headers["etag"]

    async with hearing(mover, keys[0]) as heard, hearing(mover, keys[1]) as elsewhere:
        said = await mover.ask(
            "PATCH", f"/v1/journeys/{journey['id']}", writer, {"note": "gate code at the desk"}, if_match=version
        )
        told = await heard.told(live.JOURNEYS)
        await change(mover)
        afterwards = await elsewhere.told(live.JOURNEYS)

    assert said.status_code == 200, said.text
    assert (told["journeys"], told["locations"]) == ([journey["id"]], [here])
    assert (afterwards["journeys"], here in afterwards["locations"]) == ([], False)


async def test_who_sees_some_locations_hears_of_those_alone(shop: Front) -> None:
    first, second = (each["location_id"] for each in await locations(shop.office, shop.tenant))
    async with (
        hearing(shop, await shop.key("read:records", locations=[first])) as one,
        hearing(shop, await shop.key("read:records", locations=[second])) as other,
    ):
        await change(shop)
        heard = [await one.event(), await other.event()]

    assert [each["data"]["locations"] for each in heard] == [[first], [second]]
    assert {each["data"]["topic"] for each in heard} <= {live.WORK, live.FRESHNESS}


async def test_a_neighbour_hears_nothing(shop: Front) -> None:
    neighbour = await Tenants(shop.office.database).ensure("a neighbour who listens")
    theirs = await shop.serving.feeds.join(neighbour, live.TOPICS, None)
    async with hearing(shop, await shop.key("read:records")) as heard:
        await change(shop)
        await heard.event()

    await shop.serving.feeds._feeds[neighbour.tenant_id].look(shop.office)  # the moment it would be told

    assert await theirs.next(0) is None


async def test_who_was_cut_off_goes_on_where_they_were(shop: Front) -> None:
    key = await shop.key("read:records")
    async with hearing(shop, key) as heard:
        await change(shop)
        first = (await heard.event())["id"]
        second = (await heard.event())["id"]

    async with hearing(shop, key, last_event_id=first) as heard:
        assert (await heard.event())["id"] == second
    async with hearing(shop, key, f"?after={first}") as heard:
        assert (await heard.event())["id"] == second


@pytest.mark.parametrize("unknown", ["another-7", "nonsense", ""])
async def test_who_was_away_too_long_reads_everything_again(shop: Front, unknown: str) -> None:
    key = await shop.key("read:records")
    async with hearing(shop, key, last_event_id=unknown or "-") as heard:
        told = await heard.event()
        await change(shop)
        following = await heard.event()

    assert (told["event"], told["data"]["topic"]) == ("resync", "resync")
    assert "event" not in following
    assert following["id"] != told["id"]


async def test_messages_are_kept_for_an_hour(shop: Front) -> None:
    key = await shop.key("read:records")
    async with hearing(shop, key) as heard:
        await change(shop)
        first = (await heard.event())["id"]
        shop.wait(minutes=61)
        await shop.sync()
        while (await heard.told(live.RUNS))["at"] < shop.office.clock().strftime("%Y-%m-%dT%H:%M"):
            """Hear of what came before."""

    async with hearing(shop, key, last_event_id=first) as heard:
        assert (await heard.event())["event"] == "resync"


async def test_a_reader_who_does_not_read_costs_a_short_queue() -> None:
    reader = Reader(live.TOPICS, "a-0")

    for number in range(feeds.QUEUE_MAX):
        reader.offer(message(number))
    full = len(reader._queue)
    for number in range(feeds.QUEUE_MAX, 10_000):
        reader.offer(message(number))

    assert (full, len(reader._queue)) == (feeds.QUEUE_MAX, 0)
    assert await reader.next(0) == Resync(id="a-9999")
    assert await reader.next(0) is None
    reader.offer(message(10_000))
    assert await reader.next(0) == message(10_000)


async def test_one_who_reads_nothing_holds_up_nobody(shop: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "QUEUE_MAX", 1)
    idle = await shop.serving.feeds.join(shop.tenant, live.TOPICS, None)
    async with hearing(shop, await shop.key("read:records")) as heard:
        for _ in range(3):
            await change(shop)
            last = await heard.told(live.RUNS)

    assert last["runs"]
    assert isinstance(await idle.next(0), Resync)

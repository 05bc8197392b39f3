"""Boards that are answered again: only as they would be answered anew, and nothing at the door is passed by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from daysheet.api import asking, feeds, known_boards
from daysheet.api.known_boards import KnownBoards
from daysheet.api.limits import Buckets
from daysheet.api.standings import OLD_SECONDS_MAX
from daysheet.operations.boards import live
from daysheet.operations.entries.placing import locations
from daysheet.operations.host.tenancy import suspend_tenant
from daysheet.operations.identity.access import caller_of_key, keys, make_key, revoke_key
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front
from tests.api.shop_board import BOARD, an_order, board_of, shown_in
from tests.api.test_standings import Held

pytestmark = pytest.mark.anyio

# What no two answers share.
OWN = ("x-request-id", "ratelimit", "date")


@pytest.fixture
def clock(shop: Front) -> Held:
    """The clock by which it is judged how long something is known; it moves when the test says so."""
    shop.serving.standings.elapsed = held = Held()
    return held


@pytest.fixture
def admitted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that the door looked at."""
    seen: list[str] = []
    real = caller_of_key

    async def noted(office: Any, text: str) -> Any:
        seen.append(text)
        return await real(office, text)

    monkeypatch.setattr(asking, "caller_of_key", noted)
    return seen


async def newest_key(shop: Front) -> int:
    """Return the number of the key that was made last."""
    return int((await keys(shop.office, shop.tenant))[0]["key_id"])


@pytest.mark.parametrize("path", sorted(known_boards.PATHS))
async def test_it_is_the_same_answer_without_the_long_way(
    shop: Front, clock: Held, admitted: list[str], path: str
) -> None:
    key = await shop.key("read:records")

    first, again = [await shop.get(path, key) for _ in range(2)]

    assert admitted == [key]
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    sent, resent = ({n: v for n, v in each.headers.items() if n not in OWN} for each in (first, again))
    assert resent == sent
    assert first.headers["x-request-id"] != again.headers["x-request-id"]


async def test_every_answer_counts_against_the_rate(shop: Front, clock: Held) -> None:
    shop.serving.buckets = Buckets(elapsed=lambda: 0)
    key = await shop.key("read:records")

    seen = [(await shop.get(BOARD, key)) for _ in range(121)]

    left = [int(each.headers["ratelimit"].split(";")[1].removeprefix("r=")) for each in seen[:120]]
    assert (left[0], left[-1]) == (119, 0)
    assert left == sorted(left, reverse=True)
    assert [each.status_code for each in seen] == [200] * 120 + [429]
    assert seen[-1].json()["code"] == "too_many"


async def test_a_key_that_was_taken_back_elsewhere_opens_nothing_a_twentieth_of_a_second_later(
    shop: Front, clock: Held
) -> None:
    key = await shop.key("read:records")
    await board_of(shop, key)

    await revoke_key(shop.office, shop.tenant, await newest_key(shop), "a test")

    assert OLD_SECONDS_MAX == 0.05
    clock.now += OLD_SECONDS_MAX * 1.01
    assert (await shop.get(BOARD, key)).status_code == 401
    assert (await shop.get(BOARD, key)).status_code == 401


async def test_a_key_that_was_taken_back_through_this_server_opens_nothing_at_once(shop: Front, clock: Held) -> None:
    admin = await shop.key("admin:tenant", "read:records")
    key = await shop.key("read:records")
    await board_of(shop, key)

    gone = await shop.ask("DELETE", f"/v1/keys/{await newest_key(shop)}", admin)

    assert gone.status_code == 204
    assert (await shop.get(BOARD, key)).status_code == 401


async def test_a_standing_without_its_keys_would_let_them_in(shop: Front, clock: Held) -> None:
    real = shop.serving.standings.ask

    async def blind(tenant_id: int) -> Any:
        await real(tenant_id)
        return "the same"

    shop.serving.standings.ask = blind
    key = await shop.key("read:records")
    await board_of(shop, key)
    await revoke_key(shop.office, shop.tenant, await newest_key(shop), "a test")
    clock.now += OLD_SECONDS_MAX * 1.01

    assert (await shop.get(BOARD, key)).status_code == 200
    shop.wait(minutes=1)
    assert (await shop.get(BOARD, key)).status_code == 401


async def test_a_change_elsewhere_is_seen_a_twentieth_of_a_second_later(shop: Front, clock: Held) -> None:
    key = await shop.key("read:records")
    before = await board_of(shop, key)
    order_id = shop.simulator.put_order(an_order(shop, 2))["id"]
    await shop.sync()

    assert await board_of(shop, key) == before
    clock.now += OLD_SECONDS_MAX * 1.01
    assert str(order_id) in shown_in(await board_of(shop, key))


async def test_an_expired_key_and_a_suspended_business_open_nothing(
    shop: Front, clock: Held, admitted: list[str]
) -> None:
    far = shop.office.clock().replace(year=shop.office.clock().year + 1)
    new = await make_key(shop.office, shop.tenant, name="a test", scopes=["read:records"], expires_at=far, by="a test")
    key = await shop.key("read:records")
    assert [(await shop.get(BOARD, each)).status_code for each in (new.text, key)] == [200, 200]

    shop.wait(days=400)
    clock.now += OLD_SECONDS_MAX * 1.01
    assert [(await shop.get(BOARD, each)).status_code for each in (new.text, key)] == [401, 200]
    await suspend_tenant(shop.office, shop.tenant, "a test")
    clock.now += OLD_SECONDS_MAX * 1.01
    assert (await shop.get(BOARD, key)).status_code == 401


async def test_a_key_that_expires_within_the_minute_opens_nothing_from_then_on(
    shop: Front, clock: Held, admitted: list[str]
) -> None:
    shop.wait(seconds=-(shop.office.clock().timestamp() % 60) % 60 + 1)
    soon = shop.office.clock() + timedelta(seconds=30)
    new = await make_key(shop.office, shop.tenant, name="a test", scopes=["read:records"], expires_at=soon, by="a test")
    key = new.text

    assert [(await shop.get(BOARD, key)).status_code for _ in range(2)] == [200, 200]
    shop.wait(seconds=29)
    assert (await shop.get(BOARD, key)).status_code == 200
    assert admitted == [key]
    shop.wait(seconds=1)
    # By the standings' own clock no time went by: what is known of the keys is what was known before.
    assert (await shop.get(BOARD, key)).status_code == 401


async def test_an_answer_is_known_to_its_own_key_at_its_own_address_only(shop: Front, clock: Held) -> None:
    shop.simulator.put_order(an_order(shop, 2))
    shop.wait(seconds=1)
    await shop.sync()
    key = await shop.key("read:records")
    whole = await board_of(shop, key)
    (place, *_) = await locations(shop.office, shop.tenant)
    neighbour = await Tenants(shop.office.database).ensure("a neighbour of the known boards")
    theirs = await shop.key("read:records", tenant=neighbour)
    host = f"/v1/tenants/{shop.tenant.tenant_id}{BOARD.removeprefix('/v1')}"
    swapped = f"ds_live_{neighbour.tenant_id}_{key.split('_', 3)[3]}"

    for _ in range(2):
        assert (await shop.get(BOARD)).status_code == 401
        assert (await shop.get(BOARD, swapped)).status_code == 401
        assert (await shop.get(BOARD, key + "x")).status_code == 401
        assert (await shop.get(BOARD, await shop.key("read:metrics"))).status_code == 403
        assert (await shop.get(f"{BOARD}?unknown=1", key)).status_code == 422
        assert (await shop.get(host, key)).status_code == 404
        assert (await shop.ask("POST", BOARD, key)).status_code == 405
        assert (await board_of(shop, theirs))["orders"] == [] != whole["orders"]
        one = await board_of(shop, key, f"?location={place['location_id']}")
        mine = await board_of(shop, await shop.key("read:records", locations=[place["location_id"]]))
        assert one["orders"] == mine["orders"]
        assert {each["location"]["id"] for each in one["orders"]} <= {place["location_id"]}
        assert await board_of(shop, key) == whole


async def test_who_has_the_version_gets_no_body_and_who_has_not_gets_one(
    shop: Front, clock: Held, admitted: list[str]
) -> None:
    key = await shop.key("read:records")
    first = await shop.get(BOARD, key)
    shop.wait(minutes=1)
    version = (await shop.get(BOARD, key)).headers["etag"]
    del admitted[:]
    strong = version.removeprefix("W/")

    for said, status in ((version, 304), (strong, 304), (f'"other", {version}', 304), ('"other"', 200)):
        answer = await shop.get(BOARD, key, if_none_match=said)
        assert (answer.status_code, bool(answer.content)) == (status, status == 200)
        assert answer.headers["etag"] == version
        assert ("content-type" in answer.headers) == (status == 200)
    assert admitted == []
    assert first.status_code == 200


async def test_who_always_has_the_version_does_not_go_the_long_way_either(
    shop: Front, clock: Held, admitted: list[str]
) -> None:
    reader, key = await shop.key("read:records"), await shop.key("read:records")
    version = (await shop.get(BOARD, reader)).headers["etag"]

    seen = [await shop.get(BOARD, key, if_none_match=version) for _ in range(3)]

    assert [each.status_code for each in seen] == [304] * 3
    assert admitted == [reader, key]
    whole = await shop.get(BOARD, key)
    assert (whole.status_code, whole.headers["etag"]) == (200, version)


async def test_it_keeps_no_more_than_it_may(shop: Front, clock: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_boards, "BYTES_MAX", 10_000)
    made: list[bytes] = []

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        made.append(scope["query_string"])
        scope["state"]["caller"] = await caller_of_key(shop.office, key)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"etag", b'"1"')]})
        await send({"type": "http.response.body", "body": bytes(1_000)})

    async def nothing(_: Message) -> None:
        pass

    key = await shop.key("read:records")
    known = KnownBoards(app, shop.serving)

    async def ask(query: bytes) -> None:
        headers = [(b"authorization", f"Bearer {key}".encode())]
        scope = {"type": "http", "method": "GET", "path": BOARD, "query_string": query, "headers": headers}
        await known({**scope, "state": {"headers": {}}}, pytest.fail, nothing)

    for query in (b"a", b"b", b"c", b"b", b"c", b"a"):
        await ask(query)
    # Two have room; the third lets the oldest go.
    assert made == [b"a", b"b", b"c", b"a"]
    await ask(bytes(2_000))
    await ask(bytes(2_000))
    assert made[4:] == [bytes(2_000)] * 2


async def test_a_change_is_told_when_no_server_knows_the_board_from_before_any_more(
    shop: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = feeds.Feed(tenant=shop.tenant, listened_at=shop.office.clock())
    await feed.begin(shop.office)
    reader = feed.join(live.TOPICS, None)
    queued: list[Any] = []

    async def held() -> None:
        queued.append(await reader.next(0))

    monkeypatch.setattr(feeds, "settled", held)
    shop.wait(minutes=1)
    await shop.sync()
    await feed.look(shop.office)

    assert queued == [None]
    assert isinstance(await reader.next(0), feeds.Message)

"""When a call is tried again, how long it waits before, and when patience ends."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from daysheet.core.answers import Answer
from daysheet.core.errors import PageFailed, RateLimited, VendorUnavailable
from daysheet.remote.client import BACKOFF_FIRST_SECONDS, BACKOFF_MAX_SECONDS
from tests.remote.scripted import Scripted, bare, caller, content, page

GOOD = page({"id": 1})
IN_90_SECONDS = "Mon, 15 Jun 2026 15:01:30 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7),
        ({"retry_after": "899"}, 899),
        ({"retry_after": IN_90_SECONDS}, 90),
        ({"retry_after": IN_90_SECONDS, "date": "Mon, 15 Jun 2026 15:00:30 GMT"}, 60),
        ({"retry_after": IN_90_SECONDS, "date": "Mon, 15 Jun 2026 14:59:30 GMT"}, 120),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_the_wait_that_is_asked_for_is_kept(
    status: int, headers: dict[str, str], seconds: int, waits: list[float]
) -> None:
    async with caller(Scripted(answers=[bare(status, b"", **headers), GOOD])) as client:
        found = await client.get("/orders", {}, content)

    assert found == {"id": 1}
    assert waits == [seconds]
    assert (client.calls.retries, client.calls.rate_limited) == (1, int(status == 429))


@pytest.mark.parametrize("value", ["-1", "abc", "", "0", "Mon, 15 Jun 2026 14:00:00 GMT"])
async def test_a_wait_that_makes_no_sense_is_replaced_by_our_own(value: str, waits: list[float]) -> None:
    async with caller(Scripted(answers=[bare(429, retry_after=value), GOOD])) as client:
        await client.get("/orders", {}, content)

    assert len(waits) == 1
    assert 0 < waits[0] <= 2 * BACKOFF_FIRST_SECONDS


@pytest.mark.parametrize("status", [429, 503])
async def test_a_wait_beyond_the_patience_of_a_request_ends_it_at_once(status: int, waits: list[float]) -> None:
    vendor = Scripted(answers=[bare(status, retry_after="99999")])

    async with caller(vendor) as client:
        with pytest.raises(RateLimited if status == 429 else VendorUnavailable, match="Nothing is lost"):
            await client.get("/orders", {}, content)

    assert (len(vendor.calls), waits) == (1, [])


async def test_the_waits_of_a_request_never_sum_up_to_more_than_its_patience(waits: list[float]) -> None:
    vendor = Scripted(answers=[bare(429, retry_after="400")])

    async with caller(vendor) as client:
        with pytest.raises(RateLimited, match="'main-street'"):
            await client.get("/orders", {}, content)

    assert waits == [400, 400]
    assert len(vendor.calls) == 3


async def test_without_a_hint_waits_grow_at_random_and_end_after_six_attempts(waits: list[float]) -> None:
    vendor = Scripted(answers=[bare(429)])

    async with caller(vendor) as client:
        with pytest.raises(RateLimited, match="HTTP 429"):
            await client.get("/orders", {}, content)

    bounds = [min(BACKOFF_MAX_SECONDS, BACKOFF_FIRST_SECONDS * 2**number) for number in range(1, 6)]
    assert len(vendor.calls) == 6
    assert len(waits) == 5
    assert all(0 <= wait <= bound for wait, bound in zip(waits, bounds, strict=True))
    assert len(set(waits)) == 5


@pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504, 599])
async def test_a_vendor_that_is_down_is_asked_until_patience_ends(status: int) -> None:
    vendor = Scripted(answers=[bare(status, b"<h1>down</h1>")])

    async with caller(vendor) as client:
        with pytest.raises(VendorUnavailable, match=rf"/orders with HTTP {status}.*next run goes on"):
            await client.get("/orders", {}, content)

    assert len(vendor.calls) == 6
    assert client.calls.retries == 5


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_vendor_that_comes_back_is_read_as_if_nothing_had_been(status: int) -> None:
    async with caller(Scripted(answers=[*[bare(status)] * 5, GOOD])) as client:
        assert await client.get("/orders", {}, content) == {"id": 1}


@pytest.mark.parametrize(
    "error",
    [
        httpx2.ConnectError("refused"),
        httpx2.ConnectTimeout("slow"),
        httpx2.ReadTimeout("slow"),
        httpx2.ReadError("cut"),
        httpx2.RemoteProtocolError("peer closed connection"),
        httpx2.WriteError("cut"),
        httpx2.PoolTimeout("busy"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_connection_that_breaks_is_tried_again_and_then_told(error: Exception) -> None:
    async with caller(Scripted(answers=[error, GOOD])) as client:
        assert await client.get("/orders", {}, content) == {"id": 1}

    vendor = Scripted(answers=[error])
    async with caller(vendor) as client:
        with pytest.raises(VendorUnavailable, match=rf"cannot be reached.*{type(error).__name__}"):
            await client.get("/orders", {}, content)
    assert len(vendor.calls) == 6


async def test_a_page_that_is_not_what_was_promised_is_asked_for_again() -> None:
    def read(answer: Answer) -> object:
        if content(answer) != {"id": 1}:
            raise PageFailed("A page of orders is cut or garbled.")
        return content(answer)

    async with caller(Scripted(answers=[page({"id": 0}), page({"id": 0}), GOOD])) as client:
        assert await client.get("/orders", {}, read) == {"id": 1}

    vendor = Scripted(answers=[page({"id": 0})])
    async with caller(vendor) as client:
        with pytest.raises(PageFailed, match="garbled"):
            await client.get("/orders", {}, read)
    assert len(vendor.calls) == 6


async def test_a_mistake_of_our_own_is_neither_tried_again_nor_hidden() -> None:
    def read(answer: Answer) -> object:
        raise KeyError("mistake")

    vendor = Scripted()
    async with caller(vendor) as client:
        with pytest.raises(KeyError, match="mistake"):
            await client.get("/orders", {}, read)

    assert len(vendor.calls) == 1


async def test_every_call_is_reserved_before_it_is_made() -> None:
    asked: list[int] = []
    vendor = Scripted(answers=[bare(429), GOOD])

    async def reserve() -> float:
        asked.append(len(vendor.requests))
        return 0.0

    async with caller(vendor, reserve=reserve) as client:
        await client.get("/orders", {}, content)

    assert asked == [0, 1, 2]
    assert client.calls.requests == 3


async def test_a_run_that_is_cancelled_while_it_waits_stops_there() -> None:
    async def vendor(request: httpx2.Request) -> httpx2.Response:
        await asyncio.Event().wait()
        return GOOD

    async with caller(vendor) as client:
        task = asyncio.create_task(client.get("/orders", {}, content))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

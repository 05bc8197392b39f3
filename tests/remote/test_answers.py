"""What is no answer, what is not ours to read, and what would lead the credential astray."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest

from daysheet.core.answers import BODY_BYTES_MAX
from daysheet.core.errors import ForbiddenByScope, PageFailed, VendorChanged, VendorUnavailable
from daysheet.remote import client as client_module
from tests.remote.scripted import NOW, Scripted, bare, caller, content, page

MISSING = object()


async def test_a_shop_outside_the_scope_is_named_with_what_to_do() -> None:
    vendor = Scripted(answers=[bare(403)])

    async with caller(vendor) as client:
        with pytest.raises(ForbiddenByScope, match=r"'main-street' read /orders for shop=9, page=0 \(HTTP 403\)"):
            await client.get("/orders", {"shop": 9, "page": 0}, content)

    assert len(vendor.calls) == 1


@pytest.mark.parametrize("status", [404, 410])
async def test_what_is_not_there_is_missing_where_that_is_an_answer(status: int) -> None:
    async with caller(Scripted(answers=[bare(status)])) as client:
        assert await client.get("/orders/5", {}, content, missing=MISSING) is MISSING
        with pytest.raises(VendorChanged, match=rf"nothing at /orders/5 \(HTTP {status}\).*base URL"):
            await client.get("/orders/5", {}, content)


@pytest.mark.parametrize("status", [400, 405, 409, 422])
async def test_a_request_that_the_vendor_refuses_is_not_repeated(status: int) -> None:
    vendor = Scripted(answers=[bare(status, b'{"message": "Ann Example"}')])

    async with caller(vendor) as client:
        with pytest.raises(VendorChanged, match=rf"/orders with sort=id,asc \(HTTP {status}\)") as refused:
            await client.get("/orders", {"sort": "id,asc"}, content)

    assert len(vendor.calls) == 1
    assert "Ann" not in str(refused.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("https://evil.example.org/orders", "evil.example.org"),
        ("http://shop.example.com/orders", "shop.example.com"),
        ("http://127.0.0.1/", "127.0.0.1"),
        ("/login", "another address"),
        ("", "another address"),
    ],
)
async def test_a_redirect_is_never_followed(status: int, location: str, named: str) -> None:
    vendor = Scripted(answers=[bare(status, location=location)])

    async with caller(vendor) as client:
        with pytest.raises(VendorChanged, match=rf"redirects /orders to '{named}'.*never followed"):
            await client.get("/orders", {}, content)

    assert [request.url.host for request in vendor.requests] == ["shop.example.com"] * 2
    assert {request.url.scheme for request in vendor.requests} == {"https"}


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
async def test_html_with_a_good_status_is_a_failed_page(kind: str) -> None:
    vendor = Scripted(answers=[bare(200, b"<html>\x1b[2JMaintenance" + b"x" * 500, content_type=kind)])

    async with caller(vendor) as client:
        with pytest.raises(PageFailed, match="instead of JSON") as failed:
            await client.get("/orders", {}, content)

    assert len(vendor.calls) == 6
    assert str(failed.value).isprintable()
    assert len(str(failed.value)) < 400


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", ""])
async def test_good_json_is_taken_whatever_it_is_called(kind: str) -> None:
    async with caller(Scripted(answers=[bare(200, b'\xef\xbb\xbf{"id": 1}', content_type=kind)])) as client:
        assert await client.get("/orders", {}, lambda answer: answer.body) == b'\xef\xbb\xbf{"id": 1}'


class Drip(httpx2.AsyncByteStream):
    """A body in pieces, of which there may be no end; it counts what was taken of it."""

    def __init__(self, piece: bytes, pieces: int | None = None, *, stalls: bool = False) -> None:
        self._piece = piece
        self._pieces = pieces
        self._stalls = stalls
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._pieces is None or self.taken < self._pieces:
            self.taken += 1
            yield self._piece
        if self._stalls:
            await asyncio.Event().wait()


def streaming(stream: Drip, **headers: str) -> Scripted:
    """Return a vendor that answers with a stream."""

    class Streaming(Scripted):
        def __call__(self, request: httpx2.Request) -> httpx2.Response:
            answer = super().__call__(request)
            return answer if request.url.path == "/token" else httpx2.Response(200, headers=headers, stream=stream)

    return Streaming()


async def test_a_body_without_an_end_is_left_at_the_limit() -> None:
    stream = Drip(b"[" + b" " * 65_535)

    async with caller(streaming(stream)) as client:
        with pytest.raises(PageFailed, match="longer than 16,777,216 bytes"):
            await client.get("/orders", {}, content)

    assert stream.taken == BODY_BYTES_MAX // 65_536 + 1


async def test_a_body_just_within_the_limit_is_read() -> None:
    stream = Drip(b" " * 65_536, BODY_BYTES_MAX // 65_536)

    async with caller(streaming(stream)) as client:
        with pytest.raises(PageFailed, match="instead of JSON"):
            await client.get("/orders", {}, content)

    assert client.calls.bytes >= BODY_BYTES_MAX


async def test_a_packed_bomb_is_left_at_the_limit() -> None:
    bomb = gzip.compress(b"[" + b" " * (64 * 1024 * 1024))
    stream = Drip(bomb[:4_096], 1)
    stream_rest = [bomb[start : start + 4_096] for start in range(4_096, len(bomb), 4_096)]

    class Pieces(Drip):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for piece in (bomb[:4_096], *stream_rest):
                self.taken += 1
                yield piece

    stream = Pieces(b"")
    async with caller(streaming(stream, **{"content-encoding": "gzip"})) as client:
        with pytest.raises(PageFailed, match="longer than"):
            await client.get("/orders", {}, content)

    assert stream.taken < len(stream_rest) // 2


@pytest.mark.parametrize("packing", ["zstd", "br", "gzip, gzip", "x\x7f"])
async def test_a_packing_that_was_not_asked_for_is_not_unpacked(packing: str) -> None:
    stream = Drip(b"[]", 1)

    async with caller(streaming(stream, **{"content-encoding": packing})) as client:
        with pytest.raises(PageFailed, match="packed as"):
            await client.get("/orders", {}, content)

    assert stream.taken == 0


async def test_a_packed_answer_is_unpacked_and_one_that_cannot_be_is_asked_for_again() -> None:
    good = bare(200, gzip.compress(b'{"id": 1}'))
    vendor = Scripted()
    packed = {"content-encoding": "gzip"}

    def answer(request: httpx2.Request) -> httpx2.Response:
        found = vendor(request)
        if request.url.path == "/token":
            return found
        body = b"\x1f\x8bgarbage" if len(vendor.calls) < 3 else good.content
        return httpx2.Response(200, headers=packed, content=body)

    async with caller(answer) as client:
        assert await client.get("/orders", {}, content) == {"id": 1}

    assert len(vendor.calls) == 3
    assert vendor.calls[0].headers["accept-encoding"] == "gzip"


async def test_a_body_that_never_ends_its_last_byte_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "REQUEST_SECONDS_MAX", 0.01)
    stream = Drip(b"{", 1, stalls=True)

    async with caller(streaming(stream)) as client:
        with pytest.raises(VendorUnavailable, match="TimeoutError"):
            await client.get("/orders", {}, content)

    assert client.calls.retries == 5


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        ("Mon, 15 Jun 2026 15:00:30 GMT", timedelta(seconds=30)),
        ("Sun, 14 Jun 2026 15:00:00 GMT", timedelta(days=-1)),
        ("soon", None),
    ],
)
async def test_the_vendors_clock_is_known_from_its_answers(date: str, ahead: timedelta | None) -> None:
    async with caller(Scripted(answers=[page({"id": 1}, date=date)])) as client:
        await client.get("/orders", {}, content)

    assert client.vendor_ahead == ahead
    assert client.now_at_vendor() == NOW + (ahead or timedelta(0))

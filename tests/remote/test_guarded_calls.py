"""Whoever signs in from outside never makes this machine call its own network, however an address is written."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import stamina

from daysheet.core.errors import DaysheetError, VendorUnavailable
from daysheet.core.lead_forms import Fate
from daysheet.core.leads import read_lead
from daysheet.remote import VendorClient, reach
from daysheet.remote.lead_sender import LeadSender
from daysheet.remote.reach import AddressRefused, PublicOnly
from daysheet.vendors.smartmoving.leads import LEADS
from tests.remote.addresses import ADDRESSES, PUBLIC
from tests.remote.scripted import KEY, SECRET, vendor_with

pytestmark = pytest.mark.anyio


@dataclass
class Canary:
    """A listener on this machine that nobody may reach; it counts who did."""

    port: int
    reached: int = 0


@pytest.fixture
async def canary() -> AsyncIterator[Canary]:
    found = Canary(port=0)

    async def count(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.reached += 1
        writer.close()

    server = await asyncio.start_server(count, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    async with server:
        yield found


@asynccontextmanager
async def client(port: int, *, guarded: bool = True) -> AsyncIterator[VendorClient]:
    """Call a name at a port, under guard or not."""
    transport = PublicOnly() if guarded else None
    url = f"https://shop.example.com:{port}"
    async with VendorClient(
        vendor_with(KEY), connection="x", base_url=url, secret=SECRET, transport=transport
    ) as found:
        yield found


async def ask(found: VendorClient) -> Any:
    """Ask for something once, without patience."""
    with stamina.set_testing(True, attempts=1):
        return await found.get("/orders", {}, lambda answer: answer.status)


def resolving(*answers: str) -> Callable[..., list[Any]]:
    """Return a name server that gives one answer after the other, and the last one for ever."""
    left = list(answers)

    def getaddrinfo(_: Any, port: Any, *__: Any, **___: Any) -> list[Any]:
        addresses = (left.pop(0) if len(left) > 1 else left[0]).split()
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, int(port)))
            for each in addresses
        ]

    return getaddrinfo


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_name_for_such_an_address_is_not_called(
    canary: Canary, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolving(address))
    async with client(canary.port) as found:
        with pytest.raises(AddressRefused) as refused:
            await ask(found)

    assert canary.reached == 0
    assert address not in str(refused.value)


async def test_one_address_of_several_is_enough_to_refuse(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolving(f"{PUBLIC} 127.0.0.1"))
    async with client(canary.port) as found:
        with pytest.raises(AddressRefused):
            await ask(found)

    assert canary.reached == 0


async def test_a_name_server_that_changes_its_mind_reaches_nothing(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    async def connect(_: Any, request: httpx2.Request) -> httpx2.Response:
        tried.append(request.url.host)
        raise httpx2.ConnectError("nobody is there", request=request)

    monkeypatch.setattr(socket, "getaddrinfo", resolving(PUBLIC, "127.0.0.1"))
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", connect)
    async with client(canary.port) as found:
        with pytest.raises(VendorUnavailable):
            await ask(found)
        monkeypatch.undo()
        monkeypatch.setattr(socket, "getaddrinfo", resolving("127.0.0.1"))
        with pytest.raises(AddressRefused):
            await ask(found)

    assert tried == [PUBLIC]
    assert canary.reached == 0


async def test_without_the_check_the_canary_is_reached(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolving("127.0.0.1"))
    async with client(canary.port, guarded=False) as found:
        with pytest.raises(DaysheetError):
            await ask(found)
    monkeypatch.setattr(reach, "is_public", lambda _: True)
    async with client(canary.port) as found:
        with pytest.raises(DaysheetError):
            await ask(found)

    assert canary.reached == 2


async def test_the_checked_address_is_called_under_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str, str]] = []

    async def take(_: Any, request: httpx2.Request) -> httpx2.Response:
        asked.append((request.url.host, request.headers["host"], request.extensions["sni_hostname"]))
        return httpx2.Response(200, json={}, request=request)

    monkeypatch.setattr(socket, "getaddrinfo", resolving(PUBLIC))
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", take)
    async with client(443) as found:
        assert await ask(found) == 200

    assert asked == [(PUBLIC, "shop.example.com", "shop.example.com")]


@pytest.mark.parametrize(("guarded", "reached"), [(True, 0), (False, 1)])
async def test_a_lead_is_sent_to_public_hosts_only(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, guarded: bool, reached: int
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolving("127.0.0.1"))
    address = f"https://leads.example.com:{canary.port}/leads"
    async with LeadSender(LEADS, address=address, key="x", public_only=guarded) as sender:
        reply = await sender.send(read_lead({"full_name": "Noor Example", "email": "noor@example.com"}))

    assert reply.fate is Fate.NOT_TAKEN
    assert canary.reached == reached


async def test_a_redirect_to_this_machine_is_not_followed(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    async def redirect(_: Any, request: httpx2.Request) -> httpx2.Response:
        headers = {"location": f"https://127.0.0.1:{canary.port}/orders"}
        return httpx2.Response(302, headers=headers, request=request)

    monkeypatch.setattr(socket, "getaddrinfo", resolving(PUBLIC))
    with monkeypatch.context() as patched:
        patched.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", redirect)
        async with client(443) as found:
            with pytest.raises(DaysheetError, match="Redirects are never followed"):
                await ask(found)

    assert canary.reached == 0

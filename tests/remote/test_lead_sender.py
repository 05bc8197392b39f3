"""A lead is sent once, whatever the answer; a doubtful end is called one, and the key stands in no log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from daysheet.core.errors import SettingWrong
from daysheet.core.lead_forms import Fate, Reply
from daysheet.core.leads import Lead
from daysheet.remote import lead_sender, wire
from daysheet.remote.lead_sender import LeadSender
from daysheet.vendors.smartmoving.leads import LEADS

pytestmark = pytest.mark.anyio

NOOR = Lead(full_name="Noor Castellane", phone="902-555-0188")
KEY = "canary-key"
PATH = "/api/leads/from-provider/v2"

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Place:
    """A server that hears requests whole and answers them by hand."""

    address: str = ""
    heard: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def place(answer: Answer) -> AsyncIterator[Place]:
    """Open a server for a while."""
    found = Place()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        found.heard.append(head + await reader.readexactly(length))
        await answer(writer)
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    async with server:
        found.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{PATH}"
        yield found


def saying(text: str) -> Answer:
    """Return what answers with a text and closes the connection."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(text.replace("\n", "\r\n").encode())
        await writer.drain()

    return answer


async def sent(answer: Answer) -> tuple[Reply, Place]:
    async with place(answer) as found, LeadSender(LEADS, address=found.address, key=KEY) as sender:
        return await sender.send(NOOR), found


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ('HTTP/1.1 200 OK\ncontent-length: 17\n\n{"leadId": "7-a"}', Fate.ACCEPTED),
        ("HTTP/1.1 400 Bad\ncontent-length: 19\n\nProvider not found.", Fate.KEY_REFUSED),
        ("HTTP/1.1 400 Bad\ncontent-length: 3\n\nNo.", Fate.REFUSED),
        ("HTTP/1.1 302 Found\nlocation: /elsewhere\ncontent-length: 0\n\n", Fate.NOT_TAKEN),
        ("HTTP/1.1 503 Busy\ncontent-length: 0\n\n", Fate.UNKNOWN),
        ("", Fate.UNKNOWN),
        ("HTTP/1.1 200 OK\ncontent-length: 170\n\n{", Fate.UNKNOWN),
        ("HTTP/1.1 400 Bad\ncontent-length: 170\n\nNo", Fate.UNKNOWN),
        ("HTTP/1.1 200 OK\ncontent-encoding: gzip\ncontent-length: 2\n\n{}", Fate.UNKNOWN),
        ("HTTP/1.1 200 OK\ncontent-encoding: zstd\ncontent-length: 2\n\n{}", Fate.UNKNOWN),
        ("nonsense\n\n", Fate.UNKNOWN),
    ],
)
async def test_whatever_the_answer_the_lead_is_sent_once(text: str, fate: Fate) -> None:
    reply, found = await sent(saying(text))

    assert reply.fate is fate
    assert len(found.heard) == 1


async def test_the_request_is_what_the_vendor_wants() -> None:
    _, found = await sent(saying("HTTP/1.1 200 OK\ncontent-length: 0\n\n"))

    head, _, body = found.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(f"POST {PATH}?providerKey={KEY} HTTP/1.1\r\n".encode())
    assert b"content-type: application/json" in head.lower()
    assert body == b'{"fullName": "Noor Castellane", "phoneNumber": "902-555-0188"}'


async def test_an_answer_that_does_not_come_is_a_doubtful_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead_sender, "REQUEST_SECONDS_MAX", 0.2)
    is_over = asyncio.Event()

    async def never(_: asyncio.StreamWriter) -> None:
        await is_over.wait()

    async with place(never) as found, LeadSender(LEADS, address=found.address, key=KEY) as sender:
        reply = await sender.send(NOOR)
        is_over.set()

    assert (reply.fate, reply.is_over) == (Fate.UNKNOWN, False)


async def test_an_endless_answer_is_a_doubtful_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_BYTES_MAX", 16)

    reply, _ = await sent(saying('HTTP/1.1 200 OK\ncontent-length: 17\n\n{"leadId": "7-a"}'))

    assert reply.fate is Fate.UNKNOWN


async def test_where_nobody_listens_nothing_was_taken() -> None:
    async with place(saying("")) as gone:
        pass
    async with LeadSender(LEADS, address=gone.address, key=KEY) as sender:
        reply = await sender.send(NOOR)

    assert (reply.fate, reply.text) == (Fate.NOT_TAKEN, "it cannot be reached (ConnectError)")


def test_a_lead_goes_nowhere_in_the_clear() -> None:
    with pytest.raises(SettingWrong, match="unencrypted"):
        LeadSender(LEADS, address=f"http://proxy.example.com{PATH}", key=KEY)


@pytest.mark.parametrize("is_filtered", [True, False])
async def test_the_key_stands_in_no_log(caplog: pytest.LogCaptureFixture, is_filtered: bool) -> None:
    caplog.set_level(logging.DEBUG)
    async with (
        place(saying("HTTP/1.1 200 OK\ncontent-length: 0\n\n")) as found,
        LeadSender(LEADS, address=found.address, key=KEY) as sender,
    ):
        filters = logging.getLogger("httpx2").filters
        kept, filters[:] = filters[:], filters[:] if is_filtered else []
        try:
            reply = await sender.send(NOOR)
        finally:
            filters[:] = kept

    told = caplog.text + repr(reply) + repr(sender) + "".join(str(record.__dict__) for record in caplog.records)
    assert f"POST {found.address}" in told
    assert (KEY in told) is not is_filtered

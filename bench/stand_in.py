"""
Serves the reference stand-in for a Tekmetric-like API, with the other streams empty beside it.

The orders are the reference's own, byte for byte, so that both loaders read the same. What a real
client wants besides is added: a token, one shop, empty lists, no deleted orders.

    python stand_in.py --reference DIR --orders 20000 --port 18080 [--latency-ms 100]
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import sys
from email.utils import formatdate
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

SHOP = {
    "id": 1,
    "name": "Bench",
    "nickname": "",
    "phone": "312-555-0100",
    "email": "desk@bench.example",
    "website": None,
    "address": {"id": 1, "address1": "1 Mill Lane", "address2": None, "city": "Elmford", "state": "IL", "zip": "60000"},
    "roCustomLabelEnabled": False,
}
EMPTY = {"content": [], "totalPages": 0, "totalElements": 0, "first": True, "last": True, "size": 100, "number": 0}
TOKEN = {"access_token": "bench", "token_type": "bearer", "scope": "1"}


class Protocol(asyncio.Protocol):
    """Just enough HTTP/1.1 with keep-alive to be faster than what it measures."""

    def __init__(self, reference: ModuleType, latency_seconds: float) -> None:
        self.reference = reference
        self.latency_seconds = latency_seconds
        self.buffer = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].decode("latin-1")
            length = next(
                (int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length:")), 0
            )
            if len(self.buffer) < end + 4 + length:
                return
            self.buffer = self.buffer[end + 4 + length :]
            self.answer(head.split(" ", 2)[1])

    def answer(self, target: str) -> None:
        url = urlsplit(target)
        name, asked = url.path.rsplit("/", 1)[-1], parse_qs(url.query)
        if name == "token":
            return self.send(json.dumps(TOKEN).encode())
        if name == "shops":
            return self.send(json.dumps([SHOP]).encode())
        if name == "repair-orders" and "deletedDateStart" not in asked:
            return self.send(self.reference.STORE.page(name, asked), self.latency_seconds)
        return self.send(json.dumps(EMPTY).encode(), self.latency_seconds)

    def send(self, body: bytes, latency_seconds: float = 0) -> None:
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: {formatdate(usegmt=True)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        if latency_seconds:
            asyncio.get_running_loop().call_later(latency_seconds, self.transport.writelines, [head, body])
        else:
            self.transport.writelines([head, body])


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--reference", type=Path, required=True)
    arguments.add_argument("--orders", type=int, default=20_000)
    arguments.add_argument("--port", type=int, default=18_080)
    arguments.add_argument("--latency-ms", type=float, default=0)
    chosen = arguments.parse_args()
    sys.path.insert(0, str(chosen.reference))
    reference = importlib.import_module("server")
    reference.FLAT = False
    reference.STORE = reference.Store(chosen.orders, quirks=False, bump=0)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Protocol(reference, chosen.latency_ms / 1000), "127.0.0.1", chosen.port, backlog=512
    )
    print("listening", chosen.port, flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    try:
        import uvloop

        uvloop.run(main())
    except ImportError:
        asyncio.run(main())

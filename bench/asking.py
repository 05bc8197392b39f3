"""Asks one address again and again over kept connections, with as little work of its own as there can be."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECTIONS = 8


@dataclass(frozen=True)
class Asked:
    """How an address answered: the seconds of each answer in order, how many a second, and the last body."""

    seconds: list[float]
    per_second: float
    body: bytes


async def asked(base_url: str, path: str, key: str, seconds: float) -> Asked:
    """Ask for *path* over `CONNECTIONS` connections for some seconds; the first tenth of them does not count."""
    there = urlsplit(base_url)
    head = f"GET {path} HTTP/1.1\r\nhost: {there.netloc}\r\nauthorization: Bearer {key}\r\n\r\n".encode()
    began = time.perf_counter()
    counted_from, until = began + seconds / 10, began + seconds
    taken: list[float] = []
    bodies: list[bytes] = []

    async def ask() -> None:
        reader, writer = await asyncio.open_connection(there.hostname, there.port)
        while (sent_at := time.perf_counter()) < until:
            writer.write(head)
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"{path} was answered with {answer[:200]!r}")
            length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
            body = await reader.readexactly(length)
            if sent_at >= counted_from:
                taken.append(time.perf_counter() - sent_at)
        bodies.append(body)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return Asked(sorted(taken), len(taken) / (time.perf_counter() - counted_from), bodies[0])

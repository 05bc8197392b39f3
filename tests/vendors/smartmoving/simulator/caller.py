"""Calls a simulator in process with its key, as some program would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from httpx2 import ASGITransport, AsyncClient, Response

from daysheet.vendors.smartmoving.simulator import Simulator

API = "/v1/api"
HOST = "http://vendor.example"


class Caller:
    """Knows the paths and keeps the key."""

    def __init__(self, client: AsyncClient, simulator: Simulator) -> None:
        self.client = client
        self.simulator = simulator

    async def get(self, path: str, **params: Any) -> Response:
        """Read a path of the API."""
        return await self.client.get(f"{API}/{path}", params=params)

    async def read(self, path: str, **params: Any) -> Any:
        """Read a path that has to be there, and return its JSON."""
        answer = await self.get(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def rows(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """Read all pages of a list."""
        rows: list[dict[str, Any]] = []
        for number in range(1, 1_000):
            page = await self.read(path, **{"PageSize": 50, **params, "Page": number})
            rows += page["pageResults"]
            if page["lastPage"]:
                return rows
        raise AssertionError("the list has no end")


@asynccontextmanager
async def calling(simulator: Simulator) -> AsyncIterator[Caller]:
    """Call *simulator* for as long as the block runs."""
    headers = {"x-api-key": simulator.api_key}
    async with AsyncClient(transport=ASGITransport(app=simulator.app), base_url=HOST, headers=headers) as client:
        yield Caller(client, simulator)

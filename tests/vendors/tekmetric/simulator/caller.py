"""Calls a simulator in process, signed in, as some program would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from httpx2 import ASGITransport, AsyncClient, Response

from daysheet.vendors.tekmetric.simulator import Simulator

API = "/api/v1"


class Caller:
    """Knows the paths and keeps the token."""

    def __init__(self, client: AsyncClient, simulator: Simulator) -> None:
        self.client = client
        self.simulator = simulator

    async def sign_in(self) -> Response:
        """Ask for the token and use it from now on."""
        pair = (self.simulator.client_id, self.simulator.client_secret)
        answer = await self.client.post(f"{API}/oauth/token", data={"grant_type": "client_credentials"}, auth=pair)
        if answer.status_code == 200:
            self.client.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer

    async def get(self, path: str, **params: Any) -> Response:
        """Read a path of the API."""
        return await self.client.get(f"{API}/{path}", params=params)

    async def page(self, path: str, **params: Any) -> dict[str, Any]:
        """Read one page of a list."""
        answer = await self.get(path, **params)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    async def rows(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """Read all pages of a list."""
        rows: list[dict[str, Any]] = []
        for number in range(1_000):
            page = await self.page(path, **{"size": 100, **params, "page": number})
            rows += page["content"]
            if page["last"]:
                return rows
        raise AssertionError("the list has no end")

    async def ids(self, path: str, **params: Any) -> list[int]:
        """Read all pages of a list and return the ids."""
        return [row["id"] for row in await self.rows(path, **params)]


@asynccontextmanager
async def calling(simulator: Simulator) -> AsyncIterator[Caller]:
    """Sign in at *simulator* for as long as the block runs."""
    async with AsyncClient(transport=ASGITransport(app=simulator.app), base_url="http://vendor.example") as client:
        caller = Caller(client, simulator)
        await caller.sign_in()
        yield caller

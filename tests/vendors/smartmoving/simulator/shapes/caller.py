"""Calls operations of a simulator by their number in the sheet's table and holds every answer against its shape."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from httpx2 import ASGITransport, AsyncClient, Response

from daysheet.vendors.smartmoving.simulator import Simulator
from tests.vendors.smartmoving.simulator.shapes.checker import violations
from tests.vendors.smartmoving.simulator.shapes.operations import NO_JSON, OPERATIONS, Operation
from tests.vendors.smartmoving.simulator.shapes.sightings import fields_met

HOST = "http://vendor.example"
PAGE_SIZE = 200


class Caller:
    """Knows the paths, keeps the key, and remembers what it visited and what was wrong there."""

    def __init__(self, client: AsyncClient) -> None:
        self.client = client
        self.visited: set[int] = set()
        self.faults: list[str] = []
        self.met: set[str] = set()

    async def send(self, number: int, *, body: Any = None, query: dict[str, Any] | None = None, **ids: Any) -> Response:
        """Call an operation and return what came; *ids* fill its path (``opportunityId``)."""
        operation = OPERATIONS[number]
        carried = {} if body is None else {"json": body}
        return await self.client.request(
            operation.method, f"/v1{operation.path.format(**ids)}", params=query or {}, **carried
        )

    async def call(self, number: int, *, body: Any = None, query: dict[str, Any] | None = None, **ids: Any) -> Any:
        """Call an operation that has to succeed, and return its JSON; what breaks its shape is kept in *faults*."""
        operation = OPERATIONS[number]
        answer = await self.send(number, body=body, query=query, **ids)
        self.visited.add(number)
        if answer.status_code != operation.status:
            self.faults.append(f"{number}: HTTP {answer.status_code} {answer.text}")
            return None
        if operation.rule is NO_JSON:
            self.faults += json_faults(number, answer)
            return None
        value = answer.json()
        self.faults += [f"{number}: {fault}" for fault in violations(operation.rule, value)]
        self.faults += [f"{number}: {fault}" for fault in envelope_faults(operation, value)]
        self.met |= {f"{number} {field}" for field in fields_met(operation.rule, value)}
        return value

    async def rows(self, number: int, *, page_size: int = PAGE_SIZE, **given: Any) -> list[dict[str, Any]]:
        """Read all pages of a list, or the whole of a bare array."""
        if OPERATIONS[number].paging == "array":
            return list(await self.call(number, **given))
        rows: list[dict[str, Any]] = []
        query = given.pop("query", {})
        for page_number in range(1, 1_000):
            page = await self.call(number, query={**query, "Page": page_number, "PageSize": page_size}, **given)
            rows += page["pageResults"]
            if page["lastPage"]:
                return rows
        raise AssertionError("the list has no end")


def json_faults(number: int, answer: Response) -> list[str]:
    """Return what is wrong with an answer that is to be empty or plain text."""
    kind = answer.headers.get("content-type", "")
    return [f"{number}: {answer.text!r} is sent as {kind}"] if answer.content and "json" in kind else []


def envelope_faults(operation: Operation, page: dict[str, Any]) -> list[str]:
    """Return the sums of an envelope that do not come out."""
    if operation.paging != "page" or page["pageResults"] is None:
        return []
    total, size, number = page["totalResults"], page["pageSize"], page["pageNumber"]
    pages = -(-total // size)
    rows = max(0, min(size, total - (number - 1) * size))
    expected = {"totalPages": pages, "lastPage": number >= pages, "totalThisPage": rows}
    found = {name: page[name] for name in expected}
    faults = [] if found == expected else [f"{found} instead of {expected}"]
    return faults if len(page["pageResults"]) == rows else [*faults, f"{len(page['pageResults'])} rows, not {rows}"]


@asynccontextmanager
async def calling(simulator: Simulator) -> AsyncIterator[Caller]:
    """Call *simulator* with its key for as long as the block runs."""
    transport = ASGITransport(app=simulator.app)
    headers = {"x-api-key": simulator.secret["api_key"]}
    async with AsyncClient(transport=transport, base_url=HOST, headers=headers) as client:
        yield Caller(client)

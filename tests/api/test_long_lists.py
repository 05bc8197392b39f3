"""A list is as long as CSV and as lines as it is as JSON: each page says where the next one is, and nothing is cut."""

from __future__ import annotations

import csv
import io
from typing import Final

import httpx2
import pytest

from tests.api.described import Operation, example, operations
from tests.api.twins import Twins

pytestmark = pytest.mark.anyio

# What a list is of, where its path names it.
OF: Final = {"table": "tekmetric.repair_orders", "metric": "net_sales"}
WIDE: Final = {"from": "2020-01-01", "to": "2030-12-31"}
# What a list cannot do without, where any word will not do.
SAID: Final = {"rule": "part_without_cost"}
CSV: Final = "text/csv"
LINES: Final = "application/x-ndjson"


async def lists(twins: Twins) -> list[Operation]:
    """Return the routes that answer with pages of a list."""
    found = operations((await twins.send("GET", "/v1/openapi.json")).json())
    return [each for each in found if each.method == "GET" and {"limit", "after"} <= each.in_query.keys()]


def rows_in(answer: httpx2.Response, accept: str) -> int:
    """Return how many rows an answer holds."""
    if accept == LINES:
        return len(answer.text.splitlines())
    if accept == CSV:
        return max(0, len(list(csv.reader(io.StringIO(answer.text)))) - 1)
    return len(answer.json()["data"])


async def walked(twins: Twins, path: str, accept: str) -> tuple[int, int]:
    """Return how many rows all pages hold, and how many pages there are; each leads to the next by its `Link`."""
    rows = pages = 0
    following: str | None = path
    while following is not None:
        answer = await twins.send("GET", following, twins.first.key, headers={"accept": accept})
        assert answer.status_code == 200, (following, answer.text)
        assert answer.headers["content-type"].startswith(accept)
        rows, pages = rows + rows_in(answer, accept), pages + 1
        link = answer.headers.get("link")
        following = None if link is None else link[1:].partition(">")[0]
    return rows, pages


async def test_every_list_is_as_long_in_every_form(twins: Twins) -> None:
    found, lengths = await lists(twins), dict[str, int]()
    assert len(found) >= 8

    for operation in found:
        needed = {name: SAID.get(name) or str(example(operation.in_query[name])) for name in operation.needs}
        needed |= {name: day for name, day in WIDE.items() if name in operation.in_query}
        query = "&".join(f"{name}={value}" for name, value in needed.items())
        own = {name: OF.get(name) or twins.first.ids[name][0] for name in operation.in_path}
        path = f"{operation.at(own)}?{query}&" if query else f"{operation.at(own)}?"
        rows, _ = await walked(twins, f"{path}limit=500", "application/json")
        lengths[operation.path] = rows
        page = max(1, rows // 3)
        for accept in (CSV, LINES):
            assert await walked(twins, f"{path}limit={page}", accept) == (rows, -(-max(1, rows) // page)), path

    assert sum(length > 1 for length in lengths.values()) >= 5, lengths


async def test_a_list_that_was_cut_would_be_seen(twins: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/v1/records/tekmetric.repair_orders?limit=5"
    whole, _ = await walked(twins, path, CSV)

    monkeypatch.setattr("daysheet.api.resources.records.listing", cut)
    kept, pages = await walked(twins, path, CSV)

    assert (kept, pages) == (5, 1)
    assert whole > kept


def cut(*found: object, **how: object) -> object:
    """Answer with a page, and do not say that there is another."""
    from daysheet.api.answers import listing

    return listing(*found, **{**how, "after": None})  # type: ignore[arg-type]  # as it was called

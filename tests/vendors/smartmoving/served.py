"""
A SmartMoving account of a few raw answers, for what no invented business would show.

A test edits what it serves as it likes; what the list of customers shows follows from the opportunities, unless
it is told otherwise.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs

import msgspec
from starlette.types import Receive, Scope, Send

from daysheet.simulation.asgi import Answer, send_answer
from daysheet.simulation.clock import Clock
from daysheet.simulation.dates import http_date
from tests.vendors.smartmoving.simulator.worked_example import sample

Record = dict[str, Any]

HALIFAX_NAME = "HALIFAX 🇨🇦 - Harbour & Pine"
QUOTA_SPENT = (
    403,
    {"statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 12.03:04:05."},
)
NOT_FOUND = (400, {"message": "Opportunity not found"})


class Account:
    """
    One account with its own clock; `calls` are the paths asked for, `instead` what a path answers otherwise.

    Beyond an `allowance`, counted from the first call, the vendor refuses every one.
    """

    def __init__(self, now: str = "2026-08-12T15:00:00Z") -> None:
        self.clock = Clock.frozen(now)
        self.secret = {"api_key": "an-invented-key"}
        self.branches: list[Record] = sample("9.1", 2)["pageResults"]
        self.opportunities: dict[str, Record] = {}
        self.times: dict[str, list[Record]] = {}
        self.details: dict[str, Record] = {}
        self.swept: list[Record] | None = None
        self.days_listed: dict[str, Any] = {}
        self.statuses_listed: dict[str, int] = {}
        self.hidden: set[str] = set()
        self.instead: dict[str, tuple[int, Any]] = {}
        self.allowance: int | None = None
        self.calls: list[str] = []
        self.days_asked: list[tuple[str, str]] = []

    @property
    def app(self) -> Account:
        """What callers talk to."""
        return self

    def add(self, **changes: Any) -> Record:
        """Add an opportunity that is Rowan Ellery's but for *changes*; it has one job unless told otherwise."""
        number = len(self.opportunities) + 1
        made: Record = copy.deepcopy(sample("9.3", 23))
        made |= {"id": invented_id(1, number), "quoteNumber": 140_000 + number, "payments": []}
        made["customer"] |= {"id": invented_id(2, number)}
        made["jobs"] = [self.job(number)]
        made |= changes
        self.opportunities[made["id"]] = made
        return made

    def job(self, opportunity: int, sequence: int = 1, **changes: Any) -> Record:
        """Return a job like that of the moving day of the samples, but for *changes*."""
        like: Record = copy.deepcopy(sample("9.3", 23)["jobs"][1])
        number = {
            "id": invented_id(3, opportunity * 100 + sequence),
            "jobNumber": f"{140_000 + opportunity}-{sequence}",
        }
        return like | number | {"jobDate": 20260812} | changes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"].removeprefix("/v1/api/")
        self.calls.append(path)
        query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        is_spent = self.allowance is not None and len(self.calls) > self.allowance
        status, found = QUOTA_SPENT if is_spent else self.instead.get(path) or self._found(path, query)
        body = found if isinstance(found, bytes) else msgspec.json.encode(found)
        headers = (("content-type", "application/json"), ("date", http_date(self.clock.now())))
        await send_answer(Answer(status, body, headers), send)

    def _found(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        if path == "customers":
            self.days_asked.append((query["FromServiceDate"], query["ToServiceDate"]))
            return 200, page(list(self._customers(query["FromServiceDate"], query["ToServiceDate"])), query)
        if path == "branches":
            return 200, page(self.branches, query)
        if path == "leads/statuses":
            return 200, []
        words = path.removeprefix("premium/").split("/")
        if words[0] != "opportunities":
            return 200, page([], query)
        kept: Any = {2: self.opportunities, 3: self.times, 4: self.details}[len(words)]
        found = kept.get(words[1] if len(words) < 4 else words[3])
        return NOT_FOUND if found is None else (200, found)

    def _customers(self, first: str, last: str) -> Iterator[Record]:
        for customer in self.swept if self.swept is not None else self.listed():
            jobs = [job for opportunity in customer["opportunities"] for job in opportunity["jobs"]]
            days = [str(job["serviceDate"])[:10].replace("-", "") for job in jobs]
            # What has no day of its own is shown on every one: nobody knows what the vendor does with it.
            if any(first <= day <= last or not day.startswith("20") for day in days):
                yield customer

    def listed(self) -> list[Record]:
        """Return the customers of all opportunities as the list shows them."""
        found: dict[str, Record] = {}
        for each in self.opportunities.values():
            if each["id"] in self.hidden:
                continue
            owner = each["customer"]
            row = {"address": None, "secondaryPhoneNumbers": [], "opportunities": [], **owner}
            jobs = [
                {
                    "id": job["id"],
                    "jobNumber": job["jobNumber"],
                    "serviceDate": self.days_listed.get(job["id"], iso_day(job["jobDate"])),
                    "type": job["type"],
                }
                for job in each["jobs"]
            ]
            status = self.statuses_listed.get(each["id"], each["status"])
            listed = {"id": each["id"], "quoteNumber": str(each["quoteNumber"]), "status": status, "jobs": jobs}
            found.setdefault(owner["id"], row)["opportunities"].append(listed)
        return list(found.values())


def page(rows: list[Record], query: dict[str, str]) -> Record:
    """Return one page of a list as the vendor wraps it."""
    number, size = int(query["Page"]), min(int(query["PageSize"]), 200)
    shown = rows[(number - 1) * size : number * size]
    pages = -(-len(rows) // size)
    return {
        "pageNumber": number,
        "pageSize": size,
        "lastPage": number >= pages,
        "totalPages": pages,
        "totalResults": len(rows),
        "totalThisPage": len(shown),
        "pageResults": shown,
    }


def invented_id(kind: int, number: int) -> str:
    """Return an id; of one kind, a higher number is newer, as the end of the vendor's ids tells."""
    return f"{kind:08x}-1111-4111-8111-b49{number:09x}"


def iso_day(written: Any) -> Any:
    """
    Return a day as the list writes it.

    >>> iso_day(20260819)
    '2026-08-19'
    """
    text = str(written)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 else written


def yyyymmdd(day: date) -> int:
    """
    Return a day as the details write it.

    >>> yyyymmdd(date(2026, 8, 19))
    20260819
    """
    return int(f"{day:%Y%m%d}")

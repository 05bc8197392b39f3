"""A vendor that answers by a script, and a caller for it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx2

from daysheet.core.answers import Answer
from daysheet.core.fields import whole_number
from daysheet.core.records import Record
from daysheet.core.vendor import ApiKey, ClientCredentials, SignIn, Stream, Vendor
from daysheet.remote import VendorClient

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
BASE_URL = "https://shop.example.com"
OAUTH = ClientCredentials(token_path="/token", scope_lists_locations=True)
KEY = ApiKey(header="x-api-key")
SECRET = {"client_id": "shop", "client_secret": "canary-secret", "api_key": "canary-key"}

Handler = (
    Callable[[httpx2.Request], httpx2.Response] | Callable[[httpx2.Request], Coroutine[None, None, httpx2.Response]]
)


def vendor_with(sign_in: SignIn = OAUTH) -> Vendor:
    """Return a vendor with one stream."""
    record = Record(table="orders", key=("tm_id",), columns={"tm_id": whole_number("id")})
    return Vendor(
        name="example",
        title="Example",
        package="example",
        base_url=BASE_URL,
        sign_in=sign_in,
        calls_per_minute={"*": 600},
        streams=(Stream(name="orders", path="/orders", record=record),),
        location_parameter="shop",
        location_column="shop_id",
    )


def page(document: object = None, status: int = 200, **headers: str) -> httpx2.Response:
    """Return an answer with JSON in it."""
    return httpx2.Response(
        status,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        json=document or {"content": []},
    )


def bare(status: int, body: bytes = b"", **headers: str) -> httpx2.Response:
    """Return an answer with any body."""
    return httpx2.Response(
        status, headers={name.replace("_", "-"): value for name, value in headers.items()}, content=body
    )


@dataclass
class Scripted:
    """
    Answers the sign-in with tokens `token-1`, `token-2` …, and everything else by the script.

    The last answer of a script is repeated.
    """

    answers: list[httpx2.Response | Exception] = field(default_factory=lambda: [page()])
    sign_ins: list[httpx2.Response | Exception] = field(default_factory=list)
    requests: list[httpx2.Request] = field(default_factory=list)
    tokens: int = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        if request.url.path == "/token":
            self.tokens += 1
            token = {"access_token": f"token-{self.tokens}", "scope": "7 8"}
            return self._next(self.sign_ins) if self.sign_ins else page(token)
        return self._next(self.answers)

    @staticmethod
    def _next(script: list[httpx2.Response | Exception]) -> httpx2.Response:
        found = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(found, Exception):
            raise found
        return httpx2.Response(found.status_code, headers=found.headers, content=found.content)

    @property
    def calls(self) -> list[httpx2.Request]:
        """The requests that were no sign-in."""
        return [request for request in self.requests if request.url.path != "/token"]


@asynccontextmanager
async def caller(handler: Handler, sign_in: SignIn = OAUTH, **more: Any) -> AsyncIterator[VendorClient]:
    """Open a caller of a scripted vendor."""
    async with VendorClient(
        vendor_with(sign_in),
        connection="main-street",
        base_url=BASE_URL,
        secret=SECRET,
        transport=httpx2.MockTransport(handler),
        clock=lambda: NOW,
        chance=Random(0),
        **more,
    ) as client:
        yield client


def content(answer: Answer) -> Any:
    """Read an answer."""
    return json.loads(answer.body)

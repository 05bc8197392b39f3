"""A session is read, renewed while it is good, and told as over without a call; its location stands in the path."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from daysheet.core.errors import CredentialsRefused, VendorChanged
from daysheet.core.sessions import SessionToken
from daysheet.remote import VendorClient
from tests.remote.scripted import BASE_URL, NOW, Scripted, bare, content, page, vendor_with

SIGN_IN = SessionToken(header="x-token", renew_path="/renew/{location}", location_claim="shop", person_claim="user")


def token(hours: float = 12, **claims: Any) -> str:
    said = {"shop": 7, "user": 3, "exp": (NOW + timedelta(hours=hours)).timestamp(), **claims}
    return f"e30.{base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b'=').decode()}.c2ln"


@dataclass
class Kept:
    """What was kept, in order."""

    secrets: list[str] = field(default_factory=list)

    async def __call__(self, secret: Mapping[str, str]) -> None:
        self.secrets.append(secret["session_token"])


@asynccontextmanager
async def caller(vendor: Scripted, secret: str, kept: Kept | None = None) -> AsyncIterator[VendorClient]:
    async with VendorClient(
        replace(vendor_with(SIGN_IN), location_in_path=True),
        connection="screens",
        base_url=BASE_URL,
        secret={"session_token": secret},
        keep_secret=kept or Kept(),
        transport=httpx2.MockTransport(vendor),
        clock=lambda: NOW,
    ) as client:
        yield client


async def test_a_session_goes_along_with_every_call() -> None:
    vendor, given = Scripted(), token()

    async with caller(vendor, given) as client:
        await client.sign_in()
        await client.get("/orders", {}, content)

    assert [(call.url.path, call.headers["x-token"]) for call in vendor.requests] == [("/orders", given)]
    assert client.scope == ("7",)


async def test_the_location_stands_in_the_path_and_never_in_the_query() -> None:
    vendor = Scripted()

    async with caller(vendor, token()) as client:
        await client.get("/shop/{shop}/staff", {"shop": 7, "size": 5}, content)
        await client.get("/orders/9", {"shop": 7}, content)

    assert [str(call.url.raw_path, "ascii") for call in vendor.requests] == ["/shop/7/staff?size=5", "/orders/9"]


async def test_a_session_that_ends_soon_is_renewed_kept_and_used() -> None:
    new, kept = token(16), Kept()
    vendor = Scripted(answers=[page({"token": new}), page()])

    async with caller(vendor, token(7.9), kept) as client:
        await client.sign_in()
        await client.get("/orders", {}, content)

    assert [call.url.path for call in vendor.requests] == ["/renew/7", "/orders"]
    assert vendor.requests[-1].headers["x-token"] == new
    assert kept.secrets == [new] == [client.secret["session_token"]]


async def test_a_session_with_time_left_is_not_renewed() -> None:
    vendor = Scripted()

    async with caller(vendor, token(8.1)) as client:
        await client.sign_in()

    assert vendor.requests == []


@pytest.mark.parametrize(
    "answer",
    [
        bare(404),
        bare(200, b"<html>", content_type="text/html"),
        page({"jwt": "x"}),
        page({"token": 5}),
        page({"token": "canary"}),
        page({"token": token(16, shop=8)}),
        page({"token": token(16, exp=None)}),
        page([1]),
    ],
)
async def test_a_renewal_that_fails_leaves_the_session_as_it_is(answer: httpx2.Response) -> None:
    given, kept = token(5), Kept()
    vendor = Scripted(answers=[answer])

    async with caller(vendor, given, kept) as client:
        await client.sign_in()
        with pytest.raises(VendorChanged) as told:
            await client.renew_session()

    assert "canary" not in str(told.value)
    assert (client.secret["session_token"], kept.secrets) == (given, [])


async def test_a_session_that_is_over_is_told_after_one_call() -> None:
    vendor, over = Scripted(answers=[bare(401)]), token(-0.1)

    async with caller(vendor, over) as client:
        with pytest.raises(CredentialsRefused, match=r"ends at 2026-06-15 14:54 UTC.*rotate screens") as told:
            await client.sign_in()
        with pytest.raises(CredentialsRefused):
            await client.get("/orders", {}, content)

    assert [call.url.path for call in vendor.requests] == ["/renew/7"]
    assert over not in str(told.value)


async def test_a_clock_of_ours_that_runs_ahead_ends_no_session() -> None:
    vendor = Scripted(answers=[bare(404), page()])

    async with caller(vendor, token(-100)) as client:
        await client.sign_in()
        await client.get("/orders", {}, content)

    assert [call.url.path for call in vendor.requests] == ["/renew/7", "/orders"]


async def test_a_session_that_the_vendor_ended_is_asked_for_once() -> None:
    vendor = Scripted(answers=[bare(401)])

    async with caller(vendor, token()) as client:
        for _ in range(2):
            with pytest.raises(CredentialsRefused, match="rotate screens"):
                await client.get("/orders", {}, content)

    assert len(vendor.requests) == 1


async def test_a_session_ends_by_the_vendors_clock() -> None:
    ahead = (NOW + timedelta(hours=13)).astimezone(UTC)
    vendor = Scripted(answers=[page(date=datetime.strftime(ahead, "%a, %d %b %Y %H:%M:%S GMT"))])

    async with caller(vendor, token(12)) as client:
        await client.get("/orders", {}, content)
        with pytest.raises(CredentialsRefused, match="was over"):
            await client.get("/orders", {}, content)

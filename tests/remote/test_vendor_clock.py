"""The vendor's clock is learnt from its answers, but not from one absurd date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest

from daysheet.core.answers import Answer
from daysheet.core.vendor import ApiKey, Vendor
from daysheet.remote import VendorClient

NOW = datetime(2026, 6, 15, 15, 0, tzinfo=UTC)
VENDOR = Vendor(
    name="stub",
    title="Stub",
    package="stub",
    base_url="http://localhost",
    sign_in=ApiKey(header="x-api-key"),
    calls_per_minute={"*": 600},
    streams=(),
    location_parameter="shop",
    location_column="shop_id",
)


async def _learnt(leads: Sequence[timedelta]) -> timedelta | None:
    dates = iter([format_datetime(NOW + lead, usegmt=True) for lead in leads])

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={}, headers={"date": next(dates)})

    transport = httpx2.MockTransport(answer)
    async with VendorClient(
        VENDOR,
        connection="main",
        base_url="http://localhost",
        secret={"api_key": "invented"},
        transport=transport,
        clock=lambda: NOW,
    ) as client:
        for _ in leads:
            await client.get("/", {}, lambda answer: isinstance(answer, Answer))
        return client.vendor_ahead


@pytest.mark.parametrize(
    ("leads", "learnt"),
    [
        ([timedelta(seconds=-30)], timedelta(seconds=-30)),
        ([timedelta(days=-1)], timedelta(days=-1)),
        ([timedelta(seconds=5), timedelta(days=-20_000)], timedelta(seconds=5)),
        ([timedelta(days=-20_000)], None),
        ([timedelta(days=-300), timedelta(days=-300)], timedelta(days=-300)),
    ],
)
async def test_one_absurd_date_does_not_move_the_vendors_clock(
    leads: Sequence[timedelta], learnt: timedelta | None
) -> None:
    assert await _learnt(leads) == learnt

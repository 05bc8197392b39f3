"""What the command line shows of a journey as the vendor sent it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import psycopg

from daysheet.warehouse.quarantine import pack
from tests.cli.test_dispatching import NUMBER, OTHER, Front, empty_front, front
from tests.vendors.smartmoving.yard import NOON

__all__ = ["empty_front", "front"]

# A text has to come out as it came in: the spacing, the price with its noughts, and what a terminal would obey.
TEXT = '{"quoteNumber": 131118,  "price": 5.500, "notes": "piano \x1b[31m"}'


async def _keep_an_object(front: Front) -> None:
    async with await psycopg.AsyncConnection.connect(front.owner_url, autocommit=True) as connection:
        await connection.execute(
            """
            insert into control.raw_objects
                (tenant_id, connection_id, stream, source_id, payload_hash, body, bytes, fetched_at)
            select tenant_id, connection_id, 'smartmoving.opportunities', sm_opportunity_id::text, '\\x01', %s, %s, %s
            from smartmoving.truck_journeys
            where job_number = %s
            """,
            [pack(TEXT.encode()), len(TEXT), NOON - timedelta(hours=1), NUMBER],
        )


def test_the_raw_object_comes_out_as_it_came_in(front: Front) -> None:
    asyncio.run(_keep_an_object(front))

    found = front("show", NUMBER, "--raw", "--json").json["raw"]
    said = front("show", NUMBER, "--raw")

    assert [(each["stream"], each["text"]) for each in found] == [("smartmoving.opportunities", TEXT)]
    assert found[0]["fetched_at"] == "2026-08-19T14:00:00Z"
    assert said.out.strip() == TEXT.replace("\x1b", "\\x1b")
    assert "fetched 2026-08-19T14:00:00Z" in said.err


def test_a_journey_without_an_object_says_how_to_get_one(front: Front) -> None:
    said = front("show", OTHER, "--raw", code=3)

    assert "daysheet sync --full" in said.err

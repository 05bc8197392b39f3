"""Fingerprints of whole tables: by what is in them, and by which versions of rows PostgreSQL has written."""

from __future__ import annotations

from daysheet.warehouse.embedded.patience import wait_until
from tests.stories.business import Business
from tests.warehouse.embedded_server import ask

GOODBYE_SECONDS_MAX = 30


async def contents(business: Business) -> dict[str, str]:
    """Return a digest of everything in each mirrored table, times of change included."""
    return await _digests(business, "t::text")


async def row_versions(business: Business) -> dict[str, str]:
    """Return a digest of the places and the writing transactions of each mirrored table's rows."""
    return await _digests(business, "t.ctid::text || ' ' || t.xmin::text")


async def _digests(business: Business, what: str) -> dict[str, str]:
    question = "select md5(coalesce(string_agg({0}, E'\\n' order by {0}), '')) from tekmetric.{1} as t"
    return {table: await business.value(question.format(what, table)) for table in business.tables}


def rows_ever_written(owner_url: str) -> int:
    """
    Return how many rows of the mirror were ever inserted, updated or deleted, also by what was rolled back.

    A server process hands in its statistics when it ends, so this waits until all others have.
    """
    others = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    assert wait_until(lambda: ask(owner_url, others) == 0, GOODBYE_SECONDS_MAX)
    written = (
        "select sum(n_tup_ins + n_tup_upd + n_tup_del)::int from pg_stat_all_tables where schemaname = 'tekmetric'"
    )
    return int(ask(owner_url, written))

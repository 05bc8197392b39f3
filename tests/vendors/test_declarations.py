"""Every vendor's declaration is whole and fits its tables; a broken one is told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from daysheet.core.fields import Field, cents, text
from daysheet.core.vendor import Stream, Vendor
from daysheet.warehouse.lint import lint_of
from tests.vendors import pawtrack
from tests.vendors.declarations import problems_of, table_problems
from tests.vendors.found import ALONE, FOUND

OWN = pawtrack.VENDOR


def with_stream(name: str, **changes: Any) -> Vendor:
    """Return our own vendor with one stream changed."""
    streams = [replace(each, **changes) if each.name == name else each for each in OWN.streams]
    return replace(OWN, streams=tuple(streams))


def with_record(name: str, change: Callable[[Stream], dict[str, Any]]) -> Vendor:
    """Return our own vendor with one stream's record changed."""
    stream = OWN.stream(name)
    return with_stream(name, record=replace(stream.record, **change(stream)))


def with_columns(name: str, **columns: Field) -> Vendor:
    """Return our own vendor with some columns of one stream's record added or changed."""
    return with_record(name, lambda stream: {"columns": {**stream.record.columns, **columns}})


BROKEN = {
    "name": replace(OWN, name="Paw Track"),
    "no limit": replace(OWN, calls_per_minute={"api.pawtrack.example": 5}),
    "plain http": replace(OWN, base_url="http://api.pawtrack.example"),
    "no currency": replace(OWN, currency="dollars"),
    "one at a time or none": replace(OWN, calls_at_once=0),
    "a stream twice": replace(OWN, streams=(*OWN.streams, OWN.stream("visits"))),
    "no locations": replace(OWN, streams=OWN.streams[1:]),
    "locations last": replace(OWN, streams=OWN.streams[::-1]),
    "locations by no column": with_stream("salons", names_locations=("paw_id", "name", "state")),
    "relative path": with_stream("visits", path="v2/visits"),
    "no place for the id": with_stream("visits", one_path="/v2/visits"),
    "no census": with_stream("visits", census_every=timedelta(0)),
    "no key": with_record("visits", lambda stream: {"key": ("id",)}),
    "null key": with_columns("groomers", paw_id=text("code", nullable=True)),
    "read and ignored": with_record("visits", lambda stream: {"ignored": frozenset({"status"})}),
    "words of nothing": with_record("visits", lambda stream: {"words": {"mood": frozenset({"wet"})}}),
    "optional nothing": with_record("visits", lambda stream: {"optional": frozenset({"treats"})}),
}
SESSIONS = [vendor for vendor in FOUND.values() if vendor.caution is not None]
BROKEN_SESSIONS = {
    "no caution": {"caution": None},
    "tables of its own": {"writes_into": None},
}
UNFIT = {
    "a column too many": with_columns("visits", mood=text("mood")),
    "another type": with_columns("visits", dog=cents("dog")),
    "null in a column that is not": with_columns("visits", status=text("status", nullable=True)),
    "another key": with_record("visits", lambda stream: {"key": ("dog",)}),
    "no table": with_record("groomers", lambda stream: {"table": "barbers"}),
    "another schema": replace(OWN, name="pawtrack2"),
}


def test_a_declaration_is_whole(vendor: Vendor) -> None:
    assert problems_of(vendor) == []


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_declaration_is_told(broken: Vendor) -> None:
    assert problems_of(broken) != []


@pytest.mark.parametrize("changes", BROKEN_SESSIONS.values(), ids=BROKEN_SESSIONS)
def test_a_broken_declaration_of_a_session_is_told(changes: dict[str, Any]) -> None:
    assert SESSIONS

    assert all(problems_of(replace(vendor, **changes)) != [] for vendor in SESSIONS)


def test_a_declaration_fits_its_tables(vendor: Vendor, catalogue: psycopg.Connection) -> None:
    assert table_problems(vendor, catalogue) == []


@pytest.mark.parametrize("unfit", UNFIT.values(), ids=UNFIT)
def test_a_declaration_that_does_not_fit_is_told(unfit: Vendor, catalogue: psycopg.Connection) -> None:
    assert table_problems(unfit, catalogue) != []


@pytest.mark.anyio
async def test_the_walls_stand_and_everything_is_described(vendor: Vendor, catalogue: psycopg.Connection) -> None:
    url = catalogue.info.dsn + f" password={catalogue.info.password}"

    assert await lint_of(url, [vendor.schema]) == []


@pytest.mark.anyio
async def test_a_wall_that_fell_is_seen_in_any_vendors_schema(vendor: Vendor, catalogue: psycopg.Connection) -> None:
    url = catalogue.info.dsn + f" password={catalogue.info.password}"
    table = f"{vendor.schema}.{vendor.streams[0].record.table}"
    catalogue.execute(f"alter table {table} no force row level security".encode())

    found = await lint_of(url, list(ALONE))

    catalogue.execute(f"alter table {table} force row level security".encode())
    assert [(each.rule, each.thing) for each in found] == [("rls_not_forced", table)]

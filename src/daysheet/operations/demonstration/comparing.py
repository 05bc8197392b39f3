"""
Compares the warehouse with the ground truth of a simulator, stream by stream, field by field.

What the truth looks like as rows is the simulator's own business: it is a second reading of the
vendor, made without ours.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from daysheet.core.differences import Difference, differences
from daysheet.core.records import Table, tables_of
from daysheet.core.vendor import Stream, Vendor
from daysheet.warehouse.contents import rows_of, waiting_roots
from daysheet.warehouse.database import Database

Expected = Mapping[str, Mapping[str, list[dict[str, Any]]]]
# What rows of a table may show of the past, by the row's key: the columns, each with what it may hold.
Remembered = Mapping[tuple[Any, ...], Mapping[str, Any]]


async def compare(
    database: Database,
    vendor: Vendor,
    tenant_id: int,
    connection_id: int,
    expected: Expected,
    unlisted: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> dict[str, list[Difference]]:
    """
    Return the differences of each stream; *expected* holds the rows of each stream by table.

    *unlisted* are ids, by stream, of what the vendor has and shows in no list: whoever met it before still holds it.

    Records that wait in quarantine are left out on both sides. A row that the vendor has taken back
    without a trace may be there, if it is marked as deleted.
    """
    waiting = await waiting_roots(database, tenant_id, connection_id)
    waiting |= {(stream, "", source_id) for stream, ids in unlisted.items() for source_id in ids}
    found: dict[str, list[Difference]] = {}
    for stream in vendor.streams:
        if stream.points_to is None:
            found[stream.name] = await _compare_stream(database, vendor, stream, tenant_id, expected, waiting)
    return found


async def _compare_stream(
    database: Database,
    vendor: Vendor,
    stream: Stream,
    tenant_id: int,
    expected: Expected,
    waiting: set[tuple[str, str, str]],
) -> list[Difference]:
    wrong: list[Difference] = []
    location = (vendor.location_column,) if stream.per_location else ()
    gone: set[tuple[Any, ...]] = set()
    for table in tables_of(stream.record):
        held = await rows_of(database, tenant_id, vendor.schema, table.name)
        wanted = expected[stream.name][table.name]
        root = (*location, table.key[0])
        aside = {
            tuple(row[name] for name in root)
            for row in [*held, *wanted]
            if (stream.name, str(row[location[0]]) if location else "", str(row[table.key[0]])) in waiting
        }
        if table.is_root:
            gone = _taken_back(table, root, held, wanted)
        held = [row for row in held if tuple(row[name] for name in root) not in aside | gone]
        wanted = [row for row in wanted if tuple(row[name] for name in root) not in aside]
        wrong += differences(table.name, (*location, *table.key), wanted, held)
    return wrong


def _taken_back(
    table: Table, root: tuple[str, ...], held: list[dict[str, Any]], wanted: list[dict[str, Any]]
) -> set[tuple[Any, ...]]:
    """Return the keys of rows that the vendor has no longer, if they are marked as such."""
    there = {tuple(row[name] for name in root) for row in wanted}
    marked = {tuple(row[name] for name in root) for row in held if row["deleted_reason"] in ("absent", "gone")}
    return marked - there


async def compare_derived(
    database: Database,
    vendor: Vendor,
    tenant_id: int,
    expected: Mapping[str, list[dict[str, Any]]],
    remembered: Mapping[str, Remembered] = MappingProxyType({}),
) -> dict[str, list[Difference]]:
    """
    Return the differences of each derived table; rows that are marked as deleted have no counterpart.

    The truth is that of a warehouse which reads everything for the first time. One that has read before rightly
    remembers more: a row may be there, or differ from the truth, if it shows exactly what is *remembered* of it.
    """
    found: dict[str, list[Difference]] = {}
    for table, key in (vendor.derivation.tables if vendor.derivation else {}).items():
        held = await rows_of(database, tenant_id, vendor.schema, table)
        there = {tuple(row[name] for name in key) for row in expected[table]}
        held = [row for row in held if row["deleted_at"] is None or tuple(row[name] for name in key) in there]
        memory = remembered.get(table, {})
        found[table] = [
            each for each in differences(table, key, expected[table], held) if not _is_remembered(each, memory)
        ]
    return found


def _is_remembered(difference: Difference, memory: Remembered) -> bool:
    """Whether a row that is left over, or a value, is what may be remembered."""
    said = memory.get(difference.key, {})
    if difference.column:
        return difference.column in said and difference.found == said[difference.column]
    return bool(said) and difference.found is not None and said.items() <= dict(difference.found).items()

"""
Stores a batch of which the database does not take every record: the one it refuses is set aside alone.

Whatever a record is read by, the last word is the database's (a constraint that somebody added, a
limit that nobody knew). One such record must cost neither its batch nor the run, so the batch is
halved until the record is found.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from daysheet.core.errors import RowRefused
from daysheet.core.fields import Problem
from daysheet.core.reading import Row
from daysheet.core.records import Table
from daysheet.warehouse.batches import Batch, Counts, SetAside
from daysheet.warehouse.loading import Loader

REFUSED_SHARE_MAX: Final = 0.2
REFUSED_RECORDS_MIN: Final = 5


async def load_apart(loader: Loader, batch: Batch) -> Counts:
    """Store a batch; raises `RowRefused` where the database refuses too much of it to be the records' fault."""
    try:
        return await loader.load(batch)
    except RowRefused:
        return await _Isolation(loader, len(batch.versions)).load(batch)


class _Isolation:
    """Halves one batch, and counts what had to be set aside of it."""

    def __init__(self, loader: Loader, records: int) -> None:
        self._loader = loader
        self._left = max(REFUSED_RECORDS_MIN, int(REFUSED_SHARE_MAX * records))

    async def load(self, batch: Batch) -> Counts:
        try:
            return await self._loader.load(batch)
        except RowRefused as refusal:
            source_ids = list(batch.versions)
            if not source_ids or self._left == 0:
                raise
            tables = self._loader.target.tables
            if len(source_ids) == 1:
                self._left -= 1
                return await self._loader.load(_set_aside(batch, tables, source_ids[0], refusal))
        later = source_ids[len(source_ids) // 2 :]
        counts = await self.load(_without(batch, tables, later))
        counts.add(await self.load(_only(batch, tables, later)))
        return counts


def _only(batch: Batch, tables: tuple[Table, ...], source_ids: Collection[str]) -> Batch:
    """Return the part of a batch that is about some records, and that moves its position."""
    chosen = set(source_ids)
    set_aside = [each for each in batch.set_aside if each.source_id in chosen]
    return Batch(
        rows=_rows(batch, tables, chosen, inside=True),
        silent=_keys(batch.silent, chosen, inside=True),
        kept_keys=_keys(batch.kept_keys, chosen, inside=True),
        versions={key: version for key, version in batch.versions.items() if key in chosen},
        texts={key: text for key, text in batch.texts.items() if key in chosen},
        known=batch.known & chosen,
        set_aside=set_aside,
        lines_quarantined=len(set_aside),
        received=len(chosen),
        position=batch.position,
        census_ids=batch.census_ids,
        window_from=batch.window_from,
    )


def _without(batch: Batch, tables: tuple[Table, ...], source_ids: Collection[str]) -> Batch:
    """Return the rest of a batch: its pages and counters, and the records that are not among those."""
    gone = set(source_ids)
    set_aside = [each for each in batch.set_aside if each.source_id not in gone or not each.path]
    return replace(
        batch,
        rows=_rows(batch, tables, gone, inside=False),
        silent=_keys(batch.silent, gone, inside=False),
        kept_keys=_keys(batch.kept_keys, gone, inside=False),
        versions={key: version for key, version in batch.versions.items() if key not in gone},
        texts={key: text for key, text in batch.texts.items() if key not in gone},
        packed={},
        known=batch.known - gone,
        set_aside=set_aside,
        lines_quarantined=batch.lines_quarantined - (len(batch.set_aside) - len(set_aside)),
        received=batch.received - len(gone),
        position=None,
    )


def _set_aside(batch: Batch, tables: tuple[Table, ...], source_id: str, refusal: RowRefused) -> Batch:
    """Return a batch whose one record goes to quarantine, with the database's reason."""
    version = batch.versions[source_id]
    problem = Problem(field="", found=refusal.reason, expected="a record that the database takes")
    rest = _without(batch, tables, [source_id])
    refused = SetAside(
        source_id=source_id,
        path="",
        problems=(problem,),
        payload=batch.texts[source_id],
        payload_hash=version.payload_hash,
        seen_at=version.fetched_at,
    )
    return replace(
        rest,
        set_aside=[*rest.set_aside, refused],
        quarantined=rest.quarantined + 1,
        received=batch.received,
        position=batch.position,
    )


def _rows(batch: Batch, tables: tuple[Table, ...], source_ids: set[str], *, inside: bool) -> dict[str, list[Row]]:
    found = {}
    for table in tables:
        place = table.columns.index(table.key[0])
        found[table.name] = [row for row in batch.rows.get(table.name, ()) if (str(row[place]) in source_ids) is inside]
    return found


def _keys(keys: Mapping[str, list[Row]], source_ids: set[str], *, inside: bool) -> dict[str, list[Row]]:
    return {name: [key for key in some if (str(key[0]) in source_ids) is inside] for name, some in keys.items()}

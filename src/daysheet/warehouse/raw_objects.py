"""
Keeps the last object as the vendor sent it, of the records that declare it (`Record.is_kept`).

Raw pages are let go of after a while; an object stays as long as what is made of it. It is written with the rows, in
their transaction, and only where it changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daysheet.warehouse.batches import Batch, Target
from daysheet.warehouse.database import Connection
from daysheet.warehouse.quarantine import pack
from daysheet.warehouse.queries import query


@dataclass(frozen=True, kw_only=True)
class RawObject:
    """An object as it was sent, without what is redacted, and when it was fetched."""

    stream: str
    source_id: str
    fetched_at: datetime
    text: str


def keeps_objects(target: Target) -> bool:
    """Whether the objects of a stream are kept."""
    return bool(target.tables) and target.tables[0].record.is_kept


async def keep_objects(connection: Connection, target: Target, batch: Batch) -> None:
    """Keep the objects of a batch, in the transaction that stores it."""
    if not batch.texts:
        return
    ids = list(batch.texts)
    await connection.execute(
        query("loading", "keep_objects"),
        {
            **target.place,
            "source_ids": ids,
            "hashes": [batch.versions[each].payload_hash for each in ids],
            "bodies": [pack(batch.texts[each]) for each in ids],
            "sizes": [len(batch.texts[each]) for each in ids],
            "fetched_ats": [batch.versions[each].fetched_at for each in ids],
        },
    )

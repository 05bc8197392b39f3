"""
Loads what was read: staged by binary copy, one merge a table, everything of a batch in one transaction.

With the rows go their raw pages, the versions of their records, what is set aside, the counters
and the position of the cursor: all of it becomes durable, or none. The lease is checked in the
same transaction, so a worker that was taken for dead writes nothing when it wakes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import AsyncCopy, sql
from psycopg.abc import Buffer
from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from daysheet.core.clock import Clock
from daysheet.core.errors import LeaseLost, RowRefused
from daysheet.core.reading import Row
from daysheet.warehouse.batches import Batch, Counts, Farewell, KeptPage, Target, Version
from daysheet.warehouse.database import REFUSALS, Connection, act_for, database_errors, refused_rows
from daysheet.warehouse.deriving import Deriving
from daysheet.warehouse.merging import TableStatements
from daysheet.warehouse.quarantine import pack
from daysheet.warehouse.queries import query
from daysheet.warehouse.raw_objects import keep_objects, keeps_objects

LEASE_SECONDS: Final = 60.0
_VERSIONS: Final = "stage_versions"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The temporary table of one table: its column types, and the statement that needs their names."""

    types: tuple[int | str, ...]
    remove_vanished: sql.Composed | None = None


class Loader:
    """
    Loads batches into one stream at one location, over one session.

    `stages` are the temporary tables that the session has; loaders that share a session share them.
    """

    def __init__(
        self,
        connection: Connection,
        target: Target,
        fence: int,
        clock: Clock,
        step: Callable[[str, str], None],
        stages: dict[str, Stage] | None = None,
        deriving: Deriving | None = None,
    ) -> None:
        self.target = target
        self.fence = fence
        self._connection = connection
        self._clock = clock
        self._step = step
        self._statements = {
            table.name: TableStatements(schema=target.schema, table=table, location_column=target.location_column)
            for table in target.tables
        }
        self._stages = {} if stages is None else stages
        self._deriving = deriving
        self._has_open_quarantine = True

    @property
    def _here(self) -> dict[str, Any]:
        return {"tenant_id": self.target.tenant_id, "location_key": self.target.location_key}

    def _stage(self, name: str) -> Stage:
        return self._stages[self._statements[name].stage_name]

    async def _make_stages(self, batch: Batch) -> None:
        """Make the temporary tables that a batch needs and the session has not."""
        if not batch.versions:
            return
        missing = {each.stage_name: each for each in self._statements.values() if each.stage_name not in self._stages}
        if not missing and _VERSIONS in self._stages:
            return
        made: dict[str, Stage] = {_VERSIONS: Stage(types=("text", "bytea", "timestamptz", "timestamptz"))}
        async with database_errors(), self._connection.transaction():
            await act_for(self._connection, self.target.tenant_id)
            await self._connection.execute(query("loading", "stage_versions"))
            for stage_name, statements in missing.items():
                await self._connection.execute(statements.create_stage)
                table = f"{self.target.schema}.{statements.table.name}"
                found = await self._rows(query("loading", "column_types"), {"table": table})
                type_of = {row["attname"]: row["atttypid"] for row in found}
                made[stage_name] = Stage(
                    types=tuple(type_of[column] for column in statements.table.columns),
                    remove_vanished=statements.remove_vanished({row["attname"]: row["typname"] for row in found}),
                )
        self._stages |= made

    async def _rows(self, statement: Any, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        return await (await self._connection.execute(statement, parameters)).fetchall()

    def pack(self, batch: Batch) -> None:
        """
        Write the rows as the binary copy wants them, away from the database: meant for a thread.

        A batch that cannot be written is left as it is; loading it says what is wrong.
        """
        with contextlib.suppress(*REFUSALS):
            batch.packed = {
                name: self._packed(self._stage(name).types, rows)
                for name, rows in batch.rows.items()
                if rows and self._statements[name].stage_name in self._stages
            }

    def _packed(self, types: Sequence[int | str], rows: Iterable[Row]) -> list[Buffer]:
        copy = AsyncCopy(self._connection.cursor(), binary=True)
        copy.set_types(types)
        write_row = copy.formatter.write_row
        return [*(part for part in map(write_row, rows) if part), copy.formatter.end()]

    async def load(self, batch: Batch) -> Counts:
        """
        Store one batch, or nothing of it.

        Raises `LeaseLost` where another worker has the stream by now, `RowRefused` where the
        database does not take a row.
        """
        await self._make_stages(batch)
        if batch.known:
            return await self._load(batch, is_all_new=False)
        try:
            return await self._load(batch, is_all_new=True)
        except (RowRefused, UniqueViolation) as refusal:
            if not isinstance(refusal.__cause__ or refusal, UniqueViolation):
                raise
        # A row of which no version was remembered.
        return await self._load(batch, is_all_new=False)

    async def _load(self, batch: Batch, *, is_all_new: bool) -> Counts:
        async with database_errors(), self._connection.transaction():
            await act_for(self._connection, self.target.tenant_id)
            await self._keep_lease(batch)
            if self._deriving is not None:
                await self._deriving.hold(self._connection)
            counts, touched = await self._store_rows(batch, is_all_new)
            if batch.farewell is not None:
                counts.add(await self._mark_deleted(batch.farewell))
                touched |= set(batch.farewell.source_ids)
            self._step("keeping pages", "")
            await self._keep_pages(batch.pages)
            await self._keep_versions(batch.versions, is_all_new)
            if keeps_objects(self.target):
                await keep_objects(self._connection, self.target, batch)
            if self._deriving is not None:
                self._step("deriving", "")
                source_ids = [str(each) for each in touched]
                with refused_rows(f"what is made of {self.target.stream}"):
                    counts.rows_written += await self._deriving.after(
                        self._connection, self.target.stream, source_ids, self._clock()
                    )
            await self._keep_setbacks(batch)
            await self._note_drift(batch)
            await self._log(counts, batch.window_from)
            self._step("committing", "")
        self._step("committed", f"{len(batch.pages)} pages")
        return counts

    async def _keep_lease(self, batch: Batch) -> None:
        name = "renew_lease" if batch.position is None else "keep_position"
        parameters = {
            **self.target.place,
            "fence": self.fence,
            "now": self._clock(),
            "lease_seconds": LEASE_SECONDS,
            "position": Jsonb(batch.position),
        }
        if not await self._rows(query("cursors", name), parameters):
            raise LeaseLost(
                f"Another worker has taken over {self.target.stream}. Nothing of this page was written here."
            )
        if batch.position is not None and batch.census_ids is not None:
            if batch.census_ids.is_first:
                await self._connection.execute(query("cursors", "forget_census_ids"), self.target.place)
            values = {**self.target.place, **vars(batch.census_ids)}
            await self._connection.execute(query("cursors", "keep_census_ids"), values)

    async def _store_rows(self, batch: Batch, is_all_new: bool) -> tuple[Counts, set[Any]]:
        new: set[Any] = set()
        touched: set[Any] = set()
        written = 0
        root_name = self.target.tables[0].name if self.target.tables else ""
        known = self._known_roots(batch)
        if batch.rows.get(root_name):
            for name, statements in self._statements.items():
                with refused_rows(name):
                    written += await self._merge_table(name, statements, batch, is_all_new, new, touched)
            for name, statements in self._statements.items():
                if known and not statements.table.is_root:
                    written += await self._remove_vanished(name, statements, batch, known, touched)
        records = len(batch.rows.get(root_name, ()))
        changed = len(touched - new)
        counts = Counts(
            received=batch.received,
            new=len(new),
            changed=changed,
            same=batch.same + records - len(new) - changed,
            stale=batch.stale,
            quarantined=batch.quarantined,
            ignored=batch.ignored,
            lines_quarantined=batch.lines_quarantined,
            deleted=self._deleted_in(batch.rows.get(root_name, ()), new | touched),
            rows_written=written,
            pages=len(batch.pages),
            bytes=batch.bytes,
        )
        return counts, touched

    def _known_roots(self, batch: Batch) -> set[Any]:
        if not batch.known or not self.target.tables:
            return set()
        position = self._root_position
        rows = batch.rows.get(self.target.tables[0].name, ())
        return {row[position] for row in rows if str(row[position]) in batch.known}

    @property
    def _root_position(self) -> int:
        root = self.target.tables[0]
        return root.columns.index(root.key[0])

    def _deleted_in(self, rows: Sequence[Row], written: set[Any]) -> int:
        if not rows:
            return 0
        deleted = self.target.tables[0].columns.index("deleted_at")
        position = self._root_position
        return sum(1 for row in rows if row[deleted] is not None and row[position] in written)

    async def _merge_table(
        self,
        name: str,
        statements: TableStatements,
        batch: Batch,
        is_all_new: bool,
        new: set[Any],
        touched: set[Any],
    ) -> int:
        rows = batch.rows.get(name)
        if not rows:
            return 0
        self._step("staging", name)
        async with self._connection.cursor() as cursor:
            async with cursor.copy(statements.copy) as copy:
                for part in batch.packed.get(name) or self._packed(self._stage(name).types, rows):
                    await copy.write(part)
            self._step("merging", name)
            if is_all_new:
                await cursor.execute(statements.insert, self._here)
                if statements.table.is_root:
                    new.update(row[self._root_position] for row in rows)
                    touched |= new
                return cursor.rowcount
            if statements.table.is_root:
                await cursor.execute(statements.merge, self._here)
                for found in await cursor.fetchall():
                    touched.add(found["key"])
                    if found["is_new"]:
                        new.add(found["key"])
                return cursor.rowcount
            if not batch.known:
                await cursor.execute(statements.merge, self._here)
                return cursor.rowcount
            await cursor.execute(statements.merge_telling, self._here)
            return self._touch(await cursor.fetchall(), touched)

    @staticmethod
    def _touch(found: Iterable[Mapping[str, Any]], touched: set[Any]) -> int:
        count = 0
        for each in found:
            touched.add(each["key"])
            count += each["count"]
        return count

    async def _remove_vanished(
        self, name: str, statements: TableStatements, batch: Batch, known: set[Any], touched: set[Any]
    ) -> int:
        roots = known - {key[0] for key in batch.silent.get(name, ())}
        if not roots:
            return 0
        positions = [statements.table.columns.index(column) for column in statements.table.key]
        sent = [tuple(row[n] for n in positions) for row in batch.rows.get(name, ()) if row[0] in roots]
        sent += [key for key in batch.kept_keys.get(name, ()) if key[0] in roots]
        columns = list(zip(*sent, strict=True)) if sent else [()] * len(positions)
        kept = {f"kept_{number}": list(column) for number, column in enumerate(columns)}
        self._step("removing", name)
        found = await self._rows(self._stage(name).remove_vanished, {**self._here, "roots": list(roots), **kept})
        return self._touch(found, touched)

    async def _mark_deleted(self, farewell: Farewell) -> Counts:
        """Mark rows as deleted; their versions end, so that only a newer one brings them back."""
        root = self.target.tables[0]
        take = root.record.columns[root.key[0]].kind.take
        keys = [take(each) for each in farewell.source_ids]
        marked = await self._connection.execute(
            self._statements[root.name].soft_delete,
            {**self._here, "keys": keys, "reason": farewell.reason, "now": farewell.at},
        )
        ended = {**self.target.place, "source_ids": list(farewell.source_ids), "at": farewell.at}
        await self._connection.execute(query("loading", "end_versions"), ended)
        await self._connection.execute(
            query("quarantine", "resolve_read"),
            {**ended, "still": [], "now": farewell.at, "resolution": farewell.reason},
        )
        return Counts(deleted=marked.rowcount, rows_written=marked.rowcount)

    async def _keep_pages(self, pages: Sequence[KeptPage]) -> None:
        if not pages:
            return
        bodies = {page.body_hash: page for page in pages if page.body is not None}.values()
        await self._connection.execute(
            query("loading", "keep_bodies"),
            {
                "tenant_id": self.target.tenant_id,
                "hashes": [page.body_hash for page in bodies],
                "bodies": [page.body for page in bodies],
                "counts": [page.record_count for page in bodies],
                "sizes": [page.size_bytes for page in bodies],
            },
        )
        await self._connection.execute(
            query("loading", "keep_pages"),
            {
                **self.target.place,
                "list_names": [page.list_name for page in pages],
                "numbers": [page.number for page in pages],
                "fetched_ats": [page.fetched_at for page in pages],
                "hashes": [page.body_hash for page in pages],
            },
        )

    async def _keep_versions(self, versions: Mapping[str, Version], is_all_new: bool) -> None:
        if not versions:
            return
        rows = [(key, each.payload_hash, each.updated_at, each.fetched_at) for key, each in versions.items()]
        async with self._connection.cursor() as cursor:
            async with cursor.copy(query("loading", "copy_versions")) as copy:
                for part in self._packed(self._stages[_VERSIONS].types, rows):
                    await copy.write(part)
            name = "insert_versions" if is_all_new else "keep_versions"
            await cursor.execute(query("loading", name), self.target.place)

    async def _keep_setbacks(self, batch: Batch) -> None:
        for each in batch.set_aside:
            await self._connection.execute(
                query("quarantine", "set_aside"),
                {
                    **self.target.place,
                    "source_id": each.source_id,
                    "path": each.path,
                    "reason": str(each.problems[0]),
                    "problems": Jsonb([vars(problem) for problem in each.problems]),
                    "payload": pack(each.payload),
                    "payload_hash": each.payload_hash,
                    "seen_at": each.seen_at,
                },
            )
        if batch.set_aside:
            self._has_open_quarantine = True
        await self._resolve(batch)

    async def _resolve(self, batch: Batch) -> None:
        read = list(batch.versions)
        if not read or not self._has_open_quarantine:
            return
        still = [f"{each.source_id} {each.path}" for each in batch.set_aside]
        await self._connection.execute(
            query("quarantine", "resolve_read"),
            {**self.target.place, "source_ids": read, "still": still, "now": self._clock(), "resolution": "read"},
        )
        found = await self._rows(query("quarantine", "has_open"), self.target.place)
        self._has_open_quarantine = bool(found[0]["has_open"])

    async def _note_drift(self, batch: Batch) -> None:
        found = [("new_field", name, "", count) for name, count in batch.new_fields.items()]
        found += [("unknown_word", name, word, count) for (name, word), count in batch.unknown_words.items()]
        for kind, name, word, count in found:
            await self._connection.execute(
                query("loading", "note_drift"),
                {**self.target.place, "kind": kind, "name": name, "word": word, "count": count, "now": self._clock()},
            )

    async def _log(self, counts: Counts, window_from: datetime | None) -> None:
        await self._connection.execute(
            query("runs", "add_to_log"),
            {**self.target.place, **vars(counts), "window_from": window_from, "now": self._clock()},
        )

"""
Keeps the records of the simulated business: each as its serialised bytes plus the few fields that lists filter by.

A record is decoded only to be edited, so that a page is a join of byte strings and a long history stays small.
Instants are kept as the vendor writes them (whole-second UTC text), which compares like the instants themselves.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Collection, Iterator
from typing import Any, Generic, TypeVar

import msgspec

Record = dict[str, Any]
CHANGES_REMEMBERED = 10_000
ALL_SHOPS = 0

encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


class Row:
    """One record of a stream in its present version."""

    __slots__ = ("body", "created", "deleted", "id", "shop_id", "updated")

    def __init__(self, record: Record, shop_id: int) -> None:
        self.id: int = record["id"]
        self.shop_id = shop_id
        self.created: str | None = record.get("createdDate")
        self.updated: str | None = record.get("updatedDate")
        self.deleted: str | None = record.get("deletedDate")
        self.body = self._serialised(record)

    def _serialised(self, record: Record) -> bytes:
        return encode(record)

    def json(self) -> bytes:
        """Return the record as the vendor serves it."""
        return self.body

    def record(self) -> Record:
        """Return the record decoded: a copy of its own, free to be edited."""
        record: Record = _decode(self.json())
        return record


class VehicleRow(Row):
    """A vehicle, found by its owner."""

    __slots__ = ("customer_id",)

    def __init__(self, record: Record, shop_id: int) -> None:
        super().__init__(record, shop_id)
        self.customer_id: int = record["customerId"]


class AppointmentRow(Row):
    """An appointment, found by its time, customer and vehicle."""

    __slots__ = ("customer_id", "start", "vehicle_id")

    def __init__(self, record: Record, shop_id: int) -> None:
        super().__init__(record, shop_id)
        self.customer_id: int | None = record["customerId"]
        self.vehicle_id: int | None = record["vehicleId"]
        self.start: str = record["startTime"]


class JobRow(Row):
    """One job; its bytes are shared by the list of jobs and by the order that contains it."""

    __slots__ = ("authorized", "authorized_at", "customer_id", "repair_order_id", "status_id", "vehicle_id")

    def __init__(self, record: Record, shop_id: int) -> None:
        super().__init__(record, shop_id)
        self.repair_order_id: int = record["repairOrderId"]
        self.vehicle_id: int | None = record["vehicleId"]
        self.customer_id: int | None = record["customerId"]
        self.authorized: bool | None = record["authorized"]
        self.authorized_at: str | None = record["authorizedDate"]
        self.status_id = 0


class RepairOrderRow(Row):
    """A repair order: the bytes before and after its jobs, and the rows of the jobs themselves."""

    __slots__ = ("customer_id", "jobs", "number", "posted", "status_id", "tail", "vehicle_id")

    def __init__(self, record: Record, shop_id: int) -> None:
        super().__init__(record, shop_id)
        self.jobs = tuple([JobRow(job, shop_id) for job in record["jobs"]])
        self.number: int = record["repairOrderNumber"]
        self.status_id: int = record["repairOrderStatus"]["id"]
        self.posted: str | None = record["postedDate"]
        self.customer_id: int | None = record["customerId"]
        self.vehicle_id: int | None = record["vehicleId"]
        for job in self.jobs:
            # Lists of jobs follow the order: its status is a filter, and its deletion hides them.
            job.status_id = self.status_id
            job.deleted = self.deleted

    def _serialised(self, record: Record) -> bytes:
        names = list(record)
        middle = names.index("jobs")
        self.tail = b"]," + encode({name: record[name] for name in names[middle + 1 :]})[1:]
        return encode({name: record[name] for name in names[:middle]})[:-1] + b',"jobs":['

    def json(self) -> bytes:
        """Return the whole order tree as the vendor serves it."""
        return b"".join((self.body, b",".join([job.body for job in self.jobs]), self.tail))


R = TypeVar("R", bound=Row)


class Table(Generic[R]):
    """
    The records of one stream, by id, with the ids of each shop in ascending order.

    It remembers what recent changes replaced, so that a list can be served as it stood some seconds ago.
    """

    def __init__(self) -> None:
        self._rows: dict[int, R] = {}
        self._ids: dict[int, list[int]] = {}
        self._alive_ids: dict[int, list[int]] = {}
        self._changes: deque[tuple[float, int, R | None]] = deque(maxlen=CHANGES_REMEMBERED)

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, row_id: int) -> R | None:
        """Return the record with this id, if there is one."""
        return self._rows.get(row_id)

    def put(self, row: R, changed_at: float | None = None) -> None:
        """Store a new record or a new version of one; *changed_at* is left out for history that is older than lists."""
        before = self._rows.get(row.id)
        if changed_at is not None:
            self._changes.append((changed_at, row.id, before))
        self._rows[row.id] = row
        was_alive = before is not None and before.deleted is None
        for shop_id in (row.shop_id, ALL_SHOPS):
            if before is None:
                _insert(self._ids.setdefault(shop_id, []), row.id)
            if row.deleted is None and not was_alive:
                _insert(self._alive_ids.setdefault(shop_id, []), row.id)
            elif row.deleted is not None and was_alive:
                _discard(self._alive_ids[shop_id], row.id)

    def remove(self, row_id: int, changed_at: float) -> None:
        """Take a record away without a trace, as the vendor does with employees and jobs."""
        row = self._rows.pop(row_id)
        self._changes.append((changed_at, row_id, row))
        for shop_id in (row.shop_id, ALL_SHOPS):
            _discard(self._ids[shop_id], row_id)
            if row.deleted is None:
                _discard(self._alive_ids[shop_id], row_id)

    def ids(self, shop_id: int, *, with_deleted: bool = True) -> list[int]:
        """Return the ids of one shop in ascending order; the list belongs to the table."""
        return (self._ids if with_deleted else self._alive_ids).get(shop_id, [])

    def ids_of(self, shop_ids: Collection[int], *, with_deleted: bool = True) -> list[int]:
        """Return the ids of some shops in ascending order, without any work for one shop or for all of them."""
        if len(shop_ids) == 1:
            return self.ids(next(iter(shop_ids)), with_deleted=with_deleted)
        if self._ids.keys() - {ALL_SHOPS} <= set(shop_ids):
            return self.ids(ALL_SHOPS, with_deleted=with_deleted)
        return sorted(row_id for shop_id in shop_ids for row_id in self.ids(shop_id, with_deleted=with_deleted))

    def rows(self, shop_ids: Collection[int], *, with_deleted: bool = True) -> list[R]:
        """Return the records of some shops, in ascending order of id."""
        rows = self._rows
        return [rows[row_id] for row_id in self.ids_of(shop_ids, with_deleted=with_deleted)]

    def rows_as_of(self, cutoff: float, shop_ids: Collection[int], *, with_deleted: bool = True) -> list[R]:
        """Return the records of some shops as they stood at *cutoff*, without later changes."""
        wanted = set(shop_ids)
        stood: dict[int, R | None] = {row.id: row for row in self.rows(wanted)}
        for changed_at, row_id, before in reversed(self._changes):
            if changed_at <= cutoff:
                break
            stood[row_id] = before
        rows = [row for row in stood.values() if row is not None and row.shop_id in wanted]
        return sorted((row for row in rows if with_deleted or row.deleted is None), key=lambda row: row.id)

    def __iter__(self) -> Iterator[R]:
        return iter(self._rows.values())


def _insert(ids: list[int], row_id: int) -> None:
    if not ids or row_id > ids[-1]:
        ids.append(row_id)
    else:
        insort(ids, row_id)


def _discard(ids: list[int], row_id: int) -> None:
    place = bisect_left(ids, row_id)
    if place < len(ids) and ids[place] == row_id:
        del ids[place]

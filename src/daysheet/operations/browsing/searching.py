"""Finds what somebody names in a few words: a location, an order or a job by its number, a metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from daysheet.core.access import Caller
from daysheet.core.vendor import Vendor
from daysheet.operations.boards.dispatching import boards_of, some
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures.metrics import catalogue
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.work_in_progress import numbered

WORD_MAX: Final = 100
FOUND_MAX: Final = 10
NUMBER_DIGITS_MAX: Final = 18
# A job's number is its quote's with a count behind it; whoever has the quote's number means all of them.
JOBS_OF_QUOTE: Final = 5

Kind = Literal["order", "job", "location", "metric"]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """
    Something that was found; `thing` is its id, or a metric's name.

    An order that is not on the board any more has the `table` and `column` that its number is found by.
    """

    kind: Kind
    label: str
    thing: str
    place: str | None = None
    note: str | None = None
    on: date | None = None
    is_open: bool = True
    table: tuple[str, str] | None = None
    boards: Sequence[str] = field(default=())


async def search(office: Office, tenant: Tenant, caller: Caller, word: str) -> list[Hit]:
    """Return what a word names among the things that the caller may see, numbers first; nothing for no word."""
    word = " ".join(word.split())[:WORD_MAX]
    if not word or "\0" in word:
        return []
    found: list[Hit] = []
    places = [row for row in await locations(office, tenant) if caller.sees(row["location_id"])]
    if caller.may("read:records"):
        found += await _orders(office, tenant, word, places)
        found += await _jobs(office, tenant, word, caller)
    found += _locations(office.vendors, word, places)
    if caller.may("read:metrics"):
        found += _metrics(office, word, sees_persons=caller.may("read:pii"))
    return found


async def _orders(office: Office, tenant: Tenant, word: str, places: Sequence[Mapping[str, Any]]) -> list[Hit]:
    number = word.removeprefix("#")
    if not (number.isascii() and number.isdecimal() and len(number) <= NUMBER_DIGITS_MAX):
        return []
    found: list[Hit] = []
    for vendor in office.vendors.values():
        mine = {str(vendor.location_key(row["source_id"])): row for row in places if row["vendor"] == vendor.name}
        if vendor.work is None or not mine:
            continue
        sources = [row["source_id"] for row in mine.values()]
        rows = await numbered(office.database, tenant.tenant_id, vendor, sources, int(number))
        found += [_order(row, mine[str(row["location_key"])]["name"]) for row in rows]
    return found


def _order(row: Mapping[str, Any], place: str) -> Hit:
    return Hit(
        kind="order",
        label=row["number"],
        thing=row["id"],
        place=place,
        note=row["vendor_state"],
        is_open=row["is_open"],
        table=(row["table_name"], row["column_name"]),
    )


async def _jobs(office: Office, tenant: Tenant, word: str, caller: Caller) -> list[Hit]:
    number = word.removeprefix("#")
    numbers = [number, *(f"{number}-{each}" for each in range(1, JOBS_OF_QUOTE + 1))]
    return [
        Hit(kind="job", label=row["number"], thing=row["id"], place=row["location"], on=row["service_date"])
        for _, dispatch in boards_of(office, tenant)
        for row in await dispatch.numbered(numbers, some(caller.locations))
    ]


def _locations(vendors: Mapping[str, Vendor], word: str, places: Sequence[Mapping[str, Any]]) -> list[Hit]:
    found = [row for row in places if word.lower() in row["name"].lower() or word == row["source_id"]]
    return [
        Hit(
            kind="location",
            label=row["name"].strip(),
            thing=str(row["location_id"]),
            boards=_boards(vendors.get(row["vendor"])),
        )
        for row in found[:FOUND_MAX]
    ]


def _boards(vendor: Vendor | None) -> list[str]:
    if vendor is None:
        return []
    return [name for name, board in (("work_in_progress", vendor.work), ("journeys", vendor.board)) if board]


def _metrics(office: Office, word: str, *, sees_persons: bool) -> list[Hit]:
    known = [
        (vendor, each)
        for vendor, figures in catalogue(office.vendors)
        for each in figures.metrics
        if sees_persons or not each.is_personal
    ]
    text = word.lower()
    found = [pair for pair in known if text in f"{pair[1].name} {pair[1].label}".lower()]
    found.sort(key=lambda pair: (not pair[1].label.lower().startswith(text), pair[1].label))
    return [
        Hit(kind="metric", label=each.label, thing=each.name, note=vendor.title) for vendor, each in found[:FOUND_MAX]
    ]

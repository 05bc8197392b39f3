"""What there is to tell of a selection of a table's rows: how many, what they come to, its usual words, all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from daysheet.core.browsing import BrowsedTable, Browsing
from daysheet.core.errors import SettingWrong
from daysheet.core.nouns import counted
from daysheet.operations.browsing.record import Seeing, place_of
from daysheet.operations.browsing.record_kinds import declared
from daysheet.operations.browsing.records import Library, role_of
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity.auditing import note
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.selections import COUNTED_MAX, Extent, as_sql, count_all, extent_of, words_of

EXPORTED_AT_ONCE: Final = 1_000
WORDS_MAX: Final = 12
WORD_LENGTH_MAX: Final = 40
FACETS_MAX: Final = 8
ROWS_PER_WORD: Final = 3

__all__ = ["COUNTED_MAX", "Facet", "Total", "all_of", "as_sql", "facets_of", "is_personal", "note_export", "total_of"]


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A column with few words, which may be chosen from."""

    column: str
    words: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Total:
    """
    How many rows there are, and what their amounts come to, in cents by column.

    `rows` is None where there are more than `COUNTED_MAX`, or where counting took too long; then nothing is added up.
    `why_not_added` says why amounts are not, though they could be.
    """

    rows: int | None
    is_bounded: bool
    sums: Mapping[str, Any]
    currency: str | None
    why_not_added: str = ""


async def total_of(library: Library, tenant: Tenant, wish: Browsing, seeing: Seeing) -> Total:
    """Return what a selection comes to; amounts of several currencies are never added."""
    currencies = await _currencies(library, tenant, wish, seeing)
    summed = [name for name in wish.columns if name.endswith("_cents")] if len(currencies) == 1 else []
    try:
        found = await extent_of(
            library.database,
            role_of(sees_persons=seeing.persons),
            tenant.tenant_id,
            wish,
            await _allowed(library, tenant, wish.table, seeing),
            summed,
        )
    except SettingWrong:
        # The page itself could be read, so it was only too much to count.
        found = Extent(rows=None, sums={})
        return Total(rows=None, is_bounded=False, sums={}, currency=None)
    why = f"Amounts in {', '.join(sorted(currencies))} are not added." if len(currencies) > 1 else ""
    return Total(
        rows=found.rows,
        is_bounded=found.rows is None,
        sums=found.sums,
        currency=next(iter(currencies)) if len(currencies) == 1 else None,
        why_not_added=why,
    )


async def facets_of(library: Library, tenant: Tenant, table: BrowsedTable, seeing: Seeing) -> list[Facet]:
    """Return the columns of a table that hold few words, by its first rows and by what vendors declare."""
    kind = declared(library.office.vendors, table)
    vocabulary = {} if kind is None else kind.table.record.words
    told = {name: {str(word) for word in words} for name, words in vocabulary.items() if name in table.by_name}
    plain = [
        each.name
        for each in table.columns
        if each.type == "text" and each.name not in table.key and not each.is_personal
    ]
    wish = Browsing(table=table, columns=(), filters=(), order=(), limit=0)
    found: dict[str, list[str]] = {}
    seen = 0
    if plain:
        try:
            found, seen = await words_of(
                library.database,
                role_of(sees_persons=seeing.persons),
                tenant.tenant_id,
                wish,
                await _allowed(library, tenant, table, seeing),
                plain,
            )
        except SettingWrong:
            return []
    facets = []
    for each in table.columns:
        words = sorted({*found.get(each.name, ()), *(told.get(each.name, ()) if each.name in plain else ())})
        if each.type == "boolean":
            facets.append(Facet(column=each.name, words=("true", "false")))
        elif _are_few(words, seen, is_told=each.name in told):
            facets.append(Facet(column=each.name, words=words))
    return sorted(facets, key=lambda facet: (facet.column not in told, facet.words == ("true", "false")))[:FACETS_MAX]


def _are_few(words: Sequence[str], rows: int, *, is_told: bool) -> bool:
    """Whether words are for choosing from: not as many as there are rows, short, and without the commas between."""
    if not 2 <= len(words) <= WORDS_MAX or any(len(word) > WORD_LENGTH_MAX or "," in word for word in words):
        return False
    return is_told or len(words) * ROWS_PER_WORD <= rows


def is_personal(wish: Browsing) -> bool:
    """Whether personal data is among the columns of a selection."""
    return any(wish.table.by_name[name].is_personal for name in wish.columns)


async def note_export(library: Library, tenant: Tenant, wish: Browsing, seeing: Seeing, actor: str) -> int:
    """Note who takes personal data out of the house, and how many rows, before any of it leaves; return the number."""
    allowed = await _allowed(library, tenant, wish.table, seeing)
    role = role_of(sees_persons=seeing.persons)
    rows = await count_all(library.database, role, tenant.tenant_id, wish, allowed)
    thing = f"{wish.table.full_name}, {counted(rows, 'row')}"
    await note(library.office, tenant.tenant_id, actor, "records.exported", thing)
    return rows


async def all_of(
    library: Library, tenant: Tenant, wish: Browsing, seeing: Seeing
) -> AsyncIterator[list[dict[str, Any]]]:
    """Yield every row of a selection, some at a time; each part begins after the last row of the one before."""
    wish = replace(wish, limit=EXPORTED_AT_ONCE)
    while True:
        found = await library.page(tenant, wish, sees_persons=seeing.persons, only=seeing.only)
        rows = found[:EXPORTED_AT_ONCE]
        yield rows
        if len(found) <= EXPORTED_AT_ONCE:
            return
        wish = wish.after_row(tuple(rows[-1][each.column] for each in wish.order))


async def _allowed(
    library: Library, tenant: Tenant, table: BrowsedTable, seeing: Seeing
) -> Mapping[str, Sequence[str]]:
    return {} if seeing.only is None else await library.allowed(tenant, table, seeing.only)


async def _currencies(library: Library, tenant: Tenant, wish: Browsing, seeing: Seeing) -> set[str]:
    """Return the currencies of the locations that a selection can be of."""
    vendors = library.office.vendors
    sources = {each.name for each in vendors.values() if each.schema == wish.table.schema} or vendors.keys()
    places = [
        each
        for each in await locations(library.office, tenant)
        if each["vendor"] in sources and (seeing.only is None or each["location_id"] in seeing.only)
    ]
    for each in wish.filters:
        if each.sign == "=" and len(each.values) == 1:
            here = place_of(library, wish.table, {each.column: each.values[0]}, places)
            places = places if here is None else [each for each in places if each == here]
    return {str(each["currency"]) for each in places if each["currency"] is not None}

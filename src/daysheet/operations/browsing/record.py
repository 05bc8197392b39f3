"""One record of any table, with its lines, what it hangs on, and where it belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from daysheet.core.browsing import LOCATION, BrowsedTable, Browsing, Filter, Sorting
from daysheet.core.errors import NotAllowed, SettingWrong, UnknownThing
from daysheet.core.records import Table
from daysheet.core.vendor import Vendor
from daysheet.operations.browsing.record_columns import is_telephone
from daysheet.operations.browsing.record_kinds import Declared, declared, named_by
from daysheet.operations.browsing.records import Library
from daysheet.operations.entries.placing import locations
from daysheet.operations.identity.auditing import note
from daysheet.warehouse.connections import Tenant

# So that the page of an order stays under 150 KiB; all lines are in their table.
LINES_MAX: Final = 40
NOTHING: Final = "There is no such record, or it belongs to a location that this account does not see."
Row = Mapping[str, Any]
Key = tuple[str, ...]
_Cut = tuple[BrowsedTable, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Seeing:
    """What whoever asks may see: personal data, and these locations or all; `telephones` only if asked for."""

    persons: bool
    only: frozenset[int] | None = None
    telephones: bool = True


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a record, with the lines below it."""

    row: Row
    below: Sequence[Lines] = ()


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The lines of one kind, and the filters by which their table has them all."""

    table: BrowsedTable
    lines: Sequence[Line]
    filters: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Another record that one names or hangs on."""

    table: BrowsedTable
    key: Key


@dataclass(frozen=True, kw_only=True)
class Found:
    """
    A record as it was found.

    `declared` is None for what is made from other tables, `place` for what no location has. Where a `row` is None,
    nothing is stored under the key: the record may wait in quarantine. Of the kinds of lines in `cut`, each with the
    filters of its table, there are more than `LINES_MAX`, and only the first are here.
    """

    table: BrowsedTable
    key: Key
    row: Row | None
    declared: Declared | None
    place: Row | None
    places: Sequence[Row]
    lines: Sequence[Lines] = ()
    cut: Sequence[_Cut] = ()
    references: Sequence[Reference] = field(default_factory=list)

    @property
    def record_id(self) -> str:
        """The vendor's id of the record, or of the one that it is a line of."""
        row = self.row or dict(zip(self.table.key, self.key, strict=True))
        return self.declared.source_id(row) if self.declared is not None else self.key[-1]


async def one(library: Library, tenant: Tenant, name: str, key: Key, seeing: Seeing) -> Found:
    """Return a record by its table and its key; raises `UnknownThing` where no such one may be seen."""
    table = library.table(name, sees_persons=seeing.persons)
    if len(key) != len(table.key):
        raise UnknownThing(NOTHING)
    said = dict(zip(table.key, key, strict=True))
    rows = await _rows(library, tenant, table, said, seeing)
    known = await locations(library.office, tenant)
    places = [each for each in known if seeing.only is None or each["location_id"] in seeing.only]
    kind = declared(library.office.vendors, table)
    row = rows[0] if rows else None
    found = Found(
        table=table,
        key=key,
        row=row,
        declared=kind,
        place=place_of(library, table, row or said, places),
        places=places,
    )
    if row is None:
        return found
    lines, cut = await _lines(library, tenant, found, seeing)
    return replace(found, lines=lines, cut=cut, references=_references(library, found, seeing))


def has_telephones(found: Found) -> bool:
    """Whether a record or one of its lines has a telephone number of somebody, for those who may see persons."""
    return found.row is not None and (_has_telephone(found.table, found.row) or any(map(_have_telephone, found.lines)))


def _have_telephone(lines: Lines) -> bool:
    return any(_has_telephone(lines.table, line.row) or any(map(_have_telephone, line.below)) for line in lines.lines)


def _has_telephone(table: BrowsedTable, row: Row) -> bool:
    return any(is_telephone(table, each) and row[each.name] not in (None, "") for each in table.columns)


async def note_telephones(library: Library, tenant: Tenant, found: Found, actor: str) -> None:
    """Note that somebody looked at the telephone numbers of a record."""
    thing = f"{found.table.full_name} {'/'.join(found.key)}"
    await note(library.office, tenant.tenant_id, actor, "record.phone_shown", thing)


def is_there(found: Found, seeing: Seeing, *, waits: bool) -> bool:
    """Whether there is such a record for whoever asks: it is stored, or waits in quarantine where they may look."""
    return found.row is not None or (waits and (seeing.only is None or found.place is not None))


async def find(
    library: Library, tenant: Tenant, vendor: Vendor, record_id: str, location_id: int | None, seeing: Seeing
) -> Reference:
    """Return where the record behind a figure or on a board stands, by the vendor's id; raises `UnknownThing`."""
    for name in vendor.figures.record_tables if vendor.figures is not None else ():
        table = library.shelf(sees_persons=seeing.persons).get(f"{vendor.schema}.{name}")
        if table is None or len(table.key) != 2:
            continue
        for each in await _where(library, tenant, vendor, table.key[0], location_id):
            said = dict(zip(table.key, (each, record_id), strict=True))
            if await _rows(library, tenant, table, said, seeing):
                return Reference(table=table, key=(each, record_id))
    raise UnknownThing(NOTHING)


async def _where(library: Library, tenant: Tenant, vendor: Vendor, column: str, location_id: int | None) -> set[str]:
    """Return the values that the first column of a key can have: accounts or locations, as the vendor has them."""
    if column == vendor.account_column:
        connections = await library.office.connections(tenant).all()
        return {str(each.connection_id) for each in connections if each.vendor == vendor.name}
    known = [each for each in await locations(library.office, tenant) if each["vendor"] == vendor.name]
    return {str(each["source_id"]) for each in known if location_id in (None, each["location_id"])}


def key_of(table: BrowsedTable, row: Row) -> Key:
    """Return the key of a row as texts, as addresses have it."""
    return tuple(_text(row[name]) for name in table.key)


def place_of(library: Library, table: BrowsedTable, row: Row, places: Sequence[Row]) -> Row | None:
    """Return the location that a row belongs to; None where no column says it, or it is none that may be seen."""
    if LOCATION in row:
        return next((each for each in places if str(each["location_id"]) == str(row[LOCATION])), None)
    for vendor in library.office.vendors.values():
        if vendor.schema == table.schema and vendor.location_column in row:
            mine = [each for each in places if each["source_id"] == str(row[vendor.location_column])]
            found = next((each for each in mine if each["vendor"] == vendor.name), None)
            if found is not None:
                return found
    return None


async def _rows(
    library: Library, tenant: Tenant, table: BrowsedTable, said: Mapping[str, str], seeing: Seeing
) -> list[dict[str, Any]]:
    """Return the rows with some values; a value that its column cannot hold is one that no row has."""
    wish = Browsing(
        table=table,
        columns=tuple(each.name for each in table.columns),
        filters=tuple(Filter(column=name, sign="=", values=(text,)) for name, text in said.items()),
        order=tuple(Sorting(column=name) for name in table.key),
        limit=LINES_MAX,
    )
    try:
        return await library.page(tenant, wish, sees_persons=seeing.persons, only=seeing.only)
    except (SettingWrong, NotAllowed):
        return []


async def _lines(library: Library, tenant: Tenant, found: Found, seeing: Seeing) -> tuple[list[Lines], list[_Cut]]:
    """Return the lines of a record, kind by kind, and what was cut; of a record that may be seen, every line may be."""
    if found.declared is None or found.row is None:
        return [], []
    own, walls = found.declared.table, _walls(found)
    everywhere = Seeing(persons=seeing.persons)
    rows: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    kinds: list[tuple[Table, BrowsedTable, dict[str, str]]] = []
    cut: list[_Cut] = []
    for each in found.declared.below():
        table = library.shelf(sees_persons=seeing.persons).get(f"{found.table.schema}.{each.name}")
        if table is None:
            continue
        said = {name: _text(found.row[name]) for name in walls if name in table.by_name}
        said |= {
            theirs: _text(found.row[mine]) for mine, theirs in zip(own.key, each.ancestors[: len(own.key)], strict=True)
        }
        read = await _rows(library, tenant, table, said, everywhere)
        rows[each.path] = read[:LINES_MAX]
        kinds.append((each, table, said))
        cut += [(table, said)] if len(read) > LINES_MAX else []
    return _nested(own, found.row, kinds, rows), cut


def _walls(found: Found) -> list[str]:
    """Return the columns of a record's key that are not the vendor's own id: the location, or the account."""
    assert found.declared is not None
    return [name for name in found.table.key if name not in found.declared.table.key]


def _nested(
    owner: Table,
    row: Row,
    kinds: Sequence[tuple[Table, BrowsedTable, dict[str, str]]],
    rows: Mapping[tuple[str, ...], Sequence[Row]],
) -> list[Lines]:
    mine = tuple(row[name] for name in owner.key)
    found = []
    for each, table, said in kinds:
        if each.path[:-1] != owner.path:
            continue
        below = [line for line in rows[each.path] if tuple(line[name] for name in each.ancestors) == mine]
        if below:
            found.append(
                Lines(
                    table=table,
                    lines=[Line(row=line, below=_nested(each, line, kinds, rows)) for line in below],
                    filters=said,
                )
            )
    return found


def _references(library: Library, found: Found, seeing: Seeing) -> list[Reference]:
    """Return the records that a row names: those of its columns that are another record's key among its lines."""
    assert found.row is not None
    shelf, references = library.shelf(sees_persons=seeing.persons), []
    owner = found.declared.owner_key(found.row) if found.declared is not None else None
    if owner is not None and found.declared is not None:
        table = shelf.get(f"{found.table.schema}.{owner[0].name}")
        if table is not None:
            walls = tuple(_text(found.row[name]) for name in _walls(found))
            references.append(Reference(table=table, key=(*walls, *map(_text, owner[1]))))
    for column, root in named_by(library.office.vendors, found.table.schema).items():
        table = shelf.get(f"{found.table.schema}.{root.name}")
        value = found.row.get(column)
        if table is None or value is None or len(table.key) != 2 or table.key[0] not in found.row:
            continue
        reference = Reference(table=table, key=(_text(found.row[table.key[0]]), _text(value)))
        if reference not in references:
            references.append(reference)
    return references


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

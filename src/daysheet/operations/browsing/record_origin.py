"""
Where a record comes from: the vendor's id, when it came and by which run, what was sent, and what waits of it.

Whoever may not see personal data sees of what was sent only what stands in a column that they may read.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from daysheet.core.exact import NotExact, parse_exactly, split_records
from daysheet.core.reading import source_id_of
from daysheet.core.records import Record
from daysheet.core.vendor import Stream
from daysheet.operations.browsing.record import Found, Seeing
from daysheet.operations.browsing.record_columns import is_telephone
from daysheet.operations.browsing.records import Library
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.record_sources import (
    RecordPlace,
    Sent,
    Version,
    object_of,
    pages_of,
    version_of,
    waiting_of,
)

MASK: Final = "•••"
SHOWN_MAX: Final = 16_000
_JSON: Final = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """
    Where a record comes from.

    `payload` is what the vendor sent, as JSON for people; None where it is not kept, with the reason in `not_kept`.
    """

    vendor: str
    title: str
    stream: str
    source_id: str
    version: Version | None
    run_id: uuid.UUID | None
    payload: str | None
    is_masked: bool
    is_cut: bool
    not_kept: str
    waiting: Sequence[Mapping[str, Any]]


async def origin_of(library: Library, tenant: Tenant, found: Found, seeing: Seeing) -> Origin | None:
    """Return where a record comes from; None for what is made from other records."""
    if found.declared is None:
        return None
    office, stream = library.office, found.declared.stream
    version, place = None, None
    for place in await _candidates(office, tenant, found):
        version = await version_of(office.database, place)
        if version is not None:
            break
    if place is None:
        return None
    sent, run_id, not_kept = None, None, ""
    if stream.is_confidential:
        not_kept = "Of this kind of record nothing is kept as it was sent: it is confidential."
    elif version is not None and found.declared.is_root:
        sent, run_id = await _sent(office, place, stream, version.fetched_at)
        not_kept = "The page that it came with is not kept any more." if sent is None else ""
    if seeing.persons and not seeing.telephones and _may_hold_telephones(library, found):
        sent = without_telephones(sent)
    text, is_cut = _written(library, stream.record, sent, seeing)
    return Origin(
        vendor=found.declared.vendor.name,
        title=found.declared.vendor.title,
        stream=stream.name,
        source_id=place.source_id,
        version=version,
        run_id=run_id,
        payload=text,
        is_masked=text is not None and not seeing.persons,
        is_cut=is_cut,
        not_kept=not_kept,
        waiting=await waiting_of(office.database, place),
    )


async def _candidates(office: Office, tenant: Tenant, found: Found) -> list[RecordPlace]:
    """Return the places at which a record can have been stored: of its location, its account, or any of the vendor."""
    assert found.declared is not None
    vendor, stream = found.declared.vendor, found.declared.stream
    row = found.row or dict(zip(found.table.key, found.key, strict=True))
    if stream.per_location:
        places = [(found.place["connection_id"], found.place["location_id"])] if found.place is not None else []
    elif vendor.account_column is not None and _is_number(account := str(row.get(vendor.account_column, ""))):
        places = [(int(account), 0)]
    else:
        connections = await office.connections(tenant).all()
        places = [(each.connection_id, 0) for each in connections if each.vendor == vendor.name]
    return [
        RecordPlace(
            tenant_id=tenant.tenant_id,
            connection_id=connection_id,
            location_id=location_id,
            schema=vendor.schema,
            stream=stream.name,
            source_id=found.record_id,
        )
        for connection_id, location_id in places
    ]


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 18


async def _sent(
    office: Office, place: RecordPlace, stream: Stream, fetched_at: datetime
) -> tuple[Any, uuid.UUID | None]:
    """Return the object that a version was read from, and the run that brought it, as far as they are still kept."""
    document, run_id = None, None
    for page in await pages_of(office.database, place, fetched_at):
        document = _object_in(stream, page, place.source_id)
        if document is not None:
            run_id = page.run_id
            break
    if document is None and stream.record.is_kept:
        kept = await object_of(office.database, place)
        document = None if kept is None else _parsed(kept.body)
    return document, run_id


def _object_in(stream: Stream, page: Sent, source_id: str) -> Any:
    """Return the object of that id in a page: the page itself, or one of its list."""
    bodies = [page.body]
    for field in (stream.list_field, None):
        try:
            bodies += split_records(page.body, field)
        except NotExact:
            continue
    for body in bodies:
        document = _parsed(body)
        if isinstance(document, dict) and _id_of(stream.record, document) == source_id:
            return document
    return _parsed(page.body) if stream.due is not None and stream.due.wrapped_as is not None else None


def _parsed(body: bytes) -> Any:
    try:
        return parse_exactly(body)
    except NotExact:
        return None


def _id_of(record: Record, document: Mapping[str, Any]) -> str:
    return source_id_of(tuple(record.columns[name].read(document) for name in record.key))


def _written(library: Library, record: Record, document: Any, seeing: Seeing) -> tuple[str | None, bool]:
    if document is None:
        return None, False
    if not seeing.persons:
        shelf = library.shelf(sees_persons=False).values()
        document = masked(record, document, {each.name: frozenset(each.by_name) for each in shelf})
    text = msgspec.json.format(_JSON.encode(document), indent=2).decode()
    return text[:SHOWN_MAX], len(text) > SHOWN_MAX


def masked(record: Record, document: Any, readable: Mapping[str, frozenset[str]]) -> Any:
    """
    Return an object with everything hidden but what stands in a readable column of the record's tables.

    What nobody declared may be personal, so it is hidden as well.
    """
    if not isinstance(document, dict):
        return document if document is None else MASK
    columns = readable.get(record.table, frozenset())
    fields = [each for name, each in record.columns.items() if name in columns]
    fields += [each for each in (record.version, record.location, record.deleted_at) if each is not None]
    paths = {each.path for each in fields if each.path}
    found = {}
    for name, value in document.items():
        child = record.children.get(name)
        if child is not None and isinstance(value, list):
            found[name] = [masked(child, each, readable) for each in value]
        else:
            found[name] = _hidden(name, value, paths)
    return found


def _may_hold_telephones(library: Library, found: Found) -> bool:
    """Whether a record or its lines have a column for somebody's telephone; a shop's own is no secret."""
    assert found.declared is not None
    shelf = library.shelf(sees_persons=True)
    lines = [shelf.get(f"{found.table.schema}.{each.name}") for each in found.declared.below()]
    return any(is_telephone(table, each) for table in (found.table, *lines) if table for each in table.columns)


def without_telephones(value: Any, name: str = "") -> Any:
    """
    Return a part of an object with everything hidden that is called a phone.

    >>> without_telephones({"name": "Ana", "phones": [{"number": "555-0100", "primary": True}], "phone": None})
    {'name': 'Ana', 'phones': [{'number': '•••', 'primary': '•••'}], 'phone': None}
    """
    if isinstance(value, dict):
        return {key: without_telephones(each, f"{name}.{key}") for key, each in value.items()}
    if isinstance(value, list):
        return [without_telephones(each, name) for each in value]
    return MASK if "phone" in name.lower() and value is not None else value


def _hidden(path: str, value: Any, paths: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _hidden(f"{path}.{name}", each, paths) for name, each in value.items()}
    if value is None or (path in paths and not isinstance(value, list)):
        return value
    if path in paths and isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value):
        return value
    return MASK

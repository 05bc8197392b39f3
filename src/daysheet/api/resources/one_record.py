"""`/v1/records/{table}/{key}`: one record of any table, under the caller's own rights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from starlette.responses import Response

from daysheet.api.answers import answer
from daysheet.api.asking import Asking, routes
from daysheet.api.resources.record_shapes import OneRecord
from daysheet.core.browsing import BrowsedTable
from daysheet.core.errors import UnknownThing
from daysheet.operations.browsing import record as records
from daysheet.operations.browsing.record import Lines, Row, Seeing
from daysheet.operations.browsing.record_origin import Origin, origin_of
from daysheet.operations.browsing.record_parts import Part, parts_of
from daysheet.operations.figures.metric_answers import number

router = routes("records")


@router.get("/v1/records/{table}/{key}", response_model=OneRecord, summary="One record with its lines and its origin")
async def one(ask: Asking, table: str, key: str) -> Response:
    """
    Show one record: its row, its lines, the records that it names, the figures that it enters, where it comes from.

    The key is the values of the table's key columns with commas between, such as `3,8907`; a comma within one is
    written `%2C`, escaped once more for the address.
    """
    library, seeing = await ask.library(), Seeing(persons=ask.sees_persons, only=ask.caller.locations)
    found = await records.one(library, ask.tenant, table, tuple(map(unquote, key.split(","))), seeing)
    origin = await origin_of(library, ask.tenant, found, seeing)
    if not records.is_there(found, seeing, waits=origin is not None and bool(origin.waiting)):
        raise UnknownThing(records.NOTHING)
    parts = await parts_of(ask.office, ask.tenant, found, seeing)
    cut = {each.full_name for each, _ in found.cut}
    kinds: dict[str, list[Row]] = {}
    for lines_table, row in _rows(found.lines):
        kinds.setdefault(lines_table.full_name, []).append(row)
    return answer(
        ask.request,
        {
            "table": found.table.full_name,
            "key": list(found.key),
            "row": found.row,
            "location": found.place and {"id": found.place["location_id"], "name": found.place["name"]},
            "lines": [{"table": name, "rows": rows, "is_cut": name in cut} for name, rows in kinds.items()],
            "references": [{"table": each.table.full_name, "key": list(each.key)} for each in found.references],
            "figures": None if parts is None else [_part(each) for each in parts],
            "origin": None if origin is None else _origin(origin),
        },
    )


def _rows(lines: Sequence[Lines]) -> Iterator[tuple[BrowsedTable, Row]]:
    for each in lines:
        for line in each.lines:
            yield each.table, line.row
            yield from _rows(line.below)


def _part(part: Part) -> dict[str, Any]:
    return {
        "metric": part.metric.name,
        "day": part.day_on,
        "location_id": part.location_id,
        "adds": number(part.adds),
        "denominator": None if part.below is None else number(part.below),
    }


def _origin(origin: Origin) -> dict[str, Any]:
    version = origin.version
    return {
        "vendor": origin.vendor,
        "stream": origin.stream,
        "id": origin.source_id,
        "connection": version and version.connection,
        "fetched_at": version and version.fetched_at,
        "updated_at": version and version.source_updated_at,
        "run_id": origin.run_id,
        "payload": origin.payload,
        "is_masked": origin.is_masked,
        "is_cut": origin.is_cut,
        "waiting": [
            {
                "id": str(each["quarantine_id"]),
                "path": each["path"],
                "reason": each["reason"],
                "first_seen_at": each["first_seen_at"],
                "last_seen_at": each["last_seen_at"],
            }
            for each in origin.waiting
        ],
    }

"""How far a run is that goes on now: records of those that the vendor announced, and how long the rest takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from daysheet.operations.office import Office
from daysheet.operations.runs.reading_progress import StreamProgress, facts_of, progress
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.run_history import RunRow

UNIT: Final = "records"
Row = dict[str, Any]


async def progress_of(office: Office, tenant: Tenant, run: RunRow) -> Row | None:
    """
    Return how far a run is, stream by stream of those it began; None for one that does not run.

    A total is known of a whole reading of a list whose length the vendor tells, from its first stored pages on.
    """
    if run.status != "running":
        return None
    row = await office.connections(tenant).one(run.connection)
    mine = str(run.run_id)
    facts = [each for each in await facts_of(office, tenant, row) if mine in (each.run, str(each.last_run_id))]
    names = dict.fromkeys(each.stream for each in facts)
    found = [progress(name, [each for each in facts if each.stream == name], office.clock()) for name in names]
    return told(found)


def told(found: Sequence[StreamProgress]) -> Row:
    """
    Return the progress of some streams as programs read it; what is not known of one is not known of all together.

    >>> one = StreamProgress(stream="a", state="done", so_far=4, announced=4)
    >>> {name: told([one])[name] for name in ("done", "total", "per_second", "left_seconds")}
    {'done': 4, 'total': 4, 'per_second': None, 'left_seconds': 0.0}
    """
    rates = [each.per_second for each in found if each.per_second is not None]
    left = [_left(each) for each in found]
    totals = [each.announced for each in found]
    return {
        "done": sum(each.so_far for each in found),
        "total": sum(each for each in totals if each is not None) if totals and None not in totals else None,
        "unit": UNIT,
        "per_second": round(sum(rates), 1) if rates else None,
        "left_seconds": sum(each for each in left if each is not None) if left and None not in left else None,
        "streams": [
            {
                "stream": each.stream,
                "state": each.state,
                "done": each.so_far,
                "total": each.announced,
                "left_seconds": _left(each),
            }
            for each in found
        ],
    }


def _left(each: StreamProgress) -> float | None:
    if each.state == "done":
        return 0.0
    return None if each.left is None else round(each.left.total_seconds(), 1)

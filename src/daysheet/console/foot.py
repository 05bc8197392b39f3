"""The line at the foot of every screen: how fresh each connection is, and what it has used of its calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from daysheet.console.desk import Desk
from daysheet.console.wording import ago, count
from daysheet.core.access import Caller
from daysheet.core.nouns import counted
from daysheet.operations.runs.status import ConnectionStatus, status_of
from daysheet.warehouse.connections import Tenant

# The line is on every screen; it need not be asked for anew by each of them.
KEPT_FOR: Final = timedelta(seconds=15)


async def foot_of(desk: Desk, caller: Caller) -> Sequence[str]:
    """
    Return one part for each connection; of a tenant's it is looked up at most every few seconds.

    Who may see some locations only is not told how many there are, and what the whole business has used.
    """
    now, is_whole = desk.office.clock(), caller.locations is None
    known = desk.feet.get((caller.tenant_id, is_whole))
    if known is not None and now - known[0] < KEPT_FOR:
        return known[1]
    found = await status_of(desk.office, Tenant(tenant_id=caller.tenant_id, name=caller.tenant_name))
    said = [_of(each, now, is_whole=is_whole) for each in found]
    desk.feet[caller.tenant_id, is_whole] = (now, said)
    return said


def _of(status: ConnectionStatus, now: datetime, *, is_whole: bool) -> str:
    read = [each.as_of for each in status.streams if each.as_of is not None]
    places = len({each.location for each in status.streams if each.location is not None})
    parts = [status.vendor]
    if places and is_whole:
        parts.append(counted(places, "location"))
    parts.append(status.status.replace("_", " ") if status.status != "active" else ago(max(read, default=None), now))
    if not status.calls_allowed or not is_whole:
        return ", ".join(parts)
    return f"{', '.join(parts)} · {count(status.calls_used)} of {count(status.calls_allowed)} calls"

"""Whether the boards of a business may have changed."""

from __future__ import annotations

from daysheet.operations.office import Office
from daysheet.warehouse import board_marks as warehouse
from daysheet.warehouse.connections import Tenant


async def mark(office: Office, tenant: Tenant) -> tuple[str, int]:
    """
    Return what is the same as long as a board shows the same: what was stored, and the minute, since ages grow.

    A change that leaves no mark, such as a person's new name, is thus seen within a minute.
    """
    stored = await warehouse.board_mark(office.database, tenant.tenant_id)
    return stored, minute(office)


async def standing(office: Office, tenant_id: int) -> tuple[str, str]:
    """
    Return what is the same as long as a business's keys open the same and, in one minute, its boards show the same.

    There need not be such a business.
    """
    return await warehouse.standing(office.database, tenant_id, office.clock())


def minute(office: Office) -> int:
    """Return the minute that it is, as a number; ages on boards grow with it."""
    return int(office.clock().timestamp() // 60)

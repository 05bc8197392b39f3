"""What is kept of the business and for how long, and where all of it is handed out."""

from __future__ import annotations

from typing import Any

from daysheet.console.desk import Visitor
from daysheet.core.browsing import BrowsedTable
from daysheet.operations.runs import retention


async def told(visitor: Visitor) -> dict[str, Any]:
    """Return what is kept, and the tables that can be handed out to the visitor."""
    groups: dict[str, list[BrowsedTable]] = {}
    if visitor.may("read:records"):
        for table in (await visitor.desk.library()).shelf(sees_persons=visitor.may("read:pii")).values():
            groups.setdefault(table.schema, []).append(table)
    return {"kept": await retention.kept(visitor.office, visitor.tenant), "groups": groups}

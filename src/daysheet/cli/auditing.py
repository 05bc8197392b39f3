"""audit."""

from __future__ import annotations

from typing import Annotated, Any, Final

from cyclopts import App, Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.cli.doorway import doorway
from daysheet.cli.granting import moment

audit = App(name="audit", help="Who changed what on purpose: list.")

SHOWN_MAX: Final = 50


@audit.command(name="list")
def list_entries(
    *,
    limit: Annotated[int, Parameter(help="Entries at most.", show_default=True)] = SHOWN_MAX,
    before: Annotated[int | None, Parameter(help="Only entries before this one, by its number.")] = None,
    host: Annotated[bool, Parameter(help="What was changed for all businesses, instead of at one.")] = False,
    common: Common = Common(),
) -> int:
    """
    List who changed what, newest first. Entries are added, never altered.

    For example:

        daysheet audit list
        daysheet audit list --before 1200 --limit 200 --json
    """
    from daysheet.operations.identity import auditing

    async def of_host() -> list[dict[str, Any]]:
        async with doorway().office(common.home) as office:
            return await auditing.host_entries(office, before, limit)

    async def of_tenant() -> list[dict[str, Any]]:
        async with at_work(common) as (office, tenant):
            return await auditing.entries(office, tenant, before, limit)

    rows = run_now(of_host() if host else of_tenant())
    if common.json:
        common.emit({"entries": rows})
        return 0
    shown = [{**row, "entry": row["entry_id"], "at": moment(row["at"])} for row in rows]
    common.show(("entry", "at", "actor", "action", "thing"), shown, "Nothing was changed yet.")
    return 0

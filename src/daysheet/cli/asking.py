"""query."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from daysheet.cli.common import Common, at_work, run_now
from daysheet.core.nouns import counted

ROWS_MAX = 1_000


def query(
    sql: Annotated[str, Parameter(help="One SQL statement.")],
    /,
    *,
    limit: Annotated[int, Parameter(help="Rows at most.", show_default=True)] = ROWS_MAX,
    common: Common = Common(),
) -> int:
    """
    Ask a question in SQL: read-only, of one tenant only.

    For example:

        daysheet query "select status, count(*) from tekmetric.repair_orders group by status"
        daysheet query "select * from tekmetric.shops" --json
    """
    from daysheet.operations.browsing import querying

    async def work() -> querying.QueryResult:
        async with at_work(common) as (office, tenant):
            return await querying.query(office, tenant, sql, limit)

    answer = run_now(work())
    if common.json:
        found = {"rows": answer.rows, "columns": list(answer.columns)}
        common.emit({**found, "row_count": len(answer.rows), "has_more": answer.has_more})
        return 0
    common.show(answer.columns, answer.rows, "No rows.")
    more = f" (there are more: --limit {limit * 10})" if answer.has_more else ""
    milliseconds = f"{answer.seconds * 1000:.0f} ms"
    common.say(f"{counted(len(answer.rows), 'row')}{more}, {milliseconds}, read-only, your tenant only")
    return 0

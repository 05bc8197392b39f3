"""`/v1/records`: every table and view of the business, page by page, under the caller's own rights."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.shapes import After, Limit, Listing, Tables
from daysheet.core.browsing import wanted

OWN_PARAMETERS: Final = frozenset({"limit", "after", "sort", "fields"})

router = routes("records")


@router.get("/v1/records", response_model=Tables, summary="The tables and views there are, with their columns")
async def tables(ask: Asking) -> Response:
    """List what can be paged through; whoever may not see personal data sees the columns without it."""
    shelf = (await ask.library()).shelf(sees_persons=ask.sees_persons)
    return answer(
        ask.request,
        {
            "data": [
                {
                    "name": table.full_name,
                    "meaning": table.meaning,
                    "key": list(table.key),
                    "columns": [
                        {
                            "name": column.name,
                            "type": column.type,
                            "meaning": column.meaning,
                            "is_key": column.name in table.key,
                            "may_be_null": not column.is_never_null,
                        }
                        for column in table.columns
                    ],
                }
                for table in shelf.values()
            ]
        },
        is_list=True,
    )


@router.get("/v1/records/{table}", response_model=Listing, summary="The rows of a table")
async def rows(
    ask: Asking,
    table: str,
    limit: Limit = 50,
    after: After = None,
    sort: Annotated[str | None, Query(max_length=200, description="Columns, `-` for descending.")] = None,
    fields: Annotated[str | None, Query(max_length=2_000, description="Columns to have; all without it.")] = None,
) -> Response:
    """
    Page through a table.

    Every column is a filter too: `status=POSTED,COMPLETE` is any of them, `posted_on.from=2026-01-01` and
    `posted_on.until=2026-02-01` a range without its end.
    """
    library = await ask.library()
    known = library.table(table, sees_persons=ask.sees_persons)
    asked = {name: value for name, value in ask.request.query_params.items() if name not in OWN_PARAMETERS}
    wish = wanted(known, asked, fields=fields, sort=sort, limit=limit)
    scope = (ask.tenant.tenant_id, known.full_name, sort, sorted(asked.items()))
    if after is not None:
        wish = wish.after_row(ask.cursors.position(after, *scope))
    found = await library.page(ask.tenant, wish, sees_persons=ask.sees_persons, only=ask.caller.locations)
    page, following = found[:limit], None
    if len(found) > limit:
        following = ask.cursors.token([page[-1][each.column] for each in wish.order], *scope)
    rows = [{name: row[name] for name in wish.columns} for row in page]
    return listing(ask.request, rows, columns=wish.columns, after=following)

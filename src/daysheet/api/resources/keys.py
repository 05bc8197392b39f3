"""`/v1/keys`, `/v1/audit` and `/v1/retention`: what programs may do, who changed what, and how long data is kept."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.resources import access_shapes as shapes
from daysheet.api.resources.entry_shapes import Day
from daysheet.api.shapes import After, Limit
from daysheet.operations.identity import access, auditing
from daysheet.operations.runs import retention
from daysheet.warehouse.auditing import Like

_ID: Final = re.compile(r"[0-9]{1,18}")
Said = Annotated[str | None, Query(max_length=200, description="Only this, word for word.")]

router = routes("access")


@router.get("/v1/keys", response_model=shapes.Keys, summary="The keys of the business")
async def list_keys(ask: Asking) -> Response:
    """List the keys, newest first, with their last use; never their text."""
    ask.need_everywhere()
    rows = [_told(row) for row in await access.keys(ask.office, ask.tenant)]
    return listing(ask.request, rows, columns=list(shapes.Key.model_fields))


@router.post("/v1/keys", response_model=shapes.KeyMade, status_code=201, summary="Make a key")
async def make_key(ask: Asking, new: shapes.NewKey) -> Response:
    """
    Make a key with no more than the caller has; its text is in this answer and nowhere else.

    The answer is not kept, so an Idempotency-Key has no effect here: a key whose text was lost is revoked.
    """
    ask.need_everywhere()
    made = await access.make_key(ask.office, ask.tenant, **new.model_dump(), by=ask.caller)
    headers = {"cache-control": "no-store"}
    return answer(ask.request, {"key": _told(made.row), "text": made.text}, 201, headers=headers)


@router.delete("/v1/keys/{key_id}", status_code=204, response_class=Response, summary="Revoke a key")
async def revoke_key(ask: Asking, key_id: str) -> Response:
    """Take a key back, at once and for good; that it was so before is as good."""
    ask.need_everywhere()
    if not _ID.fullmatch(key_id):
        raise Refused("nothing_here", "There is no such key.")
    await access.revoke_key(ask.office, ask.tenant, int(key_id), ask.caller)
    return Response(status_code=204)


@router.get("/v1/audit", response_model=shapes.Entries, summary="Who changed what")
async def list_entries(
    ask: Asking,
    who: Said = None,
    what: Said = None,
    first: Annotated[Day | None, Query(alias="from", description="First day, in UTC.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last day, in UTC.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List what was changed on purpose, newest first; by `who` or `what` as the entries name them, and by day."""
    ask.need_everywhere()
    scope = (ask.tenant.tenant_id, "audit", who, what, first, last)
    before = None if after is None else ask.cursors.position(after, *scope)[0]
    like = Like(actor=who, action=what, from_at=auditing.day_begins(first), until_at=auditing.day_ends(last))
    found = await auditing.entries(ask.office, ask.tenant, before, limit + 1, like)
    following = ask.cursors.token([found[limit - 1]["entry_id"]], *scope) if len(found) > limit else None
    rows = [{"id": str(row["entry_id"]), **{name: row[name] for name in _ENTRY}} for row in found[:limit]]
    return listing(ask.request, rows, columns=list(shapes.Entry.model_fields), after=following)


@router.get("/v1/retention", response_model=shapes.Retention, summary="How long data is kept")
async def list_retention(ask: Asking) -> Response:
    """List the kinds of rows that go some day, with what is past its time; null days are for ever."""
    ask.need_everywhere()
    rows = [
        {
            "name": each.name,
            "title": each.kind.title,
            "setting": each.kind.setting,
            "days": each.days,
            "rows": each.rows,
            "past": each.past,
            "is_more": each.is_more,
        }
        for each in await retention.kept(ask.office, ask.tenant)
    ]
    return listing(ask.request, rows, columns=list(shapes.KeptClass.model_fields))


_ENTRY: Final = ("at", "actor", "action", "thing")


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(row["key_id"]), **{name: row[name] for name in shapes.Key.model_fields if name != "id"}}

"""`/v1/keys` and `/v1/audit`: what programs may do, and who changed what."""

from __future__ import annotations

import re
from typing import Any, Final

from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.resources import access_shapes as shapes
from daysheet.api.shapes import After, Limit
from daysheet.operations import access, auditing

_ID: Final = re.compile(r"[0-9]{1,18}")

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
async def list_entries(ask: Asking, limit: Limit = 50, after: After = None) -> Response:
    """List what was changed on purpose, newest first."""
    ask.need_everywhere()
    scope = (ask.tenant.tenant_id, "audit")
    before = None if after is None else ask.cursors.position(after, *scope)[0]
    found = await auditing.entries(ask.office, ask.tenant, before, limit + 1)
    following = ask.cursors.token([found[limit - 1]["entry_id"]], *scope) if len(found) > limit else None
    rows = [{"id": str(row["entry_id"]), **{name: row[name] for name in _ENTRY}} for row in found[:limit]]
    return listing(ask.request, rows, columns=list(shapes.Entry.model_fields), after=following)


_ENTRY: Final = ("at", "actor", "action", "thing")


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(row["key_id"]), **{name: row[name] for name in shapes.Key.model_fields if name != "id"}}

"""`/v1/views`, `/v1/tv-links` and `/v1/search`: what the frame of the console is made of."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.resources import frame_shapes as shapes
from daysheet.operations.boards import tv_links
from daysheet.operations.browsing.searching import WORD_MAX, search
from daysheet.operations.identity import saved_views

_ID: Final = re.compile(r"[0-9]{1,18}")

router = routes("console")


@router.get("/v1/views", response_model=shapes.SavedViews, summary="Saved views")
async def list_views(ask: Asking) -> Response:
    """List the views of whoever asks, and those that are shared, by name."""
    rows = [_view(row) for row in await saved_views.views(ask.office, ask.caller)]
    return listing(ask.request, rows, columns=list(shapes.SavedView.model_fields))


@router.post("/v1/views", response_model=shapes.SavedView, status_code=201, summary="Save a view")
async def save_view(ask: Asking, new: shapes.NewView) -> Response:
    """Give an address of the console a name; a name that there is already gets the new address."""
    return answer(ask.request, _view(await saved_views.save(ask.office, ask.caller, **new.model_dump())), 201)


@router.put("/v1/views/first", status_code=204, response_class=Response, summary="Begin with a view")
async def begin_with(ask: Asking, first: shapes.FirstView) -> Response:
    """Say which view whoever asks begins with; null for none. What it was before does not matter."""
    await saved_views.begin_with(ask.office, ask.caller, None if first.view is None else int(first.view))
    return Response(status_code=204)


@router.delete("/v1/views/{view_id}", status_code=204, response_class=Response, summary="Remove a view")
async def remove_view(ask: Asking, view_id: str) -> Response:
    """Forget a view of one's own; whoever runs the whole business may forget any shared one."""
    await saved_views.drop(ask.office, ask.caller, _number(view_id, "There is no such view of yours."))
    return Response(status_code=204)


@router.get("/v1/tv-links", response_model=shapes.TvLinks, summary="Boards on walls")
async def list_links(ask: Asking) -> Response:
    """List the links, newest first, with when a screen last asked; never their address."""
    ask.need_everywhere()
    rows = [_link(row) for row in await tv_links.links(ask.office, ask.tenant)]
    return listing(ask.request, rows, columns=list(shapes.TvLink.model_fields))


@router.post("/v1/tv-links", response_model=shapes.TvLinkMade, status_code=201, summary="Put a board on a wall")
async def make_link(ask: Asking, new: shapes.NewTvLink) -> Response:
    """
    Make an address that shows boards without signing in and without personal data; it is in this answer only.

    The answer is not kept, so an Idempotency-Key has no effect here: a link whose address was lost is revoked.
    """
    ask.need_everywhere()
    made = await tv_links.make_link(
        ask.office,
        ask.tenant,
        name=new.name,
        boards=[tv_links.Shown(board=each.board, filters=each.filters) for each in (new, *new.more)],
        turn_seconds=new.turn_seconds,
        locations=new.locations,
        expires_at=new.expires_at,
        by=ask.caller,
    )
    body = {"link": _link(made.row), "path": f"/tv/{made.token}"}
    return answer(ask.request, body, 201, headers={"cache-control": "no-store"})


@router.delete("/v1/tv-links/{link_id}", status_code=204, response_class=Response, summary="Switch a screen off")
async def revoke_link(ask: Asking, link_id: str) -> Response:
    """Take a link back, at once and for good; that it was so before is as good."""
    ask.need_everywhere()
    await tv_links.revoke_link(ask.office, ask.tenant, _number(link_id, "There is no such screen."), ask.caller)
    return Response(status_code=204)


@router.get("/v1/search", response_model=shapes.Hits, summary="What a word names")
async def find(ask: Asking, q: Annotated[str, Query(min_length=1, max_length=WORD_MAX)]) -> Response:
    """Find locations and metrics by a part of their name, orders and jobs by their number."""
    rows = [
        {
            "kind": hit.kind,
            "id": hit.thing,
            "label": hit.label,
            "location": hit.place,
            "note": hit.note,
            "day": hit.on,
            "is_open": hit.is_open,
        }
        for hit in await search(ask.office, ask.tenant, ask.caller, q)
    ]
    return listing(ask.request, rows, columns=list(shapes.Hit.model_fields))


def _view(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(row["view_id"]), **{name: row[name] for name in shapes.SavedView.model_fields if name != "id"}}


def _link(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(row["link_id"]), **{name: row[name] for name in shapes.TvLink.model_fields if name != "id"}}


def _number(said: str, else_said: str) -> int:
    if not _ID.fullmatch(said):
        raise Refused("nothing_here", else_said)
    return int(said)

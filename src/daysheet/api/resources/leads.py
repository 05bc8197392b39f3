"""`/v1/leads`: people who asked for a move, each sent to the vendor once."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, listing
from daysheet.api.asking import Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.repeats import HEADER, once
from daysheet.api.resources.board_shapes import Words, words_in
from daysheet.api.resources.lead_shapes import Lead, Leads, NewLead
from daysheet.api.shapes import After, Limit
from daysheet.core.leads import read_lead
from daysheet.operations.outbox import lead_answers

_ID: Final = re.compile(r"[0-9]{1,18}")
OWN_FIELDS: Final = {"connection", "even_if_alike", "extra"}

router = routes("leads")


@router.get("/v1/leads", response_model=Leads, summary="Leads that were submitted, newest first")
async def list_leads(
    ask: Asking,
    connection: Annotated[str | None, Query(max_length=200, description="Only through this connection.")] = None,
    state: Words = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """List what became of each lead; who the person is only for whoever may see persons."""
    ask.need_everywhere()
    scope = (ask.tenant.tenant_id, "leads", connection, state)
    if connection is not None:
        connection = await lead_answers.connection_for(ask.office, ask.tenant, connection)
    found = await lead_answers.page(
        ask.office,
        ask.tenant,
        connection=connection,
        states=words_in(state),
        before_id=None if after is None else ask.cursors.position(after, *scope)[0],
        limit=limit,
        sees_persons=ask.sees_persons,
    )
    following = ask.cursors.token([int(found[limit - 1]["id"])], *scope) if len(found) > limit else None
    return listing(ask.request, found[:limit], after=following, as_of=None)


@router.get("/v1/leads/{lead_id}", response_model=Lead, summary="What became of a lead")
async def show_lead(ask: Asking, lead_id: str) -> Response:
    """Show a lead that was submitted; who the person is only for whoever may see persons."""
    ask.need_everywhere()
    if not _ID.fullmatch(lead_id):
        raise Refused("nothing_here", "There is no such lead.")
    found = await lead_answers.one(ask.office, ask.tenant, int(lead_id), sees_persons=ask.sees_persons)
    return answer(ask.request, found)


@router.post("/v1/leads", response_model=Lead, status_code=202, summary="Submit a lead, once")
async def submit_lead(ask: Asking, new: NewLead) -> Response:
    """
    Submit a lead; it needs an `Idempotency-Key`.

    It is written down before it is sent, so a vendor that is down never loses one: then it is `waiting`. The same key
    gets the first answer again and sends nothing; a lead that waits is sent again by a request for the same wish with a
    new key, or by `daysheet leads send`. The same wish within two weeks is the same lead and is sent once, unless
    `even_if_alike` is said.
    """
    ask.need_everywhere()
    fields = new.model_dump(exclude_unset=True, exclude=OWN_FIELDS)
    lead = read_lead({**new.extra, **fields})

    async def work() -> Response:
        done = await lead_answers.submit(
            ask.office,
            ask.tenant,
            new.connection,
            lead,
            f"{ask.caller.actor} {ask.request.headers[HEADER]}",
            even_if_alike=new.even_if_alike,
            actor=ask.caller.actor,
        )
        body = lead_answers.told(done, sees_persons=ask.sees_persons)
        return answer(ask.request, body, 202, headers={"location": f"/v1/leads/{body['id']}"})

    return await once(ask, work, is_needed=True)


@router.post("/v1/leads/{lead_id}/send", response_model=Lead, summary="Send a lead that waits, if it is not there")
async def send_lead(ask: Asking, lead_id: str) -> Response:
    """Look for a lead that is on its way, and send it where the vendor does not have it; a settled one stays."""
    ask.need_everywhere()
    if not _ID.fullmatch(lead_id):
        raise Refused("nothing_here", "There is no such lead.")
    await lead_answers.send_again(ask.office, ask.tenant, int(lead_id), actor=ask.caller.actor)
    return answer(
        ask.request, await lead_answers.one(ask.office, ask.tenant, int(lead_id), sees_persons=ask.sees_persons)
    )

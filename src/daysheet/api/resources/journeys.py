"""`/v1/journeys`: jobs on their day, as dispatch sees them, and what dispatch says of them."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from fastapi import Query
from starlette.responses import Response

from daysheet.api.answers import answer, encoded, listing, version_of
from daysheet.api.asking import Ask, Asking, routes
from daysheet.api.problems import Refused
from daysheet.api.resources.board_shapes import Words, words_in
from daysheet.api.resources.journey_shapes import AfterSaying, Journeys, RawObjects, SaidOfJourney, WholeJourney
from daysheet.api.shapes import After, Limit
from daysheet.api.versions import check_version
from daysheet.operations.boards import journeys
from daysheet.operations.boards.journeys import Seeing

_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")

router = routes("journeys")


@router.get("/v1/journeys", response_model=Journeys, summary="Journeys of any day")
async def list_journeys(
    ask: Asking,
    day: Annotated[str | None, Query(max_length=20, description="today, tomorrow, or a day.")] = None,
    state: Words = None,
    location: Words = None,
    limit: Limit = 50,
    after: After = None,
) -> Response:
    """
    Page through journeys, the last day first.

    `state` is a state such as CONFIRMED, or active: on its way today. Today and tomorrow are each location's own.
    """
    scope = (ask.tenant.tenant_id, "journeys", day, state, location)
    found, places = await journeys.listed(
        ask.office,
        ask.tenant,
        _seeing(ask),
        day=day,
        states=words_in(state),
        locations=words_in(location),
        after=None if after is None else ask.cursors.position(after, *scope),
        limit=limit,
    )
    following = ask.cursors.token(places[limit - 1], *scope) if len(found) > limit else None
    return listing(ask.request, found[:limit], after=following, as_of=None)


@router.get("/v1/journeys/{journey_id}", response_model=WholeJourney, summary="A journey")
async def show_journey(ask: Asking, journey_id: str) -> Response:
    """Show a journey with its charges, stops and every change of it."""
    return answer(ask.request, await _one(ask, journey_id))


@router.patch("/v1/journeys/{journey_id}", response_model=AfterSaying, summary="Say where a journey is")
async def say(ask: Asking, journey_id: str, said: SaidOfJourney) -> Response:
    """
    Say of a journey what the vendor cannot know: stage, priority, tags, a note, the truck.

    No reading of the vendor takes it back. A stage counts for the day it was set for, until the vendor goes further.
    """
    ask.need("read:records")
    check_version(ask, await _one(ask, journey_id))
    warnings = await journeys.say(
        ask.office,
        ask.tenant,
        journey_id,
        said.model_dump(exclude_unset=True),
        _seeing(ask),
        by=ask.caller.name,
        actor=ask.caller.actor,
    )
    journey = await _one(ask, journey_id)
    version = version_of(encoded(journey))
    return answer(ask.request, {"journey": journey, "warnings": warnings}, headers={"etag": version})


@router.get("/v1/journeys/{journey_id}/raw", response_model=RawObjects, summary="What the vendor sent of a journey")
async def show_raw(ask: Asking, journey_id: str) -> Response:
    """Show what the vendor last sent, as it was sent; it may tell of the customer's moves at other locations too."""
    ask.need_everywhere()
    found = await journeys.raw(ask.office, ask.tenant, _checked(journey_id))
    return answer(ask.request, {"data": [vars(each) for each in found]}, is_list=True)


async def _one(ask: Ask, journey_id: str) -> dict[str, Any]:
    return await journeys.one(ask.office, ask.tenant, _checked(journey_id), _seeing(ask))


def _seeing(ask: Ask) -> Seeing:
    return Seeing(only=ask.caller.locations, persons=ask.sees_persons)


def _checked(journey_id: str) -> str:
    if not _ID.fullmatch(journey_id):
        raise Refused("nothing_here", "There is no such journey.")
    return journey_id.lower()

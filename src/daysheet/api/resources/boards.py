"""`/v1/boards`: what is in the shops now, and what is on the trucks on a day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response

from daysheet.api.answers import encoded, ready
from daysheet.api.asking import Ask, Asking, routes
from daysheet.api.resources.board_shapes import DayWord, Words, WorkBoard, words_in
from daysheet.api.resources.journey_shapes import JourneyBoard
from daysheet.operations.boards import board_marks, journeys, work_in_progress

router = routes("boards")


@router.get("/v1/boards/work-in-progress", response_model=WorkBoard, summary="The orders that are open now")
async def show_work_in_progress(ask: Asking, location: Words = None, state: Words = None) -> Response:
    """
    Show every open order, the longest waiting first, with counters and how fresh it is.

    `state` is estimate, in_progress or work_done; counters are over all states. Nobody's name is shown without the
    scope read:pii, only initials.
    """

    async def make() -> Any:
        return await work_in_progress.board(
            ask.office,
            ask.tenant,
            locations=words_in(location),
            states=words_in(state),
            only=ask.caller.locations,
            sees_persons=ask.sees_persons,
        )

    return await _kept(ask, ("work in progress", location, state), make)


@router.get("/v1/boards/journeys", response_model=JourneyBoard, summary="The journeys of a day")
async def show_journeys(ask: Asking, day: DayWord = "today", location: Words = None) -> Response:
    """Show the journeys of a day, each location by its own calendar, with counters and how fresh it is."""

    async def make() -> Any:
        seeing = journeys.Seeing(only=ask.caller.locations, persons=ask.sees_persons)
        return await journeys.board(ask.office, ask.tenant, day, seeing, locations=words_in(location))

    return await _kept(ask, ("journeys", day, location), make)


async def _kept(ask: Ask, board: tuple[str | None, ...], make: Callable[[], Awaitable[Any]]) -> Response:
    """Answer with a board as it is kept for those who may see the same."""
    caller = ask.caller

    async def mark() -> Any:
        return await board_marks.mark(ask.office, ask.tenant)

    async def content() -> bytes:
        return encoded(await make())

    view = (*board, caller.locations, ask.sees_persons)
    return ready(ask.request, await ask.serving.boards.board(caller.tenant_id, view, mark, content))

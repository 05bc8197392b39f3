"""One run: how far it is, what it did stream by stream, and what went wrong."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from daysheet.console.desk import Visitor
from daysheet.console.templating import page
from daysheet.operations.connections import run_story


async def run(visitor: Visitor) -> Response:
    """Show one run, or one that waits for a worker."""
    found = await run_story.story(visitor.office, visitor.tenant, visitor.request.path_params["run"])
    return page("run.html", visitor, story=found, run=found.run, streams=found.streams)


async def end_run(visitor: Visitor) -> Response:
    """Ask a run to end at its next step, or never to begin."""
    said = visitor.request.path_params["run"]
    run_id = await run_story.end(visitor.office, visitor.tenant, said, actor=visitor.caller.actor)
    return RedirectResponse(f"/runs/{run_id}", 303)

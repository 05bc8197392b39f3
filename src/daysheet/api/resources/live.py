"""`/v1/live`: tells at once what is another now, so that nobody has to ask again and again."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import Depends, Header, Query
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.websockets import WebSocket

from daysheet.api.asking import routes
from daysheet.api.feeds import TooManyReaders
from daysheet.api.listening import EventStream, Listening, listen_by_socket
from daysheet.api.problems import Refused, problem
from daysheet.api.resources.live_shapes import LiveMessage
from daysheet.api.state import Serving
from daysheet.core.access import Caller
from daysheet.operations.boards.live import TOPICS
from daysheet.warehouse.connections import Tenant

router = routes("live")

Topics = Annotated[
    str | None, Query(max_length=200, description=f"Some of {', '.join(TOPICS)}, with commas; all where none is named.")
]
After = Annotated[str | None, Query(max_length=100, description="Go on after the message of this id.")]
LastId = Annotated[
    str | None, Header(alias="Last-Event-ID", max_length=100, description="The same, as browsers say it.")
]
EVENTS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Events whose data is a message, without end. After `event: resync` everything is read again.",
        "content": {"text/event-stream": {"schema": LiveMessage.model_json_schema()}},
    }
}


async def _listening(
    connection: HTTPConnection, topics: Topics = None, after: After = None, last_event_id: LastId = None
) -> Listening:
    serving: Serving = connection.app.state.serving
    caller: Caller = connection.state.caller
    tenant = Tenant(tenant_id=caller.tenant_id, name=caller.tenant_name)
    try:
        reader = await serving.feeds.join(tenant, _topics(topics), last_event_id or after)
    except TooManyReaders:
        raise Refused("too_many", "There are as many listeners as there may be.") from None
    return Listening(connection=connection, serving=serving, caller=caller, reader=reader)


def _topics(said: str | None) -> list[str]:
    wanted = [each.strip() for each in (said or "").split(",") if each.strip()] or list(TOPICS)
    if unknown := sorted(set(wanted) - set(TOPICS)):
        raise Refused(
            "does_not_fit", f"There is no topic {', '.join(map(repr, unknown))}. Topics: {', '.join(TOPICS)}."
        )
    return wanted


Joined = Annotated[Listening, Depends(_listening)]


@router.get("/v1/live", response_class=Response, responses=EVENTS, summary="What changes, as events")
async def listen(listening: Joined) -> Response:
    """
    Tell what is another now, within two seconds, as Server-Sent Events.

    A message names topics and ids, never content. Whoever was cut off goes on with `Last-Event-ID` for an hour; later,
    or when they read too slowly, they get `event: resync`. Time alone changes things too: ages are not told of.
    """
    return EventStream(listening)


@router.get("/v1/live/ws", response_class=Response, summary="What changes, over a WebSocket")
async def explain_socket(topics: Topics = None, after: After = None) -> Response:
    """Open a WebSocket here: the same messages as at `/v1/live`, each a JSON object. It reads nothing."""
    return problem("other_protocol", "Open a WebSocket here.", headers={"upgrade": "websocket"})


async def _of_our_pages(connection: HTTPConnection) -> None:
    """Let a browser in from our own pages only: it sends its cookie along whatever page asked."""
    caller: Caller = connection.state.caller
    origin = urlsplit(connection.headers.get("origin", "")).netloc
    if caller.is_session and origin != connection.headers.get("host"):
        raise Refused("no_csrf_token", "A browser listens from pages of this server only.")


@router.websocket("/v1/live/ws", dependencies=[Depends(_of_our_pages)])
async def listen_over_socket(socket: WebSocket, listening: Joined) -> None:
    """Tell the same over a WebSocket."""
    await socket.accept()
    await listen_by_socket(socket, listening)

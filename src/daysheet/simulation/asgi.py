"""Small ASGI pieces: an answer as a value, catching an inner app's answer, and sending it whole, cut or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = tuple[tuple[str, str], ...]
ContentLength = Literal["right", "wrong", "absent"]


class ConnectionCut(ConnectionResetError):
    """
    The simulated vendor closed the connection in the middle of an answer.

    A real server turns it into a closed socket; an in-process transport sees this exception.
    """


@dataclass(frozen=True)
class Answer:
    """A whole HTTP answer, and how its bytes are to leave."""

    status: int
    body: bytes = b""
    headers: Headers = ()
    content_length: ContentLength = "right"
    cut_at: int | None = None
    is_dropped: bool = False

    def header(self, name: str) -> str | None:
        """Return the first header called *name* (lower case), if any."""
        return next((value for key, value in self.headers if key == name), None)

    def with_header(self, name: str, value: str | None) -> Answer:
        """Return this answer with the header *name* set to one value, or without it."""
        others = tuple((key, text) for key, text in self.headers if key != name)
        return replace(self, headers=others if value is None else (*others, (name, value)))


def json_answer(body: bytes, status: int = 200) -> Answer:
    """Return an answer that carries JSON bytes."""
    return Answer(status, body, (("content-type", "application/json;charset=UTF-8"),))


@dataclass
class _Caught:
    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self.parts.append(message.get("body", b""))


async def caught_answer(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    """Run *app* and return what it answered instead of sending it."""
    caught = _Caught()
    await app(scope, receive, caught.send)
    headers = tuple((key.decode("latin-1").lower(), value.decode("latin-1")) for key, value in caught.headers)
    kept = tuple((key, value) for key, value in headers if key != "content-length")
    return Answer(caught.status, b"".join(caught.parts), kept)


async def send_answer(answer: Answer, send: Send) -> None:
    """
    Send *answer*, cut or dropped where it says so.

    A cut with the right length looks complete to the transport; with a wrong or absent length, and for a dropped
    connection, the socket is closed in the middle of the body.
    """
    whole = answer.body
    sent = b"" if answer.is_dropped else whole if answer.cut_at is None else whole[: answer.cut_at]
    breaks_off = answer.is_dropped or (answer.cut_at is not None and answer.content_length != "right")
    headers = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in answer.headers]
    if answer.content_length != "absent":
        promised = len(sent) if answer.content_length == "right" and not answer.is_dropped else max(len(whole), 1)
        headers.append((b"content-length", str(promised).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if breaks_off:
        await send({"type": "http.response.body", "body": sent, "more_body": True})
        raise ConnectionCut("the simulated vendor closed the connection")
    if answer.content_length == "absent":
        await send({"type": "http.response.body", "body": sent, "more_body": True})
        sent = b""
    await send({"type": "http.response.body", "body": sent, "more_body": False})


async def request_body(receive: Receive) -> bytes:
    """Return the whole body of a request."""
    parts: list[bytes] = []
    while True:
        message: dict[str, Any] = dict(await receive())
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)

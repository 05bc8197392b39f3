"""No request is larger than one may be: what goes beyond is not kept."""

from __future__ import annotations

from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

# Far more than the largest body that a route takes.
BYTES_MAX: Final = 1_000_000
# Whoever still sends does not listen: so much is read and dropped, so that the refusal is heard.
DROPPED_BYTES_MAX: Final = 10 * BYTES_MAX


def bounded(scope: Scope, receive: Receive) -> Receive:
    """Return *receive* for a body of `BYTES_MAX` at most; for a larger one it raises HTTPException with 413."""
    if scope["type"] != "http":
        return receive
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    # A length of very many digits is not worth reading.
    said_bytes = int(said) if said.isdigit() and len(said) <= len(str(DROPPED_BYTES_MAX)) else DROPPED_BYTES_MAX
    read_bytes = 0

    async def read() -> Message:
        nonlocal read_bytes
        message = await receive()
        read_bytes += len(message.get("body", b""))
        if max(read_bytes, said_bytes) <= BYTES_MAX:
            return message
        while message.get("more_body") and max(read_bytes, said_bytes) < DROPPED_BYTES_MAX:
            message = await receive()
            read_bytes += len(message.get("body", b""))
        raise HTTPException(413)

    return read

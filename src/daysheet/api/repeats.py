"""
`Idempotency-Key`: a request that comes again is not done again, but answered as it was.

It is kept for a day, for each caller and route. An answer that says the fault was ours, or that the caller has to fix
the request first, is not kept: the same key may be used to try again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.responses import Response

from daysheet.api.asking import Ask
from daysheet.api.problems import Refused
from daysheet.warehouse.repeats import First, Repeats

HEADER: Final = "idempotency-key"
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
# Those of an answer that belong to what was done; the rest are made anew each time.
KEPT_HEADERS: Final = ("content-type", "location", "etag")


async def once(ask: Ask, work: Callable[[], Awaitable[Response]], *, is_needed: bool = False) -> Response:
    """
    Return what *work* answers, or what it answered to the same request before.

    Raises `Refused` for a key that belongs to another request, for one that is being done, and, where *is_needed*, for
    a request without a key.
    """
    key = ask.request.headers.get(HEADER)
    if key is None:
        if is_needed:
            raise Refused("does_not_fit", "This needs an Idempotency-Key: a name of your own, so that it is done once.")
        return await work()
    if not _KEY.fullmatch(key):
        raise Refused("does_not_fit", "An Idempotency-Key has 1 to 255 printable ASCII characters without spaces.")
    request = Repeats(
        database=ask.office.database,
        tenant_id=ask.tenant.tenant_id,
        actor=ask.caller.actor,
        route=f"{ask.request.method} {ask.request.url.path}",
        key=key,
    )
    digest, now = hashlib.sha256(await ask.request.body()).digest(), ask.office.clock()
    first = await request.begin(digest, now)
    if first is not None:
        return _again(first, digest)
    try:
        answer = await work()
    except BaseException:
        await request.drop(now)
        raise
    if answer.status_code >= 400:
        await request.drop(now)
    else:
        kept = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
        await request.finish(now, answer.status_code, kept, bytes(answer.body))
    return answer


def _again(first: First, digest: bytes) -> Response:
    if first.digest != digest:
        raise Refused("key_reused", "This Idempotency-Key came with another request before.")
    if first.status is None:
        raise Refused("still_running", "This request is still being done.", **{"retry-after": "1"})
    headers = {**(first.headers or {}), "idempotency-replayed": "true"}
    return Response(first.body, first.status, headers)

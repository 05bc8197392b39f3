"""`If-Match`: a change names the version of the thing that it was decided on, so that no change is lost."""

from __future__ import annotations

from typing import Any

from daysheet.api.answers import encoded, version_of
from daysheet.api.asking import Ask
from daysheet.api.problems import Refused


def check_version(ask: Ask, present: Any) -> None:
    """
    Let a change through that was decided on *present*, the thing as a GET would answer it now.

    Raises `Refused` where the request names no version, or another one.
    """
    said = ask.request.headers.get("if-match")
    if said is None:
        raise Refused("needs_version", "Send If-Match with the ETag of what you read.")
    known = version_of(encoded(present))
    if said.strip() != "*" and known not in [each.strip() for each in said.split(",")]:
        raise Refused("changed_meanwhile", "It is not as you read it any more. Read it again.", etag=known)

"""
Who asks, and whether they may: every route goes through `admit` before anything else.

A key comes in a header, a person's session in a cookie. A session changes things only together with its own token in
`X-CSRF-Token`, which a page of another site cannot know.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.requests import HTTPConnection, Request

from daysheet.api.cursors import Cursors
from daysheet.api.doors import ANYONE, CALLER, DOORS
from daysheet.api.problems import Refused
from daysheet.api.state import Serving
from daysheet.core.access import Caller
from daysheet.operations.browsing.records import Library
from daysheet.operations.identity.access import AccessRefused, caller_of_key, caller_of_session
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant, Tenants

COOKIE: Final = "daysheet_session"
CSRF: Final = "x-csrf-token"
SAFE: Final = ("GET", "HEAD", "OPTIONS")
# What a host may do in a customer's business: keep it running, not read who its customers are.
HOST_MAY: Final = frozenset({"read:metrics", "read:records", "start:runs", "admin:tenant"})
# Filters that a list takes beside the parameters it declares: the columns of the table.
FREE_QUERY: Final = frozenset({"/v1/records/{table}"})


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One admitted request: who asks, for which business, and what it is answered with."""

    request: Request
    caller: Caller
    serving: Serving

    @property
    def office(self) -> Office:
        """The office that does the work."""
        return self.serving.office

    @property
    def tenant(self) -> Tenant:
        """The business of whoever asks."""
        return Tenant(tenant_id=self.caller.tenant_id, name=self.caller.tenant_name)

    @property
    def sees_persons(self) -> bool:
        """Whether personal data may be shown."""
        return self.caller.may("read:pii")

    @property
    def cursors(self) -> Cursors:
        """The page tokens of this install."""
        return self.serving.cursors

    def at(self, path: str) -> str:
        """Return a path below /v1 as this caller asks for it: a host names the business."""
        named: int | None = getattr(self.request.state, "host_tenant", None)
        return path if named is None else of_tenant(named) + path.removeprefix("/v1")

    async def library(self) -> Library:
        """Return the tables, as they may be read."""
        return await self.serving.library()

    def need(self, scope: str) -> None:
        """Raise `Refused` where *scope* is missing."""
        if not self.caller.may(scope):
            raise Refused("not_permitted", f"This needs the scope {scope}.")

    def need_everywhere(self) -> None:
        """Raise `Refused` for whoever may see some locations only: the thing belongs to the whole business."""
        if self.caller.locations is not None:
            raise Refused("not_permitted", "This is about the whole business; this access is for some locations.")

    def sees(self, location_id: Any) -> bool:
        """Whether a location may be seen; what has no location is seen by those who may see all of them."""
        return self.caller.locations is None or location_id in self.caller.locations


def of_tenant(tenant_id: int) -> str:
    """Return below which path a host finds what is a business's own."""
    return f"/v1/tenants/{tenant_id}"


async def admit(connection: HTTPConnection) -> None:
    """Let a request in, or raise `Refused`; leaves the caller in the request's state."""
    serving: Serving = connection.app.state.serving
    route = connection.scope["route"]
    method = connection.scope.get("method", "GET")
    need = DOORS[f"{method} {route.path}"]
    _refuse_unknown_parameters(connection, route)
    if need == ANYONE:
        return
    caller = await _caller(connection, serving, method)
    granted = serving.buckets.take(caller.bucket)
    connection.state.headers.update(granted.headers)
    if not granted.is_allowed:
        wait = str(granted.wait_seconds)
        raise Refused("too_many", "More requests than this access may make.", **{"retry-after": wait})
    connection.state.caller = await _permitted(connection, serving, caller, need)


async def admitted_again(connection: HTTPConnection) -> Caller:
    """Return who was let in, as they are known now; raises `Refused` where they would not be let in any more."""
    serving: Serving = connection.app.state.serving
    method = connection.scope.get("method", "GET")
    caller = await _caller(connection, serving, method)
    return await _permitted(connection, serving, caller, DOORS[f"{method} {connection.scope['route'].path}"])


async def _permitted(connection: HTTPConnection, serving: Serving, caller: Caller, need: str) -> Caller:
    caller = await _for_tenant(connection, serving, caller, need)
    if need != CALLER and not caller.may(need):
        raise Refused("not_permitted", f"This needs the scope {need}.")
    return caller


async def _caller(connection: HTTPConnection, serving: Serving, method: str) -> Caller:
    said = connection.headers.get("authorization")
    try:
        if said is not None:
            kind, _, key = said.partition(" ")
            if kind.lower() != "bearer":
                raise Refused("not_signed_in", "Send the key as: Authorization: Bearer KEY")
            text = key.strip()
            return await serving.shared.ask(("key", text), lambda: caller_of_key(serving.office, text))
        guest = None if serving.house is None else serving.house.guest(connection.headers.get("host", ""))
        token = connection.cookies.get(COOKIE)
        if guest is not None:
            caller = guest
        elif token is not None:
            caller = await serving.shared.ask(("session", token), lambda: caller_of_session(serving.office, token))
        else:
            raise Refused("not_signed_in", "Send a key as: Authorization: Bearer KEY")
    except AccessRefused as error:
        raise Refused("not_signed_in", str(error)) from None
    if method not in SAFE and (caller.csrf is None or not _same(connection.headers.get(CSRF, ""), caller.csrf)):
        raise Refused("no_csrf_token", "A session changes things only with its X-CSRF-Token.")
    return caller


def _same(said: str, known: str) -> bool:
    return hmac.compare_digest(said.encode(), known.encode())


async def _for_tenant(connection: HTTPConnection, serving: Serving, caller: Caller, need: str) -> Caller:
    """Return whom the request acts for: a host's key may name any business, any other has its own."""
    named: int | None = getattr(connection.state, "host_tenant", None)
    is_host = caller.may("admin:host")
    if named is None:
        if is_host and need not in (CALLER, "admin:host"):
            raise Refused("not_permitted", "A host's key names the business: /v1/tenants/{tenant_id}/…")
        return caller
    known = [each for each in await Tenants(serving.office.database).all() if each.tenant_id == named]
    if not is_host or not known or need == "admin:host":
        raise Refused("nothing_here", "There is nothing at this address.")
    return replace(caller, tenant_id=named, tenant_name=known[0].name, scopes=HOST_MAY, locations=None)


def _refuse_unknown_parameters(connection: HTTPConnection, route: Any) -> None:
    if not connection.scope["query_string"]:
        return
    if any("\x00" in text for pair in connection.query_params.multi_items() for text in pair):
        raise Refused("does_not_fit", "A parameter holds a NUL character, which no text here does.")
    if not isinstance(route, (APIRoute, APIWebSocketRoute)) or route.path in FREE_QUERY:
        return
    known = {each.alias for each in _parameters(route.dependant)}
    unknown = sorted(set(connection.query_params) - known)
    if unknown:
        raise Refused("does_not_fit", f"There is no parameter {', '.join(map(repr, unknown))} here. {_known(known)}")


def _parameters(dependant: Dependant) -> Iterator[ModelField]:
    yield from dependant.query_params
    for each in dependant.dependencies:
        yield from _parameters(each)


def _known(names: Collection[str]) -> str:
    return f"There are: {', '.join(sorted(names))}." if names else "This address takes none."


async def _ask(request: Request) -> Ask:
    return Ask(request=request, caller=request.state.caller, serving=request.app.state.serving)


Asking = Annotated[Ask, Depends(_ask)]


def routes(*tags: str) -> APIRouter:
    """Return a router whose routes are all behind the door."""
    return APIRouter(tags=list(tags), dependencies=[Depends(admit)])

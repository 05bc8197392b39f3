"""Every route is answered to every kind of caller as the table of doors declares it, and no route is without a door."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Final

import httpx2
import pytest
from starlette.types import ASGIApp

from daysheet.api import doors
from daysheet.api.app import create_app
from daysheet.api.asking import HOST_MAY, routes
from daysheet.api.doors import ANYONE, CALLER, DOORS
from daysheet.api.limits import Buckets
from daysheet.core.access import HOST_SCOPE, ROLES, TENANT_SCOPES
from daysheet.operations.host import tenancy
from daysheet.operations.identity import access, people, signing_in
from daysheet.warehouse.connections import Tenants
from tests.api.front import Front, open_front
from tests.api.in_process import asked

pytestmark = pytest.mark.anyio

PASSWORD: Final = "an invented password"
# No row has this number, and no thing this name.
UNKNOWN: Final = "999999999999"
# A second scope that a route needs, as its description says.
ALSO: Final[Mapping[str, str]] = {
    "GET /v1/pay": "read:pii",
    "PUT /v1/pay": "read:pii",
    "GET /v1/hours": "read:pii",
    "PUT /v1/hours": "read:pii",
    "GET /v1/metrics/{metric}/explain": "read:records",
    "GET /v1/metrics/{metric}/rows": "read:metrics",
    "GET /v1/reconciliations": "read:records",
    "PATCH /v1/journeys/{journey_id}": "read:records",
    "POST /v1/follow-ups": "read:records",
    "POST /v1/follow-ups/{follow_up_id}/hand-on": "read:records",
    "POST /v1/orders/{order_id}/snapshots": "read:records",
}
# It ends the session that asks, so it is tried after all others.
LAST: Final = "DELETE /v1/sessions/current"
AT_ONCE: Final = 6
UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A kind of caller: what it sends, and what it may do; no scopes at all for one who is nobody."""

    headers: Mapping[str, str] = field(default_factory=dict)
    scopes: frozenset[str] | None = None
    is_session: bool = False
    sends_csrf: bool = False


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A server, and every kind of caller by name."""

    front: Front
    app: ASGIApp
    known: Mapping[str, Identity]


@pytest.fixture(scope="module")
async def gate(worker_database: str) -> AsyncIterator[Gate]:
    """A server, and every kind of caller."""
    hours = count(0, 3_600)
    async with open_front(worker_database, address=False) as front:
        # Every answer is wanted here, not how many there may be.
        front.serving.buckets = Buckets(elapsed=lambda: float(next(hours)))
        yield Gate(front=front, app=create_app(front.serving), known=await identities(front))


async def identities(front: Front) -> Mapping[str, Identity]:
    """Make every kind of caller of a business, by name."""
    office, tenant = front.office, front.tenant
    soon = office.clock() + timedelta(seconds=1)
    everything = sorted(TENANT_SCOPES)
    expired = await access.make_key(office, tenant, name="old", scopes=everything, expires_at=soon, by="a test")
    revoked = await access.make_key(office, tenant, name="back", scopes=everything, by="a test")
    await access.revoke_key(office, tenant, revoked.row["key_id"], "a test")
    closed = await Tenants(office.database).ensure("a closed business")
    suspended = await access.make_key(office, closed, name="closed", scopes=everything, by="a test")
    await tenancy.suspend_tenant(office, closed, "a test")
    host = await access.make_host_key(office, name="host", by="a test")
    front.simulator.clock.advance(2)
    good = await front.key(*everything)
    found = {
        "nobody": Identity(),
        "a key of nobody": Identity(headers=bearer(f"{good[:-6]}aaaaaa")),
        "no key at all": Identity(headers={"authorization": "Basic eDp5"}),
        "an expired key": Identity(headers=bearer(expired.text)),
        "a revoked key": Identity(headers=bearer(revoked.text)),
        "a suspended business": Identity(headers=bearer(suspended.text)),
        "a session of nobody": Identity(headers={"cookie": f"daysheet_session={good}"}),
        "the host": Identity(headers=bearer(host.text), scopes=frozenset({HOST_SCOPE})),
    }
    for scope in everything:
        found[f"a key for {scope}"] = Identity(headers=bearer(await front.key(scope)), scopes=frozenset({scope}))
    for role, scopes in ROLES.items():
        mail = f"{role}@example.com"
        await people.add_person(office, tenant, email=mail, name=role, role=role, password=PASSWORD, by="a test")
        for way in ("", " from elsewhere"):
            session = await signing_in.sign_in(office, tenant.name, mail, PASSWORD, f"address of {role}")
            headers = {"cookie": f"daysheet_session={session.token}"} | ({} if way else {"x-csrf-token": session.csrf})
            found[f"a signed in {role}{way}"] = Identity(
                headers=headers, scopes=scopes, is_session=True, sends_csrf=not way
            )
    return found


def bearer(key: str) -> Mapping[str, str]:
    """Return the header that a key comes in."""
    return {"authorization": f"Bearer {key}"}


NAMES: Final = (
    *("nobody", "a key of nobody", "no key at all", "an expired key", "a revoked key", "a suspended business"),
    *("a session of nobody", "the host", *(f"a key for {scope}" for scope in sorted(TENANT_SCOPES))),
    *(f"a signed in {role}{way}" for role in ROLES for way in ("", " from elsewhere")),
)


async def knock(gate: Gate, door: str, headers: Mapping[str, str], below: str = "") -> httpx2.Response:
    """Knock at a door with nothing in hand; of one that opens for good only the head is heard."""
    method, path = door.split(" ")
    target = below + re.sub(r"{\w+}", UNKNOWN, path.removeprefix("/v1") if below else path)
    return await asked(gate.app, method, target, headers=headers)


async def knocked(gate: Gate, found: Sequence[str], headers: Mapping[str, str]) -> list[tuple[str, httpx2.Response]]:
    """Knock at some doors, at several at a time."""
    answers = list[httpx2.Response]()
    for start in range(0, len(found), AT_ONCE):
        answers += await asyncio.gather(*(knock(gate, door, headers) for door in found[start : start + AT_ONCE]))
    return list(zip(found, answers, strict=True))


def expected(door: str, who: Identity) -> tuple[int, str] | None:
    """Return how a caller has to be refused at a door, or None where it has to be let in."""
    method, need = door.split(" ")[0], DOORS[door]
    if need == ANYONE:
        return None
    if who.scopes is None:
        return 401, "not_signed_in"
    if who.is_session and not who.sends_csrf and method in UNSAFE:
        return 403, "no_csrf_token"
    if need != CALLER and need not in who.scopes:
        return 403, "not_permitted"
    if ALSO.get(door, need) not in who.scopes and need != CALLER:
        # A body or a parameter that is missing may be told first.
        return 403, "not_permitted or does_not_fit"
    # What begins a reading by GET takes no cookie: another site could make a browser send it.
    return (403, "not_permitted") if who.is_session and method == "GET" and need == "start:runs" else None


@pytest.mark.parametrize("name", NAMES)
async def test_every_door_opens_for_whom_it_is_declared(gate: Gate, name: str) -> None:
    who, wrong = gate.known[name], []

    found = await knocked(gate, [door for door in DOORS if door != LAST], who.headers)
    for door, answer in [*found, *await knocked(gate, [LAST], who.headers)]:
        refusal = expected(door, who)
        code = answer.json().get("code") if answer.headers.get("content-type", "").endswith("problem+json") else None
        if refusal is None:
            is_right = answer.status_code < 500 and code not in ("not_signed_in", "not_permitted", "no_csrf_token")
            # A body is looked at behind the door, and what is asked for is not there.
            is_right = is_right or (door, code) == ("POST /v1/owner", "not_signed_in")
        elif refusal[1].endswith("does_not_fit"):
            is_right = code in ("not_permitted", "does_not_fit", "not_json")
        else:
            is_right = (answer.status_code, code) == refusal
        if not is_right:
            wrong.append(f"{door}: {answer.status_code} {code}, expected {refusal or 'to be let in'}")

    assert wrong == []


def test_every_identity_is_tried() -> None:
    assert len(NAMES) * len(DOORS) >= 9 * len(DOORS)
    assert {f"a key for {scope}" for scope in TENANT_SCOPES} < set(NAMES)


async def test_the_host_may_what_it_may_in_every_business_and_nobody_else_there(gate: Gate) -> None:
    front = gate.front
    neighbour = await Tenants(front.office.database).ensure("a neighbour of the gate")
    theirs, own, wrong = await front.key(*sorted(TENANT_SCOPES), tenant=neighbour), await front.key("read:records"), []

    for door, need in DOORS.items():
        if not door.split(" ")[1].startswith("/v1/") or need == ANYONE:
            continue
        below = f"/v1/tenants/{front.tenant.tenant_id}"
        by_host, by_neighbour, by_itself = await asyncio.gather(
            *(knock(gate, door, each, below) for each in (gate.known["the host"].headers, bearer(theirs), bearer(own)))
        )
        code = by_host.json().get("code") if by_host.content and "problem" in by_host.headers["content-type"] else None
        may = need in HOST_MAY or need == CALLER
        lacks = not may or ALSO.get(door, need) not in {*HOST_MAY, CALLER}
        host_is_right = code not in ("not_signed_in", "not_permitted") if not lacks else code is not None
        if need == HOST_SCOPE:
            host_is_right = by_host.status_code == 404
        others = {by_neighbour.status_code, by_itself.status_code}
        if not host_is_right or others != {404}:
            wrong.append(f"{door}: the host {by_host.status_code} {code}, others {others}")

    assert wrong == []


async def test_a_key_that_was_good_is_refused_at_once_where_its_business_is_suspended(front: Front) -> None:
    key = await front.key("read:records")
    assert (await front.get("/v1/records", key)).status_code == 200

    await tenancy.suspend_tenant(front.office, front.tenant, "a test")

    assert (await front.get("/v1/records", key)).status_code == 401


async def test_a_route_without_a_door_is_not_built(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    router = routes("planted")

    @router.get("/v1/planted")
    async def planted() -> None:
        """Answer everybody."""

    monkeypatch.setattr("daysheet.api.app.RESOURCES", (router,))
    with pytest.raises(RuntimeError, match="GET /v1/planted"):
        create_app(front.serving)


async def test_a_door_without_a_route_is_not_built(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "DOORS", {**DOORS, "GET /v1/nowhere": "read:records"})

    with pytest.raises(RuntimeError, match="GET /v1/nowhere"):
        create_app(front.serving)

"""
Of two businesses that are alike neither sees anything of the other, wherever it puts the other's ids.

Every id of the second one goes into every path, parameter, body, header and page token of the first one's requests,
at every route of the description. No byte of what is the second one's comes back, and the answer is the one that an
unknown id gets.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import httpx2
import psycopg
import pytest
from psycopg import sql

from daysheet.operations.office import Office
from daysheet.operations.runs import setting_aside
from daysheet.warehouse.connections import Tenant
from tests.api.described import Operation, example, leaves, operations, put
from tests.api.twins import MARK, Twins

pytestmark = pytest.mark.anyio

TRIES_MIN: Final = 10
# What the first one names in a path where the second one's ids go elsewhere.
OWN: Final = {"table": "tekmetric.repair_orders", "metric": "car_count", "file": "start.js", "code": "too_many"}
# Removing goes by the path alone: what is the first one's own would be gone.
REMOVING: Final = "DELETE"
# Parameters and fields that are no ids.
NUMBERS: Final = frozenset(
    {"limit", "days_back", "calls_per_minute", "every_minutes", "customers_per_day", "changed_percent", "backfill_days"}
    | {"default_cost_cents", "posted_rate_cents", "hourly_rate_cents", "salary_cents", "yearly_hours", "position"}
    | {"attended_hours", "trucks", "bookable_hours", "weekdays", "minutes"}
)
# Who tries passwords is held back after some tries.
HELD_BACK: Final = 429
SESSION: Final = "POST /v1/sessions"


@dataclass(frozen=True, kw_only=True)
class Try:
    """A request of the first one with something of the second one in it, or with something unknown in its place."""

    path: str
    said: str
    place: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def headers_only(self) -> bool:
        """Whether it is about the first one's own thing, with something in a header."""
        return self.place in HEADERS


HEADERS: Final = ("if-match", "if-none-match", "idempotency-key", "last-event-id", "x-tenant-id")


def unknown_like(said: str) -> str:
    """Return what has the form of an id, and is nobody's."""
    if said.isdigit():
        return "987654321012345678"[: max(len(said), 9)]
    if re.fullmatch(r"[0-9a-f]{8}-[0-9a-f-]{27}", said):
        return "00000000-0000-4000-8000-000000000000"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", said):
        return said
    if len(said) > len("nobody-of-this-name"):
        return said[:-8] + "zzzzzzzz"
    return "nobody-of-this-name"


def tries(twins: Twins, operation: Operation) -> Iterator[tuple[Try, Try]]:
    """Return requests with something of the second one, each beside the same with something unknown."""
    # The address of a webhook is a key: who has it is let in.
    ids = {name: found for name, found in twins.second.ids.items() if name != "token"}
    theirs = [each for found in ids.values() for each in found[-2:]]
    theirs += [twins.second.tenant.name, MARK, f"rule-{MARK}"]
    own = {name: OWN.get(name) or twins.first.ids.get(name, ["1"])[0] for name in operation.in_path}
    here = operation.at(own)
    yield from _of_path(twins, operation, here, own, theirs)
    if operation.method == REMOVING:
        here = operation.at(dict.fromkeys(operation.in_path, unknown_like("1")))
    needed = {name: str(example(operation.in_query[name])) for name in operation.needs}
    yield from _of_query(twins, operation, Try(path=here, said="", place="", query=needed), theirs)
    if operation.body is not None and operation.method != REMOVING:
        yield from _of_body(operation, here, theirs)


def _of_path(
    twins: Twins, operation: Operation, here: str, own: Mapping[str, str], theirs: list[str]
) -> Iterator[tuple[Try, Try]]:
    headers = {"if-match": "*"}
    for name in operation.in_path:
        known = () if name == "token" else twins.second.ids.get(name, ())
        for pair in map(both, [*known, *theirs]):
            first, second = (
                Try(path=operation.at({**own, name: each}), said=each, place="path", headers=headers) for each in pair
            )
            yield first, second
    if operation.path.startswith("/v1/"):
        below = here.removeprefix("/v1")
        for pair in map(both, twins.second.ids["tenant_id"]):
            first, second = (Try(path=f"/v1/tenants/{each}{below}", said=each, place="path") for each in pair)
            yield first, second


def _of_query(twins: Twins, operation: Operation, one: Try, theirs: list[str]) -> Iterator[tuple[Try, Try]]:
    for name in (*operation.in_query, "tenant_id"):
        for pair in map(both, twins.second.pages if name == "after" else theirs):
            first, second = (replace(one, said=each, place=name, query={**one.query, name: each}) for each in pair)
            yield first, second
    for pair in map(both, (*twins.second.versions, *theirs[:3])):
        for name in HEADERS:
            first, second = (replace(one, said=each, place=name, headers={name: each}) for each in pair)
            yield first, second


def _of_body(operation: Operation, here: str, theirs: list[str]) -> Iterator[tuple[Try, Try]]:
    body, headers = example(operation.body), {"if-match": "*", "idempotency-key": "of-the-first"}
    one = Try(path=here, said=theirs[-3], place="tenant", headers=headers)
    for kind in (str, int):
        # A password is no id, and what was taken for one must not be told from then on.
        for at in (each for each in leaves(body, of=kind) if each[-1:] != ("password",)):
            for pair in (both(each) for each in theirs if kind is str or each.isdigit()):
                first, second = (
                    replace(one, said=each, place=str(at[-1]), body=put(body, at, kind(each))) for each in pair
                )
                yield first, second
    for name in ("tenant_id", "tenant"):
        added = replace(one, body=put(body, (name,), theirs[-3]))
        yield added, added


def both(said: str) -> tuple[str, str]:
    """Return something of the second one, and what is nobody's."""
    return said, unknown_like(said)


async def sent(twins: Twins, operation: Operation, one: Try) -> httpx2.Response:
    """Send a request of the first one."""
    more = {} if one.body is None else {"body": one.body}
    key = None if operation.door == SESSION else twins.first.key
    return await twins.send(operation.method, one.path, key, query=one.query, headers=one.headers, **more)


def alike(answer: httpx2.Response, said: str) -> tuple[int, Any]:
    """Return an answer without what makes it this one: its number, and what was said."""
    if answer.status_code < 400:
        return answer.status_code, None
    told = answer.json()
    detail = re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", "…", told["detail"], flags=re.IGNORECASE)
    errors = [(each["pointer"], each["code"]) for each in told.get("errors", ())]
    return answer.status_code, (told["code"], detail, errors)


@dataclass(kw_only=True)
class Found:
    """What came of all tries at a route."""

    count: int = 0
    hits: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


async def probe(twins: Twins, operation: Operation, tries_max: int) -> Found:
    """Try a route; of more tries than *tries_max* those are taken that are spread over all of them."""
    found, answers = Found(), dict[str, tuple[int, str]]()
    own = {each for known in twins.first.ids.values() for each in known}
    every = list(tries(twins, operation))
    step = max(1, len(every) / tries_max)
    chosen = [every[int(number * step)] for number in range(min(len(every), tries_max))]
    # What changes nothing may be tried at once.
    asking = [sent(twins, operation, theirs) for theirs, _ in chosen]
    early = await asyncio.gather(*asking) if operation.method == "GET" else None
    for number, (theirs, unknown) in enumerate(chosen):
        answer = early[number] if early is not None else await asking[number]
        found.count += 1
        told = answer.text + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        if MARK in told.replace(theirs.said, ""):
            found.hits.append(f"{operation.method} {theirs.path} {theirs.query} {theirs.headers} {theirs.body}")
        if str(unknown) not in answers:
            answers[str(unknown)] = alike(await sent(twins, operation, unknown), unknown.said)
        if theirs.place in NUMBERS or theirs.said in own or (operation.method != "GET" and theirs.headers_only):
            # Any number may be said there, and some are too large; what is the first one's own too is answered; and
            # what was done to the first one's own thing is not done again.
            continue
        if alike(answer, theirs.said) != answers[str(unknown)] and answers[str(unknown)][0] != HELD_BACK:
            expected = answers[str(unknown)]
            found.differences.append(
                f"{operation.method} {theirs} answered {alike(answer, theirs.said)}, an unknown one {expected}"
            )
    return found


async def described(twins: Twins) -> list[Operation]:
    """Return every route of the description, those that remove last."""
    found = operations((await twins.send("GET", "/v1/openapi.json")).json())
    return sorted(found, key=lambda each: (each.method != "GET", each.method == REMOVING))


async def rows_of(twins: Twins, tenant_id: int) -> dict[str, tuple[int, str]]:
    """Return how many rows of a business every table holds, and a digest of them."""
    async with await psycopg.AsyncConnection.connect(twins.owner_url, autocommit=True) as connection:
        tables = await (
            await connection.execute(
                "select table_schema, table_name from information_schema.columns"
                " join information_schema.tables using (table_schema, table_name)"
                " where column_name = 'tenant_id' and table_type = 'BASE TABLE'"
                " and table_schema in ('control', 'tekmetric', 'smartmoving')"
            )
        ).fetchall()
        found = {}
        for schema, table in tables:
            question = sql.SQL(
                "select count(*), coalesce(md5(string_agg(t::text, '' order by t::text)), '')"
                " from {} as t where tenant_id = %s"
            ).format(sql.Identifier(schema, table))
            row = await (await connection.execute(question, (tenant_id,))).fetchone()
            assert row is not None
            found[f"{schema}.{table}"] = (row[0], row[1])
    return found


async def test_nothing_of_a_neighbour_comes_back_and_nothing_of_it_changes(twins: Twins) -> None:
    before, every, count = await rows_of(twins, twins.second.tenant.tenant_id), await described(twins), 0
    hits: list[str] = []
    differences: list[str] = []

    for operation in every:
        found = await probe(twins, operation, TRIES_MAX)
        assert found.count >= TRIES_MIN, operation.door
        count += found.count
        hits += found.hits
        differences += found.differences

    print(f"{count} tries at {len(every)} routes")
    assert hits == []
    assert differences == []
    assert await rows_of(twins, twins.second.tenant.tenant_id) == before
    assert not any(MARK in str(line) for line in twins.lines)


TRIES_MAX: Final = 13


async def test_a_route_that_ignores_the_wall_is_found(twins: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = setting_aside.one_set_aside

    async def leaking(office: Office, tenant: Tenant, number: int) -> dict[str, Any]:
        found = await usual(office, twins.second.tenant, number)
        return {**found, "stream": MARK}

    (operation,) = [each for each in await described(twins) if each.door == "GET /v1/quarantine/{entry_id}"]
    assert (await probe(twins, operation, TRIES_MAX)).hits == []

    monkeypatch.setattr(setting_aside, "one_set_aside", leaking)
    found = await probe(twins, operation, TRIES_MAX)

    assert found.hits
    assert found.differences


async def test_a_change_behind_the_wall_is_found(twins: Twins) -> None:
    before = await rows_of(twins, twins.second.tenant.tenant_id)

    await twins.made(twins.second, "POST", "/v1/connections/shop/pause", {"reason": "something else"})

    after = await rows_of(twins, twins.second.tenant.tenant_id)
    assert {name for name in before if before[name] != after[name]} >= {"control.connections", "control.audit_log"}

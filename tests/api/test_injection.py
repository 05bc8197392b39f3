"""Texts that mean something to some interpreter are texts here, in filters, sort, fields, tokens, ids and bodies."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote

import httpx2
import psycopg
import pytest
from psycopg import sql

from tests.api.twins import MARK, Twins

pytestmark = pytest.mark.anyio

ORDERS: Final = "/v1/records/tekmetric.repair_orders"
SAYINGS: Final = (
    *("' or '1'='1", "' or 1=1 --", '" or ""="', "') or ('1'='1", "1; select 1", "1' union select null --"),
    *("'; drop table tekmetric.repair_orders; --", "'; truncate control.tenants cascade; --", "1 or true", "'||'"),
    *("'; set role postgres; --", "'; reset role; --", "'; set app.tenant_id = '2'; --", "'; commit; --"),
    *("'; select set_config('app.tenant_id', '2', false); --", "(select name from control.tenants limit 1)"),
    *("1 and (select count(*) from control.tenants) > 0", "case when 1=1 then status else tm_id end", "tenant_id"),
    *("status) desc, (select pg_sleep(20)", "pg_sleep(20)", "'; select pg_sleep(20); --", "1/(select 0)"),
    *("%s", "%(tenant_id)s", "%", "%%", "_", "\\", "\\'", "\\x27", "$1", "$$; select 1; $$", ":name", "{0}", "{}"),
    *("${7*7}", "{{7*7}}", "#{7*7}", "<%= 7*7 %>", "${jndi:ldap://localhost/a}", "{{config}}", "__class__", "*|*"),
    *('{"$gt": ""}', '{"$ne": null}', "[$ne]=1", "true, $where: '1 == 1'", '["a"]', "*)(uid=*))(|(uid=*"),
    *(
        "../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "/etc/passwd",
        "file:///etc/passwd",
        "php://filter",
        ".git/config",
    ),
    *("; id", "| id", "`id`", "$(id)", "&& id", "\n id", "\r\nset-cookie: a=b", "\r\n\r\n<html>", "a\r\nlocation: /x"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "<!--#exec cmd=id -->"),
    *(
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "]]>",
        "=1+1",
        "@sum(1)",
    ),
    *("null", "None", "undefined", "nan", "infinity", "-infinity", "1e400", "-1", "0", "00", "0x1", "1.0", "9" * 30),
    *("\u2028", "\u202e", "\u0000", "\ufeff", "\U0010ffff", "é" * 300, "a" * 900, "😀", "ﬀ", "İ", "\x1b[31m", "\x7f"),
)
# Ways to write the same for a decoder that decodes once too often, or a filter that looks for a word.
WAYS: Final[tuple[Callable[[str], str], ...]] = (
    lambda said: said,
    lambda said: quote(said, safe=""),
    lambda said: f"POSTED{said}",
    lambda said: f"POSTED,{said}",
    lambda said: said.replace(" ", "/**/").upper(),
    lambda said: quote(quote(said, safe=""), safe=""),
    lambda said: base64.urlsafe_b64encode(said.encode()).decode(),
)
PAYLOADS: Final = tuple(dict.fromkeys(way(said) for said in SAYINGS for way in WAYS))
PATHS: Final = (
    *("/v1/journeys/{}", "/v1/runs/{}", "/v1/quarantine/{}", "/v1/leads/{}", "/v1/locations/{}", "/v1/people/{}"),
    *("/v1/connections/{}", "/v1/connections/shop/schedules/{}", "/v1/records/{}", "/v1/records/{}.jobs"),
    *("/v1/orders/{}/snapshots", "/v1/metrics/{}", "/v1/metrics/{}/rows", "/v1/alert-rules/{}", "/v1/problems/{}"),
    *("/v1/docs/{}", "/v1/tenants/{}/me", "/v1/connections/{}/calls", "/v1/journeys/{}/raw", "/v1/{}"),
)
WORDS: Final = (
    *("/v1/boards/work-in-progress?location={}", "/v1/boards/work-in-progress?state={}", "/v1/boards/journeys?day={}"),
    *("/v1/journeys?state={}", "/v1/journeys?day={}", "/v1/journeys?location={}", "/v1/leads?connection={}"),
    *("/v1/leads?state={}", "/v1/runs?status={}", "/v1/runs?connection={}", "/v1/quarantine?connection={}"),
    *("/v1/metrics/car_count?location={}", "/v1/metrics/car_count?by={}", "/v1/metrics/car_count?date={}"),
    *("/v1/schedules?connection={}", "/v1/restatements?month={}", "/v1/live?topics={}", "/v1/alerts?is_open={}"),
    *(f"{ORDERS}?posted_on.from={{}}", f"{ORDERS}?tm_id={{}}", f"{ORDERS}?{{}}=1", f"{ORDERS}?status.{{}}=1"),
)
TOKENS: Final = (
    *("/v1/journeys?after={}", "/v1/runs?after={}", "/v1/leads?after={}", "/v1/audit?after={}", "/v1/alerts?after={}"),
    *(
        "/v1/quarantine?after={}",
        "/v1/restatements?after={}",
        f"{ORDERS}?after={{}}",
        "/v1/metrics/car_count/rows?after={}",
    ),
)
BODIES: Final[tuple[tuple[str, str, Callable[[str], Any]], ...]] = (
    ("POST", "/v1/alert-rules", lambda said: {"metric": said, "comparison": "below", "limit": "3"}),
    ("POST", "/v1/alert-rules", lambda said: {"metric": "car_count", "comparison": said, "limit": "3"}),
    ("POST", "/v1/connections/shop/plan", lambda said: {"plan": said}),
    ("POST", "/v1/connections/movers/plan", lambda said: {"plan": said}),
    ("POST", "/v1/connections/shop/runs", lambda said: {"streams": [said]}),
    ("POST", "/v1/quarantine/replay", lambda said: {"connection": f"{said}!"}),
    ("POST", "/v1/keys", lambda said: {"name": "a key", "scopes": [f"{said}!"[:40]]}),
    ("POST", "/v1/people", lambda said: {"email": "e@example.com", "name": "E", "role": f"{said}!"[:40]}),
    ("PUT", "/v1/rates", lambda said: {"location_id": said, "from_on": said}),
    ("PUT", "/v1/capacity", lambda said: {"branch_id": said, "weekdays": [1], "trucks": 1, "bookable_hours": 8}),
    ("POST", "/v1/connections/shop/runs", lambda said: {said: said, "streams": {"$gt": said}}),
)


def in_address(said: str) -> str:
    """Return a text as it stands in an address."""
    return quote(said.encode("utf-8", "surrogatepass"), safe="")


async def counts(twins: Twins) -> Mapping[str, int]:
    """Return how many rows every table holds, of everybody."""
    async with await psycopg.AsyncConnection.connect(twins.owner_url, autocommit=True) as connection:
        tables = await (
            await connection.execute(
                "select schemaname, tablename from pg_tables"
                " where schemaname not in ('pg_catalog', 'information_schema')"
            )
        ).fetchall()
        found = {}
        for schema, table in tables:
            question = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))
            row = await (await connection.execute(question)).fetchone()
            assert row is not None
            found[f"{schema}.{table}"] = row[0]
    return found


def requests_of(number: int, said: str) -> list[tuple[str, str, Any]]:
    """Return the requests that a payload goes into: filters, sort and fields always, of the others some in turn."""
    word = in_address(said)
    method, path, made = BODIES[number % len(BODIES)]
    in_path = word if word not in (".", "..") else "%2E"
    return [
        ("GET", f"{ORDERS}?status={word}", None),
        ("GET", f"{ORDERS}?{('sort', 'fields')[number % 2]}={word}", None),
        ("GET", PATHS[number % len(PATHS)].replace("{}", in_path), None),
        ("GET", WORDS[number % len(WORDS)].replace("{}", word), None),
        ("GET", TOKENS[number % len(TOKENS)].replace("{}", word), None),
        (method, path, made(said)),
    ]


def wrong_with(answer: httpx2.Response, said: str) -> str | None:
    """Return what is wrong with an answer, or nothing."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    if answer.status_code >= 500:
        return "a failure of ours"
    if MARK in answer.text + headers:
        return "something of a neighbour"
    if "set-cookie" in answer.headers or "location" in answer.headers:
        return "a header that was sent by somebody else"
    if answer.status_code >= 400 and answer.headers["content-type"] != "application/problem+json":
        return "not told as a problem"
    return None


async def test_no_text_is_more_than_a_text(twins: Twins) -> None:
    assert len(PAYLOADS) >= 500
    before, wrong = await counts(twins), []

    for number, said in enumerate(PAYLOADS):
        requests = requests_of(number, said)
        answers = await asyncio.gather(
            *(twins.send(method, path, twins.first.key, body=body) for method, path, body in requests)
        )
        for (method, path, body), answer in zip(requests, answers, strict=True):
            problem = wrong_with(answer, said)
            if problem is None and "?status=" in path and not said.startswith("POSTED,"):
                problem = "rows that do not fit" if answer.status_code == 200 and answer.json()["data"] else None
            if problem is not None:
                wrong.append(f"{method} {path[:200]} {str(body)[:200]}: {answer.status_code}, {problem}")

    assert wrong == []
    assert await counts(twins) == before


async def test_what_is_kept_is_kept_letter_by_letter(twins: Twins) -> None:
    journey = twins.first.ids["journey_id"][0]
    sayings = [each for each in SAYINGS if each.isprintable() and each == each.strip()][:40]

    for said in sayings:
        answer = await twins.send(
            "PATCH", f"/v1/journeys/{journey}", twins.first.key, headers={"if-match": "*"}, body={"note": said}
        )
        assert answer.status_code == 200, (said, answer.text)
        found = await twins.made(twins.first, "GET", f"/v1/journeys/{journey}")
        assert found["note"] == said


async def test_a_row_too_many_is_seen(twins: Twins) -> None:
    before = await counts(twins)

    await twins.made(
        twins.first, "POST", "/v1/alert-rules", {"metric": "car_count", "comparison": "above", "limit": "9"}
    )

    after = await counts(twins)
    assert {name for name in after if after[name] != before[name]} == {"control.alert_rules", "control.audit_log"}

"""
What the description says holds for whatever fits it, and for much that does not.

Generated requests are a floor, not a proof: they were seen to miss a failure that was planted at a single value. The
table of boundaries beside them is ours.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from copy import deepcopy
from itertools import count
from typing import Any, Final

import httpx2
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from requests.adapters import HTTPAdapter
from schemathesis import checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi import checks as openapi_checks
from starlette.types import ASGIApp
from urllib3 import HTTPResponse

from daysheet.operations.identity import auditing
from daysheet.simulation.serving import served
from tests.api.described import Operation, example, operations
from tests.api.in_process import asked
from tests.api.twins import Twins

pytestmark = pytest.mark.anyio

EXAMPLES: Final = 6
CHECKS: Final = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]
# It is answered without end; the tests of the live feed read it.
ENDLESS: Final = "/v1/live"
MEGABYTE: Final = 1_000_000
SECONDS_MAX: Final = 20


@pytest.fixture(scope="module")
async def client(twins: Twins) -> AsyncIterator[httpx2.AsyncClient]:
    """A way to the same app over real HTTP, for what no app is told of in the process."""
    async with served(twins.app) as base_url, httpx2.AsyncClient(base_url=base_url, timeout=60) as found:
        yield found


@pytest.fixture(scope="module")
async def description(twins: Twins) -> dict[str, Any]:
    """The description as the server gives it."""
    found: dict[str, Any] = (await twins.send("GET", "/v1/openapi.json")).json()
    return found


class InProcess(HTTPAdapter):
    """Lets a thread ask an app that runs in an event loop, as if it were a server."""

    def __init__(self, app: ASGIApp, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._app, self._loop = app, loop

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Return what the app answers."""
        content = request.body.encode() if isinstance(request.body, str) else request.body
        assert content is None or isinstance(content, bytes)
        headers = {
            name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()
        }
        asking = asked(self._app, str(request.method), request.path_url, headers=headers, content=content)
        found = asyncio.run_coroutine_threadsafe(asking, self._loop).result()
        told = HTTPResponse(io.BytesIO(found.content), dict(found.headers), found.status_code, preload_content=False)
        return self.build_response(request, told)


def explored(
    description: Mapping[str, Any], twins: Twins, loop: asyncio.AbstractEventLoop, paths: Sequence[str] = ()
) -> tuple[int, list[str]]:
    """Send what fits the description, and return how many requests and what was wrong with the answers."""
    wrong, sent = list[str](), count(0)
    named = {"authorization": f"Bearer {twins.first.key}"}
    with requests.Session() as session:
        session.mount("http://", InProcess(twins.app, loop))
        for found in schemathesis.openapi.from_dict(dict(description)).get_all_operations():
            operation = found.ok()  # type: ignore[union-attr]  # an error has none, and then the test fails
            if operation.path == ENDLESS or (paths and operation.path not in paths):
                continue

            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                derandomize=True,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(operation.as_strategy())
            def ask(case: Any) -> None:
                if next(sent) % 2 and case.operation.method.upper() != "DELETE":
                    # Half of them are about things that are there.
                    for name in case.path_parameters:
                        case.path_parameters[name] = (twins.first.ids.get(name) or [case.path_parameters[name]])[0]
                answer = case.call(base_url="http://127.0.0.1", session=session, headers=named)
                try:
                    case.validate_response(answer, checks=CHECKS)
                except (Failure, FailureGroup) as failure:
                    told = getattr(failure, "exceptions", [failure])
                    wrong.extend(
                        f"{case.operation.label} {case.path_parameters} {case.query} {case.body!r:.300}:"
                        f" {answer.status_code} {each.title}: {each.message[:500]} {answer.text[:300]}"
                        for each in told
                    )

            ask()
    return next(sent), wrong


async def in_a_thread(description: Mapping[str, Any], twins: Twins, paths: Sequence[str] = ()) -> tuple[int, list[str]]:
    """Explore beside the event loop that answers."""
    return await asyncio.to_thread(explored, description, twins, asyncio.get_running_loop(), paths)


async def test_whatever_fits_the_description_is_answered_as_it_says(twins: Twins, description: dict[str, Any]) -> None:
    sent, wrong = await in_a_thread(description, twins)

    assert wrong == []
    assert sent > len(operations(description)) * EXAMPLES // 2
    assert (await twins.send("GET", "/v1/me", twins.first.key)).status_code == 200


async def test_an_answer_that_is_not_as_described_is_found(twins: Twins, description: dict[str, Any]) -> None:
    lying = deepcopy(description)
    lying["components"]["schemas"]["Me"]["properties"]["actor"] = {"type": "integer"}

    _, wrong = await in_a_thread(lying, twins, ["/v1/me"])

    assert any("schema" in each for each in wrong)


async def test_a_failure_of_ours_is_found(
    twins: Twins, description: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(auditing, "entries", broken)
    _, wrong = await in_a_thread(description, twins, ["/v1/audit"])

    assert any("500" in each for each in wrong)


def here(twins: Twins, operation: Operation) -> str:
    """Return an address that there is."""
    own = {"table": "tekmetric.repair_orders", "metric": "car_count"}
    return operation.at({name: own.get(name) or twins.first.ids.get(name, ["1"])[0] for name in operation.in_path})


def by_first(twins: Twins) -> dict[str, str]:
    """Return the header with the first one's key."""
    return {"authorization": f"Bearer {twins.first.key}"}


async def of_client(client: httpx2.AsyncClient, method: str, path: str, headers: Mapping[str, str]) -> httpx2.Response:
    """Ask over real HTTP; of an answer without end the head is returned."""
    async with client.stream(method, path, headers=headers) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            return httpx2.Response(answer.status_code)
        await answer.aread()
        return answer


def is_problem(answer: httpx2.Response, *statuses: int) -> bool:
    """Whether an answer is a problem document with one of some statuses."""
    if answer.headers.get("content-type") != "application/problem+json" or answer.status_code not in statuses:
        return False
    told = answer.json()
    needed = {"type", "title", "status", "code", "detail", "request_id"}
    return told["status"] == answer.status_code and needed <= told.keys() and "x-request-id" in answer.headers


def shown(operation: Operation, what: str, answer: httpx2.Response) -> str:
    return f"{operation.door} {what}: {answer.status_code} {answer.headers.get('content-type')} {answer.text[:200]}"


async def test_page_sizes_beyond_the_bounds_are_told(twins: Twins, description: dict[str, Any]) -> None:
    lists = [each for each in operations(description) if "limit" in each.in_query and "after" in each.in_query]
    assert len(lists) >= 8
    wrong = []

    for operation in lists:
        needed = {name: str(example(operation.in_query[name])) for name in operation.needs}
        for limit in ("0", "-1", "1000000000", "9" * 40, "1.5", "", "many", "1e2", "0x10", "\u0661"):
            query = {**needed, "limit": limit}
            answer = await twins.send("GET", here(twins, operation), twins.first.key, query=query)
            if not is_problem(answer, 422):
                wrong.append(shown(operation, f"limit={limit}", answer))

    assert wrong == []


async def test_page_tokens_that_were_not_given_out_are_told(twins: Twins, description: dict[str, Any]) -> None:
    lists = [each for each in operations(description) if "after" in each.in_query and "topics" not in each.in_query]
    good, wrong = twins.first.pages[0], []
    made_up = (
        "x",
        "",
        good[:-1],
        good[:-4] + "AAAA",
        good + "A",
        good * 30,
        "AAAA" * 20,
        "=",
        "é",
        "\u0000",
        "a" * 5_000,
    )

    for operation in lists:
        needed = {name: str(example(operation.in_query[name])) for name in operation.needs}
        for token in made_up:
            query = {**needed, "after": token}
            answer = await twins.send("GET", here(twins, operation), twins.first.key, query=query)
            if not is_problem(answer, 400, 422):
                wrong.append(shown(operation, f"after={token[:50]!r}", answer))

    assert wrong == []


ODD_QUERIES: Final[Mapping[str, str]] = {
    "an unknown parameter": "nobody_knows=1",
    "one without a name": "=1",
    "one that repeats a known name in another case": "LIMIT=1",
    "a hundred unknown ones": "&".join(f"a{number}=1" for number in range(100)),
    "a NUL": "nobody%00knows=1",
    "bytes that are no text": "%ff%fe=1",
    "half a character": "%ed%a0%80=1",
    "sixty thousand letters": "a=" + "b" * 60_000,
}


async def test_parameters_that_nobody_knows_are_told(twins: Twins, description: dict[str, Any]) -> None:
    every = [each for each in operations(description) if each.path.startswith(("/v1/", "/api/", "/smartmoving"))]
    wrong = []

    for operation in every:
        more = {} if operation.body is None else {"body": example(operation.body)}
        queries = ODD_QUERIES if operation.method == "GET" else {"an unknown parameter": "nobody_knows=1"}
        for what, query in queries.items():
            path = f"{here(twins, operation)}?{query}"
            answer = await twins.send(operation.method, path, twins.first.key, **more)
            if not is_problem(answer, 422, 404, 400, 401, 403, 409, 414):
                wrong.append(shown(operation, what, answer))

    assert wrong == []


async def head_of(client: httpx2.AsyncClient, head: bytes) -> bytes:
    """Send the head of a request as it is, and return what comes back before the server hangs up."""
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    try:
        writer.write(head)
        return await asyncio.wait_for(reader.read(65_536), SECONDS_MAX)
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def test_a_megabyte_of_a_query_is_refused_and_the_next_is_answered(
    twins: Twins, client: httpx2.AsyncClient
) -> None:
    for query in (b"a=" + b"b" * MEGABYTE, b"&".join([b"a=1"] * (MEGABYTE // 4))):
        key = twins.first.key.encode()
        head = b"GET /v1/me?%b HTTP/1.1\r\nhost: x\r\nauthorization: Bearer %b\r\nconnection: close\r\n\r\n" % (
            query,
            key,
        )
        told = await head_of(client, head)

        # The server hangs up on a head that is too large, with or without a word, before there is a request to answer.
        status = int(told.split()[1]) if told else 400
        assert status in (400, 413, 414, 422, 431), told[:200]
        assert b"application/problem+json" in told or status in (400, 414, 431)
        assert (await client.get("/v1/me", headers=by_first(twins))).status_code == 200


ODD_VALUES: Final = ("%00", "a%00b", "%ff", "%c3%28", "%ed%a0%80", "%", "%zz", "%0d%0aset-cookie:%20a=b", "x" * 8_000)


async def test_values_that_are_no_text_are_told(
    twins: Twins, client: httpx2.AsyncClient, description: dict[str, Any]
) -> None:
    wrong = []

    for operation in operations(description):
        if operation.method != "GET" or not operation.path.startswith(("/v1/", "/api/", "/smartmoving")):
            continue
        for value in ODD_VALUES:
            paths = [here(twins, operation) + f"?{name}={value}" for name in operation.in_query]
            # An app is told of a query as it came; what a path says, the server reads first.
            answers = list(await asyncio.gather(*(twins.send("GET", path, twins.first.key) for path in paths)))
            if operation.in_path and "/" not in value:
                start = operation.path.partition("{")[0]
                paths.append(start + value + operation.path.partition("}")[2].replace("{", "").replace("}", ""))
                answers.append(await of_client(client, "GET", paths[-1], by_first(twins)))
            for path, answer in zip(paths, answers, strict=True):
                # A text that nothing is filtered by may be taken as it is.
                is_fine = answer.status_code == 200 or is_problem(answer, 400, 403, 404, 409, 422, 426)
                if not is_fine or "set-cookie" in answer.headers:
                    wrong.append(shown(operation, path[:120], answer))

    assert wrong == []


ODD_BODIES: Final[Mapping[str, tuple[bytes, str, tuple[int, ...]]]] = {
    "nothing": (b"", "application/json", (200, 201, 202, 204, 400, 422)),
    "half of it": (b'{"a": ', "application/json", (400, 422)),
    "a word": (b'"a"', "application/json", (422,)),
    "a list": (b"[]", "application/json", (422,)),
    "a number beyond all": (b"1e999", "application/json", (400, 422)),
    "no number": (b"NaN", "application/json", (400, 422)),
    "a NUL": (b'{"a\x00": 1}', "application/json", (400, 422)),
    "a written NUL": (b'{"name": "a\\u0000b", "reason": "\\u0000"}', "application/json", (422,)),
    "half a character": (b'{"name": "\\ud800", "reason": "\\ud800"}', "application/json", (400, 422)),
    "another encoding": ("{}".encode("utf-16"), "application/json", (200, 201, 202, 204, 400, 422)),
    "bytes that are no text": (b'{"a": "\xff\xfe"}', "application/json", (400, 422)),
    "deep": (b"[" * 100_000 + b"]" * 100_000, "application/json", (400, 413, 422)),
    "deep in a field": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "application/json", (400, 422)),
    "a large one": (b'{"a": "' + b"b" * 3 * MEGABYTE + b'"}', "application/json", (413,)),
    "a form": (b"a=b", "application/x-www-form-urlencoded", (400, 415, 422)),
    "text": (b'{"a": 1}', "text/plain", (400, 415, 422)),
    "many parts": (b"--x--", "multipart/form-data; boundary=x", (400, 415, 422)),
    "an unknown field": (b'{"nobody_knows": 1}', "application/json", (422,)),
    "a large number": (b'{"location_id": ' + b"9" * 5_000 + b"}", "application/json", (400, 422)),
}


async def test_bodies_that_do_not_fit_are_told(twins: Twins, description: dict[str, Any]) -> None:
    wrong = []

    for operation in operations(description):
        if operation.body is None or operation.path.startswith("/smartmoving"):
            continue
        for what, (content, kind, statuses) in ODD_BODIES.items():
            headers = {"content-type": kind, "if-match": "*", "idempotency-key": f"odd-{abs(hash(what))}"}
            key = None if operation.path in ("/v1/sessions", "/v1/owner") else twins.first.key
            answer = await twins.send(operation.method, here(twins, operation), key, headers=headers, content=content)
            refused = (403, 404, 409, 429)
            is_fine = is_problem(answer, *statuses, *refused) or (answer.is_success and answer.status_code in statuses)
            if not is_fine:
                wrong.append(shown(operation, what, answer))

    assert wrong == []


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PROPFIND", "get"])
async def test_other_methods_are_told(
    twins: Twins, client: httpx2.AsyncClient, description: dict[str, Any], method: str
) -> None:
    wrong = []

    for operation in operations(description):
        answer = await of_client(client, method, here(twins, operation), by_first(twins))
        if method == "HEAD":
            # Its answer has no body to tell anything with.
            is_fine = answer.status_code in (200, 404, 405) and not answer.content
        else:
            is_fine = is_problem(answer, 404, 405) or (method == "get" and answer.status_code < 500)
        if not is_fine:
            wrong.append(shown(operation, method, answer))

    assert wrong == []


async def test_a_body_without_a_length_is_measured_while_it_comes(twins: Twins, client: httpx2.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(3 * MEGABYTE // 50_000):
            yield b" " * 50_000

    headers = {"content-type": "application/json"}
    answer = await client.post("/v1/keys", headers={**headers, **by_first(twins)}, content=endless())

    assert is_problem(answer, 413)


async def test_addresses_that_there_are_not_are_told(twins: Twins) -> None:
    for path in ("/v1/", "/v1/nowhere", "/v1/me/", "/v1//me", "/v1/%2e%2e/me", "/v1/records/a/b", "/v1/tenants/x/me"):
        answer = await twins.send("GET", path, twins.first.key)
        assert is_problem(answer, 404, 422), (path, answer.status_code, answer.text)


async def test_keys_that_are_none_are_told(twins: Twins) -> None:
    odd = (
        "Bearer",
        "x" * 5_000,
        "ds_live_1_1_",
        "ds_live_" + "9" * 400,
        "a b",
        "ds_live_99999999999999999_1_" + "A" * 43,
    )

    for key in odd:
        answer = await twins.send("GET", "/v1/me", headers={"authorization": f"Bearer {key}"})
        assert is_problem(answer, 401), (key[:40], answer.status_code)

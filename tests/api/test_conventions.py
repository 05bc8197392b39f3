"""What holds for every route: who may come in, how refusals look, what an answer carries."""

from __future__ import annotations

import pytest

from daysheet.api.doors import DOORS
from tests.api.front import Front

pytestmark = pytest.mark.anyio

PROBLEM_FIELDS = {"type", "title", "status", "code", "detail", "request_id"}


@pytest.mark.parametrize("door", [door for door, need in DOORS.items() if need != "anyone"])
async def test_nobody_comes_in_without_a_key(front: Front, door: str) -> None:
    method, path = door.split(" ")

    answer = await front.ask(method, path.replace("{", "").replace("}", ""))

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_key_is_told_what_it_is(front: Front) -> None:
    key = await front.key("read:records")

    found = (await front.get("/v1/me", key)).json()

    assert found["tenant"] == {"id": front.tenant.tenant_id, "name": front.tenant.name}
    assert (found["scopes"], found["locations"], found["csrf"]) == (["read:records"], None, None)


async def test_a_scope_that_is_missing_is_named(front: Front) -> None:
    answer = await front.get("/v1/records", await front.key("read:metrics"))

    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert "read:records" in answer.json()["detail"]
    assert answer.json().keys() == PROBLEM_FIELDS


async def test_a_parameter_that_nobody_knows_is_refused(front: Front) -> None:
    answer = await front.get("/v1/me?shop=1", await front.key("read:records"))

    assert (answer.status_code, answer.json()["code"]) == (422, "does_not_fit")


async def test_a_problem_says_where_it_is_explained(front: Front) -> None:
    refused = (await front.get("/v1/me")).json()

    explained = await front.get(refused["type"])

    assert explained.status_code == 200
    assert explained.json()["title"] == refused["title"]


async def test_the_number_of_a_request_comes_back(front: Front) -> None:
    answer = await front.get("/v1/me", x_request_id="req_of-mine.1")
    unreadable = await front.get("/v1/me", x_request_id="<script>")

    assert answer.headers["x-request-id"] == answer.json()["request_id"] == "req_of-mine.1"
    assert unreadable.headers["x-request-id"].startswith("req_")


async def test_what_is_unchanged_is_not_sent_again(front: Front) -> None:
    key = await front.key("read:records")
    first = await front.get("/v1/me", key)

    again = await front.get("/v1/me", key, if_none_match=first.headers["etag"])

    assert (again.status_code, again.content) == (304, b"")


async def test_a_caller_is_told_how_much_is_left(front: Front) -> None:
    front.serving.buckets.elapsed = lambda: 0.0
    key = await front.key("read:records")
    left: list[int] = []

    while (answer := await front.get("/v1/me", key)).status_code == 200:
        left.append(int(answer.headers["ratelimit"].split("r=")[1].split(";")[0]))

    assert answer.json()["code"] == "too_many"
    assert int(answer.headers["retry-after"]) >= 1
    assert left == list(range(len(left) - 1, -1, -1))
    assert (await front.get("/v1/me", await front.key("read:records"))).status_code == 200


async def test_the_description_names_every_door(front: Front) -> None:
    description = (await front.get("/v1/openapi.json")).json()

    described = {f"{method.upper()} {path}" for path, methods in description["paths"].items() for method in methods}
    assert described == set(DOORS)
    assert description["openapi"] == "3.1.0"


async def test_the_page_of_the_description_asks_no_other_host(front: Front) -> None:
    page = await front.get("/v1/docs")
    script = await front.get("/v1/docs/swagger-ui-bundle.js")

    assert "://" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
    assert (script.status_code, script.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert (await front.get("/v1/docs/..%2F..%2Fsecret")).status_code == 404

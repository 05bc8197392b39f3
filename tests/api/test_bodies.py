"""Bodies of every kind: what is JSON is kept, known or not; what is none is refused with a plain problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from daysheet.operations.hooks import webhooks
from daysheet.operations.hooks.webhooks import BODY_BYTES_MAX
from tests.api.front import Front
from tests.api.test_hooks import BODY, PROBLEM_FIELDS

pytestmark = pytest.mark.anyio

BAD_BODIES: Mapping[str, tuple[bytes, int, str]] = {
    "empty": (b"", 400, "not_json"),
    "cut": (BODY[:-3], 400, "not_json"),
    "html": (b"<html>down for maintenance</html>", 400, "not_json"),
    "another encoding": (BODY.decode().encode("utf-16"), 400, "not_json"),
    "a NUL byte": (b'{"event": "a\x00b"}', 400, "not_json"),
    "no number": (b'{"event": NaN}', 400, "not_json"),
    "deep": (b"[" * 10_000 + b"]" * 10_000, 400, "too_deep"),
    "large": (b'"' + b"a" * BODY_BYTES_MAX + b'"', 413, "too_large"),
}
ODD_BODIES: Mapping[str, bytes] = {
    "a list": b"[1, 2]",
    "a word": b'"posted"',
    "null": b"null",
    "other keys": b'{"type": "ping"}',
    "an unknown sentence": b'{"event": "Moon phase changed", "data": {"id": 7}}',
    "a sentence that is none": b'{"event": {"a": 1}, "data": []}',
    "a written NUL": b'{"event": "Repair Order #1\\u0000 posted by x", "data": {"id": "\\u0000"}}',
    "ids of another kind": b'{"event": "Repair Order #1 posted by x", "data": {"id": 1e400}}',
    "half a character": b'{"event": "Repair Order #1 posted by \\ud800"}',
    "a shop of zero": b'{"event": "Repair Order #1 posted by x", "data": {"id": 0, "shopId": 0}}',
}


@pytest.mark.parametrize(("body", "status", "code"), BAD_BODIES.values(), ids=BAD_BODIES)
async def test_what_is_no_event_is_refused_with_a_problem_and_counted(
    front: Front, body: bytes, status: int, code: str
) -> None:
    answer = await front.post(body)

    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert set(problem) == PROBLEM_FIELDS
    assert front.token not in answer.text
    assert await front.events() == []
    health = await front.health()
    assert (health["refused"], health["refusal"]) == (1, code)
    assert (await front.post(BODY)).status_code == 202


async def test_a_body_of_the_greatest_size_is_taken(front: Front) -> None:
    body = b'"' + b"a" * (BODY_BYTES_MAX - 2) + b'"'

    assert (await front.post(body)).status_code == 202

    (event,) = await front.events()
    assert event["body_bytes"] == BODY_BYTES_MAX


async def test_a_body_without_a_length_is_measured_while_it_comes(front: Front) -> None:
    async def endless() -> Any:
        for _ in range(BODY_BYTES_MAX // 50_000 + 1):
            yield b" " * 50_000

    answer = await front.client.post(front.address, content=endless(), headers={"content-type": "application/json"})

    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
async def test_another_type_of_content_is_told(front: Front, kind: str) -> None:
    answer = await front.post(BODY, content_type=kind)

    assert (answer.status_code, answer.json()["code"]) == (415, "other_type")
    assert (await front.post(BODY, content_type="application/json; charset=utf-8")).status_code == 202
    assert (await front.post(BODY, content_type="application/vnd.api+json")).status_code == 202


@pytest.mark.parametrize("body", ODD_BODIES.values(), ids=ODD_BODIES)
async def test_any_json_is_kept_whether_it_is_known_or_not(front: Front, body: bytes) -> None:
    assert (await front.post(body)).status_code == 202

    (event,) = await front.events()
    shown = await webhooks.event(front.office, front.tenant, event["hook_id"])
    assert (shown["body"].encode(), shown["hints"]) == (body, [])
    assert (await front.look()).events == 1

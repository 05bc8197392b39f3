import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.types import ASGIApp, Receive, Scope, Send

from daysheet.simulation.asgi import Answer, ConnectionCut, caught_answer, json_answer, send_answer


def app_with(answer: Answer) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send_answer(answer, send)

    return app


async def body_of(answer: Answer) -> tuple[bytes, str | None]:
    async with AsyncClient(transport=ASGITransport(app=app_with(answer)), base_url="http://vendor.example") as client:
        response = await client.get("/")
        return response.content, response.headers.get("content-length")


async def test_a_whole_answer_keeps_its_length() -> None:
    assert await body_of(json_answer(b'{"a":1}')) == (b'{"a":1}', "7")


async def test_a_cut_with_the_right_length_looks_complete() -> None:
    assert await body_of(Answer(200, b'{"a":1}', cut_at=3)) == (b'{"a', "3")


async def test_an_absent_length_is_not_sent() -> None:
    assert await body_of(Answer(200, b"abc", content_length="absent")) == (b"abc", None)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"abcdef", is_dropped=True),
        Answer(200, b"abcdef", cut_at=2, content_length="wrong"),
        Answer(200, b"abcdef", cut_at=2, content_length="absent"),
    ],
)
async def test_a_broken_off_answer_closes_the_connection(answer: Answer) -> None:
    with pytest.raises(ConnectionCut):
        await body_of(answer)


async def test_an_inner_answer_is_caught_whole() -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    answer = await caught_answer(app_with(json_answer(b"[]", 404)), {"type": "http"}, receive)

    assert (answer.status, answer.body) == (404, b"[]")
    assert answer.header("content-type") == "application/json;charset=UTF-8"
    assert answer.with_header("content-type", None).header("content-type") is None

"""No secret and no token stands in a message, a representation or a log."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator

import httpx2
import pytest
import stamina.instrumentation
import structlog

from daysheet.core.errors import DaysheetError
from daysheet.core.vendor import SignIn
from tests.remote.scripted import KEY, OAUTH, Scripted, bare, caller, content

CANARIES = ("canary-secret", "canary-key", "canary-token", "Y2FuYXJ5", "c2hvcDpjYW5hcnktc2VjcmV0")
GRANTED = bare(200, b'{"access_token": "canary-token", "scope": "7"}')


@pytest.fixture
def _no_log_is_set_up() -> Iterator[None]:
    """As nobody has set up a log yet, which a test before this one may have."""
    is_set_up, known = structlog.is_configured(), structlog.get_config()
    structlog.reset_defaults()
    yield
    if is_set_up:
        structlog.configure(**known)


@pytest.mark.usefixtures("_no_log_is_set_up")
@pytest.mark.parametrize("sign_in", [OAUTH, KEY], ids=["client credentials", "api key"])
@pytest.mark.parametrize(
    "answer",
    [
        bare(200, b"<html>"),
        bare(302, location="https://evil.example.org"),
        bare(400),
        bare(401),
        bare(403),
        bare(404),
        bare(429),
        bare(500),
        bare(200, b"{}", content_encoding="zstd"),
        httpx2.ConnectError("refused"),
    ],
    ids=lambda answer: str(getattr(answer, "status_code", answer)),
)
async def test_a_failure_tells_everything_but_the_secret(
    answer: httpx2.Response | Exception,
    sign_in: SignIn,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stamina.instrumentation.set_on_retry_hooks(None)
    caplog.set_level(logging.DEBUG)

    async with caller(Scripted(answers=[answer], sign_ins=[GRANTED]), sign_in) as client:
        with pytest.raises(DaysheetError) as failed:
            await client.get("/orders", {"shop": 7}, content)

    told = "".join(traceback.format_exception(failed.value)) + caplog.text + repr(client) + repr(failed.value)
    told += "".join(str(record.__dict__) for record in caplog.records) + "".join(capsys.readouterr())
    assert "example" in told
    assert [canary for canary in CANARIES if canary in told] == []


async def test_a_refused_sign_in_does_not_repeat_the_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = bare(401, b'{"error": "invalid_client", "client_secret": "canary-secret"}')

    async with caller(Scripted(sign_ins=[echo])) as client:
        with pytest.raises(DaysheetError) as failed:
            await client.sign_in()

    told = "".join(traceback.format_exception(failed.value)) + caplog.text
    assert "main-street" in told
    assert [canary for canary in CANARIES if canary in told] == []

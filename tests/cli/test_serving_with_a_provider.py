"""The program itself, with a provider of sign-ins: from the settings to a session, and what is wrong with them."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx2
import pytest

from daysheet.simulation.serving import served
from tests.cli.processes import SECONDS_MAX, call, said_until, started
from tests.cli.program import Program
from tests.console.provider import CLIENT_ID, CLIENT_SECRET, Provider

pytestmark = pytest.mark.anyio

SERVE = ("serve", "--port", "0", "--no-schedules")


async def test_invited_people_sign_in_through_the_provider_that_is_set(program: Program, warehouse_url: str) -> None:
    provider = Provider(clock=lambda: datetime.now(UTC))
    who = ("ana@example.com", "--name", "Ana Vogel", "--role", "owner", "--no-password")
    call(program.home, "people", "add", *who, DAYSHEET_DATABASE_URL=warehouse_url)
    async with served(provider.app) as provider.url, httpx2.AsyncClient(timeout=SECONDS_MAX) as browser:
        settings = {
            "DAYSHEET_DATABASE_URL": warehouse_url,
            "DAYSHEET_OIDC_ISSUER": provider.url,
            "DAYSHEET_OIDC_CLIENT_ID": CLIENT_ID,
            "DAYSHEET_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "DAYSHEET_OIDC_NAME": "Example ID",
            "DAYSHEET_ALLOWED_VENDOR_HOSTS": "127.0.0.1",
        }
        with started(program.home, *SERVE, **settings) as process:
            said = said_until(process, "Serving at ")
            address = said.partition("Serving at ")[2].split()[0]
            form = await browser.get(f"{address}/sign-in?to=/settings/people")
            page = await browser.get(f"{address}/sign-in/with?to=/settings/people", follow_redirects=True)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=SECONDS_MAX)

    assert "Sign in with <bdi>Example ID</bdi>" in form.text
    assert (page.status_code, urlsplit(str(page.url)).path) == (200, "/settings/people")
    assert "Ana Vogel" in page.text


def test_settings_that_are_not_whole_are_told_before_anything_is_served(program: Program, warehouse_url: str) -> None:
    settings = {"DAYSHEET_DATABASE_URL": warehouse_url, "DAYSHEET_OIDC_ISSUER": "https://id.example.com"}
    with started(program.home, *SERVE, **settings) as process:
        _, said = process.communicate(timeout=SECONDS_MAX)

    assert process.returncode == 2
    assert "set as well: DAYSHEET_OIDC_CLIENT_ID, DAYSHEET_OIDC_CLIENT_SECRET, DAYSHEET_OIDC_NAME" in said

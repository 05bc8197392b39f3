"""Two businesses behind one served console, a provider of sign-ins beside it, and people who go to and fro."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx2

from daysheet.console.app import create_console
from daysheet.console.desk import COOKIE, Desk
from daysheet.core.access import Caller
from daysheet.operations.identity.access import caller_of_session
from daysheet.operations.identity.oidc import ProviderDoor
from daysheet.remote.oidc import OidcProvider
from daysheet.simulation.serving import served
from tests.console.provider import CLIENT_ID, CLIENT_SECRET, Provider
from tests.operations.doorstep import Doorstep

NAME: Final = "Example <ID>"


@dataclass(kw_only=True)
class Walker:
    """Somebody with a browser, on the way to the provider and back."""

    client: httpx2.AsyncClient
    base_url: str
    door: Doorstep

    async def get(self, url: str, **how: Any) -> httpx2.Response:
        """Open a page of ours, or of anybody's."""
        return await self.client.get(url if "://" in url else self.base_url + url, **how)

    async def leave(self, to: str | None = None) -> str:
        """Set out for the provider and return where one is sent."""
        answer = await self.get("/sign-in/with", params={} if to is None else {"to": to})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def meet(self, url: str) -> str:
        """Sign in at the provider and return where it sends one back to."""
        answer = await self.get(url)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    async def sign_in(self, to: str | None = None) -> httpx2.Response:
        """Go all the way and return our last answer."""
        return await self.get(await self.meet(await self.leave(to)))

    async def choose(self, tenant_id: int | str, **headers: str) -> httpx2.Response:
        """Choose one of several businesses."""
        return await self.client.post(
            f"{self.base_url}/sign-in/business", data={"business": str(tenant_id)}, headers=headers
        )

    async def caller(self) -> Caller | None:
        """Return who the browser is signed in as."""
        token = self.client.cookies.get(COOKIE)
        return None if token is None else await caller_of_session(self.door.office, token)


@dataclass(kw_only=True)
class Street:
    """The businesses, the provider, and whoever walks between them."""

    door: Doorstep
    provider: Provider
    base_url: str
    lines: list[dict[str, Any]] = field(default_factory=list)
    clients: list[httpx2.AsyncClient] = field(default_factory=list)

    def walker(self) -> Walker:
        """Return somebody with a browser of their own."""
        client = httpx2.AsyncClient(follow_redirects=False, timeout=30)
        self.clients.append(client)
        return Walker(client=client, base_url=self.base_url, door=self.door)

    def reasons(self) -> list[str]:
        """Return what the log says of sign-ins that came to nothing."""
        return [each["reason"] for each in self.lines]

    async def outside(self, words: str) -> None:
        """Let somebody go all the way, and be told in these words why nobody was signed in."""
        walker = self.walker()
        answer = await walker.sign_in()
        assert answer.status_code == 503, answer.headers
        assert words in answer.text
        assert "Sign in with <bdi>" in answer.text
        assert await walker.caller() is None

    async def inside(self) -> None:
        """Let somebody go all the way, and in."""
        walker = self.walker()
        assert (await walker.sign_in()).status_code == 303
        assert await walker.caller() is not None


def asked_of(url: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}


@asynccontextmanager
async def open_street(door: Doorstep, **how: Any) -> AsyncIterator[Street]:
    """Serve a provider and a console that knows it; *how* is what the console knows otherwise."""
    provider = Provider(clock=lambda: door.now)
    lines: list[dict[str, Any]] = []
    public_url = how.pop("public_url", None)

    def note(event: str, **fields: Any) -> None:
        lines.append({"event": event, **fields})

    async with served(provider.app) as provider_url:
        provider.url = provider_url
        known: dict[str, Any] = {
            "issuer": provider_url,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "name": NAME,
            "clock": lambda: door.now,
            "allowed_hosts": frozenset({"127.0.0.1"}),
        }
        opened = ProviderDoor(door.office, OidcProvider(**known | how), public_url)
        desk = Desk(office=door.office, reading=door.database, provider=opened, note=note)
        async with served(create_console(desk)) as base_url:
            street = Street(door=door, provider=provider, base_url=base_url, lines=lines)
            try:
                yield street
            finally:
                for each in street.clients:
                    await each.aclose()

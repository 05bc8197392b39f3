"""A business with its console over real HTTP, and visitors with their cookies."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import unescape
from typing import Any, Final

import httpx2

from daysheet.api.app import create_app
from daysheet.console.app import create_console
from daysheet.console.desk import Desk
from daysheet.core.periods import Period
from daysheet.core.vendor import Vendor
from daysheet.operations.entries.placing import locations
from daysheet.operations.figures import metrics
from daysheet.operations.identity.people import add_person
from daysheet.simulation.serving import served
from daysheet.vendors.tekmetric import VENDOR as SHOPS
from tests.api.front import Front, open_front
from tests.api.read_once import Original, open_copy

PASSWORD: Final = "a long enough password"
CSRF: Final = re.compile(r'name="csrf" value="([^"]+)"')


def text_of(page: str) -> str:
    """Return the words of a page, or of a part of it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@dataclass(kw_only=True)
class Guest:
    """Somebody with a browser."""

    client: httpx2.AsyncClient
    base_url: str

    async def get(self, path: str, **how: Any) -> httpx2.Response:
        """Open a page."""
        return await self.client.get(self.base_url + path, **how)

    async def send(
        self, path: str, form: Mapping[str, str | list[str]], *, csrf: str | None = None, **how: Any
    ) -> httpx2.Response:
        """Send a form with the token that the page has, or another one."""
        if csrf is None:
            found = CSRF.search((await self.get("/today")).text)
            csrf = found[1] if found else ""
        return await self.client.post(self.base_url + path, data={"csrf": csrf, **form}, **how)


async def nine_weeks_of_sales(house: House) -> Period:
    """Return nine weeks that are over, up to the last day on which something was sold."""
    everything = Period(first_on=date(2020, 1, 1), last_on=date(2030, 12, 31))
    found = await metrics.show(house.front.office, house.front.tenant, "car_count", everything, by="day")
    last: date = max(each.bucket for each in found.data if each.value)
    return Period(first_on=last - timedelta(days=62), last_on=last)


@dataclass(kw_only=True)
class House:
    """A business, its console, and who is let in."""

    front: Front
    base_url: str
    _clients: list[httpx2.AsyncClient]

    def stranger(self) -> Guest:
        """Return somebody whom nobody knows."""
        client = httpx2.AsyncClient(follow_redirects=False, timeout=30)
        self._clients.append(client)
        return Guest(client=client, base_url=self.base_url)

    async def visitor(self, role: str, *, at: list[str] | None = None) -> Guest:
        """Return somebody of a role who is signed in; *at* are the vendor's ids of the locations they may see."""
        known = await locations(self.front.office, self.front.tenant)
        places = None if at is None else [row["location_id"] for row in known if row["source_id"] in at]
        email = f"{role}{len(self._clients)}@example.com"
        await add_person(
            self.front.office,
            self.front.tenant,
            email=email,
            name=f"A {role}",
            role=role,
            locations=places,
            password=PASSWORD,
            by="a test",
        )
        guest = self.stranger()
        form = {"email": email, "password": PASSWORD, "business": self.front.tenant.name}
        answer = await guest.client.post(self.base_url + "/sign-in", data=form)
        assert answer.status_code == 303, answer.text
        return guest


@asynccontextmanager
async def open_house(
    url: str, *, vendor: Vendor = SHOPS, simulator: Any = None, allowed_hosts: frozenset[str] = frozenset()
) -> AsyncIterator[House]:
    """Serve the console of a business that was read once; people may connect public hosts and *allowed_hosts*."""
    async with open_front(url, vendor=vendor, simulator=simulator, address=False) as front:
        front.office = front.serving.office = replace(front.office, allowed_hosts=allowed_hosts)
        await front.sync()
        async with _open_console(front) as house:
            yield house


@asynccontextmanager
async def open_copied_house(original: Original, seen: str | None = None) -> AsyncIterator[House]:
    """Serve the console of a copy of a business, or of one that is read into the warehouse *seen*."""
    async with open_copy(original, seen) as front, _open_console(front) as house:
        yield house


@asynccontextmanager
async def _open_console(front: Front) -> AsyncIterator[House]:
    assert front.serving.reading is not None
    desk = Desk(office=front.office, reading=front.serving.reading)
    clients: list[httpx2.AsyncClient] = []
    try:
        async with served(create_app(front.serving, create_console(desk))) as base_url:
            yield House(front=front, base_url=base_url, _clients=clients)
    finally:
        for each in clients:
            await each.aclose()

"""Messages leave for network services of a known list, and for nothing that reads a file or runs something."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from apprise import Apprise, NotifyBase
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from daysheet.core.errors import SettingWrong
from daysheet.remote import notices
from daysheet.remote.notices import SERVICES, checked_service, send, service_of
from daysheet.simulation.serving import served

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SECRET = "canary-77"


@asynccontextmanager
async def service(status: int = 200, *, leads_to: str = "") -> AsyncIterator[tuple[str, list[str]]]:
    """A service, by the host and port of its address, and the paths that it was asked for."""
    asked: list[str] = []

    async def take(request: Request) -> Response:
        asked.append(request.url.path)
        return RedirectResponse(leads_to) if leads_to else Response(status_code=status)

    async with served(Starlette(routes=[Route("/{rest:path}", take, methods=["GET", "POST"])])) as address:
        yield address.removeprefix("http://"), asked


async def test_a_message_arrives() -> None:
    async with service() as (host, asked):
        assert await send(f"json://{host}/{SECRET}", "title", "text") is None

    assert asked == [f"/{SECRET}"]


@pytest.mark.parametrize("status", [401, 404, 503])
async def test_what_a_service_answers_is_told_without_its_address(status: int) -> None:
    async with service(status) as (host, _):
        assert await send(f"json://{host}/{SECRET}", "title", "text") == f"it answered with HTTP {status}"


async def test_a_service_that_is_not_there_is_told() -> None:
    reason = await send(f"json://127.0.0.1:1/{SECRET}", "title", "text")

    assert reason == "it cannot be reached, or does not take the message"


async def test_nobody_is_led_elsewhere() -> None:
    async with service() as (inside, asked), service(leads_to=f"http://{inside}/inside") as (host, first):
        assert await send(f"json://{host}/", "title", "text") is not None

    assert (len(first), asked) == (1, [])


async def test_a_silent_service_is_waited_for_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "SEND_SECONDS_MAX", 0.0)

    async with service() as (host, _):
        assert await send(f"json://{host}/", "title", "text") == "no answer within 0 seconds"


async def test_what_a_plug_in_raises_is_told_by_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> bool:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(NotifyBase, "notify", broken)

    assert await send("json://127.0.0.1:1/", "title", "text") == "the library failed (ZeroDivisionError)"


async def test_an_error_of_our_own_reaches_whoever_waits() -> None:
    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await notices._in_a_thread(broken)


def test_every_service_of_the_list_is_one_of_the_library_and_all_others_are_refused() -> None:
    plugins = Apprise().details(show_disabled=True)["schemas"]
    words = ("protocols", "secure_protocols")
    known = {each for plugin in plugins for word in words for each in plugin[word] or ()}
    assert known >= SERVICES
    assert {"syslog", "rsyslog", "dbus", "gnome", "macosx", "windows", "blink1"} <= known - SERVICES

    for each in sorted(known - SERVICES):
        with pytest.raises(SettingWrong, match="Alerts are not sent by"):
            service_of(f"{each}://{SECRET}@localhost/")


@pytest.mark.parametrize(
    "url",
    [
        f"file:///etc/{SECRET}",
        f"https://hooks.example.com/{SECRET}",
        SECRET,
        "",
        f"json://localhost/{SECRET}\njson://localhost/",
        f"json://localhost/{SECRET}" + "x" * 4_000,
        f"slack://a/b/c?template=/{SECRET}",
        f"slack://a/b/c?TEMPLATE=/{SECRET}",
        f"slack://a/b/c?x=1&%74emplate=/{SECRET}",
        f"mailtos://user:{SECRET}@example.com?pgp=sign",
        f"mailtos://user:{SECRET}@example.com?pgpprv=/key",
        f"json://localhost/{SECRET}?redirect=yes",
        f"json://localhost/{SECRET}?rto=9999",
    ],
)
async def test_what_is_refused_is_not_repeated(url: str) -> None:
    with pytest.raises(SettingWrong) as refused:
        await checked_service(url)

    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("url", ["tgram://nonsense", "twilio://"])
async def test_an_address_that_the_library_does_not_understand_is_refused(url: str) -> None:
    with pytest.raises(SettingWrong, match="not in the form that"):
        await checked_service(url)


@pytest.mark.parametrize(
    ("url", "service_name"),
    [
        ("mailtos://user:password@example.com?to=owner@example.com", "mailtos"),
        ("gotifys://push.example.com/an-invented-token", "gotifys"),
        ("ntfys://ntfy.example.com/topic", "ntfys"),
        ("JSONS://hooks.example.com/path?verify=yes", "jsons"),
    ],
)
async def test_addresses_of_usual_services_are_understood(url: str, service_name: str) -> None:
    assert await checked_service(url) == service_name


async def test_a_call_whose_loop_ended_harms_nobody() -> None:
    done = asyncio.Event()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await notices._in_a_thread(lambda: done.set())

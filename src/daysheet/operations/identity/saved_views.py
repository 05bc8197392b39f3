"""Saved views: names on addresses of the console, private or shared, and the one that somebody begins with."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from daysheet.core.access import Caller
from daysheet.core.errors import SettingWrong
from daysheet.operations.identity.access import checked_name
from daysheet.operations.office import Office
from daysheet.warehouse.saved_views import SavedViews

NAME_MAX: Final = 60
ADDRESS_MAX: Final = 1_000
VIEWS_MAX: Final = 100
# An address within the console. What a browser would take for another site, or what is no screen, is none.
_ADDRESS: Final = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]*")
_NO_SCREENS: Final = ("/v1", "/tv", "/assets", "/sign-in", "/sign-out", "/first-owner", "/views")
# What an address may ask of a table without telling what stands in its rows, and what people type on other screens.
_SAYS_NO_ROW: Final = frozenset({"sort", "fields", "location_id"})
_TYPED: Final = frozenset({"q", "text", "person"})


async def views(office: Office, caller: Caller) -> list[dict[str, Any]]:
    """
    Return the views in somebody's menu, by name: their own, and shared ones.

    A shared one about a location that they may not see is left out, and one that may name somebody where they see no
    personal data.
    """
    found = await _of(office, caller).all()
    return [row for row in found if row["is_own"] or _is_for(caller, row["address"])]


async def save(
    office: Office, caller: Caller, *, name: str, address: str, is_shared: bool = False, is_first: bool = False
) -> dict[str, Any]:
    """Save an address under a name, where the name has one in its place; raises `SettingWrong`."""
    return await _of(office, caller).save(
        _checked_name(name),
        _checked_address(address),
        is_shared=is_shared,
        is_first=is_first,
        now=office.clock(),
        views_max=VIEWS_MAX,
    )


async def drop(office: Office, caller: Caller, view_id: int) -> None:
    """Forget a view of one's own; whoever runs the business also a shared one. Raises `UnknownThing`."""
    is_any = caller.may("admin:tenant") and caller.locations is None
    await _of(office, caller).drop(view_id, office.clock(), is_any=is_any)


async def begin_with(office: Office, caller: Caller, view_id: int | None) -> None:
    """Let somebody begin with a view of their menu, or as usual where it is None; raises `UnknownThing`."""
    await _of(office, caller).begin_with(view_id, office.clock())


async def first_address(office: Office, caller: Caller) -> str | None:
    """Return the address that somebody begins with; None where they have chosen none."""
    found = (str(row["address"]) for row in await views(office, caller) if row["is_first"])
    return next((address for address in found if _is_screen(address)), None)


def _of(office: Office, caller: Caller) -> SavedViews:
    return SavedViews(database=office.database, tenant_id=caller.tenant_id, owner=caller.actor)


def _is_for(caller: Caller, address: str) -> bool:
    parts = urlsplit(address)
    return _is_where(caller, parts) and (caller.may("read:pii") or not _may_name_somebody(parts))


def _is_where(caller: Caller, parts: SplitResult) -> bool:
    """Whether an address is about locations that somebody may see; one that is not a number may be any."""
    if caller.locations is None:
        return True
    named = [text for name, text in parse_qsl(parts.query) if name in ("location", "location_id")]
    words = [word.strip() for text in named for word in text.split(",") if word.strip()]
    return all(word.isdecimal() and int(word) in caller.locations for word in words)


def _may_name_somebody(parts: SplitResult) -> bool:
    asked = {name for name, _ in parse_qsl(parts.query)}
    return bool(asked & _TYPED or (parts.path.startswith("/records/") and asked - _SAYS_NO_ROW))


def _checked_name(name: str) -> str:
    name = checked_name(name)
    if len(name) > NAME_MAX:
        raise SettingWrong(f"A view's name has at most {NAME_MAX} characters.")
    return name


def _checked_address(address: str) -> str:
    if len(address) > ADDRESS_MAX or not _is_screen(address):
        raise SettingWrong(f"A view is the address of a screen here, of at most {ADDRESS_MAX:,} characters.")
    return address


def _is_screen(address: str) -> bool:
    """Whether an address shows a screen here; the first page only leads to one, by the views themselves."""
    if not _ADDRESS.fullmatch(address):
        return False
    path = unquote(urlsplit(address).path)
    is_file = path.endswith("/csv")
    is_taken = any(path == each or path.startswith(f"{each}/") for each in _NO_SCREENS)
    return path != "/" and not is_file and not is_taken and {".", ".."}.isdisjoint(path.split("/"))

"""
TV links: an address that shows a board as it was filtered, or some in turn, to whoever has it; no personal data.

What the link shows is walled by its business and its locations, and it can be taken back at once.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from daysheet.core.access import Caller, actor_of, check_gift
from daysheet.core.errors import NotAllowed, SettingWrong, UnknownThing
from daysheet.core.tokens import SECRET_BYTES, digest_of, read_token, secret_text, written
from daysheet.operations.boards.dispatching import day_named
from daysheet.operations.identity.access import checked_locations, checked_name, is_number
from daysheet.operations.office import Office
from daysheet.warehouse.connections import Tenant
from daysheet.warehouse.tv_links import NewLinkRow, TvLinks

WORK: Final = "work_in_progress"
JOURNEYS: Final = "journeys"
BOARDS: Final = (WORK, JOURNEYS)
# What of a board's address a link keeps, and which words each takes; a day is any that boards know.
WORDS: Final[Mapping[str, Mapping[str, Collection[str]]]] = {
    WORK: {
        "flag": ("waiting_for_approval", "late", "ready_unpaid", "no_technician", "no_promise", "over_limit"),
        "by": ("state", "label"),
    },
    JOURNEYS: {
        "only": ("not_confirmed", "not_crewed", "late_start", "finished", "cancelled", "unmapped"),
        "day": (),
    },
}
FILTERS: Final = tuple(name for words in WORDS.values() for name in words)
NOBODY: Final = 0
# How many boards a link may show in turn, and for how long each.
BOARDS_MAX: Final = 6
TURN_SECONDS_MIN: Final = 10
TURN_SECONDS_MAX: Final = 300
TURN_SECONDS: Final = 30
# What a screen shows, whoever looks: nobody puts on a wall what they may not read.
SHOWN: Final = frozenset({"read:records"})


class LinkOver(NotAllowed):
    """The address is right, and was taken back or has expired."""


@dataclass(frozen=True, kw_only=True)
class NewLink:
    """A link that was made: its token, shown once, and what is kept of it."""

    token: str = field(repr=False)
    row: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A board as it is filtered."""

    board: str
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What a link shows, each board for *turn_seconds*; *only* are its locations, None for all of them."""

    tenant: Tenant
    name: str
    boards: Sequence[Shown]
    turn_seconds: int
    only: frozenset[int] | None


async def make_link(
    office: Office,
    tenant: Tenant,
    *,
    name: str,
    boards: Sequence[Shown],
    turn_seconds: int = TURN_SECONDS,
    locations: list[int] | None = None,
    expires_at: datetime | None = None,
    by: Caller | str,
) -> NewLink:
    """
    Make a link that shows some boards in turn; its token is in the answer and nowhere else.

    Raises `SettingWrong`, `UnknownThing` for a location that is not the tenant's, `ForbiddenByScope` for what the giver
    may not see.
    """
    if not 1 <= len(boards) <= BOARDS_MAX:
        raise SettingWrong(f"A screen shows from 1 to {BOARDS_MAX} boards.")
    if not TURN_SECONDS_MIN <= turn_seconds <= TURN_SECONDS_MAX:
        raise SettingWrong(f"Each board is shown for {TURN_SECONDS_MIN} to {TURN_SECONDS_MAX} seconds.")
    places, now = checked_locations(locations), office.clock()
    first, *more = [_checked(each, now) for each in boards]
    check_gift(by, SHOWN, places)
    if expires_at is not None and (expires_at.tzinfo is None or expires_at <= now):
        raise SettingWrong("A link expires at a moment to come, with its time zone.")
    secret = secret_text(os.urandom(SECRET_BYTES))
    new = NewLinkRow(
        name=checked_name(name),
        board=first.board,
        filters=first.filters,
        more=[{"board": each.board, "filters": dict(each.filters)} for each in more],
        turn_seconds=turn_seconds,
        locations=places,
        token_digest=digest_of("tv", secret),
        expires_at=expires_at,
    )
    row = await TvLinks(database=office.database, tenant_id=tenant.tenant_id).add(new, now, actor_of(by))
    return NewLink(token=written("tv", (tenant.tenant_id, row["link_id"]), secret), row=_told(row, now))


async def links(office: Office, tenant: Tenant) -> list[dict[str, Any]]:
    """Return the links of a tenant, newest first; `state` is active, expired or revoked."""
    now = office.clock()
    return [_told(row, now) for row in await TvLinks(database=office.database, tenant_id=tenant.tenant_id).all()]


async def revoke_link(office: Office, tenant: Tenant, link_id: int, by: Caller | str) -> bool:
    """Take a link back, at once and for good; False where that was done before. Raises `UnknownThing`."""
    if not is_number(link_id):
        raise UnknownThing("There is no such screen.")
    return await TvLinks(database=office.database, tenant_id=tenant.tenant_id).revoke(link_id, office.clock(), by)


async def screen_of(office: Office, text: str) -> Screen:
    """Return what a link's token shows; raises `UnknownThing` for none of ours, `LinkOver` where it is over."""
    token, now = read_token(text, "tv"), office.clock()
    tenant_id, link_id = token.numbers if token is not None else (NOBODY, NOBODY)
    row = await TvLinks(database=office.database, tenant_id=tenant_id).used(link_id, token, now)
    if row is None:
        raise UnknownThing("There is no such screen.")
    if row["revoked_at"] is not None or row["tenant_status"] != "active":
        raise LinkOver("This screen was switched off.")
    if row["expires_at"] is not None and row["expires_at"] <= now:
        raise LinkOver("This screen's link has expired.")
    return Screen(
        tenant=Tenant(tenant_id=tenant_id, name=row["tenant_name"]),
        name=row["name"],
        boards=boards_of(row),
        turn_seconds=row["turn_seconds"],
        only=None if row["locations"] is None else frozenset(row["locations"]),
    )


def boards_of(row: Mapping[str, Any]) -> list[Shown]:
    """Return the boards that a link shows, in their turn."""
    more = [Shown(board=each["board"], filters=each["filters"]) for each in row["more"]]
    return [Shown(board=row["board"], filters=row["filters"]), *more]


def _checked(shown: Shown, now: datetime) -> Shown:
    """Return what a link keeps; a word that its board does not know would make a screen that never works."""
    if shown.board not in BOARDS:
        raise SettingWrong(f"A screen shows these boards: {', '.join(BOARDS)}.")
    kept, known = {name: value for name, value in shown.filters.items() if value}, WORDS[shown.board]
    for name, value in kept.items():
        if name not in known:
            raise SettingWrong(f"A screen of this board may be filtered by {' or '.join(known)}.")
        if name == "day":
            day_named(value, now)
        elif value not in known[name]:
            raise SettingWrong(f"{name} is one of: {', '.join(known[name])}.")
    return Shown(board=shown.board, filters=kept)


def _told(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    state = "expired" if row["expires_at"] is not None and row["expires_at"] <= now else "active"
    return {**row, "state": "revoked" if row["revoked_at"] is not None else state}
